package datasets_test

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/tensor"
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
		log.Fatal(err)
	}
	train, err := datasets.Subset(rest, 100, seed)
	if err != nil {
		log.Fatal(err)
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

// squares is a set of one's own: sample i is i and its square, and its class says
// whether i is odd.
type squares int

func (s squares) Len() int     { return int(s) }
func (s squares) Shape() []int { return []int{2} }

func (s squares) Labels() []int {
	labels := make([]int, s)
	for i := range labels {
		labels[i] = i % 2
	}
	return labels
}

func (s squares) Batch(dst *tensor.Tensor, idx []int) {
	for k, i := range idx {
		dst.Data()[2*k], dst.Data()[2*k+1] = float32(i), float32(i*i)
	}
}

func (s squares) Targets(dst, idx []int) []int {
	dst = dst[:0]
	for _, i := range idx {
		dst = append(dst, i%2)
	}
	return dst
}

// Any type with five methods is a set, of which parts can be made like of others.
func ExampleSet() {
	var s datasets.Set = squares(10)
	some, err := datasets.Subset(s, 4, 1)
	if err != nil {
		log.Fatal(err)
	}
	idx := []int{0, 1, 2, 3}
	fmt.Println(some.Targets(nil, idx))
	fmt.Println(datasets.NewBatch(datasets.Select(s, []int{3, 5}), []int{0, 1}).Data())
	// Output:
	// [0 0 1 1]
	// [3 9 5 25]
}

// A set's own samples say how they are prepared.
func ExampleImages() {
	s := &datasets.Images{
		Labelled: datasets.Labelled{Name: "two", Label: []int{0, 1}, Classes: []string{"dark", "light"}},
		C:        1, H: 1, W: 2, Pixels: []uint8{0, 51, 204, 255},
	}
	fmt.Println(datasets.NewBatch(s, []int{0, 1}).Data())
	s.Mean, s.Std = []float32{0.5}, []float32{0.5}
	fmt.Println(datasets.NewBatch(s, []int{0, 1}).Data())
	// Output:
	// [0 0.2 0.8 1]
	// [-1 -0.6 0.6 1]
}

// The selection reads the set and copies nothing.
func ExampleSelect() {
	digits := synthetic.Images(20, 1)
	odd := datasets.Select(digits, []int{1, 3, 5})
	fmt.Println(odd.Len(), odd.Labels())
	// Output: 3 [1 3 5]
}

// Held out samples are as many of each class as can be, and always the same ones.
func ExampleSplit() {
	rest, held, err := datasets.Split(synthetic.Images(40, 1), 10, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(rest.Len(), held.Len())
	fmt.Println(held.Labels())
	// Output:
	// 30 10
	// [7 8 0 1 2 3 4 5 6 9]
}

// The fingerprint of a set tells whether its content is still the same.
func ExampleFingerprint() {
	a, b := synthetic.Images(10, 1), synthetic.Images(10, 1)
	fmt.Println(datasets.Fingerprint(a) == datasets.Fingerprint(b))
	b.Pixels[0]++
	fmt.Println(datasets.Fingerprint(a) == datasets.Fingerprint(b))
	// Output:
	// true
	// false
}

// The next batch is prepared while the present one is in use, in memory that is
// used again.
func ExamplePrefetcher() {
	s := squares(6)
	batches := datasets.Batches(datasets.Order(s.Len(), 1, 0), 2, false)
	slots := [2]*tensor.Tensor{tensor.New(2, 2), tensor.New(2, 2)}
	next := datasets.NewPrefetcher(0, len(batches), func(slot, i int) { s.Batch(slots[slot], batches[i]) })
	defer next.Stop()
	sum := float32(0)
	for {
		slot, ok := next.Next()
		if !ok {
			break
		}
		for _, v := range slots[slot].Data() {
			sum += v
		}
	}
	fmt.Println(sum)
	// Output: 70
}
