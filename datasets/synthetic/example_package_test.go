package synthetic_test

import (
	"fmt"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
)

// This file: the package in one example.

// A set of each modality, without a download. A test set is made with another seed.
func Example() {
	for _, set := range []datasets.Set{
		synthetic.Images(20, 1), synthetic.Audio(20, 1), synthetic.Points(20, 1), synthetic.Videos(20, 1),
	} {
		fmt.Println(set.Len(), set.Shape())
	}
	train, test := synthetic.Images(100, 1), synthetic.Images(50, 2)
	fmt.Println(train.Classes[:3], train.Label[:3], test.Len())
	// Output:
	// 20 [1 28 28]
	// 20 [1 7956]
	// 20 [1024 3]
	// 20 [1 8 16 16]
	// [ring disc square] [0 1 2] 50
}
