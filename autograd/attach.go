package autograd

// This file: putting a parameter on a tape by itself. Ops with one input,
// such as a look-up in an embedding table, find their tape this way.

var opAttach = NewOp("Attach", attachBackward).Reads()

// Attach returns p as a Var on the tape, sharing its value.
func (t *Tape) Attach(p *Var) *Var {
	t.live("Attach", p)
	y := t.View(p, p.Shape()...)
	t.Record(opAttach, y, p)
	return y
}

// dp = g
func attachBackward(n *Node) { n.PassGrad(0) }
