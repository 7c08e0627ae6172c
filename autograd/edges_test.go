package autograd

import (
	"errors"
	"math"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// The gradient of an empty batch is zero, not missing.
func TestLayerNormOfNothing(t *testing.T) {
	w, b, x := Param(tensor.Full(1, 3)), Param(tensor.New(3)), Param(tensor.New(0, 3))
	tape := NewTape()
	Backward(Sum(LayerNorm(tape.Attach(x), w, b, 1e-6), nil, false))
	for name, v := range map[string]*Var{"w": w, "b": b, "x": x} {
		if v.Grad == nil || !tensor.SameShape(v.Grad, v.Value) {
			t.Fatalf("%s has the gradient %v", name, v.Grad)
		}
		for _, g := range v.Grad.Data() {
			if g != 0 {
				t.Errorf("%s has the gradient %v", name, v.Grad)
			}
		}
	}
}

// Options whose arithmetic overflows are refused as a shape.
func TestConvRefusesOverflow(t *testing.T) {
	x, w := Param(tensor.New(1, 2, 8)), Param(tensor.New(2, 2, 3))
	for name, o := range map[string]ConvOptions{
		"groups":   {Groups: math.MaxInt/2 + 1},
		"padding":  {Padding: [3]int{math.MaxInt / 2}},
		"stride":   {Stride: [3]int{math.MaxInt}},
		"dilation": {Dilation: [3]int{math.MaxInt / 2}},
	} {
		var shape *tensor.ShapeError
		if err := tensor.Catch(func() { Conv1d(NewTape().Attach(x), w, nil, o) }); !errors.As(err, &shape) {
			t.Errorf("%s: %v, want a ShapeError", name, err)
		}
	}
}
