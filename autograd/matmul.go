package autograd

import "github.com/gopathway/pathway/tensor"

// This file: matrix products. Vectors are treated as matrices with an axis of
// size one on the way back.

var opMatMul = NewOp("MatMul", matMulBackward).Reads(0, 1).CountFLOPs(matMulFLOPs)

// MatMul returns a·b for matrices a [..., m, k] and b [..., k, n], over leading
// axes that broadcast. A vector a [k] counts as [1, k], a vector b [k] as
// [k, 1]; the added axis is not in the result.
func MatMul(a, b *Var) *Var {
	t := Of("MatMul", a, b)
	as, bs := shapeOf(a), shapeOf(b)
	if as.rank == 0 || bs.rank == 0 {
		panic(tensor.NewShapeError("MatMul", "vectors or matrices", a.Value, b.Value))
	}
	as, bs = asMatrices(as, bs)
	if as.dims[as.rank-1] != bs.dims[bs.rank-2] {
		panic(tensor.NewShapeError("MatMul", "equal inner dimensions", a.Value, b.Value))
	}
	s := broadcast("MatMul", as.dims[:as.rank-2], bs.dims[:bs.rank-2], a.Value, b.Value)
	if a.Value.Rank() > 1 {
		s.insert(s.rank, as.dims[as.rank-2])
	}
	if b.Value.Rank() > 1 {
		s.insert(s.rank, bs.dims[bs.rank-1])
	}
	y := t.New(s.slice()...)
	tensor.MatMul(y.Value, a.Value, b.Value)
	t.Record(opMatMul, y, a, b)
	return y
}

// asMatrices makes a row of a vector a and a column of a vector b.
func asMatrices(a, b shape) (shape, shape) {
	if a.rank == 1 {
		a.insert(0, 1)
	}
	if b.rank == 1 {
		b.insert(1, 1)
	}
	return a, b
}

// da = g·bᵀ, db = aᵀ·g, summed where a batch axis was broadcast
func matMulBackward(n *Node) {
	t := n.Out.tape
	as, bs := asMatrices(shapeOf(n.In[0]), shapeOf(n.In[1]))
	a := t.reshaped(n.In[0].Value, as.slice()...)
	b := t.reshaped(n.In[1].Value, bs.slice()...)
	m, k, cols := as.dims[as.rank-2], as.dims[as.rank-1], bs.dims[bs.rank-1]
	batch := broadcast("MatMul", as.dims[:as.rank-2], bs.dims[:bs.rank-2])
	gs := batch
	gs.insert(gs.rank, m)
	gs.insert(gs.rank, cols)
	g := t.reshaped(n.Out.Grad, gs.slice()...)

	if da, add := n.AccumGrad(0); da != nil {
		full := batch
		full.insert(full.rank, m)
		full.insert(full.rank, k)
		da = t.reshaped(da, as.slice()...)
		if full == as {
			tensor.MatMulT(da, g, b, false, true, add)
		} else {
			t.sumProduct(da, g, b, false, true, full, add)
		}
	}
	if db, add := n.AccumGrad(1); db != nil {
		full := batch
		full.insert(full.rank, k)
		full.insert(full.rank, cols)
		db = t.reshaped(db, bs.slice()...)
		switch {
		case full == bs:
			tensor.MatMulT(db, a, g, true, false, add)
		case bs.rank == 2 && a.Size() > 0 && g.Size() > 0 && full.rank == as.rank:
			// One b for all rows of a: one product over all of them.
			tensor.MatMulT(db, t.reshaped(a, -1, k), t.reshaped(g, -1, cols), true, false, add)
		default:
			t.sumProduct(db, a, g, true, false, full, add)
		}
	}
}

// sumProduct writes (or adds) to dst the product of x and y, of shape full,
// summed over the axes that dst was broadcast along.
func (t *Tape) sumProduct(dst, x, y *tensor.Tensor, transX, transY bool, full shape, add bool) {
	p := t.temp(full.slice()...)
	tensor.MatMulT(p, x, y, transX, transY, false)
	if add {
		s := t.temp(dst.Shape()...)
		tensor.SumTo(s, p)
		t.addInto(dst.Data(), s.Data())
		t.free(s)
	} else {
		tensor.SumTo(dst, p)
	}
	t.free(p)
}
