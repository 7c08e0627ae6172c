package nn

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// This file: the outputs of classifiers and segmenters, and their labels.
//
//	[batch, classes]                 a label for every sample
//	[batch, points, classes]         a label for every point
//	[batch, classes, height, width]  a label for every pixel
//
// Labels come sample by sample, and row by row within an image.

// CrossEntropy returns the cross entropy of logits against labels. Logits are
// [batch, classes] with a label for every sample, [batch, points, classes] with
// one for every point, or [batch, classes, height, width] with one for every
// pixel. The mean is over the labels that are not autograd.IgnoreLabel; without
// any it is NaN, as in PyTorch. It panics with *tensor.ShapeError if the number
// of labels is another, or a label is no class.
func CrossEntropy(logits *autograd.Var, labels []int, o autograd.LossOptions) *autograd.Var {
	z := logits.Value
	axis := classAxis("CrossEntropy", z)
	classes := z.Dim(axis)
	if z.Size() != classes*len(labels) {
		panic(tensor.NewShapeError("CrossEntropy", fmt.Sprintf("logits for %d labels", len(labels)), z))
	}
	switch {
	case z.Rank() == 4:
		logits = autograd.Permute(logits, 0, 2, 3, 1)
		fallthrough
	case z.Rank() == 3:
		logits = autograd.Reshape(logits, len(labels), classes)
	}
	return autograd.CrossEntropy(logits, labels, o)
}

// Likeliest returns the class with the largest logit of every sample, point or
// pixel. It takes the shapes of CrossEntropy, and gives the order of its labels.
func Likeliest(logits *tensor.Tensor) []int {
	return tensor.ArgMax(logits, classAxis("Likeliest", logits))
}

// classAxis returns the axis of classes. It panics if logits have no shape that
// CrossEntropy takes.
func classAxis(op string, logits *tensor.Tensor) int {
	switch logits.Rank() {
	case 2, 4:
		return 1
	case 3:
		return 2
	}
	panic(tensor.NewShapeError(op, "logits [batch, classes], [batch, points, classes] or [batch, classes, height, width]", logits))
}
