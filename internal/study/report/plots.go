package report

import (
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"github.com/gopathway/pathway/internal/atomicfile"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/stats"
	"github.com/gopathway/pathway/picture"
)

// This file: sheets of plots, and plots with a row for each arm.

// dashes tell lines of the same colour apart.
var dashes = [][]vg.Length{nil, {vg.Points(6), vg.Points(3)}, {vg.Points(2), vg.Points(2)}}

// line returns the style of the i-th of several lines.
func line(i int) draw.LineStyle {
	return draw.LineStyle{Color: picture.LineColour(i), Width: vg.Points(1.5), Dashes: dashes[i/picture.LineColours%len(dashes)]}
}

// baselineStyle is the style of the line that others are compared with.
func baselineStyle() draw.LineStyle {
	return draw.LineStyle{Color: picture.Black, Width: vg.Points(1.5)}
}

func faint(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}

// sheet is a picture of panels, row by row.
type sheet struct {
	panels  []func(draw.Canvas)
	columns int // at most
	height  vg.Length
}

const panelWidth = 5 * vg.Inch

func (s *sheet) plot(p *plot.Plot) {
	p.BackgroundColor = nil
	s.panels = append(s.panels, p.Draw)
}

// save draws a sheet into a PNG file.
func (s *sheet) save(path string) error {
	columns := min(s.columns, len(s.panels))
	rows := (len(s.panels) + columns - 1) / columns
	img := vgimg.New(panelWidth*vg.Length(columns), s.height*vg.Length(rows))
	canvas := draw.New(img)
	pad := vg.Points(9)
	tiles := draw.Tiles{Rows: rows, Cols: columns, PadX: pad, PadY: pad, PadTop: pad, PadBottom: pad, PadLeft: pad, PadRight: 2 * pad}
	for i, panel := range s.panels {
		panel(tiles.At(canvas, i%columns, i/columns))
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		_, err := vgimg.PngCanvas{Canvas: img}.WriteTo(w)
		return err
	})
}

// accuracyPlot shows the arms' main figures, a panel for each size.
func accuracyPlot(sizes []table) (*sheet, error) {
	return armPlot(sizes, "test "+or(measures(sizes...))+", %", func(r row) (stats.Interval, []float64) {
		if r.accuracy.N == 0 {
			return stats.Interval{}, nil
		}
		var values []float64
		for _, result := range r.results {
			values = append(values, result.Accuracy)
		}
		return r.accuracy, values
	}, false)
}

// differencePlot shows the arms' differences to the baseline, a panel for each
// size; nil if there is none.
func differencePlot(sizes []table) (*sheet, error) {
	return armPlot(sizes, "difference to the baseline, percentage points", func(r row) (stats.Interval, []float64) {
		if r.versus == nil {
			return stats.Interval{}, nil
		}
		return r.versus.Interval, r.versus.differences
	}, true)
}

// armPlot draws an interval and its values for every arm, from top to bottom.
// Differences have one scale in all panels, and a line at zero. Arms without values have
// no row, and a sheet without rows is nil.
func armPlot(sizes []table, label string, of func(row) (stats.Interval, []float64), differences bool) (*sheet, error) {
	s := &sheet{columns: 3}
	var plots []*plot.Plot
	most, low, high := 0, 0.0, 0.0
	for _, t := range sizes {
		p := plot.New()
		p.Title.Text = t.Target + ", " + study.SizeLabel(t.Size) + " samples"
		p.X.Label.Text = label
		var ticks plot.ConstantTicks
		for i := len(t.rows) - 1; i >= 0; i-- {
			v, values := of(t.rows[i])
			if len(values) == 0 {
				continue
			}
			y := float64(len(ticks))
			if err := addInterval(p, y, v, values); err != nil {
				return nil, err
			}
			ticks = append(ticks, plot.Tick{Value: y, Label: t.rows[i].arm.Name})
		}
		if len(ticks) == 0 {
			continue
		}
		p.Y.Tick.Marker = ticks
		p.Y.Min, p.Y.Max, p.Y.Padding = -0.5, float64(len(ticks))-0.5, 0
		low, high = math.Min(low, p.X.Min), math.Max(high, p.X.Max)
		most = max(most, len(ticks))
		plots = append(plots, p)
	}
	for _, p := range plots {
		if differences {
			p.X.Min, p.X.Max = low, high
			if err := addZero(p, plotter.XYs{{X: 0, Y: p.Y.Min}, {X: 0, Y: p.Y.Max}}); err != nil {
				return nil, err
			}
		}
		margin := 0.04 * (p.X.Max - p.X.Min)
		p.X.Min, p.X.Max = p.X.Min-margin, p.X.Max+margin
		s.plot(p)
	}
	if len(plots) == 0 {
		return nil, nil
	}
	s.height = 1.2*vg.Inch + 0.3*vg.Inch*vg.Length(most)
	return s, nil
}

// addInterval draws a mean with its interval at height y, and above it the values as
// small dots.
func addInterval(p *plot.Plot, y float64, v stats.Interval, values []float64) error {
	seeds := make(plotter.XYs, len(values))
	for i, value := range values {
		seeds[i] = plotter.XY{X: 100 * value, Y: y + 0.25}
	}
	dots, err := plotter.NewScatter(seeds)
	if err != nil {
		return err
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: faint(picture.LineColour(0), 160), Radius: vg.Points(1.8), Shape: draw.CircleGlyph{}}
	mean, err := plotter.NewScatter(plotter.XYs{{X: 100 * v.Mean, Y: y}})
	if err != nil {
		return err
	}
	mean.GlyphStyle = draw.GlyphStyle{Color: picture.LineColour(1), Radius: vg.Points(3), Shape: draw.BoxGlyph{}}
	p.Add(dots, mean)
	if math.IsNaN(v.Half) {
		return nil
	}
	bar, err := plotter.NewXErrorBars(struct {
		plotter.XYs
		plotter.XErrors
	}{plotter.XYs{{X: 100 * v.Mean, Y: y}}, plotter.XErrors{{Low: 100 * v.Half, High: 100 * v.Half}}})
	if err != nil {
		return err
	}
	bar.LineStyle.Color, bar.LineStyle.Width = picture.LineColour(1), vg.Points(1.5)
	p.Add(bar)
	return nil
}

// addZero draws a grey line where nothing differs.
func addZero(p *plot.Plot, ends plotter.XYs) error {
	l, err := plotter.NewLine(ends)
	if err != nil {
		return err
	}
	l.LineStyle.Color = color.Gray{Y: 150}
	p.Add(l)
	return nil
}

// point is a mean over seeds at a place on the horizontal axis.
type point struct{ x, mean, sd float64 }

// meanPoints averages the values of each x, by ascending x; sd is 0 for one
// value.
func meanPoints(values map[int][]float64) []point {
	var out []point
	for _, x := range sortedInts(values) {
		v := stats.Mean(values[x])
		if math.IsNaN(v.SD) {
			v.SD = 0
		}
		out = append(out, point{float64(x), v.Mean, v.SD})
	}
	return out
}
