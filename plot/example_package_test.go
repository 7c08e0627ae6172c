package plot_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/plot"
)

// The losses of a training as a curve, in a file. In a notebook the last line of a cell
// would be p alone.
func Example() {
	losses := []float64{2.3, 1.1, 0.6, 0.4}
	p := plot.Lines(plot.Options{X: "step", Y: "loss", LogY: true}, plot.Line{Name: "train", Y: losses})
	dir, err := os.MkdirTemp("", "plots")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "loss.svg")
	if err := p.WriteSVG(path); err != nil {
		log.Fatal(err)
	}
	svg, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(svg) == p.SVG())
	// Output: true
}
