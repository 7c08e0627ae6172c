package autograd

import (
	"sync"

	"github.com/gopathway/pathway/simd"
)

// This file: weights of linear layers in the layout that the products read,
// packed once instead of in every product. They are packed in place, so that
// a model takes its memory once; nothing but linear layers on tapes that pack
// can use them afterwards, and all else refuses.

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
		return p
	}
	packing.Lock()
	defer packing.Unlock()
	if w.packed.Load() == nil {
		w.packed.Store(simd.PackTransposedInPlace(w.Value.Dim(1), w.Value.Dim(0), w.Value.Data()))
	}
	return w.packed.Load()
}

// refusePacked panics if v is a weight that was packed.
func refusePacked(op string, v *Var) {
	if v.Packed() {
		panic("autograd: " + op + ": the weight was packed for inference and serves nothing else (see Tape.PackWeights); load the model again")
	}
}
