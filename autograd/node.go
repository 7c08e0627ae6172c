package autograd

import "github.com/gopathway/pathway/tensor"

// Op is one differentiable operation: its name, and how a gradient goes back
// through it.
type Op struct {
	Name     string
	backward func(n *Node)
	again    func(n *Node)                                    // computes the result a second time; nil if not declared
	reads    uint64                                           // the values backward reads; see Op.Reads
	flops    func(out *Var, in []*Var, backward bool) float64 // nil: none
}

var registered []*Op

// NewOp registers an op. Backward reads n.Out.Grad and writes the gradient of
// each input that wants one (Node.GradOf, Node.AccumGrad, Node.PassGrad).
// Call it from a package-level var, next to the op's function. Op.Reads declares
// which values backward reads; without it the tape keeps them all.
func NewOp(name string, backward func(n *Node)) *Op {
	op := &Op{Name: name, backward: backward, reads: ^uint64(0)}
	registered = append(registered, op)
	return op
}

// Ops returns the names of all registered ops, so that a test can see that
// each is checked.
func Ops() []string {
	names := make([]string, len(registered))
	for i, op := range registered {
		names[i] = op.Name
	}
	return names
}

// Node is one recorded application of an op: plain data, no closure.
type Node struct {
	Op    *Op
	Out   *Var
	In    []*Var
	Saved [3]*tensor.Tensor // what the op keeps for its gradient
	I     [12]int           // numbers, such as axes and sizes
	F     [4]float32
	Idx   []int // labels or indices; the caller's slice

	passed bool         // Out's gradient buffer now belongs to an input
	ins    int          // where In begins in Tape.ins
	saves  int          // how many tensors were saved on the tape before the node
	cost   backwardCost // for a Profile
}

// pendingGrad is a gradient written to scratch because its Var already had
// one; Backward adds it when the op is done.
type pendingGrad struct {
	to  *Var
	buf []float32
}

// Record notes that out was computed by op from in, and returns the node for
// the op to save what its gradient needs. It returns nil when no gradient is
// wanted: then there is nothing to save.
func (t *Tape) Record(op *Op, out *Var, in ...*Var) *Node {
	var cost backwardCost
	if t.profile != nil {
		cost = t.profile.record(op, out, in)
	}
	if !t.record && !t.dry {
		return nil
	}
	needs := false
	for _, v := range in {
		needs = needs || v.needs
	}
	if !needs {
		return nil
	}
	out.needs = true
	if t.dry {
		return nil
	}
	n := t.node(op, out, in)
	n.cost = cost
	return n
}

// node appends a node, and counts what its backward will read.
func (t *Tape) node(op *Op, out *Var, in []*Var) *Node {
	at := len(t.ins)
	t.ins = append(t.ins, in...)
	t.nodes = append(t.nodes, Node{Op: op, Out: out, In: t.ins[at:len(t.ins):len(t.ins)], ins: at, saves: len(t.saved)})
	n := &t.nodes[len(t.nodes)-1]
	t.claim(n)
	return n
}

// first reports whether v has no gradient of this step yet.
func (v *Var) first() bool { return v.Grad == nil || v.stale }

// newGrad gives v a gradient tensor with arbitrary content.
func (v *Var) newGrad() *tensor.Tensor {
	switch {
	case v.tape != nil:
		v.gbuf = v.tape.mem.get(v.Value.Size())
		v.grd = *tensor.FromSlice(v.gbuf, v.Value.Shape()...)
		v.Grad = &v.grd
	case v.Grad == nil:
		v.Grad = tensor.New(v.Value.Shape()...)
	}
	v.stale = false
	return v.Grad
}

// GradOf returns the tensor that the whole gradient for input i is to be
// written to, with arbitrary content; nil when none is wanted. If the input
// has a gradient from elsewhere, what is written is added to it afterwards.
func (n *Node) GradOf(i int) *tensor.Tensor {
	v := n.In[i]
	if !v.needs {
		return nil
	}
	if v.first() {
		return v.newGrad()
	}
	t := n.Out.tape
	h := t.header()
	buf := t.mem.get(v.Value.Size())
	*h = *tensor.FromSlice(buf, v.Value.Shape()...)
	t.pending = append(t.pending, pendingGrad{to: v, buf: buf})
	return h
}

// AccumGrad returns the gradient tensor of input i and whether the op must
// add to it (true) or overwrite it (false); nil when none is wanted. It
// serves kernels that accumulate by themselves.
func (n *Node) AccumGrad(i int) (g *tensor.Tensor, add bool) {
	v := n.In[i]
	if !v.needs {
		return nil, false
	}
	if v.first() {
		return v.newGrad(), false
	}
	return v.Grad, true
}

// PassGrad makes the gradient of Out the gradient of input i, which must have as
// many elements. Where it can, it hands over the buffer itself, so the op must not
// write n.Out.Grad afterwards. It may read it.
func (n *Node) PassGrad(i int) {
	v := n.In[i]
	switch {
	case !v.needs:
	case !v.first():
		n.Out.tape.addInto(v.Grad.Data(), n.Out.Grad.Data())
	case v.tape != nil && !n.passed && n.Out.gbuf != nil:
		v.gbuf = n.Out.gbuf
		v.grd = *tensor.FromSlice(v.gbuf, v.Value.Shape()...)
		v.Grad = &v.grd
		n.passed = true
	default:
		copy(v.newGrad().Data(), n.Out.Grad.Data())
	}
}

// finish adds pending gradients. It recycles Out's gradient and what was kept for
// this node alone.
func (n *Node) finish(t *Tape) {
	t.unclaim(n)
	t.freeSaved(n)
	for _, p := range t.pending {
		t.addInto(p.to.Grad.Data(), p.buf)
		t.mem.put(p.buf)
	}
	t.pending = t.pending[:0]
	if n.passed {
		n.Out.gbuf, n.Out.Grad = nil, nil
		return
	}
	t.dropGrad(n.Out)
}
