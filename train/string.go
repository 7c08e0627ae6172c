package train

import (
	"fmt"
	"strings"
)

// This file: what was measured as text for people, as notebooks show it.

// String tells accuracy and loss in a line; of a segmenter the mIoU, too, and of a masked
// autoencoder the loss alone.
func (s Score) String() string {
	if s.PerClass == nil && s.Segment == nil && s.Correct == 0 { // of a masked autoencoder
		return fmt.Sprintf("loss %.5f on %d samples", s.Loss, s.Samples)
	}
	of := s.Samples
	if s.Targets > 0 {
		of = s.Targets
	}
	text := fmt.Sprintf("accuracy %.2f %% (%d of %d), loss %.4f", 100*s.Accuracy, s.Correct, of, s.Loss)
	if s.Segment != nil {
		text = s.Segment.String() + ", " + text
	}
	return text
}

// String tells how many samples of the class are given it.
func (c ClassScore) String() string {
	return fmt.Sprintf("%s %.2f %% (%d of %d)", c.Class, 100*c.Accuracy(), c.Correct, c.Samples)
}

// shownEpochs is how many epochs a history is written with at most.
const shownEpochs = 20

// String returns a table: a line for each epoch, or, of more than 20, for those evenly
// spaced and the last. What was not measured is blank.
func (h History) String() string {
	if len(h) == 0 {
		return "no epochs\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%5s  %10s  %10s  %8s  %10s  %8s\n", "epoch", "lr", "train loss", "acc. %", "test loss", "acc. %")
	step := (len(h) + shownEpochs - 1) / shownEpochs
	for i, r := range h {
		if i != len(h)-1 && (i+1)%step != 0 {
			continue
		}
		accuracy, testLoss, testAccuracy := fmt.Sprintf("%.2f", 100*r.Accuracy), "", ""
		if r.Test != nil {
			testLoss, testAccuracy = fmt.Sprintf("%.4f", r.Test.Loss), fmt.Sprintf("%.2f", 100*r.Test.Accuracy)
		}
		if r.Masked {
			accuracy, testAccuracy = "", ""
		}
		line := fmt.Sprintf("%5d  %10.3g  %10.4f  %8s  %10s  %8s", r.Epoch, r.LR, r.Loss, accuracy, testLoss, testAccuracy)
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}
