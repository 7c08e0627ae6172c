package autograd

import "github.com/gopathway/pathway/tensor"

// This file: images on another grid.

var opInterpolate = NewOp("Interpolate", interpolateBackward).Reads()

// Interpolate returns images x [b, c, h, w] on another grid, [b, c, height,
// width], as PyTorch does with align_corners=False; see tensor.Interpolate.
func Interpolate(x *Var, height, width int, mode tensor.InterpolateMode) *Var {
	t := Of("Interpolate", x)
	s := x.Shape()
	if len(s) != 4 || height < 1 || width < 1 {
		panic(tensor.NewShapeError("Interpolate", "images [b, c, h, w] and a grid of at least 1×1", x.Value))
	}
	y := t.New(s[0], s[1], height, width)
	tensor.Interpolate(y.Value, x.Value, height, width, mode)
	if n := t.Record(opInterpolate, y, x); n != nil {
		n.I[0] = int(mode)
	}
	return y
}

// dx of a cell is the sum of g where the cell was read, by weight
func interpolateBackward(n *Node) {
	tensor.InterpolateAdjoint(n.GradOf(0), n.Out.Grad, tensor.InterpolateMode(n.I[0]))
}
