package plot

import (
	"image/color"
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/gopathway/pathway/picture"
)

// This file: means with their intervals, a row for each.

// Interval is a row of Intervals.
type Interval struct {
	Name      string
	Mean      float64
	Low, High float64   // ends of the interval; NaN, or both 0: there is none
	Values    []float64 // what the mean is of, such as a number for each seed

	Baseline bool // a line goes from this row's mean through all rows
}

// Intervals draws a row for each interval, the first on top: a square at the mean, a bar
// from Low to High, and above them a dot for each of the values. Differences are read
// against the line that stands where 0 is within the axis, others against the line of the
// row that is the baseline. NaN and infinite numbers are left out; a row without any
// keeps its name. The usual size depends on the names and the number of rows. X is the
// only axis with numbers: with LogX, LogY or YRange it panics.
func Intervals(o Options, rows ...Interval) *Plot {
	o.linear("Intervals")
	o.ranges("Intervals", true, false)
	n := len(rows)
	p := newPlot(o)
	labels, widest := make([]string, n), vg.Length(0)
	for i, r := range rows {
		labels[n-1-i] = r.Name
		widest = max(widest, p.Y.Tick.Label.Width(r.Name))
	}
	o = o.size(420+int(widest/px), 84+30*n)
	p.Add(upright{rows})
	for i, r := range rows {
		r.add(p, float64(n-1-i))
	}
	p.Y.Min, p.Y.Max, p.Y.Padding = -0.5, math.Max(float64(n), 1)-0.4, 0
	p.Y.Tick.Marker, p.Y.Tick.Length, p.Y.LineStyle.Width = names(labels), 0, 0
	if p.X.Min < p.X.Max {
		margin := 0.04 * (p.X.Max - p.X.Min) // for squares and dots
		p.X.Min, p.X.Max = p.X.Min-margin, p.X.Max+margin
	}
	scale(&p.X, false, o.XRange)
	return finish(o, p, nil)
}

// add draws a row at height y.
func (r *Interval) add(p *gplot.Plot, y float64) {
	var values plotter.XYs
	for _, v := range r.Values {
		if finite(v) {
			values = append(values, plotter.XY{X: v, Y: y + 0.28})
		}
	}
	if len(values) > 0 {
		p.Add(dots(values, faint(picture.LineColour(0), 150), 3*px))
	}
	if !finite(r.Mean) {
		return
	}
	mean := plotter.XYs{{X: r.Mean, Y: y}}
	colour := picture.LineColour(1)
	if finite(r.Low) && finite(r.High) && (r.Low != 0 || r.High != 0) {
		bar := must(plotter.NewXErrorBars(struct {
			plotter.XYs
			plotter.XErrors
		}{mean, plotter.XErrors{{Low: r.Mean - r.Low, High: r.High - r.Mean}}}))
		bar.LineStyle, bar.CapWidth = draw.LineStyle{Color: colour, Width: 2 * px}, 9*px
		p.Add(bar)
	}
	square := must(plotter.NewScatter(mean))
	square.GlyphStyle = draw.GlyphStyle{Color: colour, Radius: 4 * px, Shape: draw.BoxGlyph{}}
	p.Add(square)
}

// upright is the lines behind rows: at ticks, at 0, and at the mean of a baseline.
type upright struct{ rows []Interval }

// Plot implements gonum's Plotter.
func (u upright) Plot(c draw.Canvas, p *gplot.Plot) {
	g := plotter.NewGrid()
	g.Vertical.Color, g.Horizontal.Color = gridColour, nil
	g.Plot(c, p)
	x, _ := p.Transforms(&c)
	at := func(v float64, colour color.Color) {
		if p.X.Min < v && v < p.X.Max {
			c.StrokeLine2(draw.LineStyle{Color: colour, Width: 1.5 * px}, x(v), c.Min.Y, x(v), c.Max.Y)
		}
	}
	at(0, axisColour)
	for _, r := range u.rows {
		if r.Baseline && finite(r.Mean) {
			at(r.Mean, axisColour)
		}
	}
}
