package plot

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// This file: several plots on one sheet.

// Grid returns a plot of plots, row by row, so many in a row. A column is as wide as the
// widest plot in it, a row as high as the highest; each plot keeps its size, at the upper
// left of its place. It panics unless columns is at least 1.
func Grid(columns int, plots ...*Plot) *Plot {
	if columns < 1 {
		panic(fmt.Sprintf("plot.Grid: %d columns, want at least 1", columns))
	}
	lefts, tops := []int{0}, []int{0} // of columns and rows, and where the last ends
	for i, p := range plots {
		column, row := i%columns, i/columns
		if row == 0 {
			lefts = append(lefts, 0)
		}
		if column == 0 {
			tops = append(tops, 0)
		}
		lefts[column+1], tops[row+1] = max(lefts[column+1], p.width), max(tops[row+1], p.height)
	}
	for _, ends := range [][]int{lefts, tops} {
		for i := 1; i < len(ends); i++ {
			ends[i] += ends[i-1]
		}
	}
	return &Plot{lefts[len(lefts)-1], tops[len(tops)-1], func(c draw.Canvas) {
		paint(c, color.White, c.Rectangle)
		for i, p := range plots {
			part := c
			part.Min.X = c.Min.X + px*vg.Length(lefts[i%columns])
			part.Max.Y = c.Max.Y - px*vg.Length(tops[i/columns])
			part.Max.X, part.Min.Y = part.Min.X+px*vg.Length(p.width), part.Max.Y-px*vg.Length(p.height)
			p.draw(part)
		}
	}}
}

// Beside returns a plot of plots from left to right. It is as high as the highest.
func Beside(plots ...*Plot) *Plot { return Grid(max(len(plots), 1), plots...) }
