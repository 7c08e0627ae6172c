package plot

import (
	"image/color"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// This file: legends, which say what colours and dashes mean.

// Legend draws the names of lines alone, for a sheet whose plots share their lines: give
// each plot the lines without Name and with their Colour, and the sheet one Legend. Lines
// without a name are left out. The usual size is what the names need. Of o it takes the
// size alone.
func Legend(o Options, lines ...Line) *Plot {
	l := newLegend()
	for i, line := range lines {
		if line.Name != "" {
			l.Add(line.Name, &plotter.Line{LineStyle: line.style(i)})
		}
	}
	r := l.Rectangle(draw.Canvas{})
	const pad = 8 * px
	o = o.size(int((r.Max.X-r.Min.X+2*pad)/px)+1, int((r.Max.Y-r.Min.Y+2*pad)/px)+1)
	return &Plot{o.Width, o.Height, func(c draw.Canvas) {
		paint(c, color.White, c.Rectangle)
		l.Draw(draw.Crop(c, pad, -pad, pad, -pad))
	}}
}

// newLegend returns an empty legend in the style of newPlot.
func newLegend() *gplot.Legend {
	l := gplot.NewLegend()
	l.Left, l.Top, l.Padding, l.ThumbnailWidth = true, true, 6*px, 22*px
	letters(&l.TextStyle, tickSize)
	return &l
}
