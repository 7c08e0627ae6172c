package train

import (
	"fmt"
	"slices"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/tensor"
)

// inputs is memory for batches of samples. A batch of the size of the last one is
// a tensor that is there already.
type inputs struct {
	room *tensor.Tensor // for the largest batch
	x    *tensor.Tensor // the view that was asked for last
}

// newInputs returns memory for batches of at most the given number of samples.
func newInputs(most int, shape []int) inputs {
	room := tensor.New(append([]int{most}, shape...)...)
	return inputs{room: room, x: room}
}

// of returns a batch of n samples with arbitrary content. It uses the memory of
// the batch before it.
func (in *inputs) of(n int) *tensor.Tensor {
	if in.x.Dim(0) != n {
		per := in.room.Size() / in.room.Dim(0)
		in.x = tensor.FromSlice(in.room.Data()[:n*per], append([]int{n}, in.room.Shape()[1:]...)...)
	}
	return in.x
}

// fits returns an error unless a model of configuration c can be given the samples
// of s, which the caller wants for a purpose.
func fits(c m2pt.Config, s datasets.Set, purpose string) error {
	if s.Len() == 0 {
		return fmt.Errorf("there are 0 samples %s, want 1 or more", purpose)
	}
	if want := c.InputShape(); !slices.Equal(s.Shape(), want) {
		return fmt.Errorf("the samples %s have the shape %v, the model takes %v", purpose, s.Shape(), want)
	}
	labels := s.Labels()
	if len(labels) != s.Len() {
		return fmt.Errorf("there are %d labels of the %d samples %s", len(labels), s.Len(), purpose)
	}
	if c.Masked != nil || c.Segment != nil {
		return nil
	}
	for i, l := range labels {
		if l != autograd.IgnoreLabel && (l < 0 || l >= len(c.Classes)) {
			return fmt.Errorf("sample %d of those %s has class %d, the model knows 0 to %d", i, purpose, l, len(c.Classes)-1)
		}
	}
	return nil
}
