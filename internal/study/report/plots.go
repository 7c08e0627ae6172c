package report

import (
	"maps"
	"math"
	"slices"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/stats"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/plot"
)

// This file: what the report's plots show. Package internal/plot draws them. A function returns nil
// where there is nothing to draw.

// across is how many plots with a row for each arm, or of λ, stand side by side: a page
// shows two in full size.
const across = 2

// accuracyPlot shows the arms' main figures, a panel for each size.
func accuracyPlot(sizes []table) *plot.Plot {
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

// differencePlot shows the arms' differences to the baseline, a panel for each size.
func differencePlot(sizes []table) *plot.Plot {
	return armPlot(sizes, "difference to the baseline, percentage points", func(r row) (stats.Interval, []float64) {
		if r.versus == nil {
			return stats.Interval{}, nil
		}
		return r.versus.Interval, r.versus.differences
	}, true)
}

// armPlot draws an interval and its values for every arm that has any. Differences have
// one scale in all panels, in which 0 is; main figures have a line at the baseline's.
func armPlot(sizes []table, label string, of func(row) (stats.Interval, []float64), differences bool) *plot.Plot {
	var panels [][]plot.Interval
	var titles []string
	low, high := 0.0, 0.0
	for _, t := range sizes {
		var rows []plot.Interval
		for _, r := range t.rows {
			v, values := of(r)
			if len(values) == 0 {
				continue
			}
			i := plot.Interval{Name: r.arm.Name, Mean: 100 * v.Mean, Low: 100 * v.Low, High: 100 * v.High,
				Baseline: !differences && len(t.rows) > 1 && r.arm.Name == t.Experiment.Baseline}
			for _, value := range values {
				i.Values = append(i.Values, 100*value)
			}
			for _, end := range append([]float64{i.Low, i.High}, i.Values...) {
				if !math.IsNaN(end) {
					low, high = math.Min(low, end), math.Max(high, end)
				}
			}
			rows = append(rows, i)
		}
		if len(rows) > 0 {
			panels, titles = append(panels, rows), append(titles, t.Target+", "+study.SizeLabel(t.Size)+" samples")
		}
	}
	if len(panels) == 0 {
		return nil
	}
	plots := make([]*plot.Plot, len(panels))
	for i, rows := range panels {
		o := plot.Options{Title: titles[i], X: label}
		if margin := 0.04 * (high - low); differences && margin > 0 {
			o.XRange = [2]float64{low - margin, high + margin}
		}
		plots[i] = plot.Intervals(o, rows...)
	}
	return plot.Grid(across, plots...)
}

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

// curvePlot shows the arms' learning curves, each row a few arms beside the baseline,
// which is black: a panel for each quantity and one for the legend.
func curvePlot(t table) *plot.Plot {
	shown := quantities(or(measures(t)))
	lines := make([]map[string]plot.Line, len(t.rows)) // by arm and quantity
	measured := map[string]bool{}
	var others []int
	for i, r := range t.rows {
		lines[i] = map[string]plot.Line{}
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
				lines[i][q.label], measured[q.label] = meanLine(byEpoch), true
			}
		}
		if i > 0 && len(lines[i]) > 0 {
			others = append(others, i)
		}
	}
	if len(measured) == 0 {
		return nil
	}
	shown = slices.DeleteFunc(shown, func(q quantity) bool { return !measured[q.label] })
	var panels []*plot.Plot
	for first := true; first || len(others) > 0; first = false {
		n := min(perRow, len(others))
		arms := append([]int{0}, others[:n]...)
		others = others[n:]
		panel := make([][]plot.Line, len(shown))
		var legend []plot.Line
		for k, arm := range arms {
			colour := k
			if k == 0 {
				colour = picture.LineColours // black
			}
			for i, q := range shown {
				if l, ok := lines[arm][q.label]; ok {
					l.Colour = colour
					panel[i] = append(panel[i], l)
				}
			}
			if len(lines[arm]) > 0 {
				legend = append(legend, plot.Line{Name: t.rows[arm].arm.Name, Colour: colour})
			}
		}
		for i, q := range shown {
			panels = append(panels, plot.Lines(plot.Options{X: "epoch", Y: q.label, Width: 340, Height: 300}, panel[i]...))
		}
		panels = append(panels, plot.Legend(plot.Options{}, legend...))
	}
	return plot.Grid(len(shown)+1, panels...)
}

// lambdaPlot shows λ by block and layer, a panel for each arm and auxiliary.
func lambdaPlot(t table) *plot.Plot {
	var layers []string // of all arms: a layer has one colour in all panels
	var panels []*plot.Plot
	for _, r := range t.rows {
		at := map[int]map[string]map[int][]float64{} // by auxiliary, layer and block
		for _, result := range r.results {
			for _, l := range result.Lambdas {
				if !slices.Contains(layers, l.Layer) {
					layers = append(layers, l.Layer)
				}
				if at[l.Aux] == nil {
					at[l.Aux] = map[string]map[int][]float64{}
				}
				if at[l.Aux][l.Layer] == nil {
					at[l.Aux][l.Layer] = map[int][]float64{}
				}
				at[l.Aux][l.Layer][l.Block] = append(at[l.Aux][l.Layer][l.Block], l.Value)
			}
		}
		for _, a := range slices.Sorted(maps.Keys(at)) {
			o := plot.Options{Title: r.arm.Name, X: "block", Y: "λ", Width: 420, Height: 300}
			if a < len(r.arm.Aux) && len(r.arm.Aux) > 1 {
				o.Title += ": " + r.arm.Aux[a]
			}
			// Where λ is 0, the pathway has no effect.
			zero := plot.Line{X: []float64{0, 0}, Y: []float64{0, 0}, Thin: true, Colour: picture.LineColours}
			lines := []plot.Line{zero}
			for i, layer := range layers {
				if len(at[a][layer]) > 0 {
					l := meanLine(at[a][layer])
					l.Colour, l.Dots, l.Whiskers = i+1, true, true
					zero.X[1] = math.Max(zero.X[1], l.X[len(l.X)-1])
					lines = append(lines, l)
				}
			}
			panels = append(panels, plot.Lines(o, lines...))
		}
	}
	if len(panels) == 0 {
		return nil
	}
	legend := make([]plot.Line, len(layers))
	for i, layer := range layers {
		legend[i].Name = layer
	}
	return plot.Beside(plot.Grid(min(across, len(panels)), panels...), plot.Legend(plot.Options{}, legend...))
}

// meanLine averages the values of each x, by ascending x, with a standard deviation
// above and below, which is 0 for one value.
func meanLine(values map[int][]float64) plot.Line {
	var l plot.Line
	for _, x := range slices.Sorted(maps.Keys(values)) {
		v := stats.Mean(values[x])
		if math.IsNaN(v.SD) {
			v.SD = 0
		}
		l.X, l.Y = append(l.X, float64(x)), append(l.Y, v.Mean)
		l.Low, l.High = append(l.Low, v.Mean-v.SD), append(l.High, v.Mean+v.SD)
	}
	return l
}
