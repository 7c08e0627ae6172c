package nn

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// This file: the outputs of classifiers and segmenters, and what they are
// compared with. Outputs are [batch, classes], one label a sample; [batch,
// points, classes], one a point; or [batch, classes, height, width], one a
// pixel. Labels come sample by sample, and row by row within an image.

// CrossEntropy returns the cross entropy of logits of any of these shapes
// against labels. A label of autograd.IgnoreLabel does not count; the mean is
// over those that do, and NaN if there are none, as with PyTorch. It panics
// with *tensor.ShapeError unless there is a label for each, and if a label is
// out of range.
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

// Likeliest returns the class with the largest logit of each sample, point or
// pixel, in the order of labels.
func Likeliest(logits *tensor.Tensor) []int {
	return tensor.ArgMax(logits, classAxis("Likeliest", logits))
}

// classAxis is the axis of classes.
func classAxis(op string, logits *tensor.Tensor) int {
	switch logits.Rank() {
	case 2, 4:
		return 1
	case 3:
		return 2
	}
	panic(tensor.NewShapeError(op, "logits [batch, classes], [batch, points, classes] or [batch, classes, height, width]", logits))
}
