package nn_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// outputs returns the same logits [n, classes] in each shape that a net has for
// outputs, n = 2·3·4: by sample, by point of two clouds, by pixel of two images.
func outputs(rows *tensor.Tensor) map[string]*tensor.Tensor {
	classes := rows.Dim(1)
	pixels := tensor.New(2, classes, 3, 4)
	for i := 0; i < rows.Dim(0); i++ {
		b, at := i/12, i%12
		for k := 0; k < classes; k++ {
			pixels.Set(rows.At(i, k), b, k, at/4, at%4)
		}
	}
	return map[string]*tensor.Tensor{"samples": rows, "points": tensor.FromSlice(rows.Data(), 2, 12, classes), "pixels": pixels}
}

// Points and pixels have the loss and the gradient of the same number of
// samples. Labels to be ignored do not count, and the likeliest classes come in
// the order of the labels.
func TestOutputShapes(t *testing.T) {
	const n, classes = 24, 5
	rng := tensor.NewRNG(4)
	rows := tensor.New(n, classes).Normal(rng, 0, 2)
	labels, best := make([]int, n), make([]int, n)
	for i := range labels {
		labels[i] = rng.IntN(classes)
		for k := 1; k < classes; k++ {
			if rows.At(i, k) > rows.At(i, best[i]) {
				best[i] = k
			}
		}
	}
	labels[3], labels[17] = autograd.IgnoreLabel, autograd.IgnoreLabel
	smooth := autograd.LossOptions{LabelSmoothing: 0.1}

	// The mean of -log softmax, in float64.
	want, counted := 0.0, 0
	for i, l := range labels {
		if l == autograd.IgnoreLabel {
			continue
		}
		sum := 0.0
		for k := 0; k < classes; k++ {
			sum += math.Exp(float64(rows.At(i, k)))
		}
		want += math.Log(sum) - float64(rows.At(i, l))
		counted++
	}
	want /= float64(counted)

	losses, grads := map[string]float32{}, map[string]*tensor.Tensor{}
	for shape, z := range outputs(rows) {
		for _, o := range []autograd.LossOptions{{}, smooth} {
			key := fmt.Sprint(shape, o.LabelSmoothing)
			tape := autograd.NewTape()
			in := tape.Variable(z)
			loss := nn.CrossEntropy(in, labels, o)
			autograd.Backward(loss)
			losses[key], grads[key] = loss.Value.Item(), in.Grad.Clone()
		}
		if got := float64(losses[shape+"0"]); math.Abs(got-want) > 1e-5 {
			t.Errorf("%s: loss %v, want %v", shape, got, want)
		}
		if got := nn.Likeliest(z); !slices.Equal(got, best) {
			t.Errorf("%s: likeliest %v, want %v", shape, got, best)
		}
	}
	for _, o := range []string{"0", "0.1"} {
		for shape, g := range outputs(grads["samples"+o]) {
			if losses[shape+o] != losses["samples"+o] {
				t.Errorf("%s: loss %v, of samples %v", shape, losses[shape+o], losses["samples"+o])
			}
			modeltest.SameBits(t, "gradient of "+shape, grads[shape+o].Data(), g.Data())
		}
	}
	if losses["samples0"] == losses["samples0.1"] {
		t.Error("label smoothing does nothing")
	}
}

func TestOutputShapesMisuse(t *testing.T) {
	in := autograd.Inference()
	for _, z := range outputs(tensor.New(24, 5)) {
		for _, n := range []int{0, 23, 25, 120} {
			modeltest.ShapeError(t, "CrossEntropy", func() { nn.CrossEntropy(in.Input(z), make([]int, n), autograd.LossOptions{}) })
		}
		for _, bad := range []int{-1, 5} {
			labels := make([]int, 24)
			labels[7] = bad
			modeltest.ShapeError(t, "CrossEntropy", func() { nn.CrossEntropy(in.Input(z), labels, autograd.LossOptions{}) })
		}
	}
	for _, shape := range [][]int{{}, {5}, {1, 5, 1, 1, 1}} {
		z := tensor.New(shape...)
		modeltest.ShapeError(t, "CrossEntropy", func() { nn.CrossEntropy(in.Input(z), []int{0}, autograd.LossOptions{}) })
		modeltest.ShapeError(t, "Likeliest", func() { nn.Likeliest(z) })
	}
	all := []int{autograd.IgnoreLabel, autograd.IgnoreLabel}
	if loss := nn.CrossEntropy(in.Input(tensor.New(2, 5)), all, autograd.LossOptions{}).Value.Item(); !math.IsNaN(float64(loss)) {
		t.Errorf("without any label the loss is %v, want NaN", loss)
	}
}
