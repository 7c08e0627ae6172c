package datasets

import (
	"math"
	"sync"

	"github.com/gopathway/pathway/internal/fixedmath"
)

// This file: the weights of a resampler. For rates that share a divisor there are few
// phases, and each has a row of weights of its own. For others there would be as many rows as
// outputs, and to compute one costs a hundred times what to use it does; they get a
// fixed number of rows, and what lies between two rows is mixed of both. That errs by less
// than 1e-7, below what float32 can tell.

const (
	// Pairs of rates whose rows of weights fit into so many values have a row for
	// each phase: all pairs of usual rates do.
	kernelValues = 1 << 19

	// Of other pairs, rows for a step of the sinc from one zero to the next.
	kernelSteps = 2048

	// Kernels that are kept for the next clip.
	keptKernels = 8
)

// sincKernel holds rows of weights for a pair of rates.
type sincKernel struct {
	up, down int
	cutoff   float64
	half     int // inputs on each side
	rows     int // up: one for each phase; less: steps from one input to the next

	once []sync.Once
	row  [][]float64
}

func newSincKernel(up, down int) *sincKernel {
	k := &sincKernel{up: up, down: down, cutoff: resampleRolloff}
	if up < down {
		k.cutoff = float64(resampleRolloff*float64(up)) / float64(down)
	}
	k.half = int(math.Ceil(resampleZeros / k.cutoff))
	k.rows = up
	if up > kernelValues/(2*k.half) {
		k.rows = min(up, max(2, int(kernelSteps*k.cutoff)))
	}
	k.once = make([]sync.Once, k.rows+1)
	k.row = make([][]float64, k.rows+1)
	return k
}

// output returns the sample at a time p/up after input at. x are the inputs around it
// from at-half+1+skip on.
func (k *sincKernel) output(p int, x []float32, skip int) float32 {
	if k.rows == k.up {
		sum := 0.0
		w := k.weightsOf(p)[skip:][:len(x)]
		for i, v := range x {
			sum += float64(w[i] * float64(v))
		}
		return float32(sum)
	}
	// The sums of both rows are mixed, not their weights: two chains of additions take
	// hardly longer than one.
	r, share := k.between(p)
	a, b := k.weightsOf(r)[skip:][:len(x)], k.weightsOf(r + 1)[skip:][:len(x)]
	sum, next := 0.0, 0.0
	for i, v := range x {
		sum += float64(a[i] * float64(v))
		next += float64(b[i] * float64(v))
	}
	return float32(sum + float64(share*(next-sum)))
}

// between returns the row before phase p, and how far p lies on the way to the next.
func (k *sincKernel) between(p int) (r int, share float64) {
	at := float64(p) / float64(k.up) * float64(k.rows)
	r = min(int(at), k.rows-1)
	return r, at - float64(r)
}

// weightsOf returns row r. Several clips may be resampled at the same time.
func (k *sincKernel) weightsOf(r int) []float64 {
	k.once[r].Do(func() {
		w := make([]float64, 2*k.half)
		k.fill(w, float64(r)/float64(k.rows))
		k.row[r] = w
	})
	return k.row[r]
}

// fill sets w to the weights for an output at a fraction of the way from one input to
// the next.
func (k *sincKernel) fill(w []float64, frac float64) {
	sum := 0.0
	for i := range w {
		u := float64(k.cutoff * (float64(i-k.half+1) - frac))
		w[i] = sincKaiser(u)
		sum += w[i]
	}
	for i := range w {
		w[i] /= sum
	}
}

// sincKaiser returns sin(πu)/(πu) under a Kaiser window that ends at
// |u| = resampleZeros.
func sincKaiser(u float64) float64 {
	if u == 0 {
		return 1
	}
	r := u / resampleZeros
	r = 1 - float64(r*r)
	if r <= 0 {
		return 0
	}
	window := fixedmath.BesselI0(float64(resampleBeta*math.Sqrt(r))) / fixedmath.BesselI0(resampleBeta)
	return float64(fixedmath.Sin(u/2) / float64(math.Pi*u) * window)
}

// The kernels of the last pairs of rates, the latest last: clips of a data set have few.
var kernels struct {
	sync.Mutex
	kept []*sincKernel
}

// kernelFor returns the kernel of a ratio in lowest terms.
func kernelFor(up, down int) *sincKernel {
	kernels.Lock()
	defer kernels.Unlock()
	for _, k := range kernels.kept {
		if k.up == up && k.down == down {
			return k
		}
	}
	k := newSincKernel(up, down)
	if len(kernels.kept) == keptKernels {
		kernels.kept = append(kernels.kept[:0], kernels.kept[1:]...)
	}
	kernels.kept = append(kernels.kept, k)
	return k
}
