package autograd

import "github.com/gopathway/pathway/tensor"

// This file: windows that slide over one to three axes, which make any
// convolution one linear layer (im2col). See conv.go.

// The columns are as many times larger than x as windows overlap: they are cut
// again on the way back rather than kept.
var opUnfold = NewOp("Unfold", unfoldBackward).Reads(0).Again(unfoldAgain)

// Unfold returns the windows of x [b, c, s...], one to three axes s, as columns
// [b, positions, c·kernel] in row-major order of the positions; inside a column
// the order is that of a convolution's weight [d, c, k...].
func Unfold(x *Var, w tensor.Window) *Var {
	t := Of("Unfold", x)
	p := w.Positions("Unfold", x.Value)
	wide := x.Value.Dim(1)
	for i := 0; i < x.Value.Rank()-2; i++ {
		wide *= w.Kernel[i]
	}
	y := t.New(x.Value.Dim(0), p[0]*p[1]*p[2], wide)
	tensor.Unfold(y.Value, x.Value, w)
	if n := t.Record(opUnfold, y, x); n != nil {
		copy(n.I[0:], w.Kernel[:])
		copy(n.I[3:], w.Stride[:])
		copy(n.I[6:], w.Padding[:])
		copy(n.I[9:], w.Dilation[:])
	}
	return y
}

// window returns the window that an Unfold was recorded with.
func (n *Node) window() (w tensor.Window) {
	copy(w.Kernel[:], n.I[0:])
	copy(w.Stride[:], n.I[3:])
	copy(w.Padding[:], n.I[6:])
	copy(w.Dilation[:], n.I[9:])
	return w
}

func unfoldAgain(n *Node) { tensor.Unfold(n.Out.Value, n.In[0].Value, n.window()) }

// dx sums the columns of g that a cell is in
func unfoldBackward(n *Node) { tensor.Fold(n.GradOf(0), n.Out.Grad, n.window()) }
