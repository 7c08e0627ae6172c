package autograd

import (
	"sync"

	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: tapes that make a PackedWeight of a parameter when a linear layer
// meets it first. Nothing but linear layers on such tapes can use the parameter
// afterwards, and all else refuses.

// packing keeps two goroutines from packing one weight.
var packing sync.Mutex

// PackWeights makes linear layers on t, an inference tape, pack each parameter
// that is their weight when they meet it first, and returns the tape. From then
// on the parameter serves linear layers on such tapes alone, of any number and
// in any number of goroutines: every other use of it panics, and its Value holds
// the packed numbers. The results have the bits they have otherwise.
// Effective weights that are computed on the tape are not packed. It panics on
// a recording tape.
func (t *Tape) PackWeights() *Tape {
	if t.record {
		panic("autograd: PackWeights: the tape records")
	}
	t.packs = true
	return t
}

// Packed reports whether a tape packed the parameter: then its Value does not
// hold its numbers in order any more. See Tape.PackWeights.
func (v *Var) Packed() bool { return v.packed.Load() != nil }

// packedWeight returns w [out, in] packed, or nil if it is to be used as it is.
func (t *Tape) packedWeight(op string, w *Var) *simd.PackedB {
	if !t.packs || w.tape != nil {
		refusePacked(op, w)
		return nil
	}
	if p := w.packed.Load(); p != nil {
		return p.packed
	}
	packing.Lock()
	defer packing.Unlock()
	if w.packed.Load() == nil {
		header := tensor.FromSlice(w.Value.Data(), w.Shape()...) // w keeps its own, for the shape
		w.packed.Store(PackWeight(header))
	}
	return w.packed.Load().packed
}

// refusePacked panics if v is a weight that was packed.
func refusePacked(op string, v *Var) {
	if v.Packed() {
		panic("autograd: " + op + ": the weight was packed for inference and serves nothing else (see Tape.PackWeights); load the model again")
	}
}
