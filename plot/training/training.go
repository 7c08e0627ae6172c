// Package training draws what trainings leave, with package plot: learning curves by epoch
// ([Curves], for each [Run]), and the λ of pathways, as lines by block ([Lambdas]) or as a map of
// blocks and layers ([LambdaMap]). It is a package of its own because package plot knows no
// models: programs that draw other things link none.
//
//	p := training.Curves(plot.Options{}, training.Run{Name: "plain", Histories: []train.History{h}})
//	err := p.WritePNG("curves.png")
//	fmt.Println(err)
//
// Each function returns a [*plot.Plot], which shows itself in a notebook.
package training

import (
	"fmt"
	"math"
	"slices"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/plot"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// This file: what trainings leave: learning curves, and the λ of pathways.

// Run is one way to train for Curves: the histories of its runs, one for each seed.
type Run struct {
	Name      string
	Histories []train.History
}

// Curves draws the training loss and the test accuracy by epoch, side by side, a colour
// for each way to train: a thin line for each of its runs, a thick one for their mean. Of
// masked autoencoders, which have no accuracy, it draws the test loss. Without any
// evaluation there is the training loss alone. o.Width is that of all.
func Curves(o plot.Options, runs ...Run) *plot.Plot {
	if o.Width < 1 {
		o.Width = 2 * 640
	}
	if o.X == "" {
		o.X = "epoch"
	}
	accuracy := func(r train.Record) float64 {
		if r.Test == nil || r.Masked {
			return math.NaN()
		}
		return 100 * r.Test.Accuracy
	}
	testLoss := func(r train.Record) float64 {
		if r.Test == nil {
			return math.NaN()
		}
		return r.Test.Loss
	}
	panels := []struct {
		label string
		of    func(train.Record) float64
	}{{"training loss", func(r train.Record) float64 { return r.Loss }}}
	switch {
	case measured(runs, accuracy):
		panels = append(panels, struct {
			label string
			of    func(train.Record) float64
		}{"test accuracy, %", accuracy})
	case measured(runs, testLoss):
		panels = append(panels, struct {
			label string
			of    func(train.Record) float64
		}{"test loss", testLoss})
	}
	o.Width /= len(panels)
	var plots []*plot.Plot
	for _, q := range panels {
		own := o
		own.Y = q.label
		var lines []plot.Line
		for i, r := range runs {
			lines = append(lines, r.lines(i, q.of)...)
		}
		plots = append(plots, plot.Lines(own, lines...))
	}
	if len(plots) == 1 {
		return plots[0]
	}
	return plot.Beside(plots...)
}

// finite reports whether v is neither NaN nor infinite.
func finite(v float64) bool { return v-v == 0 }

// measured reports whether a record of the runs has a quantity.
func measured(runs []Run, of func(train.Record) float64) bool {
	for _, r := range runs {
		for _, h := range r.Histories {
			if slices.ContainsFunc(h, func(r train.Record) bool { return finite(of(r)) }) {
				return true
			}
		}
	}
	return false
}

// lines returns the curves of a quantity: those of several runs, and their mean.
func (r Run) lines(colour int, of func(train.Record) float64) []plot.Line {
	var lines []plot.Line
	sum, count := map[int]float64{}, map[int]int{}
	last := 0
	for _, h := range r.Histories {
		one := plot.Line{Thin: true, Colour: colour + 1}
		for _, record := range h {
			v := of(record)
			if !finite(v) {
				continue // epochs between evaluations
			}
			one.X, one.Y = append(one.X, float64(record.Epoch)), append(one.Y, v)
			sum[record.Epoch] += v
			count[record.Epoch]++
			last = max(last, record.Epoch)
		}
		if len(r.Histories) > 1 {
			lines = append(lines, one)
		}
	}
	mean := plot.Line{Name: r.Name, Colour: colour + 1}
	for e := 0; e <= last; e++ {
		if count[e] > 0 {
			mean.X, mean.Y = append(mean.X, float64(e)), append(mean.Y, sum[e]/float64(count[e]))
		}
	}
	return append(lines, mean)
}

// Lambdas draws the λ of a model's pathways by block, a line for each kind of layer and
// auxiliary.
func Lambdas(o plot.Options, lambdas []m2pt.Lambda) *plot.Plot {
	if o.X == "" {
		o.X = "block"
	}
	if o.Y == "" {
		o.Y = "λ"
	}
	var lines []plot.Line
	for _, k := range kindsOf(lambdas) {
		l := plot.Line{Name: k.name, Dots: true}
		for _, s := range lambdas {
			if s.Layer == k.layer && s.Aux == k.aux {
				l.X, l.Y = append(l.X, float64(s.Block)), append(l.Y, float64(s.Value))
			}
		}
		lines = append(lines, l)
	}
	return plot.Lines(o, lines...)
}

// LambdaMap draws the λ of a model's pathways as a matrix: a row for each block, a column
// for each kind of layer and auxiliary. Blue is below 0, red above. Layers without a
// pathway are grey.
func LambdaMap(o plot.Options, lambdas []m2pt.Lambda) *plot.Plot {
	kinds := kindsOf(lambdas)
	blocks := 0
	for _, s := range lambdas {
		blocks = max(blocks, s.Block+1)
	}
	m := plot.Cells{Values: tensor.Full(float32(math.NaN()), blocks, len(kinds)), Colours: picture.HeatOptions{Signed: true}, Numbers: true}
	m.Text = make([]string, blocks*len(kinds))
	for i, k := range kinds {
		m.Columns = append(m.Columns, k.name)
		for _, s := range lambdas {
			if s.Layer == k.layer && s.Aux == k.aux {
				m.Values.Set(s.Value, s.Block, i)
				m.Text[s.Block*len(kinds)+i] = fmt.Sprintf("%.2g", s.Value)
			}
		}
	}
	for i := 0; i < blocks; i++ {
		m.Rows = append(m.Rows, fmt.Sprint(i))
	}
	if o.Y == "" {
		o.Y = "block"
	}
	return plot.Matrix(o, m)
}

// kind is a kind of layer of one auxiliary.
type kind struct {
	layer string
	aux   int
	name  string
}

// kindsOf lists the kinds of lambdas in the order in which they first occur. A name says
// which auxiliary is meant if there are several.
func kindsOf(lambdas []m2pt.Lambda) []kind {
	several := slices.ContainsFunc(lambdas, func(l m2pt.Lambda) bool { return l.Aux > 0 })
	var kinds []kind
	for _, l := range lambdas {
		if slices.ContainsFunc(kinds, func(k kind) bool { return k.layer == l.Layer && k.aux == l.Aux }) {
			continue
		}
		name := l.Layer
		if several {
			name += fmt.Sprintf(", auxiliary %d", l.Aux+1)
		}
		kinds = append(kinds, kind{l.Layer, l.Aux, name})
	}
	return kinds
}
