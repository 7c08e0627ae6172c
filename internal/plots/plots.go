package plots

import (
	"fmt"
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/train"
)

// This file: learning curves, and the λs of pathways.

// Curve is one way to train: the histories of its runs, one for each seed. It is
// drawn in one colour.
type Curve struct {
	Name string
	Runs []train.History
}

// Curves draws the training loss and the test accuracy by epoch into a PNG file: a
// thin line for each run, a thick line for the mean of the runs of a curve.
func Curves(path string, curves []Curve) error {
	loss := plot.New()
	loss.X.Label.Text, loss.Y.Label.Text = "epoch", "training loss"
	loss.Legend.Top, loss.Legend.Padding = true, vg.Points(3)
	acc := plot.New()
	acc.X.Label.Text, acc.Y.Label.Text = "epoch", "test accuracy, %"
	acc.Legend.Padding = vg.Points(3)
	for i, c := range curves {
		col := picture.LineColour(i)
		if err := addCurve(loss, c, col, func(r train.Record) (float64, bool) { return r.Loss, true }); err != nil {
			return err
		}
		if err := addCurve(acc, c, col, func(r train.Record) (float64, bool) {
			if r.Test == nil {
				return 0, false
			}
			return 100 * r.Test.Accuracy, true
		}); err != nil {
			return err
		}
	}
	return savePlots(path, []*plot.Plot{loss, acc})
}

// addCurve adds the runs of c and their mean to p. value returns what is drawn of an
// epoch, false if the epoch has no such value.
func addCurve(p *plot.Plot, c Curve, col color.NRGBA, value func(train.Record) (float64, bool)) error {
	sum, count := map[int]float64{}, map[int]int{}
	last := 0
	for _, run := range c.Runs {
		var points plotter.XYs
		for _, r := range run {
			if v, ok := value(r); ok {
				points = append(points, plotter.XY{X: float64(r.Epoch), Y: v})
				sum[r.Epoch] += v
				count[r.Epoch]++
				last = max(last, r.Epoch)
			}
		}
		if len(points) == 0 {
			continue
		}
		l, err := plotter.NewLine(points)
		if err != nil {
			return err
		}
		l.LineStyle.Color = color.NRGBA{R: col.R, G: col.G, B: col.B, A: 80}
		p.Add(l)
	}
	var mean plotter.XYs
	for e := 1; e <= last; e++ {
		if count[e] > 0 {
			mean = append(mean, plotter.XY{X: float64(e), Y: sum[e] / float64(count[e])})
		}
	}
	if len(mean) == 0 {
		return nil
	}
	l, err := plotter.NewLine(mean)
	if err != nil {
		return err
	}
	l.LineStyle.Color = col
	l.LineStyle.Width = vg.Points(2)
	p.Add(l)
	p.Legend.Add(c.Name, l)
	return nil
}

// Lambdas draws the λs of the first auxiliary by block into a PNG file, a line for
// each kind of layer.
func Lambdas(path string, lambdas []m2pt.Lambda) error {
	p := plot.New()
	p.Title.Text = "learned λ"
	p.X.Label.Text, p.Y.Label.Text = "block", "λ"
	p.Legend.Top, p.Legend.Padding = true, vg.Points(3)
	blocks := 0
	for i, layer := range m2pt.Layers {
		var points plotter.XYs
		for _, s := range lambdas {
			if s.Layer == layer && s.Aux == 0 {
				points = append(points, plotter.XY{X: float64(s.Block), Y: float64(s.Value)})
				blocks = max(blocks, s.Block+1)
			}
		}
		if len(points) == 0 {
			continue
		}
		l, dots, err := plotter.NewLinePoints(points)
		if err != nil {
			return err
		}
		l.LineStyle.Color, dots.GlyphStyle.Color = picture.LineColour(i), picture.LineColour(i)
		l.LineStyle.Width = vg.Points(1.5)
		p.Add(l, dots)
		p.Legend.Add(layer, l, dots)
	}
	ticks := make([]plot.Tick, blocks)
	for i := range ticks {
		ticks[i] = plot.Tick{Value: float64(i), Label: fmt.Sprint(i)}
	}
	p.X.Tick.Marker = plot.ConstantTicks(ticks)
	zero := plotter.NewFunction(func(float64) float64 { return 0 })
	zero.Color = color.Gray{Y: 160}
	p.Add(zero)
	p.Y.Min, p.Y.Max = math.Min(p.Y.Min, 0), math.Max(p.Y.Max, 0)
	p.Y.Max += 0.35 * (p.Y.Max - p.Y.Min) // room for the legend
	return savePlots(path, []*plot.Plot{p})
}

// savePlots draws plots side by side into a PNG file.
func savePlots(path string, plots []*plot.Plot) error {
	img, err := drawSideBySide(plots)
	if err != nil {
		return err
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		_, err := img.WriteTo(w)
		return err
	})
}
