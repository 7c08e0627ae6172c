package plot

import (
	"fmt"
	"image/color"
	"math"
	"strconv"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/gopathway/pathway/picture"
)

// This file: bars and histograms.

// Series is the bars of one colour.
type Series struct {
	Name   string    // in the legend; "": it is in none
	Values []float64 // one for each label
}

// Bars draws a bar for each label, or one of each series side by side, with its number
// above while there are at most 24. NaN and infinite numbers have no bar. It panics unless
// each series has a value for each label.
func Bars(o Options, labels []string, series ...Series) *Plot {
	o.linear("Bars")
	o.ranges("Bars", false, false)
	o = o.size(usualWidth, usualHeight)
	p, legend, named := newPlot(o), newLegend(), false
	p.Add(&across{})
	const share = 0.8 // of the room of a label that its bars take
	width := share / float64(max(len(series), 1))
	var tips []tip
	low, high := 0.0, 0.0
	for i, s := range series {
		if len(s.Values) != len(labels) {
			panic(fmt.Sprintf("plot.Bars: series %d (%q) has %d values for %d labels", i, s.Name, len(s.Values), len(labels)))
		}
		colour := picture.LineColour(i)
		for k, v := range s.Values {
			if !finite(v) {
				continue
			}
			left := float64(k) - share/2 + float64(i)*width
			p.Add(bar(left, left+width, v, colour))
			low, high = math.Min(low, v), math.Max(high, v)
			tips = append(tips, tip{left + width/2, v})
		}
		if s.Name != "" {
			legend.Add(s.Name, swatch{colour})
			named = true
		}
	}
	if len(labels) > 0 {
		p.X.LineStyle.Width = 0 // bars stand on a line of their own
		zero := plotter.NewFunction(func(float64) float64 { return 0 })
		zero.LineStyle = draw.LineStyle{Color: axisColour, Width: px}
		p.Add(zero)
	}
	if len(tips) <= 24 {
		p.Add(tipLabels(tips))
		high += 0.06 * (high - low)
		if low < 0 {
			low -= 0.06 * (high - low)
		}
	}
	p.X.Min, p.X.Max, p.X.Tick.Marker, p.X.Tick.Length = -0.5, float64(len(labels))-0.5, names(labels), 0
	p.Y.Min, p.Y.Max = low, high
	scale(&p.Y, false, [2]float64{})
	slant(&p.X, labels, px*vg.Length(o.Width-100)/vg.Length(max(len(labels), 1)))
	if !named {
		legend = nil
	}
	return finish(o, p, legend)
}

// Histogram draws how many of the values fall into each of bins equal parts of their
// range; 0: as many as suit their number. NaN and infinite values are left out.
func Histogram(o Options, values []float64, bins int) *Plot {
	o.linear("Histogram")
	o.ranges("Histogram", false, false)
	o = o.size(usualWidth, usualHeight).labels("", "count")
	p := newPlot(o)
	p.Add(&across{})
	low, high, n := math.Inf(1), math.Inf(-1), 0
	for _, v := range values {
		if finite(v) {
			low, high, n = math.Min(low, v), math.Max(high, v), n+1
		}
	}
	if n == 0 {
		low, high = 0, 1
	}
	if low == high {
		low, high = low-0.5, high+0.5
	}
	if bins < 1 {
		bins = min(max(int(2*math.Cbrt(float64(n))), 5), 60) // Rice's rule
	}
	counts := make([]float64, bins)
	for _, v := range values {
		if finite(v) {
			counts[min(int((v-low)/(high-low)*float64(bins)), bins-1)]++
		}
	}
	width, most := (high-low)/float64(bins), 0.0
	for i, count := range counts {
		left := low + float64(i)*width
		p.Add(bar(left, left+width, count, picture.LineColour(0)))
		most = math.Max(most, count)
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = low, high, 0, 1.03*most
	scale(&p.X, false, [2]float64{})
	scale(&p.Y, false, [2]float64{})
	return finish(o, p, nil)
}

// bar returns a bar from 0 to v with a white edge, which tells it from its neighbour.
func bar(left, right, v float64, colour color.Color) *plotter.Polygon {
	b := must(plotter.NewPolygon(plotter.XYs{{X: left, Y: 0}, {X: left, Y: v}, {X: right, Y: v}, {X: right, Y: 0}}))
	b.Color, b.LineStyle = colour, draw.LineStyle{Color: color.White, Width: px}
	return b
}

// across is faint lines at the ticks of the vertical axis.
type across struct{}

// Plot implements gonum's Plotter.
func (across) Plot(c draw.Canvas, p *gplot.Plot) {
	g := plotter.NewGrid()
	g.Vertical.Color, g.Horizontal.Color = nil, gridColour
	g.Plot(c, p)
}

// swatch is a legend's patch of colour.
type swatch struct{ colour color.Color }

// Thumbnail implements gonum's Thumbnailer.
func (s swatch) Thumbnail(c *draw.Canvas) { paint(*c, s.colour, c.Rectangle) }

// tip is the end of a bar.
type tip struct{ x, v float64 }

// tipLabels are the numbers at the ends of bars.
type tipLabels []tip

// Plot implements gonum's Plotter.
func (t tipLabels) Plot(c draw.Canvas, p *gplot.Plot) {
	x, y := p.Transforms(&c)
	style := p.X.Tick.Label
	letters(&style, 11*px)
	style.Rotation, style.XAlign, style.YAlign = 0, -0.5, 0
	for _, e := range t {
		up := 3 * px
		if e.v < 0 {
			up = -13 * px
		}
		c.FillText(style, vg.Point{X: x(e.x), Y: y(e.v) + up}, strconv.FormatFloat(e.v, 'g', 3, 64))
	}
}
