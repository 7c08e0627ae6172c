package plot

import (
	"fmt"
	"image"
	"image/color"
	"io"
	"strings"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/picture"
)

// This file: what a plot is, and how it leaves the package. gonum's types stay inside.

// Options say what surrounds the data of a plot. The zero value is fine.
type Options struct {
	Title string // above
	X, Y  string // along the axes; "": what the function says

	// LogX and LogY make an axis logarithmic: for Lines, Curves, Lambdas and Scatter. What is not
	// above 0 is then left out. The other functions panic.
	LogX, LogY bool

	// XRange and YRange are the ends of an axis, such as {0, 100}; what lies outside is not
	// seen. {0, 0}: those of the data. For Lines, Curves, Lambdas and Scatter, and XRange for
	// Intervals. The other functions panic.
	XRange, YRange [2]float64

	Width, Height int // in pixels; 0: what the function says, mostly 640 × 400
}

// Plot is a finished drawing. In a notebook it shows itself.
type Plot struct {
	width, height int // in pixels
	draw          func(c draw.Canvas)
}

// px is a pixel: a browser shows 96 of them for 72 points.
const px = vg.Length(0.75)

// SVG returns the plot as an SVG document.
func (p *Plot) SVG() string {
	c := vgsvg.NewWith(vgsvg.UseWH(px*vg.Length(p.width), px*vg.Length(p.height)))
	p.draw(draw.New(c))
	var b strings.Builder
	if _, err := c.WriteTo(&b); err != nil {
		panic(err) // a Builder returns no error
	}
	// Arial's letters are as wide as those that the plot is measured with.
	return strings.ReplaceAll(b.String(), "font-family:Liberation Sans", "font-family:'Liberation Sans',Arial,Helvetica,sans-serif")
}

// Image returns the plot as pixels.
func (p *Plot) Image() image.Image {
	c := vgimg.NewWith(vgimg.UseWH(px*vg.Length(p.width), px*vg.Length(p.height)), vgimg.UseDPI(96))
	p.draw(draw.New(c))
	return c.Image()
}

// WritePNG writes the plot to a file, which appears whole or not at all.
func (p *Plot) WritePNG(path string) error { return picture.WritePNG(path, p.Image()) }

// WriteSVG writes the plot to a file, which appears whole or not at all.
func (p *Plot) WriteSVG(path string) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		_, err := io.WriteString(w, p.SVG())
		return err
	})
}

// size gives o a width and a height where it has none.
func (o Options) size(width, height int) Options {
	if o.Width < 1 {
		o.Width = width
	}
	if o.Height < 1 {
		o.Height = height
	}
	return o
}

// The usual size of a plot, in pixels.
const (
	usualWidth  = 640
	usualHeight = 400
)

// linear panics if o asks for a logarithmic axis of a plot that has none.
func (o Options) linear(function string) {
	if o.LogX || o.LogY {
		panic("plot." + function + ": it has no logarithmic axis (LogX, LogY)")
	}
}

// ranges panics if o has the ends of an axis for which the function takes none, or ends
// that are no range.
func (o Options) ranges(function string, x, y bool) {
	for _, a := range []struct {
		name       string
		ends       [2]float64
		takes, log bool
	}{{"XRange", o.XRange, x, o.LogX}, {"YRange", o.YRange, y, o.LogY}} {
		switch {
		case a.ends == [2]float64{}:
		case !a.takes:
			panic("plot." + function + ": it takes no " + a.name)
		case !drawable(a.ends[0], a.log) || !drawable(a.ends[1], a.log) || a.ends[0] >= a.ends[1]:
			panic(fmt.Sprintf("plot.%s: %s is %v, want two numbers, the smaller one first, above 0 on a logarithmic axis", function, a.name, a.ends))
		}
	}
}

// labels names the axes where o does not.
func (o Options) labels(x, y string) Options {
	if o.X == "" {
		o.X = x
	}
	if o.Y == "" {
		o.Y = y
	}
	return o
}

// The sizes of letters.
const (
	titleSize = 15 * px
	labelSize = 14 * px
	tickSize  = 12 * px
)

// newPlot returns gonum's plot in the style of all plots of this package.
func newPlot(o Options) *gplot.Plot {
	p := gplot.New()
	p.BackgroundColor = nil // paint has done it
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = o.Title, o.X, o.Y
	p.Title.Padding = 6 * px
	for _, s := range []struct {
		style *draw.TextStyle
		size  vg.Length
	}{
		{&p.Title.TextStyle, titleSize}, {&p.X.Label.TextStyle, labelSize}, {&p.Y.Label.TextStyle, labelSize},
		{&p.X.Tick.Label, tickSize}, {&p.Y.Tick.Label, tickSize},
	} {
		letters(s.style, s.size)
	}
	for _, a := range []*gplot.Axis{&p.X, &p.Y} {
		a.LineStyle.Color, a.Tick.LineStyle.Color = axisColour, axisColour
		a.Label.Padding, a.Tick.Length = 4*px, 5*px
	}
	return p
}

// The colours of what is no data.
var (
	textColour = color.NRGBA{50, 50, 50, 255}
	axisColour = color.NRGBA{110, 110, 110, 255}
	gridColour = color.NRGBA{228, 228, 228, 255}
)

// letters sets font, size and colour of a style.
func letters(s *draw.TextStyle, size vg.Length) {
	s.Font.Typeface, s.Font.Variant, s.Font.Size, s.Color = "Liberation", "Sans", size, textColour
}

// finish returns a plot with a legend beside it; nil: without one.
func finish(o Options, p *gplot.Plot, legend *gplot.Legend) *Plot {
	return &Plot{o.Width, o.Height, func(c draw.Canvas) {
		const pad = 8 * px
		paint(c, color.White, c.Rectangle)
		main := draw.Crop(c, pad, -2*pad, pad, -pad)
		if legend != nil {
			r := legend.Rectangle(c)
			width := r.Max.X - r.Min.X + 2*pad
			beside := main
			main.Max.X -= width
			beside.Min.X = main.Max.X + 1.5*pad
			beside.Max.Y = p.DataCanvas(main).Max.Y
			legend.Draw(beside)
		}
		p.Draw(main)
	}}
}

// paint fills a rectangle.
func paint(c draw.Canvas, colour color.Color, r vg.Rectangle) {
	c.SetColor(colour)
	c.Fill(r.Path())
}
