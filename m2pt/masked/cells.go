package masked

import (
	"math"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// Cells cuts samples [channels, size...] into a grid of cells, as masked
// autoencoders predict them: cells in row-major order, and inside a cell the
// Elements in row-major order with the channels of each side by side (MAE's and
// VideoMAE's order).
type Cells struct {
	Channels   int
	Size, Cell [3]int // time, height, width of a sample and of a cell; time is 1 for images

	// Norm makes a cell's elements have mean 0 and variance 1: all of them
	// together (MAE), or with ByChannel each channel's (VideoMAE).
	Norm, ByChannel bool
}

// normEps keeps a cell without variance finite.
const normEps = 1e-6

// Count returns how many cells a sample has.
func (g Cells) Count() int {
	return g.Size[0] / g.Cell[0] * (g.Size[1] / g.Cell[1]) * (g.Size[2] / g.Cell[2])
}

// Elements returns how many elements a cell has.
func (g Cells) Elements() int { return g.Cell[0] * g.Cell[1] * g.Cell[2] * g.Channels }

// each calls f with the index in a sample of each element of a cell, in order.
func (g Cells) each(cell int, f func(at int)) {
	rows, cols := g.Size[1]/g.Cell[1], g.Size[2]/g.Cell[2]
	t0, y0, x0 := cell/(rows*cols)*g.Cell[0], cell/cols%rows*g.Cell[1], cell%cols*g.Cell[2]
	plane := g.Size[1] * g.Size[2]
	for t := t0; t < t0+g.Cell[0]; t++ {
		for y := y0; y < y0+g.Cell[1]; y++ {
			for x := x0; x < x0+g.Cell[2]; x++ {
				for c := 0; c < g.Channels; c++ {
					f((c*g.Size[0]+t)*plane + y*g.Size[2] + x)
				}
			}
		}
	}
}

// Cut fills dst [len(which), Elements()] with cells of the batch x, normalised
// if g.Norm says so. which lists the cells by their numbers, counted through
// the batch.
func (g Cells) Cut(dst, x []float32, which []int) {
	per, n, size := g.Elements(), g.Count(), g.sample()
	parallel.Do(len(which), 64, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			src, out := x[which[i]/n*size:], dst[i*per:(i+1)*per]
			k := 0
			g.each(which[i]%n, func(at int) {
				out[k] = src[at]
				k++
			})
			if g.Norm {
				g.normalise(out)
			}
		}
	})
}

// sample returns how many elements a sample has.
func (g Cells) sample() int { return g.Channels * g.Size[0] * g.Size[1] * g.Size[2] }

// moments returns the mean and the deviation that normalise the elements first,
// first+parts, first+2·parts and so on of a cell. The variance is the unbiased
// one.
func (g Cells) moments(cell []float32, first, parts int) (mean, deviation float64) {
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
	if g.ByChannel { // as VideoMAE's and MAE's code have it
		return mean, math.Sqrt(variance) + normEps
	}
	return mean, math.Sqrt(variance + normEps)
}

// parts returns how many parts of a cell are normalised each by itself.
func (g Cells) parts() int {
	if g.ByChannel {
		return g.Channels
	}
	return 1
}

func (g Cells) normalise(cell []float32) {
	for p := 0; p < g.parts(); p++ {
		mean, deviation := g.moments(cell, p, g.parts())
		for i := p; i < len(cell); i += g.parts() {
			cell[i] = float32((float64(cell[i]) - mean) / deviation)
		}
	}
}

// paste writes predicted cells [len(which), Elements()] over those of the batch x.
// Normalised ones get the mean and the deviation of the cells that they replace.
func (g Cells) paste(x, predicted []float32, which []int) {
	per, n, size := g.Elements(), g.Count(), g.sample()
	truth := make([]float32, per)
	mean, deviation := make([]float64, g.parts()), make([]float64, g.parts())
	for i, w := range which {
		sample, cell := x[w/n*size:], predicted[i*per:(i+1)*per]
		k := 0
		g.each(w%n, func(at int) {
			truth[k] = sample[at]
			k++
		})
		for p := 0; p < g.parts() && g.Norm; p++ {
			mean[p], deviation[p] = g.moments(truth, p, g.parts())
		}
		k = 0
		g.each(w%n, func(at int) {
			v := cell[k]
			if p := k % g.parts(); g.Norm {
				v = float32(float64(float64(v)*deviation[p]) + mean[p])
			}
			sample[at] = v
			k++
		})
	}
}

// clear sets cells of the batch x to 0, which is the mean of prepared inputs.
func (g Cells) clear(x []float32, which []int) {
	n, size := g.Count(), g.sample()
	for _, w := range which {
		sample := x[w/n*size:]
		g.each(w%n, func(at int) { sample[at] = 0 })
	}
}

// Loss returns the mean square by which predicted [len(masked), Elements()] misses
// the masked cells of the batch x, which are normalised if g.Norm says so. They
// are targets: there is no gradient for x through them.
func (g Cells) Loss(x, predicted *autograd.Var, masked []int) *autograd.Var {
	t := x.Tape()
	t.Section("Patches") // it is no op, but its time must not count for the op before it
	target := t.New(len(masked), g.Elements())
	g.Cut(target.Value.Data(), x.Value.Data(), masked)
	return autograd.MSE(predicted, target, autograd.LossOptions{})
}

// MeanLoss returns the mean square by which the masked cells differ from the mean
// of all cells of x: the loss of a model that predicts the same for every cell.
func (g Cells) MeanLoss(x *tensor.Tensor, masked []int) float64 {
	all := make([]int, x.Dim(0)*g.Count())
	for i := range all {
		all[i] = i
	}
	per := g.Elements()
	values := make([]float32, len(all)*per)
	g.Cut(values, x.Data(), all)
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

// Reconstruct returns the batch x with zeros in place of the masked cells, and the
// batch with predictions in place of them.
func (g Cells) Reconstruct(x, predicted *tensor.Tensor, masked []int) (seen, rebuilt *tensor.Tensor) {
	seen, rebuilt = x.Clone(), x.Clone()
	g.clear(seen.Data(), masked)
	g.paste(rebuilt.Data(), predicted.Data(), masked)
	return seen, rebuilt
}
