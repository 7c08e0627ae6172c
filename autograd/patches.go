package autograd

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// This file: images as sequences of patches, which makes a convolution one
// linear layer.

var opPatchify = NewOp("Patchify", patchifyBackward).Reads()

// Patchify cuts images x [b, c, h, w] into patches of ph×pw pixels, sh and sw
// apart, and returns tokens [b, gh·gw, c·ph·pw] in row-major order of the
// grid gh = (h−ph)/sh + 1, gw = (w−pw)/sw + 1.
func Patchify(x *Var, ph, pw, sh, sw int) *Var {
	t := Of("Patchify", x)
	s := x.Shape()
	if len(s) != 4 || ph < 1 || pw < 1 || sh < 1 || sw < 1 || ph > s[2] || pw > s[3] {
		panic(tensor.NewShapeError("Patchify",
			fmt.Sprintf("images [b, c, h, w] that hold a patch %d×%d, and positive strides, got %d×%d", ph, pw, sh, sw), x.Value))
	}
	y := t.New(s[0], ((s[2]-ph)/sh+1)*((s[3]-pw)/sw+1), s[1]*ph*pw)
	tensor.Patchify(y.Value, x.Value, ph, pw, sh, sw)
	if n := t.Record(opPatchify, y, x); n != nil {
		n.I[0], n.I[1], n.I[2], n.I[3] = ph, pw, sh, sw
	}
	return y
}

// dx sums the patches of g that a pixel is in
func patchifyBackward(n *Node) {
	tensor.Unpatchify(n.GradOf(0), n.Out.Grad, n.I[0], n.I[1], n.I[2], n.I[3])
}
