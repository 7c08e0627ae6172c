package metrics_test

import (
	"fmt"

	"github.com/gopathway/pathway/metrics"
)

// This file: the package in one example.

// Two batches of pixels are counted into one matrix, then every class has its figure.
func Example() {
	classes := []string{"sky", "sea"}
	m := metrics.NewConfusionMatrix(len(classes))
	m.Add([]int{0, 0, 0, 1}, []int{0, 0, 1, 1}) // truth, given
	m.Add([]int{1, 1}, []int{1, 0})
	for i, name := range classes {
		fmt.Printf("%s: IoU %.2f\n", name, m.IoU(i))
	}
	fmt.Printf("mIoU %.2f, accuracy %.2f\n", m.MeanIoU(), m.Accuracy())
	// Output:
	// sky: IoU 0.50
	// sea: IoU 0.50
	// mIoU 0.50, accuracy 0.67
}
