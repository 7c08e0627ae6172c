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

	Whiskers bool // Low and High are ends of a bar at each number, not edges of a band
	Dots     bool // a dot at each number, too
	Thin     bool // a faint line, such as that of one run beside the mean of several

	// Colour is the number of the line's colour in the palette, counted from 1; 0: that of
	// its place among the lines. Number 7 is black. After it the colours come again, dashed.
	Colour int
}

// Group is points of Scatter in one colour.
type Group struct {
	Name string // in the legend; "": it is in none
	X, Y []float64
}

// Lines draws curves. Those with Whiskers stand a few pixels side by side. It panics if the
// lists of a line differ in length.
func Lines(o Options, lines ...Line) *Plot {
	o.ranges("Lines", true, true)
	o = o.size(usualWidth, usualHeight)
	p, legend := newPlot(o), newLegend()
	grid(p)
	named, whole := false, true
	aside := vg.Length(0) // of several lines with whiskers, which would hide each other
	for _, l := range lines {
		if l.Whiskers {
			aside -= step / 2
		}
	}
	aside += step / 2
	for i, l := range lines {
		l.check(i)
		layer := func(g gplot.Plotter) { p.Add(g) }
		if l.Whiskers {
			by := aside
			layer = func(g gplot.Plotter) { p.Add(shifted{g, by}) }
			aside += step
		}
		whole = whole && !slices.ContainsFunc(l.X, func(v float64) bool { return v != math.Trunc(v) })
		named = l.add(layer, legend, o, l.style(i)) || named
	}
	if whole && p.X.Min == p.X.Max && !o.LogX { // one epoch
		p.X.Min, p.X.Max = p.X.Min-1, p.X.Max+1
	}
	scale(&p.X, o.LogX, o.XRange)
	scale(&p.Y, o.LogY, o.YRange)
	if whole && !o.LogX && p.X.Max-p.X.Min >= 1 {
		p.X.Tick.Marker = wholeTicks{} // epochs, steps, blocks
	}
	if !named {
		legend = nil
	}
	return finish(o, p, legend)
}

// dashes tell lines of the same colour apart.
var dashes = [][]vg.Length{nil, {8 * px, 4 * px}, {3 * px, 3 * px}}

// style returns the colour and the dashes of the i-th of several lines.
func (l *Line) style(i int) draw.LineStyle {
	if l.Colour > 0 {
		i = l.Colour - 1
	}
	colour, width := picture.LineColour(i), 2*px
	if l.Thin {
		colour, width = faint(colour, 90), px
	}
	return draw.LineStyle{Color: colour, Width: width, Dashes: dashes[i/picture.LineColours%len(dashes)]}
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

// add adds the parts of a line to a plot by layer, and reports whether it is in the legend.
func (l *Line) add(layer func(gplot.Plotter), legend *gplot.Legend, o Options, style draw.LineStyle) bool {
	colour := faint(style.Color.(color.NRGBA), 255)
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
		if l.Whiskers && l.Low != nil {
			layer(whiskers(points, edge, colour))
		} else if len(edge) > 2 {
			band := must(plotter.NewPolygon(edge))
			band.Color, band.LineStyle.Width = faint(colour, 50), 0
			layer(band)
		}
		line := must(plotter.NewLine(points))
		line.LineStyle = style
		layer(line)
		if l.Dots || len(points) == 1 { // a line through one point shows nothing
			layer(dots(points, colour, 3.5*px))
		}
	}
	if l.Name == "" {
		return false
	}
	legend.Add(l.Name, &plotter.Line{LineStyle: style})
	return true
}

// step is how far a line with whiskers stands from the next.
const step = 4 * px

// shifted draws a little to the right, or to the left.
type shifted struct {
	gplot.Plotter
	by vg.Length
}

// Plot implements gonum's Plotter.
func (s shifted) Plot(c draw.Canvas, p *gplot.Plot) {
	c.Min.X, c.Max.X = c.Min.X+s.by, c.Max.X+s.by
	s.Plotter.Plot(c, p)
}

// DataRange implements gonum's DataRanger.
func (s shifted) DataRange() (xmin, xmax, ymin, ymax float64) {
	return s.Plotter.(gplot.DataRanger).DataRange()
}

// GlyphBoxes implements gonum's GlyphBoxer.
func (s shifted) GlyphBoxes(p *gplot.Plot) []gplot.GlyphBox {
	g, ok := s.Plotter.(gplot.GlyphBoxer)
	if !ok {
		return nil
	}
	boxes := g.GlyphBoxes(p)
	for i := range boxes {
		boxes[i].Rectangle.Min.X, boxes[i].Rectangle.Max.X = boxes[i].Rectangle.Min.X+s.by, boxes[i].Rectangle.Max.X+s.by
	}
	return boxes
}

// whiskers returns a bar for each point. Edge is their upper ends and, from right to left,
// their lower ends.
func whiskers(points, edge plotter.XYs, colour color.Color) *plotter.YErrorBars {
	ends := make(plotter.YErrors, len(points))
	for i, p := range points {
		ends[i].Low, ends[i].High = p.Y-edge[len(edge)-1-i].Y, edge[i].Y-p.Y
	}
	bars := must(plotter.NewYErrorBars(struct {
		plotter.XYs
		plotter.YErrors
	}{points, ends}))
	bars.LineStyle, bars.CapWidth = draw.LineStyle{Color: colour, Width: 1.5 * px}, 6*px
	return bars
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
	o.ranges("Scatter", true, true)
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
	scale(&p.X, o.LogX, o.XRange)
	scale(&p.Y, o.LogY, o.YRange)
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
