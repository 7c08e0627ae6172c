// Package modeltest holds what the tests of nn, of m2pt and of m2pt's rooms
// share: small models and inputs, comparison bit for bit, and the parts of golden
// cases that several rooms read alike. Tests alone import it.
package modeltest

import (
	"math"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// SameBits stops t unless got and want have the same elements, bit for bit.
func SameBits(t testing.TB, what string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d elements, want %d", what, len(got), len(want))
	}
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

// Equal reports whether a and b have the same bits.
func Equal(a, b []float32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			return false
		}
	}
	return true
}

// ShapeError fails t unless f panics with a *tensor.ShapeError of the op.
func ShapeError(t testing.TB, op string, f func()) {
	t.Helper()
	err := tensor.Catch(f)
	if e, ok := err.(*tensor.ShapeError); !ok || e.Op != op {
		t.Errorf("error %v, want a ShapeError of %s", err, op)
	}
}

// ViT returns a small vision transformer; change, if not nil, may alter its
// configuration.
func ViT(t testing.TB, seed uint64, change func(*nn.ViTConfig)) *nn.ViT {
	t.Helper()
	c := nn.ViTConfig{Image: [2]int{12, 12}, Patch: [2]int{4, 4}, Channels: 1, Dim: 24, Depth: 3, Heads: 3, Classes: 5}
	if change != nil {
		change(&c)
	}
	m, err := nn.NewViT(c, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Images returns random inputs for ViT.
func Images(batch int) *tensor.Tensor {
	return tensor.New(batch, 1, 12, 12).Normal(tensor.NewRNG(5), 0, 1)
}

// Clouds returns random clouds [batch, points, 3], with some points twice.
func Clouds(seed uint64, batch, points int) *tensor.Tensor {
	x := tensor.New(batch, points, 3).Uniform(tensor.NewRNG(seed), -1, 1)
	for i := 0; i < batch; i++ {
		copy(x.Data()[3*(i*points+points/2):], x.Data()[3*i*points:3*i*points+3*(points/4)])
	}
	return x
}

// RandomStatistics gives m running statistics as after training.
func RandomStatistics(m nn.Module, seed uint64) {
	rng := tensor.NewRNG(seed, 1)
	for _, p := range nn.Params(m) {
		if strings.HasSuffix(p.Name, "running_mean") {
			p.Param.Value.Uniform(rng, -0.2, 0.2)
		} else if strings.HasSuffix(p.Name, "running_var") {
			p.Param.Value.Uniform(rng, 0.5, 1.5)
		}
	}
}

// Values returns copies of the values of all parameters of m, by name.
func Values(m nn.Module) map[string][]float32 {
	all := map[string][]float32{}
	for _, p := range nn.Params(m) {
		all[p.Name] = append([]float32(nil), p.Param.Value.Data()...)
	}
	return all
}

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
