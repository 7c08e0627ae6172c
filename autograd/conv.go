package autograd

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// This file: convolutions (cross-correlations, as PyTorch has them) over one,
// two and three axes:
//
//	y[b, o, p...] = bias[o] + Σ x[b, c, p·stride − padding + k·dilation] · w[o, c, k...]
//
// Each is Unfold and a linear layer, so they need no gradient of their own.

// ConvOptions say how a convolution steps along each axis. A convolution over
// fewer axes ignores the rest. Zeros mean: stride 1, no padding, dilation 1, one
// group.
type ConvOptions struct {
	Stride, Padding, Dilation [3]int

	// Groups is the number of parts that the channels of x and those of the
	// result are split into; each part of the result sees one part of x.
	Groups int
}

// Conv1d convolves x [b, c, s] with w [d, c/groups, k], and adds bias [d],
// which may be nil: [b, d, positions].
func Conv1d(x, w, bias *Var, o ConvOptions) *Var { return conv("Conv1d", 3, x, w, bias, o) }

// Conv2d convolves x [b, c, h, w] with w [d, c/groups, kh, kw], and adds bias
// [d], which may be nil: [b, d, rows, columns].
func Conv2d(x, w, bias *Var, o ConvOptions) *Var { return conv("Conv2d", 4, x, w, bias, o) }

// Conv3d convolves x [b, c, t, h, w] with w [d, c/groups, kt, kh, kw], and adds
// bias [d], which may be nil: [b, d, times, rows, columns].
func Conv3d(x, w, bias *Var, o ConvOptions) *Var { return conv("Conv3d", 5, x, w, bias, o) }

func conv(op string, rank int, x, w, bias *Var, o ConvOptions) *Var {
	t := Of(op, x, w, bias)
	g := max(o.Groups, 1)
	if x.Value.Rank() != rank || w.Value.Rank() != rank || o.Groups < 0 ||
		g > max(x.Value.Dim(1), 1) || w.Value.Dim(1)*g != x.Value.Dim(1) || w.Value.Dim(0)%g != 0 {
		panic(tensor.NewShapeError(op, fmt.Sprintf("x [b, c, s...] and weight [d, c/%d, k...] of rank %d, with d divisible by the groups", g, rank), x.Value, w.Value))
	}
	d := w.Value.Dim(0)
	if bias != nil && (bias.Value.Rank() != 1 || bias.Value.Dim(0) != d) {
		panic(tensor.NewShapeError(op, fmt.Sprintf("bias [%d]", d), x.Value, w.Value, bias.Value))
	}
	m := t.Mark()
	window := tensor.Window{Stride: o.Stride, Padding: o.Padding, Dilation: o.Dilation}
	copy(window.Kernel[:], w.Shape()[2:])
	p := window.Positions(op, x.Value)

	columns := Unfold(t.onTape(x), window)
	flat := Reshape(t.onTape(w), d, -1)
	var y *Var // [b, positions, d]
	if g == 1 {
		y = Linear(columns, flat, bias)
	} else {
		y = groupedLinear(columns, flat, bias, g)
	}
	y = Transpose(y, 1, 2)
	dims := [5]int{x.Value.Dim(0), d, p[0], p[1], p[2]}
	return t.Keep(m, Reshape(y, dims[:rank]...))
}

// groupedLinear applies Linear to each of the g parts of the channels.
func groupedLinear(x, w, bias *Var, g int) *Var {
	t := x.tape
	in, out := w.Value.Dim(1), w.Value.Dim(0)/g
	parts := make([]*Var, g)
	for i := range parts {
		var b *Var
		if bias != nil {
			b = Slice(t.onTape(bias), 0, i*out, (i+1)*out, 1)
		}
		parts[i] = Linear(Slice(x, 2, i*in, (i+1)*in, 1), Slice(w, 0, i*out, (i+1)*out, 1), b)
	}
	return Concat(2, parts...)
}

// onTape returns v, attached if it is a parameter.
func (t *Tape) onTape(v *Var) *Var {
	if v.tape == nil {
		return t.Attach(v)
	}
	return v
}
