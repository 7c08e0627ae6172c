package metrics

import (
	"fmt"
	"strings"
)

// This file: what was counted as text for people, as notebooks show it.

// shownClasses is how many classes a confusion matrix may have to be written with its
// counts.
const shownClasses = 20

// String returns accuracy and mIoU and, of at most 20 classes, the counts: a row for each
// class, a column for each class given.
func (c *ConfusionMatrix) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "accuracy %.2f %%, mIoU %.2f %% of %d classes\n", 100*c.Accuracy(), 100*c.MeanIoU(), c.Classes)
	if c.Classes > shownClasses {
		return b.String()
	}
	width := len(fmt.Sprint(c.Classes))
	for _, n := range c.Counts {
		width = max(width, len(fmt.Sprint(n)))
	}
	fmt.Fprintf(&b, "%*s", 6, "")
	for i := 0; i < c.Classes; i++ {
		fmt.Fprintf(&b, " %*d", width, i)
	}
	b.WriteByte('\n')
	for i := 0; i < c.Classes; i++ {
		fmt.Fprintf(&b, "%6d", i)
		for k := 0; k < c.Classes; k++ {
			fmt.Fprintf(&b, " %*d", width, c.Counts[i*c.Classes+k])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// String returns the two means in a line.
func (m *PartIoU) String() string {
	return fmt.Sprintf("instance mIoU %.2f %%, class mIoU %.2f %%", 100*m.Instance(), 100*m.Class())
}
