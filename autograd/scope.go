package autograd

import "github.com/gopathway/pathway/tensor"

// This file: scopes, which tell the tape what is internal to a module, and
// so what it may let go before the end of the step.
//
// On an inference tape that is everything at the end of the scope. On a
// recording tape it is every value that no backward reads: ops declare what
// theirs reads (Op.Reads), the tape counts the reads while it records, and
// Backward releases a value after the last of them. A result that its op can
// compute again from what is kept anyway (Op.Again) is released too, and
// computed again just before it is read. Gradients need shapes of values, not
// values, so a released Var keeps its header.

// Result stands for an op's own result in Op.Reads.
const Result = -1

// Reads declares which values op's backward reads: inputs by number, from 0
// to 61, and Result. Shapes and sizes may always be read. It returns op.
func (op *Op) Reads(values ...int) *Op {
	op.reads = 0
	for _, v := range values {
		op.reads |= 1 << (v + 1)
	}
	return op
}

// Again declares that op's result can be computed a second time, from what
// backward reads and from saved tensors: f writes n.Out.Value, with the same
// bits. Declare it where that is cheap. It returns op.
func (op *Op) Again(f func(n *Node)) *Op {
	op.again = f
	return op
}

// readsInput reports whether backward reads input j, or the result for j =
// Result.
func (op *Op) readsInput(j int) bool { return op.reads>>min(j+1, 63)&1 != 0 }

// read returns input j, or the result for j = Result, if backward reads its
// value; else nil.
func (n *Node) read(j int) *Var {
	if !n.Op.readsInput(j) {
		return nil
	}
	if j == Result {
		return n.Out
	}
	return n.In[j]
}

// base returns the Var whose buffer v's data lies in.
func (v *Var) base() *Var {
	if v.root != nil {
		return v.root
	}
	return v
}

// claim counts the values that n's backward reads.
func (t *Tape) claim(n *Node) {
	if n.Op.again != nil {
		n.Out.made = len(t.nodes)
	}
	for j := Result; j < len(n.In); j++ {
		if v := n.read(j); v != nil && v.base().tape == t {
			v.base().uses++
		}
	}
}

// unclaim undoes claim once n has gone back.
func (t *Tape) unclaim(n *Node) {
	for j := Result; j < len(n.In); j++ {
		if v := n.read(j); v != nil && v.base().tape == t {
			b := v.base()
			b.uses--
			if b.scoped && b.uses == 0 {
				t.release(b)
			}
		}
	}
}

// release recycles the value of v.
func (t *Tape) release(v *Var) {
	if v.buf != nil {
		t.mem.put(v.buf)
		v.buf = nil
	}
}

// recall computes again the values that n's backward reads and that were
// released.
func (t *Tape) recall(n *Node) {
	for j := Result; j < len(n.In); j++ {
		v := n.read(j)
		if v == nil || v.base().made == 0 {
			continue
		}
		b := v.base()
		if b.buf == nil {
			b.buf = t.mem.get(b.val.Size())
			b.val = *tensor.FromSlice(b.buf, b.val.Shape()...)
			maker := &t.nodes[b.made-1]
			t.recall(maker)
			maker.Op.again(maker)
		}
		if v != b {
			v.val = *tensor.FromSlice(b.buf, v.val.Shape()...)
		}
	}
}

// freeSaved recycles what was saved for n, and for the nodes after it: Backward
// is done with them, because it goes from the last node to the first.
func (t *Tape) freeSaved(n *Node) {
	for k := len(t.saved); k > 0; k = len(t.saved) {
		s := t.saved[k-1]
		// An op may also save shortly before it records.
		if k <= n.saves && s != n.Saved[0] && s != n.Saved[1] && s != n.Saved[2] {
			return
		}
		t.mem.put(s.Data())
		t.saved = t.saved[:k-1]
	}
}

// A Mark is a point in a tape's life; see Tape.Mark.
type Mark int

// Mark opens a scope; Keep ends it.
func (t *Tape) Mark() Mark { return Mark(len(t.vars)) }

// Keep ends the scope that m opened, and returns v. No other Var made since can
// be used any more. Their values are recycled: at once on an inference tape, and
// on a recording tape as soon as Backward does not need them any more.
func (t *Tape) Keep(m Mark, v *Var) *Var {
	t.live("Keep", v)
	t.endScope(m, v)
	t.mayStop()
	return v
}

// endScope ends the scope of all Vars since m but v, which may be nil.
func (t *Tape) endScope(m Mark, v *Var) {
	kept := t.vars[:m]
	for _, u := range t.vars[m:] {
		switch {
		case v != nil && (u == v || u == v.root):
			kept = append(kept, u)
			continue
		case !t.record:
			t.drop(u)
		default:
			t.inner = append(t.inner, u)
			if u.uses == 0 || u.made > 0 {
				t.release(u)
			}
		}
		u.scoped = true
	}
	clear(t.vars[len(kept):])
	t.vars = kept
}

// dropInner invalidates the Vars of ended scopes from number first on.
func (t *Tape) dropInner(first int) {
	for _, u := range t.inner[first:] {
		t.drop(u)
		u.scoped = false // the step is over, not the scope alone
	}
	clear(t.inner[first:])
	t.inner = t.inner[:first]
}

// truncate forgets the nodes from number first on, and their inputs from
// number ins on.
func (t *Tape) truncate(first, ins int) {
	clear(t.nodes[first:])
	t.nodes = t.nodes[:first]
	clear(t.ins[ins:])
	t.ins = t.ins[:ins]
}
