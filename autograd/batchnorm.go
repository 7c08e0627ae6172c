package autograd

import "github.com/gopathway/pathway/tensor"

// This file: batch normalisation (Ioffe and Szegedy, 2015) of x [n, c] or
// [n, c, ...] over all dimensions but that of the channels. batchnorm_rows.go
// computes it for [n, c]. Other shapes are brought into that one and back, so
// that the bits do not depend on the layout.

var opBatchNorm = NewOp("BatchNorm", batchNormBackward).Reads(0, 1)

// BatchNorm normalises each channel of x [n, c] or [n, c, ...] and applies the
// scale w [c] and the shift b [c]. When batch is true, it normalises with the
// statistics of x (the biased variance), and moves the running statistics mean
// and variance [c] towards them by momentum (towards the unbiased variance, as
// PyTorch does). When batch is false, it normalises with the running statistics
// and keeps them.
func BatchNorm(x, w, b *Var, mean, variance *tensor.Tensor, batch bool, momentum, eps float32) *Var {
	t := Of("BatchNorm", x, w, b)
	if x.Value.Rank() < 2 || !isVector(w.Value, x.Value.Dim(1)) || !isVector(b.Value, x.Value.Dim(1)) ||
		!isVector(mean, x.Value.Dim(1)) || !isVector(variance, x.Value.Dim(1)) {
		panic(tensor.NewShapeError("BatchNorm", "x [n, c, ...] and four vectors [c]", x.Value, w.Value, b.Value, mean, variance))
	}
	rows, c := x.Value.Size()/max(x.Value.Dim(1), 1), x.Value.Dim(1)
	if batch && rows < 2 {
		panic(tensor.NewShapeError("BatchNorm", "more than one value per channel to train on", x.Value))
	}
	y := t.New(x.Shape()...)
	stats := t.Scratch(2 * c) // mean and rstd in use
	if n := t.Record(opBatchNorm, y, x, w, b); n != nil {
		t.Release(stats)
		n.Saved[0] = t.Save(2, c)
		stats = n.Saved[0].Data()
		if batch {
			n.I[0] = 1
		}
	} else {
		defer t.Release(stats)
	}
	in, out := t.channelsLast(x.Value), y.Value
	if in != x.Value {
		out = t.temp(rows, c)
	}
	t.bn = batchNormTask{x: in.Data(), w: w.Value.Data(), b: b.Value.Data(), y: out.Data(), mean: stats[:c], rstd: stats[c:],
		runMean: mean.Data(), runVar: variance.Data(), batch: batch, again: t.again, momentum: float64(momentum), eps: float64(eps)}
	t.bn.forward(t)
	t.bn = batchNormTask{}
	if in != x.Value {
		t.channelsBack(y.Value, out)
		t.free(in)
		t.free(out)
	}
	return y
}

func isVector(t *tensor.Tensor, n int) bool { return t.Rank() == 1 && t.Dim(0) == n }

// channelsLast returns x [n, c, ...] as [n·..., c]: x itself if it is of rank 2,
// else a copy, which the caller gives back with free.
func (t *Tape) channelsLast(x *tensor.Tensor) *tensor.Tensor {
	if x.Rank() == 2 {
		return x
	}
	n, c := x.Dim(0), x.Dim(1)
	inner := x.Size() / max(n*c, 1)
	y := t.temp(n, inner, c)
	tensor.Permute(y, t.reshaped(x, n, c, inner), 0, 2, 1)
	return y
}

// channelsBack fills x [n, c, ...] from y [n·..., c].
func (t *Tape) channelsBack(x, y *tensor.Tensor) {
	n, c := x.Dim(0), x.Dim(1)
	inner := x.Size() / max(n*c, 1)
	tensor.Permute(t.reshaped(x, n, c, inner), t.reshaped(y, n, inner, c), 0, 2, 1)
}

// With h = (x−mean)·rstd: dw = Σ dy·h, db = Σ dy, and dx = w·rstd·dy with
// running statistics, w·rstd·(dy − db/count − h·dw/count) with the batch's.
func batchNormBackward(n *Node) {
	t, x, g := n.Out.tape, n.In[0].Value, n.Out.Grad
	c := x.Dim(1)
	dx := n.GradOf(0)
	in, dy, to := t.channelsLast(x), t.channelsLast(g), dx
	if dx == nil || in != x {
		to = t.temp(x.Size()/max(c, 1), c)
	}
	t.bn = batchNormTask{x: in.Data(), w: n.In[1].Value.Data(), mean: n.Saved[0].Data()[:c], rstd: n.Saved[0].Data()[c:],
		batch: n.I[0] == 1, dy: dy.Data(), y: to.Data(), wantDX: dx != nil}
	if d := n.GradOf(1); d != nil {
		t.bn.dw = d.Data()
	}
	if d := n.GradOf(2); d != nil {
		t.bn.db = d.Data()
	}
	t.bn.backward(t)
	t.bn = batchNormTask{}
	if in != x {
		if dx != nil {
			t.channelsBack(dx, to)
		}
		t.free(in)
		t.free(dy)
	}
	if to != dx {
		t.free(to)
	}
}
