package autograd

import "github.com/gopathway/pathway/tensor"

// This file: gradient checkpointing (Chen et al., 2016, "Training Deep Nets
// with Sublinear Memory Cost"): a segment of a model keeps its input alone
// and is computed a second time on the way back. That costs another forward
// pass of the segment and saves all its memory in between.

// Segment is a part of a model, such as any nn.Module.
type Segment interface {
	Forward(x *Var) *Var
}

var opCheckpoint = NewOp("Checkpoint", checkpointBackward).Reads(0)

// segment is one recorded call of Checkpoint.
type segment struct {
	f   Segment
	rng *tensor.RNG // as the tape's was before; meaningless on a tape that does not train
}

// Checkpoint returns f.Forward(x) and keeps nothing for its gradient but x:
// Backward runs f again, with the same random numbers, and goes back through
// it. All gradients have the bits they have without Checkpoint. f must
// compute the same both times, and must not count or average anything when
// Tape.Recomputing reports the second. Besides x and parameters it may use Vars
// that no scope has released before Backward. A call is a scope: no Var made in
// f but the result can be used afterwards. Checkpoints may be nested.
func Checkpoint(x *Var, f Segment) *Var {
	t := Of("Checkpoint", x)
	m := t.Mark()
	if !t.record {
		return t.Keep(m, f.Forward(x))
	}
	at := t.pushSegment(f)
	y := t.dryRun(m, x, f)
	// A Var that was there before needs nothing; nor does a constant.
	if !t.newest(m, y) || !y.needs {
		t.dropSegments(at)
		return y
	}
	in := [1]*Var{x}
	t.node(opCheckpoint, y, in[:]).I[0] = at
	return y
}

// Recomputing reports whether Backward is running a segment again for
// Checkpoint. A module that keeps statistics of what passes through it, as a
// batch norm does, must not count the same values twice.
func (t *Tape) Recomputing() bool { return t.again }

// dryRun runs f recording nothing, and recycles all its memory but the
// result's.
func (t *Tape) dryRun(m Mark, x *Var, f Segment) *Var {
	t.record, t.dry = false, true
	defer func() { t.record, t.dry = true, false }()
	return t.Keep(m, f.Forward(x))
}

// newest reports whether v was made last, and since m.
func (t *Tape) newest(m Mark, v *Var) bool {
	k := len(t.vars)
	return k > int(m) && t.vars[k-1] == v
}

// dx and the gradients of f's parameters are those of f.
func checkpointBackward(n *Node) {
	// The second run appends nodes, so that n moves: the Vars stay.
	t, i, x, y := n.Out.tape, n.Out.tape.at, n.In[0], n.Out
	s := n.I[0]
	t.truncate(i+1, n.ins+len(n.In))
	m, inner := t.Mark(), len(t.inner)
	z := t.secondRun(s, x)
	if !t.newest(m, z) || !z.needs || !tensor.SameShape(z.Value, y.Value) {
		panic(tensor.NewShapeError("Checkpoint", "a segment that does the same when it is run again", y.Value, z.Value))
	}
	t.endScope(m, nil)
	z.gbuf = y.gbuf
	z.grd = *tensor.FromSlice(z.gbuf, z.Value.Shape()...)
	z.Grad = &z.grd
	y.gbuf, y.Grad = nil, nil
	t.back(i + 1)
	t.truncate(i+1, t.nodes[i].ins+1)
	t.dropInner(inner)
	t.dropSegments(s)
}

// secondRun runs segment number s again on x, with the random numbers of the
// first run, recording.
func (t *Tape) secondRun(s int, x *Var) *Var {
	f := t.segs[s].f
	here := t.pushSegment(nil) // keeps the generator's state
	again, scoped := t.again, x.scoped
	defer func() {
		t.again, x.scoped = again, scoped
		if t.rng != nil {
			t.rng.CopyFrom(t.segs[here].rng)
		}
	}()
	// x may be internal to a scope that has ended; its value is still here.
	t.again, x.scoped = true, false
	if t.rng != nil {
		t.rng.CopyFrom(t.segs[s].rng)
	}
	return f.Forward(x)
}

// pushSegment notes f and the state of the generator, and returns the number
// of the note.
func (t *Tape) pushSegment(f Segment) int {
	if t.nSegs == len(t.segs) {
		t.segs = append(t.segs, segment{rng: tensor.NewRNG(0)})
	}
	s := &t.segs[t.nSegs]
	s.f = f
	if t.rng != nil {
		s.rng.CopyFrom(t.rng)
	}
	t.nSegs++
	return t.nSegs - 1
}

// dropSegments forgets the segments from number first on.
func (t *Tape) dropSegments(first int) {
	for i := first; i < t.nSegs; i++ {
		t.segs[i].f = nil
	}
	t.nSegs = first
}
