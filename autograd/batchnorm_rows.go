package autograd

import (
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
)

// This file: batch normalisation of x [n, c], where the channels of a row lie
// side by side. A block of channels is walked row by row; each channel's sums
// are the chains of batchnorm.go.

// bnBlock is how many channels one worker takes at most: 1 kB of a row, below
// which memory is slow to come.
const bnBlock = 256

// blockOf returns how many channels a worker takes. As channels do not mix,
// it may depend on the number of threads.
func (p channel) blockOf() int {
	threads := parallel.Threads()
	return min(bnBlock, max(64, (p.c+threads-1)/threads))
}

// bnSums are sums of each channel of a block.
type bnSums [bnBlock]float64

// rows is forward for channels [lo, hi).
func (t *batchNormTask) rows(lo, hi int) {
	k := hi - lo
	var mu, va bnSums
	if t.batch {
		for at := lo; at < len(t.x); at += t.c {
			x := t.x[at : at+k]
			mu := mu[:len(x)]
			for j, v := range x {
				mu[j] += float64(v)
			}
		}
		for j := range mu {
			mu[j] /= float64(t.count)
		}
		for at := lo; at < len(t.x); at += t.c {
			x := t.x[at : at+k]
			mu, va := mu[:len(x)], va[:len(x)]
			for j, v := range x {
				d := float64(v) - mu[j]
				va[j] += float64(d * d)
			}
		}
	}
	for j := 0; j < k; j++ {
		t.settle(lo+j, mu[j], va[j]/float64(t.count))
	}
	mean, rstd, w, b := t.mean[lo:hi], t.rstd[lo:hi], t.w[lo:hi], t.b[lo:hi]
	for at := lo; at < len(t.x); at += t.c {
		y := t.y[at : at+k]
		simd.Sub(y, t.x[at:at+k], mean)
		simd.Mul(y, y, rstd)
		simd.Mul(y, y, w)
		simd.Add(y, y, b)
	}
}

// rowsBackward is channelBackward for channels [lo, hi).
func (t *batchNormTask) rowsBackward(lo, hi int) {
	k := hi - lo
	var mu, rs, meanG, meanGH, scale bnSums
	for j := 0; j < k; j++ {
		mu[j], rs[j] = float64(t.mean[lo+j]), float64(t.rstd[lo+j])
	}
	for at := lo; at < len(t.x); at += t.c {
		x, g := t.x[at:at+k], t.dy[at:at+k]
		g, mu, rs, meanG, meanGH := g[:len(x)], mu[:len(x)], rs[:len(x)], meanG[:len(x)], meanGH[:len(x)]
		for j, v := range x {
			h := float64((float64(v) - mu[j]) * rs[j])
			meanG[j] += float64(g[j])
			meanGH[j] += float64(float64(g[j]) * h)
		}
	}
	for j := 0; j < k; j++ {
		scale[j], meanG[j], meanGH[j] = t.settleBackward(lo+j, meanG[j], meanGH[j])
	}
	if t.dx == nil {
		return
	}
	for at := lo; at < len(t.x); at += t.c {
		x, g, dx := t.x[at:at+k], t.dy[at:at+k], t.dx[at:at+k]
		g, dx, mu, rs, meanG, meanGH, scale := g[:len(x)], dx[:len(x)], mu[:len(x)], rs[:len(x)], meanG[:len(x)], meanGH[:len(x)], scale[:len(x)]
		for j, v := range x {
			h := float64((float64(v) - mu[j]) * rs[j])
			dx[j] = float32(scale[j] * (float64(g[j]) - meanG[j] - float64(h*meanGH[j])))
		}
	}
}
