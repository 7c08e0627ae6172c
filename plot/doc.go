// Package plot draws what was measured, with axes: curves, bars, histograms, intervals,
// confusion matrices. [Beside], [Grid] and [Legend] make sheets of several plots. Package
// plot/training draws the history of a training and the λ of pathways.
//
// Each function takes [Options], which may be their zero value, and returns a [*Plot].
// That shows itself in a notebook, because it has a method SVG; WritePNG and WriteSVG write
// it to a file.
//
//	losses := []float64{2.3, 1.1, 0.6, 0.4}
//	p := plot.Lines(plot.Options{X: "step", Y: "loss", LogY: true}, plot.Line{Name: "train", Y: losses})
//	err := p.WritePNG("loss.png")
//	fmt.Println(err)
//
// The same values give the same bytes of SVG, and the same pixels. Colours are those of
// package picture, which people with any kind of colour vision can tell apart.
package plot
