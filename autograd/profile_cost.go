package autograd

// This file: what ops cost, for Profile. Its comment states the conventions.

// CountFLOPs tells a Profile how many floating-point operations op takes, and
// returns op. The Profile calls f once per call of the op and, with backward
// set, once per gradient, which is for the inputs that RequiresGrad. It is meant
// for matrix products; ops without it count none. Call it where NewOp is called.
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

// picks names the ops that read as many elements as they write.
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

// newBackwardCost is called when the op is recorded: later its values may be
// gone.
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
		c.saved = c.bytes // the gradient does nothing else
	}
	return c
}

// moved returns the bytes that a gradient moved; passed says that its buffer
// changed hands.
func (c backwardCost) moved(passed bool) float64 {
	if passed {
		return c.bytes - c.saved
	}
	return c.bytes
}

// isView reports whether v has no data of its own.
func isView(v *Var) bool { return v.buf == nil }

// productsWanted counts those of a and b, the inputs of a product, that want a
// gradient. Each gradient costs as much as the product.
func productsWanted(a, b *Var) float64 {
	k := 0.0
	for _, v := range [2]*Var{a, b} {
		if v.needs {
			k++
		}
	}
	return k
}

// linearFLOPs counts two operations per element of the result and index of the
// inner dimension.
func linearFLOPs(out *Var, in []*Var, backward bool) float64 {
	f := 2 * float64(out.Value.Size()) * float64(in[1].Value.Dim(1))
	if backward {
		f *= productsWanted(in[0], in[1])
	}
	return f
}

// matMulFLOPs is linearFLOPs with the last dimension of a as the inner one.
func matMulFLOPs(out *Var, in []*Var, backward bool) float64 {
	f := 2 * float64(out.Value.Size()) * float64(in[0].Value.Dim(-1))
	if backward {
		f *= productsWanted(in[0], in[1])
	}
	return f
}

// attentionFLOPs counts q·kᵀ and p·v forward; backward q·kᵀ again, and those of
// pᵀ·dy, dy·vᵀ, dSᵀ·q and dS·k that are wanted.
func attentionFLOPs(out *Var, in []*Var, backward bool) float64 {
	return attentionProducts(float64(in[1].Value.Dim(-2)), float64(in[0].Value.Size()), float64(out.Value.Size()), backward)
}

// selfAttentionFLOPs is attentionFLOPs for packed rows: the queries have as
// many elements as the result.
func selfAttentionFLOPs(out *Var, in []*Var, backward bool) float64 {
	size := float64(out.Value.Size())
	return attentionProducts(float64(in[0].Value.Dim(1)), size, size, backward)
}

// attentionProducts counts the operations, given the number of keys and the
// numbers of elements of the queries and of the result.
func attentionProducts(keys, queries, result float64, backward bool) float64 {
	if backward {
		return 2 * keys * (3*queries + 2*result)
	}
	return 2 * keys * (queries + result)
}
