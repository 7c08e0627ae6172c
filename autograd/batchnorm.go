package autograd

import (
	"math"

	"github.com/gopathway/pathway/tensor"
)

// This file: batch normalisation (Ioffe and Szegedy, 2015) of x [n, c] or
// [n, c, l] over all but the channel dimension. Sums are chains in float64,
// channel by channel.

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
	count := float64(per.count)
	for ch := 0; ch < c; ch++ {
		mu, va := float64(mean.Data()[ch]), float64(variance.Data()[ch])
		if t.train {
			mu, va = per.moments(x.Value.Data(), ch)
		}
		if t.train && !t.again { // the second run of a Checkpoint is not another batch
			m := float64(momentum)
			mean.Data()[ch] = float32(float64((1-m)*float64(mean.Data()[ch])) + float64(m*mu))
			variance.Data()[ch] = float32(float64((1-m)*float64(variance.Data()[ch])) + float64(m*va*count/(count-1)))
		}
		stats[ch], stats[c+ch] = float32(mu), float32(1/math.Sqrt(va+float64(eps)))
		w, b := w.Value.Data()[ch], b.Value.Data()[ch]
		per.each(ch, func(i int) {
			h := (x.Value.Data()[i] - stats[ch]) * stats[c+ch]
			y.Value.Data()[i] = float32(h*w) + b
		})
	}
	return y
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
	dx, dw, db := n.GradOf(0), n.GradOf(1), n.GradOf(2)
	per, c, batch := channelOf(x), x.Dim(1), n.I[0] == 1
	mean, rstd := n.Saved[0].Data()[:c], n.Saved[0].Data()[c:]
	for ch := 0; ch < c; ch++ {
		mu, rs := float64(mean[ch]), float64(rstd[ch])
		sumG, sumGH := 0.0, 0.0
		per.each(ch, func(i int) {
			h := float64((float64(x.Data()[i]) - mu) * rs)
			sumG += float64(g[i])
			sumGH += float64(float64(g[i]) * h)
		})
		if dw != nil {
			dw.Data()[ch] = float32(sumGH)
		}
		if db != nil {
			db.Data()[ch] = float32(sumG)
		}
		if dx == nil {
			continue
		}
		meanG, meanGH := sumG/float64(per.count), sumGH/float64(per.count)
		if !batch {
			meanG, meanGH = 0, 0
		}
		scale := float64(w[ch]) * rs
		per.each(ch, func(i int) {
			h := float64((float64(x.Data()[i]) - mu) * rs)
			dx.Data()[i] = float32(scale * (float64(g[i]) - meanG - float64(h*meanGH)))
		})
	}
}
