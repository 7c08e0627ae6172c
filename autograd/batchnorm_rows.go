package autograd

import (
	"math"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
)

// This file: batch normalisation of x [n, c], where the channels of a row lie
// side by side. Several rows together make a wide row, long enough for the
// kernels; the vectors of one number per channel are repeated to the same length.
// Sums are chains of float32 over the bnChain wide rows of a chunk, and chains of
// float64 over the chunks. One worker computes a chunk, so that the bits do not
// depend on the number of threads.

const (
	bnWide  = 1024 // the most elements of a wide row, unless one row has more
	bnChain = 32   // wide rows of a chunk
)

// bnPhase is what a worker does with a chunk, or with some channels.
type bnPhase int

const (
	bnSum       bnPhase = iota // Σ x
	bnMean                     // the channels' means
	bnSquares                  // Σ (x − mean)²
	bnSettle                   // the channels' statistics
	bnNormalise                // y
	bnGradSums                 // Σ dy, Σ dy·h
	bnGradMeans                // their means, dw and db
	bnGrad                     // dx
)

// batchNormTask is the forward pass or, when dy is set, the gradient.
type batchNormTask struct {
	x, w, mean, rstd []float32 // mean and rstd are those in use
	batch            bool      // they are the batch's
	y                []float32 // the result; backward, dx or room for it

	b               []float32
	runMean, runVar []float32 // running statistics
	again           bool      // the second run of a Checkpoint
	momentum, eps   float64

	dy, dw, db []float32 // dw and db may be nil
	wantDX     bool

	phase bnPhase
	wide  int          // elements of a wide row
	sums  [2][]float32 // [chunks, wide] of every chunk
	tiles [4][]float32 // vectors of the channels, repeated to a wide row
	shift []float32    // of every channel, the mean minus float32(mean)
}

// room takes from t the memory that the phases work in.
func (p *batchNormTask) room(t *Tape, sums int) {
	c := len(p.w)
	p.wide = max(bnWide/max(c, 1), 1) * c
	for i := range p.sums[:sums] {
		p.sums[i] = t.Scratch(p.chunks() * p.wide)
	}
	for i := range p.tiles {
		p.tiles[i] = t.Scratch(p.wide)
	}
	p.shift = t.Scratch(c)
}

func (p *batchNormTask) release(t *Tape) {
	for _, s := range p.sums {
		if s != nil {
			t.Release(s)
		}
	}
	for _, s := range p.tiles {
		t.Release(s)
	}
	t.Release(p.shift)
}

func (p *batchNormTask) chunks() int {
	size := max(p.wide*bnChain, 1)
	return (len(p.x) + size - 1) / size
}

// do runs a phase, over chunks or over channels.
func (p *batchNormTask) do(phase bnPhase) {
	p.phase = phase
	switch phase {
	case bnMean, bnSettle, bnGradMeans:
		parallel.For(len(p.w), bnBlock, p)
	default:
		parallel.For(p.chunks(), 1, p)
	}
}

// bnBlock is how many channels one worker takes.
const bnBlock = 256

// tile repeats v, one number per channel, along tiles[i].
func (p *batchNormTask) tile(i int, v []float32) {
	for lo := 0; lo < p.wide; lo += len(v) {
		copy(p.tiles[i][lo:], v)
	}
}

func (p *batchNormTask) forward(t *Tape) {
	if len(p.x) == 0 {
		return
	}
	p.room(t, 1)
	if p.batch {
		p.do(bnSum)
		p.do(bnMean)
		p.tile(0, p.mean)
		p.do(bnSquares)
	}
	p.do(bnSettle)
	for i, v := range [][]float32{p.mean, p.rstd, p.w, p.b} {
		p.tile(i, v)
	}
	p.do(bnNormalise)
	p.release(t)
}

func (p *batchNormTask) backward(t *Tape) {
	if len(p.x) == 0 {
		return
	}
	p.room(t, 2)
	p.tile(0, p.mean)
	p.tile(1, p.rstd)
	p.do(bnGradSums)
	// bnGradMeans writes what dx needs to the beginnings of the tiles, each
	// channel to its own place.
	p.do(bnGradMeans)
	if p.wantDX {
		for i := 1; i < len(p.tiles); i++ {
			p.repeat(i)
		}
		p.do(bnGrad)
	}
	p.release(t)
}

// repeat repeats the vector at the beginning of tiles[i] along the rest of it.
func (p *batchNormTask) repeat(i int) { p.tile(i, p.tiles[i][:len(p.w)]) }

// Run implements parallel.Body.
func (p *batchNormTask) Run(lo, hi int) {
	for i := lo; i < hi; i++ {
		switch p.phase {
		case bnMean:
			p.settleMean(lo, hi)
			return
		case bnSettle:
			p.settle(lo, hi)
			return
		case bnGradMeans:
			p.settleGrad(lo, hi)
			return
		}
		p.chunk(i)
	}
}

// chunk runs the phase over the wide rows of chunk i. The last one may be short.
func (p *batchNormTask) chunk(i int) {
	sums := func(k int) []float32 {
		s := p.sums[k][i*p.wide : (i+1)*p.wide]
		clear(s)
		return s
	}
	var acc, acc2 []float32
	switch p.phase {
	case bnSum, bnSquares:
		acc = sums(0)
	case bnGradSums:
		acc, acc2 = sums(0), sums(1)
	}
	var near [bnWide]float32 // for results that are not kept, so that they stay in the cache
	size := p.wide * bnChain
	for lo, end := i*size, min((i+1)*size, len(p.x)); lo < end; lo += p.wide {
		hi := min(lo+p.wide, end)
		k := hi - lo
		x, y := p.x[lo:hi], p.y[lo:hi]
		a, b, c, d := p.tiles[0][:k], p.tiles[1][:k], p.tiles[2][:k], p.tiles[3][:k]
		switch p.phase {
		case bnSum:
			simd.Add(acc[:k], acc[:k], x)
		case bnSquares:
			if k <= len(near) {
				y = near[:k]
			}
			simd.Sub(y, x, a)
			simd.Mul(y, y, y)
			simd.Add(acc[:k], acc[:k], y)
		case bnNormalise:
			simd.Sub(y, x, a)
			simd.Mul(y, y, b)
			simd.Mul(y, y, c)
			simd.Add(y, y, d)
		case bnGradSums:
			g := p.dy[lo:hi]
			if k <= len(near) {
				y = near[:k]
			}
			simd.Add(acc[:k], acc[:k], g)
			simd.Sub(y, x, a)
			simd.Mul(y, y, b)
			simd.Mul(y, y, g)
			simd.Add(acc2[:k], acc2[:k], y)
		case bnGrad:
			simd.Sub(y, x, a)
			simd.Mul(y, y, b)
			simd.Sub(y, p.dy[lo:hi], y)
			simd.Sub(y, y, c)
			simd.Mul(y, y, d)
		}
	}
}

// bnSums are sums of each channel of a block.
type bnSums [bnBlock]float64

// total adds up sums k of the channels [lo, hi).
func (p *batchNormTask) total(k, lo, hi int) (s bnSums) {
	c := len(p.w)
	for at := 0; at < len(p.sums[k]); at += c {
		for j, v := range p.sums[k][at+lo : at+hi] {
			s[j] += float64(v)
		}
	}
	return s
}

func (p *batchNormTask) count() float64 { return float64(len(p.x) / len(p.w)) }

// settleMean sets the means of channels [lo, hi).
func (p *batchNormTask) settleMean(lo, hi int) {
	s := p.total(0, lo, hi)
	for j := range p.mean[lo:hi] {
		mu := s[j] / p.count()
		p.mean[lo+j] = float32(mu)
		p.shift[lo+j] = float32(mu - float64(float32(mu)))
	}
}

// settle sets the statistics of channels [lo, hi) that are in use, and moves
// the running ones.
func (p *batchNormTask) settle(lo, hi int) {
	var s bnSums
	if p.batch {
		s = p.total(0, lo, hi)
	}
	for j := range p.mean[lo:hi] {
		ch := lo + j
		if !p.batch {
			p.mean[ch], p.rstd[ch] = p.runMean[ch], float32(1/math.Sqrt(float64(p.runVar[ch])+p.eps))
			continue
		}
		// The squares are about the mean as rounded.
		shift := float64(p.shift[ch])
		mu, va := float64(p.mean[ch])+shift, max(s[j]/p.count()-float64(shift*shift), 0)
		if s[j] != s[j] {
			va = s[j] // NaN stays
		}
		if !p.again { // the second run of a Checkpoint is not another batch
			m, count := p.momentum, p.count()
			p.runMean[ch] = float32(float64((1-m)*float64(p.runMean[ch])) + float64(m*mu))
			p.runVar[ch] = float32(float64((1-m)*float64(p.runVar[ch])) + float64(m*va*count/(count-1)))
		}
		p.rstd[ch] = float32(1 / math.Sqrt(va+p.eps))
	}
}

// settleGrad writes dw and db of channels [lo, hi) and what dx needs, at the
// beginning of the tiles: rstd·Σ dy·h/count, Σ dy/count and w·rstd, the first
// two being 0 with running statistics.
func (p *batchNormTask) settleGrad(lo, hi int) {
	g, gh := p.total(0, lo, hi), p.total(1, lo, hi)
	for j := range p.mean[lo:hi] {
		ch := lo + j
		if p.dw != nil {
			p.dw[ch] = float32(gh[j])
		}
		if p.db != nil {
			p.db[ch] = float32(g[j])
		}
		rs := float64(p.rstd[ch])
		p.tiles[3][ch] = float32(float64(p.w[ch]) * rs)
		p.tiles[1][ch], p.tiles[2][ch] = 0, 0
		if p.batch {
			p.tiles[1][ch], p.tiles[2][ch] = float32(rs*gh[j]/p.count()), float32(g[j]/p.count())
		}
	}
}
