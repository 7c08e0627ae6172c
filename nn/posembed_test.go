package nn_test

import (
	"math"
	"testing"

	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

func TestSinCos2D(t *testing.T) {
	const dim, rows, cols = 8, 3, 5
	pos := nn.SinCos2D(dim, rows, cols, true)
	if pos.Dim(0) != 1+rows*cols || pos.Dim(1) != dim {
		t.Fatalf("shape %v", pos.Shape())
	}
	plain := nn.SinCos2D(dim, rows, cols, false)
	for k := 0; k < dim; k++ {
		if pos.At(0, k) != 0 {
			t.Errorf("channel %d of the class token is %v", k, pos.At(0, k))
		}
	}
	for r := 0; r < rows; r++ {
		for c := 0; c < cols; c++ {
			// Frequencies 1 and 1/100: sin, sin, cos, cos of the column, then
			// of the row.
			x, y := float64(c), float64(r)
			want := []float64{math.Sin(x), math.Sin(x / 100), math.Cos(x), math.Cos(x / 100),
				math.Sin(y), math.Sin(y / 100), math.Cos(y), math.Cos(y / 100)}
			for k, w := range want {
				if got := pos.At(1+r*cols+c, k); math.Abs(float64(got)-w) > 1e-7 || got != plain.At(r*cols+c, k) {
					t.Errorf("row %d, column %d, channel %d: %v, want %v", r, c, k, got, w)
				}
			}
		}
	}
	modeltest.ShapeError(t, "SinCos2D", func() { nn.SinCos2D(6, 2, 2, true) })
	modeltest.ShapeError(t, "SinCos2D", func() { nn.SinCos2D(0, 2, 2, true) })
	modeltest.ShapeError(t, "SinCos2D", func() { nn.SinCos2D(8, 0, 2, true) })
}

func TestSinusoid1D(t *testing.T) {
	pos := nn.Sinusoid1D(3, 4)
	for p := 0; p < 3; p++ {
		x := float64(p)
		for j, w := range []float64{math.Sin(x), math.Cos(x), math.Sin(x / 100), math.Cos(x / 100)} {
			if got := pos.At(p, j); math.Abs(float64(got)-w) > 1e-7 {
				t.Errorf("position %d, channel %d: %v, want %v", p, j, got, w)
			}
		}
	}
	modeltest.ShapeError(t, "Sinusoid1D", func() { nn.Sinusoid1D(0, 4) })
	modeltest.ShapeError(t, "Sinusoid1D", func() { nn.Sinusoid1D(4, 0) })
}

func TestInterpolatePosEmbed(t *testing.T) {
	pos := tensor.New(1, 2+3*4, 5).Normal(tensor.NewRNG(1), 0, 1)
	same := nn.InterpolatePosEmbed(pos, 2, [2]int{3, 4}, [2]int{3, 4}, "")
	modeltest.SameBits(t, "the same grid", same.Data(), pos.Data())
	if same == pos {
		t.Error("the input itself is returned")
	}

	// Positions that are constant stay so, the extra ones are kept.
	flat := tensor.Full(2.5, 1+6, 3)
	copy(flat.Data(), []float32{7, 8, 9})
	big := nn.InterpolatePosEmbed(flat, 1, [2]int{2, 3}, [2]int{5, 4}, "")
	if s := big.Shape(); len(s) != 2 || s[0] != 21 || s[1] != 3 {
		t.Fatalf("shape %v, want [21 3]", s)
	}
	for i, v := range big.Data() {
		want := float32(2.5)
		if i < 3 {
			want = flat.Data()[i]
		}
		if v != want {
			t.Errorf("element %d is %v, want %v", i, v, want)
		}
	}

	// A row of numbers to twice as many, worked out by hand: t = 3/4 and 1/4
	// from the cell before, whose weights are these over 256.
	line := nn.InterpolatePosEmbed(tensor.FromSlice([]float32{0, 0, 256, 0, 0}, 5, 1), 0, [2]int{1, 5}, [2]int{1, 10}, "")
	want := []float32{0, -9, -27, 67, 225, 225, 67, -27, -9, 0}
	for i, w := range want {
		if got := line.Data()[i]; got != w {
			t.Errorf("cell %d is %v, want %v (all: %v)", i, got, w, line.Data())
			break
		}
	}

	// The same to half as many with antialiasing: the kernel reaches over four cells
	// each way, and the weights of those before the first are given to the others.
	half := nn.InterpolatePosEmbed(tensor.FromSlice([]float32{484, 0, 0, 0}, 4, 1), 0, [2]int{1, 4}, [2]int{1, 2}, nn.PosBicubicAntialias)
	if got := half.Data(); got[0] != 222 || got[1] != -18 {
		t.Errorf("with antialiasing: %v, want [222 -18]", got)
	}

	modeltest.ShapeError(t, "InterpolatePosEmbed", func() { nn.InterpolatePosEmbed(pos, 2, [2]int{3, 4}, [2]int{2, 2}, "lanczos") })
	modeltest.ShapeError(t, "InterpolatePosEmbed", func() { nn.InterpolatePosEmbed(pos, 1, [2]int{3, 4}, [2]int{2, 2}, "") })
	modeltest.ShapeError(t, "InterpolatePosEmbed", func() { nn.InterpolatePosEmbed(pos, 2, [2]int{3, 4}, [2]int{0, 2}, "") })
	modeltest.ShapeError(t, "InterpolatePosEmbed", func() { nn.InterpolatePosEmbed(tensor.New(5), 1, [2]int{2, 2}, [2]int{2, 2}, "") })
	modeltest.ShapeError(t, "InterpolatePosEmbed", func() { nn.InterpolatePosEmbed(tensor.New(2, 4, 3), 0, [2]int{2, 2}, [2]int{2, 2}, "") })
}
