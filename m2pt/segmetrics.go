package m2pt

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// This file: how well points and pixels are told apart, by intersection over
// union (IoU): of the points that have a class or are given it, the part that
// has it and is given it.

// Confusion counts, over a whole test set, which classes are taken for which.
type Confusion struct {
	Classes int
	Counts  []int64 // [class, class given]
}

// NewConfusion returns a count of nothing yet.
func NewConfusion(classes int) *Confusion {
	return &Confusion{Classes: classes, Counts: make([]int64, classes*classes)}
}

// Add counts labels and the classes given instead, which must be as many.
// Labels equal to autograd.IgnoreLabel are passed over. It panics if a number
// is out of range.
func (c *Confusion) Add(labels, given []int) {
	if len(labels) != len(given) {
		panic(fmt.Sprintf("m2pt: Confusion.Add: %d labels, but %d classes given", len(labels), len(given)))
	}
	for i, l := range labels {
		if l == autograd.IgnoreLabel {
			continue
		}
		if l < 0 || l >= c.Classes || given[i] < 0 || given[i] >= c.Classes {
			panic(fmt.Sprintf("m2pt: Confusion.Add: element %d has label %d and is given %d, want 0 to %d", i, l, given[i], c.Classes-1))
		}
		c.Counts[l*c.Classes+given[i]]++
	}
}

// IoU returns the IoU of a class, NaN if it neither occurs nor is given.
func (c *Confusion) IoU(class int) float64 {
	hit, union := c.Counts[class*c.Classes+class], int64(0)
	for i := 0; i < c.Classes; i++ {
		union += c.Counts[class*c.Classes+i] + c.Counts[i*c.Classes+class]
	}
	return float64(hit) / float64(union-hit)
}

// MeanIoU returns the mean of the classes' IoU (mIoU), those left out that
// neither occur nor are given; NaN if nothing was counted.
func (c *Confusion) MeanIoU() float64 {
	sum, n := 0.0, 0
	for class := 0; class < c.Classes; class++ {
		if v := c.IoU(class); !math.IsNaN(v) {
			sum, n = sum+v, n+1
		}
	}
	return sum / float64(n)
}

// Accuracy returns the part of all that is given the right class; NaN if
// nothing was counted.
func (c *Confusion) Accuracy() float64 {
	hit, all := int64(0), int64(0)
	for i, n := range c.Counts {
		all += n
		if i/c.Classes == i%c.Classes {
			hit += n
		}
	}
	return float64(hit) / float64(all)
}

// PartIoU measures the segmentation of shapes into parts by ShapeNetPart's
// convention: the IoU of a shape is the mean over the parts of its category,
// and a part that the shape neither has nor is given counts 1.
type PartIoU struct {
	partsOf [][]int
	sum     []float64 // of the shapes of each category
	shapes  []int
}

// NewPartIoU returns a measure of nothing yet for categories with the given
// parts (datasets.PartClouds.PartsOf).
func NewPartIoU(partsOf [][]int) *PartIoU {
	return &PartIoU{partsOf: partsOf, sum: make([]float64, len(partsOf)), shapes: make([]int, len(partsOf))}
}

// Add adds one shape: its category, the parts of its points and those given
// instead, which must be as many. It returns the shape's IoU.
func (m *PartIoU) Add(category int, labels, given []int) float64 {
	if len(labels) != len(given) || category < 0 || category >= len(m.partsOf) {
		panic(fmt.Sprintf("m2pt: PartIoU.Add: category %d of %d, %d labels and %d parts given", category, len(m.partsOf), len(labels), len(given)))
	}
	mean := 0.0
	for _, part := range m.partsOf[category] {
		hit, union := 0, 0
		for i, l := range labels {
			if l == part || given[i] == part {
				union++
				if l == given[i] {
					hit++
				}
			}
		}
		if union == 0 {
			hit, union = 1, 1
		}
		mean += float64(hit) / float64(union)
	}
	mean /= float64(len(m.partsOf[category]))
	m.sum[category] += mean
	m.shapes[category]++
	return mean
}

// Category returns the mean over the shapes of a category; NaN if there were
// none.
func (m *PartIoU) Category(category int) float64 {
	return m.sum[category] / float64(m.shapes[category])
}

// Instance returns the instance mIoU, the mean over all shapes; NaN if there
// were none.
func (m *PartIoU) Instance() float64 {
	sum, n := 0.0, 0
	for i, s := range m.sum {
		sum, n = sum+s, n+m.shapes[i]
	}
	return sum / float64(n)
}

// Class returns the class mIoU, the mean over the categories that had shapes;
// NaN if none had.
func (m *PartIoU) Class() float64 {
	sum, n := 0.0, 0
	for i := range m.sum {
		if m.shapes[i] > 0 {
			sum, n = sum+m.Category(i), n+1
		}
	}
	return sum / float64(n)
}

// ArgMaxParts returns the likeliest part of each point, of those that the
// shape's category has, by logits [batch, points, parts]: [batch·points]. It
// panics with *tensor.ShapeError unless there is a category for each shape, and
// the logits have all its parts.
func ArgMaxParts(logits *tensor.Tensor, categories []int, partsOf [][]int) []int {
	if logits.Rank() != 3 || logits.Dim(0) != len(categories) {
		panic(tensor.NewShapeError("ArgMaxParts", fmt.Sprintf("logits [%d, points, parts] for %d categories", len(categories), len(categories)), logits))
	}
	n, c := logits.Dim(1), logits.Dim(2)
	best := make([]int, 0, len(categories)*n)
	for i, category := range categories {
		if category < 0 || category >= len(partsOf) || len(partsOf[category]) == 0 {
			panic(tensor.NewShapeError("ArgMaxParts", fmt.Sprintf("a category with parts, from 0 to %d, got %d", len(partsOf)-1, category), logits))
		}
		parts := partsOf[category]
		for _, p := range parts {
			if p < 0 || p >= c {
				panic(tensor.NewShapeError("ArgMaxParts", fmt.Sprintf("logits with part %d, of category %d", p, category), logits))
			}
		}
		for j := i * n; j < (i+1)*n; j++ {
			row, at := logits.Data()[j*c:(j+1)*c], parts[0]
			for _, p := range parts[1:] {
				if row[p] > row[at] {
					at = p
				}
			}
			best = append(best, at)
		}
	}
	return best
}
