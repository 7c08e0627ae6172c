package plot

import (
	core "github.com/gopathway/pathway/internal/plot"
	"github.com/gopathway/pathway/metrics"
	"github.com/gopathway/pathway/tensor"
)

// This file: what internal/plot draws, which knows no models, so that the reports of
// studies draw with it, too.

type (
	// Options say what surrounds the data of a plot: Title, X and Y are texts above and along
	// the axes, LogX and LogY make an axis logarithmic, XRange and YRange are its ends, Width
	// and Height the size in pixels. The zero value is fine.
	Options = core.Options

	// Plot is a finished drawing. In a notebook it shows itself. SVG and Image return it,
	// WriteSVG and WritePNG write it to a file.
	Plot = core.Plot

	// Line is a curve of Lines: Name is in the legend, X and Y are its points, Low and High a
	// band around it or, with Whiskers, bars. Dots and Thin say how it looks, Colour which
	// colour it has, counted from 1.
	Line = core.Line

	// Group is points of Scatter in one colour: Name is in the legend, X and Y are the points.
	Group = core.Group

	// Series is the bars of one colour: Name is in the legend, Values has one for each label.
	Series = core.Series

	// Interval is a row of Intervals: its Name, its Mean with the interval from Low to High,
	// the Values that the mean is of, and whether it is the Baseline.
	Interval = core.Interval

	// Cells is a matrix for Matrix: Values are [rows, columns], Rows and Columns their names,
	// Colours say which numbers have which colours, Numbers writes them, or Text, into cells.
	Cells = core.Cells
)

// Lines draws curves. Those with Whiskers stand a few pixels side by side. It panics if the
// lists of a line differ in length.
func Lines(o Options, lines ...Line) *Plot { return core.Lines(o, lines...) }

// Scatter draws points, each group in a colour. NaN and infinite numbers are left out. It
// panics if the lists of a group differ in length.
func Scatter(o Options, groups ...Group) *Plot { return core.Scatter(o, groups...) }

// Bars draws a bar for each label, or one of each series side by side, with its number
// above while there are at most 24. NaN and infinite numbers have no bar. It panics unless
// each series has a value for each label.
func Bars(o Options, labels []string, series ...Series) *Plot {
	return core.Bars(o, labels, series...)
}

// Histogram draws how many of the values fall into each of bins equal parts of their
// range; 0: as many as suit their number. NaN and infinite values are left out.
func Histogram(o Options, values []float64, bins int) *Plot { return core.Histogram(o, values, bins) }

// Intervals draws a row for each interval, the first on top: a square at the mean, a bar
// from Low to High, and above them a dot for each of the values. Differences are read
// against the line that stands where 0 is within the axis, others against the line of the
// row that is the baseline. NaN and infinite numbers are left out; a row without any
// keeps its name. The usual size depends on the names and the number of rows. X is the
// only axis with numbers: with LogX, LogY or YRange it panics.
func Intervals(o Options, rows ...Interval) *Plot { return core.Intervals(o, rows...) }

// Matrix draws a matrix in colours, with a colour bar. Its usual size depends on the
// number of its cells. It panics with *tensor.ShapeError unless the values are a matrix
// with a name for each row and column, where there are names.
func Matrix(o Options, m Cells) *Plot { return core.Matrix(o, m) }

// Confusion draws how often elements of each class (a row) are given each class (a
// column). Colours tell shares of a row, by their square roots: rare classes show as well as
// common ones, and a few errors among many classes can be seen. The numbers are counts, written where there is room. Classes names the rows; nil: their
// numbers. The usual title is the accuracy. It panics unless there is a name for each class.
func Confusion(o Options, c *metrics.ConfusionMatrix, classes []string) *Plot {
	return core.Confusion(o, c, classes)
}

// Grid returns a plot of plots, row by row, so many in a row. A column is as wide as the
// widest plot in it, a row as high as the highest; each plot keeps its size, at the upper
// left of its place. It panics unless columns is at least 1.
func Grid(columns int, plots ...*Plot) *Plot { return core.Grid(columns, plots...) }

// Beside returns a plot of plots from left to right. It is as high as the highest.
func Beside(plots ...*Plot) *Plot { return core.Beside(plots...) }

// Legend draws the names of lines alone, for a sheet whose plots share their lines: give
// each plot the lines without Name and with their Colour, and the sheet one Legend. Lines
// without a name are left out. The usual size is what the names need. Of o it takes the
// size alone.
func Legend(o Options, lines ...Line) *Plot { return core.Legend(o, lines...) }

// Values returns the numbers of x as plots take them, in row-major order.
func Values(x *tensor.Tensor) []float64 { return core.Values(x) }
