package m2pt

import (
	"math"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// cells cuts samples [channels, size...] into a grid of cells, as masked
// autoencoders predict them: cells in row-major order, and inside a cell the
// elements in row-major order with the channels of each side by side (MAE's and
// VideoMAE's order).
type cells struct {
	channels   int
	size, cell [3]int // time, height, width of a sample and of a cell; time is 1 for images

	// norm makes a cell's elements have mean 0 and variance 1: all of them
	// together (MAE), or with byChannel each channel's (VideoMAE).
	norm, byChannel bool
}

// normEps keeps a cell without variance finite.
const normEps = 1e-6

// count returns how many cells a sample has.
func (g cells) count() int {
	return g.size[0] / g.cell[0] * (g.size[1] / g.cell[1]) * (g.size[2] / g.cell[2])
}

// elements returns how many elements a cell has.
func (g cells) elements() int { return g.cell[0] * g.cell[1] * g.cell[2] * g.channels }

// each calls f with the place in a sample of each element of a cell, in order.
func (g cells) each(cell int, f func(at int)) {
	rows, cols := g.size[1]/g.cell[1], g.size[2]/g.cell[2]
	t0, y0, x0 := cell/(rows*cols)*g.cell[0], cell/cols%rows*g.cell[1], cell%cols*g.cell[2]
	plane := g.size[1] * g.size[2]
	for t := t0; t < t0+g.cell[0]; t++ {
		for y := y0; y < y0+g.cell[1]; y++ {
			for x := x0; x < x0+g.cell[2]; x++ {
				for c := 0; c < g.channels; c++ {
					f((c*g.size[0]+t)*plane + y*g.size[2] + x)
				}
			}
		}
	}
}

// cut fills dst [len(which), elements] with the cells that which names, of all
// cells of the batch x, normalised if g.norm.
func (g cells) cut(dst, x []float32, which []int) {
	per, n, size := g.elements(), g.count(), g.sample()
	parallel.Do(len(which), 64, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			src, out := x[which[i]/n*size:], dst[i*per:(i+1)*per]
			k := 0
			g.each(which[i]%n, func(at int) {
				out[k] = src[at]
				k++
			})
			if g.norm {
				g.normalise(out)
			}
		}
	})
}

// sample returns how many elements a sample has.
func (g cells) sample() int { return g.channels * g.size[0] * g.size[1] * g.size[2] }

// moments returns the mean and the deviation by which every parts-th element of
// a cell, from first, is normalised; the variance is the unbiased one.
func (g cells) moments(cell []float32, first, parts int) (mean, deviation float64) {
	n := float64(len(cell) / parts)
	for i := first; i < len(cell); i += parts {
		mean += float64(cell[i])
	}
	mean /= n
	square := 0.0
	for i := first; i < len(cell); i += parts {
		d := float64(cell[i]) - mean
		square += float64(d * d)
	}
	variance := square / max(n-1, 1)
	if g.byChannel { // as VideoMAE's and MAE's code have it
		return mean, math.Sqrt(variance) + normEps
	}
	return mean, math.Sqrt(variance + normEps)
}

// parts returns how many parts of a cell are normalised each by itself.
func (g cells) parts() int {
	if g.byChannel {
		return g.channels
	}
	return 1
}

func (g cells) normalise(cell []float32) {
	for p := 0; p < g.parts(); p++ {
		mean, deviation := g.moments(cell, p, g.parts())
		for i := p; i < len(cell); i += g.parts() {
			cell[i] = float32((float64(cell[i]) - mean) / deviation)
		}
	}
}

// paste puts predicted cells [len(which), elements] in their places in the batch
// x. Normalised ones get the mean and deviation of what they replace.
func (g cells) paste(x, predicted []float32, which []int) {
	per, n, size := g.elements(), g.count(), g.sample()
	truth := make([]float32, per)
	for i, w := range which {
		sample, cell := x[w/n*size:], predicted[i*per:(i+1)*per]
		k := 0
		g.each(w%n, func(at int) {
			truth[k] = sample[at]
			k++
		})
		var mean, deviation [maxParts]float64
		for p := 0; p < g.parts() && g.norm; p++ {
			mean[p], deviation[p] = g.moments(truth, p, g.parts())
		}
		k = 0
		g.each(w%n, func(at int) {
			v := cell[k]
			if p := k % g.parts(); g.norm {
				v = float32(float64(float64(v)*deviation[p]) + mean[p])
			}
			sample[at] = v
			k++
		})
	}
}

// maxParts bounds the channels of a video whose cells are normalised by channel.
const maxParts = 64

// clearCells sets cells of the batch x to 0, the mean of prepared data.
func (g cells) clearCells(x []float32, which []int) {
	n, size := g.count(), g.sample()
	for _, w := range which {
		sample := x[w/n*size:]
		g.each(w%n, func(at int) { sample[at] = 0 })
	}
}

// meanLoss returns the mean square by which the masked cells differ from the
// mean of all cells of x: the loss of a model that looks at nothing.
func (g cells) meanLoss(x *tensor.Tensor, masked []int) float64 {
	all := make([]int, x.Dim(0)*g.count())
	for i := range all {
		all[i] = i
	}
	per := g.elements()
	values := make([]float32, len(all)*per)
	g.cut(values, x.Data(), all)
	mean := make([]float64, per)
	for i, v := range values {
		mean[i%per] += float64(v) / float64(len(all))
	}
	sum := 0.0
	for _, w := range masked {
		for j, v := range values[w*per : (w+1)*per] {
			d := float64(v) - mean[j]
			sum += float64(d * d)
		}
	}
	return sum / float64(len(masked)*per)
}
