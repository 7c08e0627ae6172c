package autograd

// This file: what ops cost, for Profile. The conventions are in its comment.

// CountFLOPs gives op the number of its floating-point operations, and returns
// it: f is asked once per call and, with backward set, once per gradient; the
// inputs that want a gradient are those that RequiresGrad. Ops without it
// count none: it is meant for matrix products. Call it where NewOp is called.
func (op *Op) CountFLOPs(f func(out *Var, in []*Var, backward bool) float64) *Op {
	op.flops = f
	return op
}

func (op *Op) cost(out *Var, in []*Var, backward bool) float64 {
	if op.flops == nil {
		return 0
	}
	return op.flops(out, in, backward)
}

// picks are the ops that read as many elements as they write.
var picks = map[string]bool{"Slice": true, "Select": true, "Gather": true, "IndexSelect": true}

func floatBytes(v *Var) float64 { return 4 * float64(v.Value.Size()) }

func (r *profileRow) forwardBytes(out *Var, in []*Var) float64 {
	b := floatBytes(out)
	switch {
	case isView(out):
		return 0
	case r.picks:
		return 2 * b
	}
	for _, v := range in {
		b += floatBytes(v)
	}
	return b
}

// backwardCost is what a gradient will cost.
type backwardCost struct {
	flops float64
	bytes float64 // unless the gradient's buffer changes hands
	saved float64 // bytes less if it does
}

// backwardCost is asked when the op is recorded: later its values may be gone.
func newBackwardCost(op *Op, out *Var, in []*Var) backwardCost {
	c := backwardCost{flops: op.cost(out, in, true), bytes: floatBytes(out), saved: floatBytes(out)}
	for j, v := range in {
		if op.readsInput(j) {
			c.bytes += floatBytes(v)
		}
		if v.needs {
			c.bytes += floatBytes(v)
		}
	}
	if isView(out) {
		c.saved = c.bytes // all there was to do
	}
	return c
}

// moved returns the bytes of a gradient whose buffer changed hands, or not.
func (c backwardCost) moved(passed bool) float64 {
	if passed {
		return c.bytes - c.saved
	}
	return c.bytes
}

// isView reports whether v has no data of its own.
func isView(v *Var) bool { return v.buf == nil }

// productsWanted counts a and b, the inputs of a product, that want a
// gradient: each costs as much as the product.
func productsWanted(a, b *Var) float64 {
	k := 0.0
	for _, v := range [2]*Var{a, b} {
		if v.needs {
			k++
		}
	}
	return k
}

// 2 per element of the result and of the inner dimension.
func linearFLOPs(out *Var, in []*Var, backward bool) float64 {
	f := 2 * float64(out.Value.Size()) * float64(in[1].Value.Dim(1))
	if backward {
		f *= productsWanted(in[0], in[1])
	}
	return f
}

// As linearFLOPs; the inner dimension is a's last.
func matMulFLOPs(out *Var, in []*Var, backward bool) float64 {
	f := 2 * float64(out.Value.Size()) * float64(in[0].Value.Dim(-1))
	if backward {
		f *= productsWanted(in[0], in[1])
	}
	return f
}

// q·kᵀ and p·v forward. Backward q·kᵀ again, and pᵀ·dy, dy·vᵀ, dSᵀ·q, dS·k,
// whichever are wanted.
func attentionFLOPs(out *Var, in []*Var, backward bool) float64 {
	return attentionProducts(float64(in[1].Value.Dim(-2)), float64(in[0].Value.Size()), float64(out.Value.Size()), backward)
}

// As attentionFLOPs; the queries are as many numbers as the result.
func selfAttentionFLOPs(out *Var, in []*Var, backward bool) float64 {
	size := float64(out.Value.Size())
	return attentionProducts(float64(in[0].Value.Dim(1)), size, size, backward)
}

// attentionProducts takes the number of keys and the sizes of the queries and
// of the result.
func attentionProducts(keys, queries, result float64, backward bool) float64 {
	if backward {
		return 2 * keys * (3*queries + 2*result)
	}
	return 2 * keys * (queries + result)
}
