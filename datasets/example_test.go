package datasets_test

import (
	"fmt"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
)

// A training loop over a small balanced set. Everything that is random
// depends on the seed and the epoch, so a resumed run needs no saved state.
func Example() {
	const seed = 1
	images := synthetic.Images(200, seed)
	images.Mean, images.Std = images.MeanStd()
	all := augment.Images(images, augment.Image{Shift: 0.1, Rotate: 10}, seed)
	rest, held, err := datasets.Split(all, 50, seed)
	if err != nil {
		fmt.Println(err)
		return
	}
	train, err := datasets.Subset(rest, 100, seed)
	if err != nil {
		fmt.Println(err)
		return
	}
	for epoch := uint64(0); epoch < 2; epoch++ {
		seen := datasets.AtEpoch(train, epoch)
		order := datasets.Order(train.Len(), seed, epoch)
		for _, idx := range datasets.Batches(order, 40, false) {
			x := datasets.NewBatch(seen, idx)
			fmt.Println(epoch, x.Shape(), len(seen.Targets(nil, idx)))
		}
	}
	fmt.Println("validation:", held.Len(), held.Shape())
	// Output:
	// 0 [40 1 28 28] 40
	// 0 [40 1 28 28] 40
	// 0 [20 1 28 28] 20
	// 1 [40 1 28 28] 40
	// 1 [40 1 28 28] 40
	// 1 [20 1 28 28] 20
	// validation: 50 [1 28 28]
}
