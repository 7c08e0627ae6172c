package report

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/gopathway/pathway/internal/study"
)

// This file: plots of lines: learning curves, and λ by block.

// quantity is a number of a learning curve.
type quantity struct {
	label string
	of    func(study.Epoch) (float64, bool)
}

// quantities are those of results with a measure.
func quantities(measure string) []quantity {
	return []quantity{
		{"training loss", func(e study.Epoch) (float64, bool) { return e.TrainLoss, true }},
		{"training accuracy, %", func(e study.Epoch) (float64, bool) { return 100 * e.TrainAccuracy, true }},
		{"test " + measure + ", %", func(e study.Epoch) (float64, bool) {
			if e.TestAccuracy == nil {
				return 0, false
			}
			return 100 * *e.TestAccuracy, true
		}},
	}
}

// perRow is how many arms share a row of learning curves with the baseline:
// bands of more hide each other.
const perRow = 4

// curvePlot shows the arms' learning curves, each row a few arms beside the
// baseline: a panel for each quantity and one for the legend. Nil if no cell has
// a curve.
func curvePlot(t table) (*sheet, error) {
	shown := quantities(or(measures(t)))
	values := make([]map[string]map[int][]float64, len(t.rows)) // by arm, quantity and epoch
	measured := map[string]bool{}
	var others []int
	for i, r := range t.rows {
		values[i] = map[string]map[int][]float64{}
		for _, q := range shown {
			byEpoch := map[int][]float64{}
			for _, result := range r.results {
				for _, e := range result.Curve {
					if v, ok := q.of(e); ok {
						byEpoch[e.Epoch] = append(byEpoch[e.Epoch], v)
					}
				}
			}
			if len(byEpoch) > 0 {
				values[i][q.label], measured[q.label] = byEpoch, true
			}
		}
		if i > 0 && len(values[i]) > 0 {
			others = append(others, i)
		}
	}
	if len(measured) == 0 {
		return nil, nil
	}
	s := &sheet{columns: len(measured) + 1, height: 4 * vg.Inch}
	for first := true; first || len(others) > 0; first = false {
		n := min(perRow, len(others))
		arms := append([]int{0}, others[:n]...)
		others = others[n:]
		legend := plot.NewLegend()
		legend.Top, legend.Left, legend.Padding = true, true, vg.Points(3)
		told := map[int]bool{}
		for _, q := range shown {
			if !measured[q.label] {
				continue
			}
			p := plot.New()
			p.X.Label.Text, p.Y.Label.Text = "epoch", q.label
			for k, arm := range arms {
				points := meanPoints(values[arm][q.label])
				if len(points) == 0 {
					continue
				}
				style := baselineStyle()
				if k > 0 {
					style = line(k - 1)
				}
				l, err := addBand(p, style, points)
				if err != nil {
					return nil, err
				}
				if !told[arm] {
					told[arm] = true
					legend.Add(t.rows[arm].arm.Name, l)
				}
			}
			s.plot(p)
		}
		s.panels = append(s.panels, func(c draw.Canvas) { legend.Draw(c) })
	}
	return s, nil
}

// addBand draws a line and a band of one standard deviation around it.
func addBand(p *plot.Plot, style draw.LineStyle, points []point) (*plotter.Line, error) {
	var mean, edge plotter.XYs
	for _, v := range points {
		mean = append(mean, plotter.XY{X: v.x, Y: v.mean})
		edge = append(edge, plotter.XY{X: v.x, Y: v.mean + v.sd})
	}
	wide := false
	for k := len(points) - 1; k >= 0; k-- {
		edge = append(edge, plotter.XY{X: points[k].x, Y: points[k].mean - points[k].sd})
		wide = wide || points[k].sd > 0
	}
	if wide && len(points) > 1 {
		band, err := plotter.NewPolygon(edge)
		if err != nil {
			return nil, err
		}
		band.Color = faint(style.Color.(color.NRGBA), 40)
		band.LineStyle.Width = 0
		p.Add(band)
	}
	l, err := plotter.NewLine(mean)
	if err != nil {
		return nil, err
	}
	l.LineStyle = style
	p.Add(l)
	if len(points) == 1 { // a line through one point shows nothing
		dot, err := plotter.NewScatter(mean)
		if err != nil {
			return nil, err
		}
		dot.GlyphStyle = draw.GlyphStyle{Color: style.Color, Radius: vg.Points(3), Shape: draw.CircleGlyph{}}
		p.Add(dot)
	}
	return l, nil
}

// lambdaPlot shows λ by block and layer, a panel for each arm and auxiliary; nil
// if no arm has any.
func lambdaPlot(t table) (*sheet, error) {
	s := &sheet{columns: 3, height: 3.5 * vg.Inch}
	for _, r := range t.rows {
		var layers []string
		aux := map[int][]float64{} // a set
		at := map[int]map[string]map[int][]float64{}
		for _, result := range r.results {
			for _, l := range result.Lambdas {
				if at[l.Aux] == nil {
					aux[l.Aux], at[l.Aux] = nil, map[string]map[int][]float64{}
				}
				if !slices.Contains(layers, l.Layer) {
					layers = append(layers, l.Layer)
				}
				if at[l.Aux][l.Layer] == nil {
					at[l.Aux][l.Layer] = map[int][]float64{}
				}
				at[l.Aux][l.Layer][l.Block] = append(at[l.Aux][l.Layer][l.Block], l.Value)
			}
		}
		for _, a := range sortedInts(aux) {
			p, err := lambdaPanel(layers, at[a])
			if err != nil {
				return nil, err
			}
			p.Title.Text = r.arm.Name
			if a < len(r.arm.Aux) && len(r.arm.Aux) > 1 {
				p.Title.Text += ": " + r.arm.Aux[a]
			}
			s.plot(p)
		}
	}
	if len(s.panels) == 0 {
		return nil, nil
	}
	return s, nil
}

func lambdaPanel(layers []string, values map[string]map[int][]float64) (*plot.Plot, error) {
	p := plot.New()
	p.X.Label.Text, p.Y.Label.Text = "block", "λ"
	p.Legend.Top, p.Legend.Padding = true, vg.Points(3)
	last := 0
	low, high := 0.0, 0.0
	for i, layer := range layers {
		points := meanPoints(values[layer])
		if len(points) == 0 {
			continue
		}
		var xys plotter.XYs
		var spread plotter.YErrors
		for _, v := range points {
			xys = append(xys, plotter.XY{X: v.x, Y: v.mean})
			spread = append(spread, struct{ Low, High float64 }{v.sd, v.sd})
			low, high = math.Min(low, v.mean-v.sd), math.Max(high, v.mean+v.sd)
			last = max(last, int(v.x))
		}
		l, dots, err := plotter.NewLinePoints(xys)
		if err != nil {
			return nil, err
		}
		bars, err := plotter.NewYErrorBars(struct {
			plotter.XYs
			plotter.YErrors
		}{xys, spread})
		if err != nil {
			return nil, err
		}
		l.LineStyle = line(i)
		dots.GlyphStyle.Color, bars.LineStyle.Color = l.LineStyle.Color, l.LineStyle.Color
		p.Add(bars, l, dots)
		p.Legend.Add(layer, l, dots)
	}
	if err := addZero(p, plotter.XYs{{X: 0, Y: 0}, {X: float64(last), Y: 0}}); err != nil {
		return nil, err
	}
	ticks := make([]plot.Tick, last+1)
	for i := range ticks {
		ticks[i].Value = float64(i)
		if last < 16 || i%4 == 0 {
			ticks[i].Label = fmt.Sprint(i)
		}
	}
	p.X.Tick.Marker = plot.ConstantTicks(ticks)
	if low == high {
		low, high = -1, 1 // λ stayed at zero
	}
	room := 0.12 * float64(len(layers)) * (high - low) // for the legend
	p.Y.Min, p.Y.Max = low, high+room
	return p, nil
}

func sortedInts(m map[int][]float64) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Ints(keys)
	return keys
}
