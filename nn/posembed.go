package nn

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// This file: fixed tables of position embeddings, computed in float64 and
// rounded once. InterpolatePosEmbed fits learned tables to other grids.

// SinCos2D returns the position embedding of MAE (He et al., 2022) and
// AudioMAE for a grid, [rows·cols, dim], row by row; with cls a row of zeros
// for the class token comes first. The first half of the channels encodes the
// column, the second the row, each as dim/4 sines, then dim/4 cosines, of
// frequencies 10000^(−4k/dim). It panics with a *tensor.ShapeError unless dim
// is a positive multiple of 4 and the grid has at least one cell.
func SinCos2D(dim, gridRows, gridCols int, cls bool) *tensor.Tensor {
	if dim < 4 || dim%4 != 0 || gridRows < 1 || gridCols < 1 {
		panic(&tensor.ShapeError{Op: "SinCos2D", Want: fmt.Sprintf("dim a multiple of 4 and a grid of at least [1 1], not %d and [%d %d]", dim, gridRows, gridCols)})
	}
	extra := 0
	if cls {
		extra = 1
	}
	pos := tensor.New(extra+gridRows*gridCols, dim)
	data := pos.Data()[extra*dim:]
	for r := 0; r < gridRows; r++ {
		for c := 0; c < gridCols; c++ {
			sinCos(data[:dim/2], c)
			sinCos(data[dim/2:dim], r)
			data = data[dim:]
		}
	}
	return pos
}

// sinCos writes the sines of position p times the frequencies to the first
// half of dst and the cosines to the second.
func sinCos(dst []float32, p int) {
	n := len(dst) / 2
	for k := 0; k < n; k++ {
		x := float64(p) / math.Pow(10000, float64(k)/float64(n))
		dst[k], dst[n+k] = float32(math.Sin(x)), float32(math.Cos(x))
	}
}

// Sinusoid1D returns the position table [n, dim] of VideoMAE (Vaswani et al.,
// 2017, section 3.5): channel j of position p is the sine, for odd j the
// cosine, of p·10000^(−2⌊j/2⌋/dim). It panics with a *tensor.ShapeError
// unless n and dim are positive.
func Sinusoid1D(n, dim int) *tensor.Tensor {
	if n < 1 || dim < 1 {
		panic(&tensor.ShapeError{Op: "Sinusoid1D", Want: fmt.Sprintf("n and dim of at least 1, not %d and %d", n, dim)})
	}
	pos := tensor.New(n, dim)
	for p := 0; p < n; p++ {
		row := pos.Data()[p*dim : (p+1)*dim]
		for j := range row {
			x := float64(p) / math.Pow(10000, float64(j/2*2)/float64(dim))
			if j%2 == 0 {
				row[j] = float32(math.Sin(x))
			} else {
				row[j] = float32(math.Cos(x))
			}
		}
	}
	return pos
}
