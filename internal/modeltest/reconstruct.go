package modeltest

import (
	"math"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: the test of what autoencoders of pixels rebuild.

// Grid is how samples [channels, size...] are cut into cells: time, height and
// width, time 1 for images.
type Grid struct {
	Channels   int
	Size, Cell [3]int
}

// CheckReconstruct checks what an autoencoder of pixels rebuilds of x: all that is
// not masked is as it was, in both results; what is masked is 0 in seen; and
// unless the loss is of normalised cells, it is the mean square by which rebuilt
// misses the masked elements. It goes by the definition of a cell alone.
func CheckReconstruct(t testing.TB, g Grid, m nn.Autoencoder, x *tensor.Tensor, mask []bool, normalised bool) {
	t.Helper()
	seen, rebuilt := m.Reconstruct(x, mask)
	loss, baseline := float64(m.Loss(autograd.Inference().Input(x), mask).Value.Item()), m.MeanLoss(x, mask)
	if !(baseline > 0) {
		t.Errorf("the loss of the mean is %v", baseline)
	}
	rows, cols := g.Size[1]/g.Cell[1], g.Size[2]/g.Cell[2]
	perSample := g.Size[0] / g.Cell[0] * rows * cols
	plane := g.Size[1] * g.Size[2]
	square, masked, cells := 0.0, 0, 0
	for i, v := range x.Data() {
		sample := i / (g.Channels * g.Size[0] * plane)
		time, y, col := i/plane%g.Size[0], i%plane/g.Size[2], i%g.Size[2]
		cell := (time/g.Cell[0]*rows+y/g.Cell[1])*cols + col/g.Cell[2]
		hidden := mask[sample*perSample+cell]
		switch {
		case !hidden && (seen.Data()[i] != v || rebuilt.Data()[i] != v):
			t.Fatalf("element %d is not masked and was changed", i)
		case hidden && seen.Data()[i] != 0:
			t.Fatalf("element %d is masked and can be seen", i)
		case hidden:
			d := float64(rebuilt.Data()[i] - v)
			square += d * d
			masked++
		}
	}
	for _, hidden := range mask {
		if hidden {
			cells++
		}
	}
	if want := cells * g.Channels * g.Cell[0] * g.Cell[1] * g.Cell[2]; masked != want {
		t.Errorf("%d elements in the masked cells, want %d", masked, want)
	}
	if got := square / float64(masked); !normalised && math.Abs(got-loss) > 1e-4*loss {
		t.Errorf("the rebuilt cells are off by %v, the loss is %v", got, loss)
	}
}
