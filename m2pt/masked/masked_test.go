package masked

import (
	"math"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/tensor"
)

// grids are of images, of videos, and of samples whose cells are normalised.
var grids = map[string]Cells{
	"images":     {Channels: 3, Size: [3]int{1, 6, 8}, Cell: [3]int{1, 2, 4}},
	"normalised": {Channels: 3, Size: [3]int{1, 6, 8}, Cell: [3]int{1, 2, 4}, Norm: true},
	"videos":     {Channels: 2, Size: [3]int{4, 6, 4}, Cell: [3]int{2, 3, 2}},
	"by channel": {Channels: 2, Size: [3]int{4, 6, 4}, Cell: [3]int{2, 3, 2}, Norm: true, ByChannel: true},
}

func sampleOf(g Cells, batch int) *tensor.Tensor {
	return tensor.New(batch, g.Channels, g.Size[0], g.Size[1], g.Size[2]).Normal(tensor.NewRNG(5), 0.3, 0.5)
}

// Cells in order cover every element once, and channels lie side by side.
func TestCellsCover(t *testing.T) {
	for name, g := range grids {
		times := make([]int, g.sample())
		for c := 0; c < g.Count(); c++ {
			n := 0
			g.each(c, func(at int) {
				times[at]++
				if channel := at / (g.Size[0] * g.Size[1] * g.Size[2]); channel != n%g.Channels {
					t.Fatalf("%s: element %d of cell %d is of channel %d", name, n, c, channel)
				}
				n++
			})
			if n != g.Elements() {
				t.Errorf("%s: cell %d has %d elements, want %d", name, c, n, g.Elements())
			}
		}
		for at, n := range times {
			if n != 1 {
				t.Fatalf("%s: element %d is in %d cells", name, at, n)
			}
		}
	}
}

// A prediction of the truth rebuilds the truth; normalised parts of a cell have
// mean 0 and variance 1.
func TestCutAndPaste(t *testing.T) {
	for name, g := range grids {
		x := sampleOf(g, 2)
		which := []int{0, 2, g.Count() - 1, g.Count() + 1}
		truth := make([]float32, len(which)*g.Elements())
		g.Cut(truth, x.Data(), which)
		again := x.Clone()
		g.paste(again.Data(), truth, which)
		for i, v := range x.Data() {
			if d := math.Abs(float64(again.Data()[i] - v)); d > 1e-5 {
				t.Fatalf("%s: the truth pasted differs at %d by %v", name, i, d)
			}
		}
		for cell := 0; cell < len(which) && g.Norm; cell++ {
			for p := 0; p < g.parts(); p++ {
				sum, square, n := 0.0, 0.0, 0
				for i := p; i < g.Elements(); i += g.parts() {
					v := float64(truth[cell*g.Elements()+i])
					sum, square, n = sum+v, square+v*v, n+1
				}
				if mean, variance := sum/float64(n), square/float64(n-1); math.Abs(mean) > 1e-5 || math.Abs(variance-1) > 1e-3 {
					t.Errorf("%s: cell %d, part %d has mean %v, variance %v", name, cell, p, mean, variance)
				}
			}
		}
	}
}

// The loss of the mean is the variance of cells about their mean.
func TestMeanLoss(t *testing.T) {
	g := Cells{Channels: 1, Size: [3]int{1, 1, 4}, Cell: [3]int{1, 1, 2}}
	x := tensor.FromSlice([]float32{0, 10, 2, 20, 4, 30, 6, 40}, 2, 1, 1, 1, 4) // cells (0 10), (2 20), (4 30), (6 40); mean (3 25)
	if got, want := g.MeanLoss(x, []int{0, 3}), (9+225+9+225)/4.0; math.Abs(got-want) > 1e-5 {
		t.Errorf("%v, want %v", got, want)
	}
}

// Split, Take and Unmask are each other's reverse, but for masked tokens.
func TestUnmask(t *testing.T) {
	const batch, tokens, width = 3, 5, 2
	x := tensor.New(batch, tokens, width).Normal(tensor.NewRNG(1), 0, 1)
	mask := Random(batch, tokens, 2, tensor.NewRNG(2))
	visible, hidden := Split("test", mask, x, tokens)
	if len(visible) != 9 || len(hidden) != 6 {
		t.Fatalf("%d visible, %d masked", len(visible), len(hidden))
	}
	tape := autograd.Inference()
	token := autograd.Param(tensor.FromSlice([]float32{7, 8}, 1, 1, 2))
	y := Unmask(Take(tape.Input(x), visible), token, visible, tokens).Value
	want := x.Clone()
	for _, i := range hidden {
		copy(want.Data()[i*width:], []float32{7, 8})
	}
	if !reflect.DeepEqual(y.Data(), want.Data()) {
		t.Errorf("got %v, want %v", y.Data(), want.Data())
	}
	for _, bad := range [][]bool{nil, make([]bool, 15), append(make([]bool, 14), true), {true, true, true, true, true, true, true, true, true, true, true, true, true, true, true}} {
		modeltest.ShapeError(t, "test", func() { Split("test", bad, x, tokens) })
	}
}

// What a decoder leaves open is half of the encoder's width where that can be.
func TestDecoderDefaults(t *testing.T) {
	for _, c := range []struct {
		d               Decoder
		dim, heads      int
		want, wantHeads int
	}{{Decoder{}, 24, 3, 12, 3}, {Decoder{}, 12, 3, 12, 3}, {Decoder{DecoderHeads: 8}, 24, 3, 24, 8}, {Decoder{DecoderDim: 40}, 24, 4, 40, 4}} {
		got := c.d.Complete(c.dim, 2, c.heads, 0.5)
		if want := (Decoder{c.want, 2, c.wantHeads, 0.5}); got != want {
			t.Errorf("%+v of %d: %+v, want %+v", c.d, c.dim, got, want)
		}
	}
}
