package m2pt_test

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/point"
	"github.com/gopathway/pathway/tensor"
)

// This file: an example of segmenters.

// A segmenter of clouds gives every point a part. It can be told the category of
// each shape; then it is a Categorical.
func ExampleSegment() {
	m, err := m2pt.NewModel(m2pt.Config{
		Modality: m2pt.Point, Points: 32,
		Net: &point.Config{Groups: 4, GroupSize: 8, Dim: 16, Depth: 2, Heads: 2, Classes: 4, Hidden: [3]int{8, 8, 8}},
		Segment: &m2pt.Segment{
			Categories: []string{"table", "mug"}, PartsOf: [][]int{{0, 1}, {2, 3}}, // parts are indices into Classes
			CategoryDim: 4, Propagate: [2]int{12, 8}, HeadHidden: [2]int{8, 6},
		},
		Classes: []string{"top", "leg", "body", "handle"},
		Trained: m2pt.Training{Data: "nothing"},
	}, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	var trained m2pt.Training = m.Config.Trained
	fmt.Println("a model of", m.Config.Element()+"s,", "trained on", trained.Data)

	net, ok := m.Net.(m2pt.Categorical)
	fmt.Println(ok, m.TakesCategories())
	x := batch(m, 3)
	table, unknown := []int{0, 0, 0}, []int{-1, -1, -1}
	logits := net.Segment(autograd.Inference().Input(x), table).Value
	fmt.Println(logits.Shape(), equal(logits, m.LogitsOf(x, table)), equal(logits, m.Logits(x)), equal(m.LogitsOf(x, unknown), m.Logits(x)))
	// Output:
	// a model of points, trained on nothing
	// true true
	// [3 32 4] true false true
}
