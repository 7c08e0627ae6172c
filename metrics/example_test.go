package metrics_test

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/metrics"
	"github.com/gopathway/pathway/tensor"
)

// Six pixels of three classes; the class of the last one is not known.
func ExampleConfusionMatrix() {
	m := metrics.NewConfusionMatrix(3)
	m.Add([]int{0, 0, 0, 1, 1, autograd.IgnoreLabel}, []int{0, 0, 1, 1, 1, 2})
	fmt.Printf("IoU %.3f and %.3f, mIoU %.3f, accuracy %.3f\n", m.IoU(0), m.IoU(1), m.MeanIoU(), m.Accuracy())
	// Output: IoU 0.667 and 0.667, mIoU 0.667, accuracy 0.800
}

// A mug has the parts 0 and 1, a lamp the parts 2 and 3. Two points of each shape
// are given a part; the logits of parts of the other category do not matter.
func ExamplePartIoU() {
	partsOf := [][]int{{0, 1}, {2, 3}}
	categories := []int{0, 1}
	logits := tensor.FromSlice([]float32{
		3, 1, 9, 0, // the mug
		3, 1, 0, 0,
		9, 0, 1, 2, // the lamp
		0, 0, 2, 1,
	}, 2, 2, 4)
	given := metrics.ArgMaxParts(logits, categories, partsOf)
	m := metrics.NewPartIoU(partsOf)
	m.Add(0, []int{0, 1}, given[:2])
	m.Add(1, []int{3, 2}, given[2:])
	fmt.Println(given)
	fmt.Printf("instance mIoU %.3f, class mIoU %.3f\n", m.Instance(), m.Class())
	// Output:
	// [0 0 3 2]
	// instance mIoU 0.625, class mIoU 0.625
}

// The share of samples whose likeliest class is theirs.
func ExampleAccuracy() {
	logits := tensor.FromSlice([]float32{2, 1, 0, 3, 1, 2}, 3, 2)
	fmt.Printf("%.2f\n", metrics.Accuracy(logits, []int{0, 1, 0}))
	// Output: 0.67
}
