package autograd

import (
	"math"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// This file: batch normalisation (Ioffe and Szegedy, 2015) of x [n, c] or
// [n, c, l] over all but the channel dimension. Sums are chains in float64,
// channel by channel, so that the bits do not depend on the layout or the
// threads.

var opBatchNorm = NewOp("BatchNorm", batchNormBackward).Reads(0, 1)

// BatchNorm normalises each channel of x [n, c] or [n, c, ...] and applies the
// scale w [c] and the shift b [c]. On a tape that trains, the statistics are
// those of x (biased variance), and mean and variance [c], the running
// statistics, move towards them by momentum (towards the unbiased variance,
// as PyTorch does). On another tape the running statistics are used.
func BatchNorm(x, w, b *Var, mean, variance *tensor.Tensor, momentum, eps float32) *Var {
	t := Of("BatchNorm", x, w, b)
	if x.Value.Rank() < 2 || !isVector(w.Value, x.Value.Dim(1)) || !isVector(b.Value, x.Value.Dim(1)) ||
		!isVector(mean, x.Value.Dim(1)) || !isVector(variance, x.Value.Dim(1)) {
		panic(tensor.NewShapeError("BatchNorm", "x [n, c, ...] and four vectors [c]", x.Value, w.Value, b.Value, mean, variance))
	}
	per := channelOf(x.Value)
	if t.train && per.count < 2 {
		panic(tensor.NewShapeError("BatchNorm", "more than one value per channel to train on", x.Value))
	}
	y := t.New(x.Shape()...)
	c := x.Value.Dim(1)
	stats := t.Scratch(2 * c) // mean and rstd in use
	if n := t.Record(opBatchNorm, y, x, w, b); n != nil {
		t.Release(stats)
		n.Saved[0] = t.Save(2, c)
		stats = n.Saved[0].Data()
		if t.train {
			n.I[0] = 1
		}
	} else {
		defer t.Release(stats)
	}
	t.bn = batchNormTask{channel: per, x: x.Value.Data(), w: w.Value.Data(), b: b.Value.Data(), y: y.Value.Data(), mean: stats[:c], rstd: stats[c:],
		runMean: mean.Data(), runVar: variance.Data(), batch: t.train, again: t.again, momentum: float64(momentum), eps: float64(eps)}
	parallel.For(c, t.bn.blockOf(), &t.bn)
	t.bn = batchNormTask{}
	return y
}

// batchNormTask is the forward pass over channels, or with dy the gradient.
type batchNormTask struct {
	channel
	x, w, mean, rstd []float32 // mean and rstd are those in use
	batch            bool      // they are the batch's

	b, y            []float32
	runMean, runVar []float32 // running statistics
	again           bool      // the second run of a Checkpoint
	momentum, eps   float64

	dy, dx, dw, db []float32 // dx, dw and db may be nil
}

// Run implements parallel.Body.
func (t *batchNormTask) Run(lo, hi int) {
	switch {
	case t.inner == 1 && t.dy != nil:
		t.rowsBackward(lo, hi)
	case t.inner == 1:
		t.rows(lo, hi)
	case t.dy != nil:
		for ch := lo; ch < hi; ch++ {
			t.channelBackward(ch)
		}
	default:
		for ch := lo; ch < hi; ch++ {
			t.forward(ch)
		}
	}
}

// settle sets the statistics of a channel that are in use, given the batch's,
// and moves the running ones.
func (t *batchNormTask) settle(ch int, mu, va float64) {
	if !t.batch {
		mu, va = float64(t.runMean[ch]), float64(t.runVar[ch])
	} else if !t.again { // the second run of a Checkpoint is not another batch
		m, count := t.momentum, float64(t.count)
		t.runMean[ch] = float32(float64((1-m)*float64(t.runMean[ch])) + float64(m*mu))
		t.runVar[ch] = float32(float64((1-m)*float64(t.runVar[ch])) + float64(m*va*count/(count-1)))
	}
	t.mean[ch], t.rstd[ch] = float32(mu), float32(1/math.Sqrt(va+t.eps))
}

// forward normalises one channel.
func (t *batchNormTask) forward(ch int) {
	mu, va := 0.0, 0.0
	if t.batch {
		mu, va = t.moments(t.x, ch)
	}
	t.settle(ch, mu, va)
	mean, rstd, w, b := t.mean[ch], t.rstd[ch], t.w[ch], t.b[ch]
	t.each(ch, func(i int) {
		h := (t.x[i] - mean) * rstd
		t.y[i] = float32(h*w) + b
	})
}

func isVector(t *tensor.Tensor, n int) bool { return t.Rank() == 1 && t.Dim(0) == n }

// channel walks the elements of one channel of [n, c, ...].
type channel struct{ n, c, inner, count int }

func channelOf(x *tensor.Tensor) channel {
	p := channel{n: x.Dim(0), c: x.Dim(1), inner: 1}
	for _, d := range x.Shape()[2:] {
		p.inner *= d
	}
	p.count = p.n * p.inner
	return p
}

func (p channel) each(ch int, f func(i int)) {
	for b := 0; b < p.n; b++ {
		at := (b*p.c + ch) * p.inner
		for i := at; i < at+p.inner; i++ {
			f(i)
		}
	}
}

// moments returns the mean and the biased variance of a channel.
func (p channel) moments(x []float32, ch int) (mean, variance float64) {
	p.each(ch, func(i int) { mean += float64(x[i]) })
	mean /= float64(p.count)
	p.each(ch, func(i int) {
		d := float64(x[i]) - mean
		variance += float64(d * d)
	})
	return mean, variance / float64(p.count)
}

// With h = (x−mean)·rstd: dw = Σ dy·h, db = Σ dy, and dx = w·rstd·dy with
// running statistics, w·rstd·(dy − db/count − h·dw/count) with the batch's.
func batchNormBackward(n *Node) {
	x, w, g := n.In[0].Value, n.In[1].Value.Data(), n.Out.Grad.Data()
	t, c := n.Out.tape, x.Dim(1)
	t.bn = batchNormTask{channel: channelOf(x), x: x.Data(), w: w, mean: n.Saved[0].Data()[:c], rstd: n.Saved[0].Data()[c:], batch: n.I[0] == 1, dy: g}
	for i, to := range []*[]float32{&t.bn.dx, &t.bn.dw, &t.bn.db} {
		if d := n.GradOf(i); d != nil {
			*to = d.Data()
		}
	}
	parallel.For(c, t.bn.blockOf(), &t.bn)
	t.bn = batchNormTask{}
}

// channelBackward is the gradient of one channel.
func (t *batchNormTask) channelBackward(ch int) {
	mu, rs := float64(t.mean[ch]), float64(t.rstd[ch])
	sumG, sumGH := 0.0, 0.0
	t.each(ch, func(i int) {
		h := float64((float64(t.x[i]) - mu) * rs)
		sumG += float64(t.dy[i])
		sumGH += float64(float64(t.dy[i]) * h)
	})
	scale, meanG, meanGH := t.settleBackward(ch, sumG, sumGH)
	if t.dx == nil {
		return
	}
	t.each(ch, func(i int) {
		h := float64((float64(t.x[i]) - mu) * rs)
		t.dx[i] = float32(scale * (float64(t.dy[i]) - meanG - float64(h*meanGH)))
	})
}

// settleBackward writes dw and db of a channel, given Σ dy·h and Σ dy, and
// returns w·rstd and what is taken from dy.
func (t *batchNormTask) settleBackward(ch int, sumG, sumGH float64) (scale, meanG, meanGH float64) {
	if t.dw != nil {
		t.dw[ch] = float32(sumGH)
	}
	if t.db != nil {
		t.db[ch] = float32(sumG)
	}
	if t.batch {
		meanG, meanGH = sumG/float64(t.count), sumGH/float64(t.count)
	}
	return float64(t.w[ch]) * float64(t.rstd[ch]), meanG, meanGH
}
