package plot_test

import (
	"fmt"
	"strings"

	"github.com/gopathway/pathway/metrics"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/plot"
	"github.com/gopathway/pathway/tensor"
)

// Two curves, one with a band around it. In a notebook the value shows itself.
func ExampleLines() {
	p := plot.Lines(plot.Options{Title: "loss by step", X: "step", Y: "loss", LogY: true},
		plot.Line{Name: "plain", Y: []float64{2.3, 1.1, 0.6, 0.4}},
		plot.Line{Name: "pathway", Y: []float64{2.3, 0.9, 0.5, 0.3}, Low: []float64{2.2, 0.8, 0.4, 0.2}, High: []float64{2.4, 1, 0.6, 0.4}},
	)
	fmt.Println(p.Image().Bounds().Size(), strings.Contains(p.SVG(), "loss by step"))
	// Output: (640,400) true
}

// Numbers of a tensor as plots take them.
func ExampleValues() {
	w := tensor.New(64, 64).Normal(tensor.NewRNG(1), 0, 0.02)
	p := plot.Histogram(plot.Options{X: "weight"}, plot.Values(w), 0)
	fmt.Println(p.Image().Bounds().Size())
	// Output: (640,400)
}

// Which classes are taken for which.
func ExampleConfusion() {
	c := metrics.NewConfusionMatrix(3)
	c.Add([]int{0, 0, 1, 2}, []int{0, 1, 1, 2})
	p := plot.Confusion(plot.Options{}, c, []string{"cat", "dog", "bird"})
	fmt.Println(strings.Contains(p.SVG(), "accuracy 75.00 % of 4"))
	// Output: true
}

// The attention of one head, with the numbers of queries and keys.
func ExampleMatrix() {
	attention := tensor.Softmax(nil, tensor.New(17, 17).Normal(tensor.NewRNG(1), 0, 2), 1)
	p := plot.Matrix(plot.Options{X: "key", Y: "query"}, plot.Cells{Values: attention, Colours: picture.HeatOptions{High: 1}})
	fmt.Println(p.Image().Bounds().Size())
	// Output: (588,498)
}

// Bars of two models, side by side.
func ExampleBars() {
	p := plot.Bars(plot.Options{Y: "accuracy, %"}, []string{"image", "audio"},
		plot.Series{Name: "plain", Values: []float64{91.2, 88.4}}, plot.Series{Name: "pathway", Values: []float64{91.9, 88.1}})
	fmt.Println(strings.Contains(p.SVG(), ">91.9<"))
	// Output: true
}

// Points of two groups.
func ExampleScatter() {
	p := plot.Scatter(plot.Options{X: "seconds", Y: "accuracy, %", LogX: true},
		plot.Group{Name: "tiny", X: []float64{10, 20}, Y: []float64{80, 85}}, plot.Group{Name: "small", X: []float64{100, 190}, Y: []float64{90, 91}})
	fmt.Println(p.Image().Bounds().Size())
	// Output: (640,400)
}

// A forest plot: how two ways to train differ from a baseline, over three seeds each.
func ExampleIntervals() {
	p := plot.Intervals(plot.Options{X: "difference, points", XRange: [2]float64{-1, 3}},
		plot.Interval{Name: "pathway", Mean: 1, Low: -0.4, High: 2.4, Values: []float64{0.5, 0.9, 1.6}},
		plot.Interval{Name: "random auxiliary", Mean: 0.1, Low: -0.6, High: 0.8, Values: []float64{-0.1, 0, 0.4}},
	)
	fmt.Println(p.Image().Bounds().Dy(), strings.Contains(p.SVG(), ">random auxiliary<"))
	// Output: 144 true
}

// Two plots that share their lines, with one legend for both.
func ExampleGrid() {
	o := plot.Options{X: "epoch", Width: 300, Height: 200}
	loss := plot.Lines(o, plot.Line{Y: []float64{2, 1}}, plot.Line{Y: []float64{2, 0.9}})
	accuracy := plot.Lines(o, plot.Line{Y: []float64{50, 80}}, plot.Line{Y: []float64{50, 83}})
	p := plot.Grid(3, loss, accuracy, plot.Legend(plot.Options{Width: 100}, plot.Line{Name: "plain"}, plot.Line{Name: "pathway"}))
	fmt.Println(p.Image().Bounds().Size())
	// Output: (700,200)
}
