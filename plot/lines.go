package plot

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/gopathway/pathway/picture"
)

// This file: lines and dots.

// Line is a curve of Lines.
type Line struct {
	Name string    // in the legend; "": it is in none
	X    []float64 // nil: 0, 1, 2 and so on
	Y    []float64 // NaN and infinite numbers leave a gap

	// Low and High, if not nil, are the edges of a band around the line, such as the mean
	// less and plus a standard deviation.
	Low, High []float64

	Dots bool // a dot at each number, too
	Thin bool // a faint line, such as that of one run beside the mean of several
	// Colour is the number of the line's colour in the palette, counted from 1; 0: that of
	// its place among the lines.
	Colour int
}

// Group is points of Scatter in one colour.
type Group struct {
	Name string // in the legend; "": it is in none
	X, Y []float64
}

// Lines draws curves. It panics if the lists of a line differ in length.
func Lines(o Options, lines ...Line) *Plot {
	o = o.size(usualWidth, usualHeight)
	p, legend := newPlot(o), newLegend()
	grid(p)
	named, whole := false, true
	for i, l := range lines {
		l.check(i)
		whole = whole && !slices.ContainsFunc(l.X, func(v float64) bool { return v != math.Trunc(v) })
		colour := picture.LineColour(i)
		if l.Colour > 0 {
			colour = picture.LineColour(l.Colour - 1)
		}
		named = l.add(p, legend, o, colour) || named
	}
	scale(&p.X, o.LogX)
	scale(&p.Y, o.LogY)
	if whole && !o.LogX && p.X.Max-p.X.Min >= 1 {
		p.X.Tick.Marker = wholeTicks{} // epochs, steps, blocks
	}
	if !named {
		legend = nil
	}
	return finish(o, p, legend)
}

func (l *Line) check(i int) {
	for _, v := range []struct {
		what string
		list []float64
	}{{"X", l.X}, {"Low", l.Low}, {"High", l.High}} {
		if v.list != nil && len(v.list) != len(l.Y) {
			panic(fmt.Sprintf("plot.Lines: line %d (%q) has %d numbers of %s, but %d of Y", i, l.Name, len(v.list), v.what, len(l.Y)))
		}
	}
	if (l.Low == nil) != (l.High == nil) {
		panic(fmt.Sprintf("plot.Lines: line %d (%q) has one edge of a band, want Low and High or neither", i, l.Name))
	}
}

// at returns the place of number i on the horizontal axis.
func (l *Line) at(i int) float64 {
	if l.X == nil {
		return float64(i)
	}
	return l.X[i]
}

// add adds a line to a plot, and reports whether it is in the legend.
func (l *Line) add(p *gplot.Plot, legend *gplot.Legend, o Options, colour color.NRGBA) bool {
	style := draw.LineStyle{Color: colour, Width: 2 * px}
	if l.Thin {
		style = draw.LineStyle{Color: faint(colour, 90), Width: px}
	}
	ok := func(i int) bool {
		return drawable(l.at(i), o.LogX) && drawable(l.Y[i], o.LogY) &&
			(l.Low == nil || drawable(l.Low[i], o.LogY) && drawable(l.High[i], o.LogY))
	}
	for lo := 0; lo < len(l.Y); {
		hi := lo
		var points, edge plotter.XYs
		for ; hi < len(l.Y) && ok(hi); hi++ {
			points = append(points, plotter.XY{X: l.at(hi), Y: l.Y[hi]})
			if l.Low != nil {
				edge = append(edge, plotter.XY{X: l.at(hi), Y: l.High[hi]})
			}
		}
		for i := hi - 1; i >= lo && l.Low != nil; i-- {
			edge = append(edge, plotter.XY{X: l.at(i), Y: l.Low[i]})
		}
		lo = max(hi, lo+1)
		if len(points) == 0 {
			continue
		}
		if len(edge) > 2 {
			band := must(plotter.NewPolygon(edge))
			band.Color, band.LineStyle.Width = faint(colour, 50), 0
			p.Add(band)
		}
		line := must(plotter.NewLine(points))
		line.LineStyle = style
		p.Add(line)
		if l.Dots || len(points) == 1 { // a line through one point shows nothing
			p.Add(dots(points, colour, 3.5*px))
		}
	}
	if l.Name == "" {
		return false
	}
	legend.Add(l.Name, &plotter.Line{LineStyle: style})
	return true
}

// dots returns filled circles.
func dots(points plotter.XYs, colour color.Color, radius vg.Length) *plotter.Scatter {
	s := must(plotter.NewScatter(points))
	s.GlyphStyle = draw.GlyphStyle{Color: colour, Radius: radius, Shape: draw.CircleGlyph{}}
	return s
}

// Scatter draws points, each group in a colour. NaN and infinite numbers are left out. It
// panics if the lists of a group differ in length.
func Scatter(o Options, groups ...Group) *Plot {
	o = o.size(usualWidth, usualHeight)
	p, legend, named := newPlot(o), newLegend(), false
	grid(p)
	for i, g := range groups {
		if len(g.X) != len(g.Y) {
			panic(fmt.Sprintf("plot.Scatter: group %d (%q) has %d numbers of X, but %d of Y", i, g.Name, len(g.X), len(g.Y)))
		}
		var points plotter.XYs
		for k := range g.X {
			if drawable(g.X[k], o.LogX) && drawable(g.Y[k], o.LogY) {
				points = append(points, plotter.XY{X: g.X[k], Y: g.Y[k]})
			}
		}
		colour := picture.LineColour(i)
		s := dots(points, faint(colour, 190), 3.5*px)
		p.Add(s)
		if g.Name != "" {
			legend.Add(g.Name, s)
			named = true
		}
	}
	scale(&p.X, o.LogX)
	scale(&p.Y, o.LogY)
	if !named {
		legend = nil
	}
	return finish(o, p, legend)
}

// faint returns a colour through which others are seen.
func faint(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}
