package nn

import (
	"fmt"
	"slices"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// This file: training on a part of the patches, as AudioMAE is fine-tuned
// (Huang et al., 2022, mask_2d). Some rows and some columns of the grid of
// patches, time × frequency of a spectrogram, do not enter the blocks.

// keptGrid returns how many rows and columns of the grid training keeps, rounded
// down as in the official code.
func (c ViTConfig) keptGrid() (rows, cols int) {
	r, k := c.Grid()
	return int(float64(r) * (1 - c.MaskRows)), int(float64(k) * (1 - c.MaskCols))
}

// masksPatches reports whether training leaves patches out.
func (c ViTConfig) masksPatches() bool { return c.MaskRows > 0 || c.MaskCols > 0 }

// validateMask reports what is wrong with MaskRows and MaskCols, or nil.
func (c ViTConfig) validateMask() error {
	if !(c.MaskRows >= 0 && c.MaskRows < 1) || !(c.MaskCols >= 0 && c.MaskCols < 1) {
		return fmt.Errorf("nn: ViT: mask_rows is %v and mask_cols %v, want at least 0, less than 1", c.MaskRows, c.MaskCols)
	}
	if rows, cols := c.keptGrid(); rows < 1 || cols < 1 {
		r, k := c.Grid()
		return fmt.Errorf("nn: ViT: mask_rows %v and mask_cols %v leave %d of %d rows and %d of %d columns, want at least one of each", c.MaskRows, c.MaskCols, rows, r, cols, k)
	}
	return nil
}

// dropPatches returns the class token of x [batch, 1+patches, dim] and, in their
// order, the patches whose row and column are both kept. Each image keeps rows
// and columns of its own.
func (c ViTConfig) dropPatches(x *autograd.Var, rng *tensor.RNG) *autograd.Var {
	batch, n := x.Value.Dim(0), x.Value.Dim(1)
	rows, cols := c.Grid()
	keptRows, keptCols := c.keptGrid()
	at := make([]int, 0, batch*(1+keptRows*keptCols))
	rowOrder, colOrder := make([]int, rows), make([]int, cols)
	for b := 0; b < batch; b++ {
		at = append(at, b*n)
		r, k := some(rowOrder, keptRows, rng), some(colOrder, keptCols, rng)
		for _, row := range r {
			for _, col := range k {
				at = append(at, b*n+1+row*cols+col)
			}
		}
	}
	return autograd.Reshape(autograd.IndexSelect(autograd.Reshape(x, -1, c.Dim), 0, at), batch, -1, c.Dim)
}

// some returns n random numbers below len(order), in rising order, in the memory
// of order.
func some(order []int, n int, rng *tensor.RNG) []int {
	for i := range order {
		order[i] = i
	}
	for i := 0; i < n; i++ {
		j := i + rng.IntN(len(order)-i)
		order[i], order[j] = order[j], order[i]
	}
	slices.Sort(order[:n])
	return order[:n]
}
