package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// This file: cross entropy where every point or pixel has a label.

// PointCrossEntropy returns the cross entropy of logits [batch, points, parts]
// against labels, one part for each point, cloud by cloud, or
// autograd.IgnoreLabel. It panics if a label is out of range.
func PointCrossEntropy(logits *autograd.Var, labels []int, o autograd.LossOptions) *autograd.Var {
	z := logits.Value
	if z.Rank() != 3 || z.Dim(0)*z.Dim(1) != len(labels) {
		panic(tensor.NewShapeError("PointCrossEntropy", fmt.Sprintf("logits [batch, points, parts] for %d labels", len(labels)), z))
	}
	return autograd.CrossEntropy(autograd.Reshape(logits, len(labels), z.Dim(2)), labels, o)
}

// PixelCrossEntropy returns the cross entropy of logits [batch, classes,
// height, width] against labels, one class for each pixel, image by image and
// row by row, or autograd.IgnoreLabel for a pixel that does not count
// (datasets.ImageMasks.Targets makes such labels). The mean is over the pixels
// that count, and NaN if there are none, as with PyTorch. It panics if a label
// is out of range.
func PixelCrossEntropy(logits *autograd.Var, labels []int, o autograd.LossOptions) *autograd.Var {
	z := logits.Value
	if z.Rank() != 4 || z.Dim(0)*z.Dim(2)*z.Dim(3) != len(labels) {
		panic(tensor.NewShapeError("PixelCrossEntropy", fmt.Sprintf("logits [batch, classes, height, width] for %d labels", len(labels)), z))
	}
	return autograd.CrossEntropy(autograd.Reshape(autograd.Permute(logits, 0, 2, 3, 1), len(labels), z.Dim(1)), labels, o)
}
