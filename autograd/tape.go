package autograd

import (
	"fmt"

	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// Tape records a computation and owns its memory, its mode (recording,
// training) and its random numbers. It belongs to one goroutine.
type Tape struct {
	record bool
	train  bool
	rng    *tensor.RNG

	mem   arena
	vars  []*Var // every live Var of this step, oldest first
	inner []*Var // Vars of ended scopes, until Backward or Reset
	slab  []Var  // Vars not yet handed out
	nodes []Node
	ins   []*Var // the inputs of all nodes, back to back

	heads   []*tensor.Tensor // headers of saved and pending tensors, reused
	nHeads  int
	saved   []*tensor.Tensor // oldest first
	pending []pendingGrad

	at      int  // the node that Backward is at
	done    bool // Backward was called
	dry     bool // in the first run of a Checkpoint, which notes needs but records nothing
	again   bool // in the second run of a Checkpoint
	segs    []segment
	nSegs   int
	profile *Profile                            // nil: none
	stop    <-chan struct{}                     // of Until
	halted  bool                                // stop was closed and heard: a panic is on its way to Until
	watch   func(qkv *tensor.Tensor, heads int) // of WatchAttention; nil: none

	// Arguments of parallel loops and kernels live here rather than on the
	// stack, where taking their address would cost an allocation a call.
	add      addTask
	epilogue simd.Epilogue
	slope    slopeTask
	norm     layerNormTask
	attn     attentionTask
	each     eachTask
	bn       batchNormTask
}

// slabSize is how many Vars are allocated at a time. Vars are not reused
// after Reset, so that one kept too long is told from a new one.
const slabSize = 128

// NewTape returns a tape that records, for training or for gradients.
// Dropout and DropPath are off until Train.
func NewTape() *Tape { return &Tape{record: true} }

// Inference returns a tape that records nothing.
func Inference() *Tape { return new(Tape) }

// Train turns on the ops that act in training only (Dropout, DropPath), with
// random numbers from seed, and returns the tape.
func (t *Tape) Train(seed uint64) *Tape {
	t.train = true
	t.rng = tensor.NewRNG(seed)
	return t
}

// Training reports whether Train was called.
func (t *Tape) Training() bool { return t.train }

// Recording reports whether the tape records for Backward.
func (t *Tape) Recording() bool { return t.record }

// RNG returns the generator that Dropout and DropPath draw from; nil before
// Train. A checkpoint must hold its state.
func (t *Tape) RNG() *tensor.RNG { return t.rng }

// Input puts x on the tape as a constant. The tensor is used, not copied.
func (t *Tape) Input(x *tensor.Tensor) *Var {
	v := t.newVar()
	v.Value = x
	return v
}

// Variable puts x on the tape as a leaf whose Grad can be read after
// Backward, until Reset.
func (t *Tape) Variable(x *tensor.Tensor) *Var {
	v := t.Input(x)
	v.needs = t.record
	return v
}

// New returns a Var of the given dimensions with arbitrary content, for an op
// to fill.
func (t *Tape) New(dims ...int) *Var {
	n := 1
	for _, d := range dims {
		n *= d
	}
	v := t.newVar()
	v.buf = t.mem.get(n)
	v.val = *tensor.FromSlice(v.buf, dims...)
	v.Value = &v.val
	return v
}

// View returns a Var of another shape over the data of v, for an op that
// moves nothing.
func (t *Tape) View(v *Var, dims ...int) *Var {
	r := t.newVar()
	r.val = *v.Value.Reshape(dims...)
	r.Value = &r.val
	r.root = v
	if v.root != nil {
		r.root = v.root
	}
	return r
}

// Save returns a tensor of the given dimensions with arbitrary content that
// lives until Backward is done with the op, or Reset: what an op keeps for
// its gradient.
func (t *Tape) Save(dims ...int) *tensor.Tensor {
	n := 1
	for _, d := range dims {
		n *= d
	}
	s := t.header()
	*s = *tensor.FromSlice(t.mem.get(n), dims...)
	t.saved = append(t.saved, s)
	return s
}

// header returns a tensor header that is the step's own.
func (t *Tape) header() *tensor.Tensor {
	if t.nHeads == len(t.heads) {
		t.heads = append(t.heads, new(tensor.Tensor))
	}
	t.nHeads++
	return t.heads[t.nHeads-1]
}

// Scratch returns n floats with arbitrary content for use inside an op; give
// them back with Release.
func (t *Tape) Scratch(n int) []float32 { return t.mem.get(n) }

// Release takes back what Scratch returned.
func (t *Tape) Release(b []float32) { t.mem.put(b) }

func (t *Tape) newVar() *Var {
	if len(t.slab) == 0 {
		t.slab = make([]Var, slabSize)
	}
	v := &t.slab[0]
	t.slab = t.slab[1:]
	v.tape = t
	t.vars = append(t.vars, v)
	return v
}

// Reset ends the step: every Var of the tape becomes invalid and all their
// memory is used again. Parameters and their gradients are untouched.
func (t *Tape) Reset() {
	if t.profile != nil {
		t.profile.runForOther()
		defer t.profile.Stop()
	}
	for _, v := range t.vars {
		t.drop(v)
	}
	clear(t.vars)
	t.vars = t.vars[:0]
	t.dropInner(0)
	for _, s := range t.saved {
		t.mem.put(s.Data())
	}
	t.saved = t.saved[:0]
	for _, p := range t.pending { // of a gradient that was left
		t.mem.put(p.buf)
	}
	t.pending = t.pending[:0]
	t.nHeads = 0
	t.truncate(0, 0)
	t.dropSegments(0)
	t.done = false
	t.slab = nil
	t.mem.trim()
}

// drop invalidates v and takes back its memory.
func (t *Tape) drop(v *Var) {
	if v.buf != nil {
		t.mem.put(v.buf)
	}
	t.dropGrad(v)
	v.Value, v.Grad, v.buf, v.root = nil, nil, nil, nil
}

func (t *Tape) dropGrad(v *Var) {
	if v.gbuf != nil {
		t.mem.put(v.gbuf)
		v.gbuf, v.Grad = nil, nil
	}
}

// PeakBytes returns the largest amount of memory that values and gradients on
// the tape have taken at one time, in bytes.
func (t *Tape) PeakBytes() int { return 4 * t.mem.peak }

// live panics unless v can be used on t.
func (t *Tape) live(op string, v *Var) {
	if v.scoped {
		panic("autograd: " + op + ": the Var was internal to a scope: its value was released at the end of its scope (Tape.Keep)")
	}
	if v.Value == nil {
		panic("autograd: " + op + ": the Var was used after its tape was reset (copy what you keep with Value.Clone)")
	}
	if v.tape != nil && v.tape != t {
		panic("autograd: " + op + ": the Vars are on different tapes")
	}
}

// Of returns the tape that the Vars are on; nil Vars are passed over. It panics
// if one has outlived its step, if two are on different tapes, or if all are
// parameters. The message names op. Every op begins with it.
func Of(op string, vs ...*Var) *Tape {
	t := tapeOf(op, vs)
	t.mayStop()
	if t.profile != nil {
		t.profile.begin(op)
	}
	return t
}

// tapeOf is Of for a function that is no op.
func tapeOf(op string, vs []*Var) *Tape {
	var t *Tape
	for _, v := range vs {
		if v != nil && v.tape != nil {
			t = v.tape
			break
		}
	}
	if t == nil {
		panic(fmt.Sprintf("autograd: %s: every input is a parameter; put one on a tape with Tape.Attach", op))
	}
	for _, v := range vs {
		if v != nil {
			t.live(op, v)
		}
	}
	return t
}
