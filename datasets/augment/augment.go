// Package augment changes training samples at random: data augmentation.
//
// There is a constructor for each container of package datasets: [Images], [Masks],
// [Spectrograms], [Points], [Parts] and [Videos]. It joins a set and how to change its
// samples, such as an [Image] with its [RandomResizedCrop] and [RandAugment] or a [Spec], to
// a [datasets.Varied] set, whose Epoch gives the samples as one epoch of training sees
// them, with the targets that belong to them:
//
//	varied := augment.Images(set, augment.Image{Shift: 0.1, Flip: true}, seed)
//	for epoch := uint64(0); epoch < epochs; epoch++ {
//		seen := varied.Epoch(epoch)
//		seen.Batch(x, idx)
//	}
//
// What happens to a sample depends on the seed, the epoch and the index of the
// sample, and on nothing else: neither on its batch nor on the threads. Sizes are
// shares of the sample, such as a tenth of its width, so that one setting suits
// data of any size. The zero value of every setting changes nothing.
//
// Settings that make no sense panic with *tensor.ShapeError in the constructor.
//
// [Mix] blends the samples of a batch and is not a set.
package augment

import (
	"sync"

	"github.com/gopathway/pathway/tensor"
)

// Options say how samples of each modality are changed, for callers that train
// any of them.
type Options struct {
	Image Image
	Audio Spec
	Point Point
	Video Video
	Seed  uint64
}

// share returns part s of n, rounded.
func share(s float64, n int) int { return int(float64(s*float64(n)) + 0.5) }

// generators lend random generators, as making one for each sample would take
// memory.
var generators = sync.Pool{New: func() any { return tensor.NewRNG(0) }}
