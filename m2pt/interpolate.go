package m2pt

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// This file: position embeddings for another grid of patches, by bicubic
// interpolation as PyTorch does it (align_corners=False, a = −0.75): cell i
// lies at (i + ½)·old/new − ½ of the old grid, and beyond the edges the
// outermost cell goes on. No function is used that rounds differently on
// another platform.

// InterpolatePosEmbed returns a learned position embedding [..., extra +
// rows·cols, dim] of grid from for the grid to; from and to are rows,
// columns. The first extra positions, those of the class token, are kept. It
// panics with a *tensor.ShapeError if pos does not have that shape.
func InterpolatePosEmbed(pos *tensor.Tensor, extra int, from, to [2]int) *tensor.Tensor {
	if pos.Rank() < 2 || extra < 0 || from[0] < 1 || from[1] < 1 || to[0] < 1 || to[1] < 1 ||
		pos.Dim(-2) != extra+from[0]*from[1] || pos.Size() != pos.Dim(-2)*pos.Dim(-1) {
		panic(tensor.NewShapeError("InterpolatePosEmbed", fmt.Sprintf("one table of %d positions and a grid %v, for a grid %v", extra, from, to), pos))
	}
	dim := pos.Dim(-1)
	shape := append([]int(nil), pos.Shape()...)
	shape[len(shape)-2] = extra + to[0]*to[1]
	dst := tensor.New(shape...)
	copy(dst.Data(), pos.Data()[:extra*dim])
	src, out := pos.Data()[extra*dim:], dst.Data()[extra*dim:]
	rows, cols := cubicTaps(from[0], to[0]), cubicTaps(from[1], to[1])
	sum := make([]float64, dim)
	for _, r := range rows {
		for _, c := range cols {
			clear(sum)
			for i, wr := range r.weight {
				for j, wc := range c.weight {
					cell := src[(r.cell[i]*from[1]+c.cell[j])*dim:]
					w := wr * wc
					for k := range sum {
						sum[k] += float64(w * float64(cell[k]))
					}
				}
			}
			for k, v := range sum {
				out[k] = float32(v)
			}
			out = out[dim:]
		}
	}
	return dst
}

// cubicTap is the four cells of the old grid that make one of the new, with
// their weights.
type cubicTap struct {
	cell   [4]int
	weight [4]float64
}

// cubicTaps returns the taps along one axis.
func cubicTaps(from, to int) []cubicTap {
	taps := make([]cubicTap, to)
	for i := range taps {
		at := float64((float64(i)+0.5)*(float64(from)/float64(to))) - 0.5
		first := math.Floor(at)
		t := at - first
		for j := range taps[i].cell {
			taps[i].cell[j] = min(max(int(first)-1+j, 0), from-1)
			taps[i].weight[j] = cubic(math.Abs(t + 1 - float64(j)))
		}
	}
	return taps
}

// cubic is Keys' convolution kernel (1981) with a = −0.75 at distance x < 2.
func cubic(x float64) float64 {
	const a = -0.75
	if x <= 1 {
		return float64(float64(float64((a+2)*x)-(a+3))*float64(x*x)) + 1
	}
	return float64(a * (float64((float64((x-5)*x)+8)*x) - 4))
}
