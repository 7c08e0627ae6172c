package metrics

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// PartIoU measures the segmentation of shapes into parts by ShapeNetPart's
// convention: the IoU of a shape is the mean over the parts of its category,
// and a part that the shape neither has nor is given counts 1.
type PartIoU struct {
	partsOf [][]int
	sum     []float64 // of the shapes of each category
	shapes  []int
}

// NewPartIoU returns a measure for categories with the given parts
// (datasets.PartClouds.PartsOf). It holds no shapes yet.
func NewPartIoU(partsOf [][]int) *PartIoU {
	return &PartIoU{partsOf: partsOf, sum: make([]float64, len(partsOf)), shapes: make([]int, len(partsOf))}
}

// Add adds one shape: its category, the part of each of its points, and the part
// that a model gives each point. It returns the shape's IoU. It panics if the
// lengths differ or there is no such category.
func (m *PartIoU) Add(category int, labels, given []int) float64 {
	if len(labels) != len(given) || category < 0 || category >= len(m.partsOf) {
		panic(fmt.Sprintf("metrics: PartIoU.Add: category %d of %d, %d labels and %d parts given", category, len(m.partsOf), len(labels), len(given)))
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

// Category returns the mean IoU over the shapes of a category, NaN if there are
// none.
func (m *PartIoU) Category(category int) float64 {
	return m.sum[category] / float64(m.shapes[category])
}

// Instance returns the instance mIoU: the mean over all shapes, NaN if there are
// none.
func (m *PartIoU) Instance() float64 {
	sum, n := 0.0, 0
	for i, s := range m.sum {
		sum, n = sum+s, n+m.shapes[i]
	}
	return sum / float64(n)
}

// Class returns the class mIoU: the mean over the categories that have shapes,
// NaN if none has.
func (m *PartIoU) Class() float64 {
	sum, n := 0.0, 0
	for i := range m.sum {
		if m.shapes[i] > 0 {
			sum, n = sum+m.Category(i), n+1
		}
	}
	return sum / float64(n)
}

// ArgMaxParts returns the likeliest part of each point, among the parts of its
// shape's category, from logits [batch, points, parts]: batch·points numbers. It
// panics with *tensor.ShapeError unless there is a category for each shape and
// the logits have all of its parts.
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
