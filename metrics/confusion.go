package metrics

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/autograd"
)

// ConfusionMatrix counts, over a whole test set, how often elements of each
// class are given each class. IoU, mIoU and accuracy follow from the counts.
type ConfusionMatrix struct {
	Classes int
	Counts  []int64 // [class, class given]
}

// NewConfusionMatrix returns a matrix of zeros.
func NewConfusionMatrix(classes int) *ConfusionMatrix {
	return &ConfusionMatrix{Classes: classes, Counts: make([]int64, classes*classes)}
}

// Add counts, for each label, the class that is given in its place. It passes
// over labels that equal autograd.IgnoreLabel. It panics if the lengths differ
// or a number is out of range.
func (c *ConfusionMatrix) Add(labels, given []int) {
	if len(labels) != len(given) {
		panic(fmt.Sprintf("metrics: ConfusionMatrix.Add: %d labels, but %d classes given", len(labels), len(given)))
	}
	for i, l := range labels {
		if l == autograd.IgnoreLabel {
			continue
		}
		if l < 0 || l >= c.Classes || given[i] < 0 || given[i] >= c.Classes {
			panic(fmt.Sprintf("metrics: ConfusionMatrix.Add: element %d has label %d and is given %d, want 0 to %d", i, l, given[i], c.Classes-1))
		}
		c.Counts[l*c.Classes+given[i]]++
	}
}

// IoU returns the intersection over union of a class: of the elements that have
// the class or are given it, the share that has it and is given it. It is NaN if
// the class neither occurs nor is given.
func (c *ConfusionMatrix) IoU(class int) float64 {
	hit, union := c.Counts[class*c.Classes+class], int64(0)
	for i := 0; i < c.Classes; i++ {
		union += c.Counts[class*c.Classes+i] + c.Counts[i*c.Classes+class]
	}
	return float64(hit) / float64(union-hit)
}

// MeanIoU returns the mean of the classes' IoU (mIoU). It leaves out classes that
// neither occur nor are given. It is NaN if nothing is counted.
func (c *ConfusionMatrix) MeanIoU() float64 {
	sum, n := 0.0, 0
	for class := 0; class < c.Classes; class++ {
		if v := c.IoU(class); !math.IsNaN(v) {
			sum, n = sum+v, n+1
		}
	}
	return sum / float64(n)
}

// Accuracy returns the share of elements that are given their class. It is NaN if
// nothing is counted.
func (c *ConfusionMatrix) Accuracy() float64 {
	hit, all := int64(0), int64(0)
	for i, n := range c.Counts {
		all += n
		if i/c.Classes == i%c.Classes {
			hit += n
		}
	}
	return float64(hit) / float64(all)
}
