package augment_test

import (
	"fmt"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
)

// This file: the package in one example.

// A training loop asks for the samples of each epoch; what happens to a sample depends on
// the seed, the epoch and its index alone.
func Example() {
	set := synthetic.Images(8, 1)
	varied := augment.Images(set, augment.Image{Shift: 0.1, Rotate: 10}, 1)
	for epoch := uint64(0); epoch < 2; epoch++ {
		seen := varied.Epoch(epoch)
		for _, idx := range datasets.Batches(datasets.Order(seen.Len(), 1, epoch), 4, false) {
			x := datasets.NewBatch(seen, idx)
			fmt.Println("epoch", epoch, x.Shape(), seen.Targets(nil, idx))
		}
	}
	same := equal(datasets.NewBatch(varied.Epoch(1), []int{0}).Data(), datasets.NewBatch(varied.Epoch(1), []int{0}).Data())
	fmt.Println("again the same:", same)
	// Output:
	// epoch 0 [4 1 28 28] [5 4 0 6]
	// epoch 0 [4 1 28 28] [1 3 2 7]
	// epoch 1 [4 1 28 28] [5 3 7 2]
	// epoch 1 [4 1 28 28] [1 6 4 0]
	// again the same: true
}
