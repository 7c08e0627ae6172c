package autograd

import (
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: the forms in which the weight of a linear layer can be stored.

// Weight is the weight [out, in] of a linear layer in any of the forms that
// Linear, LinearGELU and LinearAdd take: a *Var of float32 numbers, which every
// op can use and which has a gradient, or a *PackedWeight. The layer that holds
// the weight chooses the form. The interface is closed: the ops of this package
// must know every form.
type Weight interface {
	// Shape returns [out, in].
	Shape() []int

	// stored returns the weight as ops record it, and its panels if it is
	// packed. Only the shape of a packed weight may be read.
	stored() (w *Var, packed *simd.PackedB)
}

func (v *Var) stored() (*Var, *simd.PackedB) { return v, nil }

// PackedWeight is a weight in the layout that matrix products read, so that
// they need not arrange it in every pass. It serves linear layers on inference
// tapes, in any number of goroutines. Results have the bits that the weight
// gives as a *Var.
type PackedWeight struct {
	v      Var // names the shape
	packed *simd.PackedB
}

// PackWeight packs w [out, in] in the memory that w has, so that it is held
// once. It takes w over: w is left empty, with the shape [0, 0], and no other
// tensor over the same data may be used any more. It must not run beside
// anything that reads the data. It panics with *tensor.ShapeError if w is not of
// rank 2.
func PackWeight(w *tensor.Tensor) *PackedWeight {
	if w.Rank() != 2 {
		panic(tensor.NewShapeError("PackWeight", "a weight [out, in]", w))
	}
	p := new(PackedWeight)
	p.v.val = *w
	p.v.Value = &p.v.val
	p.packed = simd.PackTransposedInPlace(w.Dim(1), w.Dim(0), w.Data())
	*w = *tensor.New(0, 0)
	return p
}

// Shape returns [out, in]. The slice is the weight's own: do not write to it.
func (w *PackedWeight) Shape() []int { return w.v.Shape() }

func (w *PackedWeight) stored() (*Var, *simd.PackedB) { return &w.v, w.packed }
