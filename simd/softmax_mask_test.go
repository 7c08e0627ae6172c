package simd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// Masked softmax is softmax of what the mask keeps, and nothing elsewhere.
func TestMaskedSoftmaxIsSoftmaxOfTheRest(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	inf := float32(math.Inf(-1))
	forLevels(t, func(t *testing.T) {
		for cols := 1; cols <= 130; cols++ {
			const rows, scale = 5, 0.25 // a power of two: scaling is exact
			x, mask, y := randoms(r, rows*cols), make([]float32, rows*cols), make([]float32, rows*cols)
			for i := range mask {
				if i%cols != 0 && r.IntN(2) == 0 {
					mask[i] = inf
				}
			}
			MaskedSoftmaxRows(y, x, mask, rows, cols, scale)
			for row := 0; row < rows; row++ {
				sum := 0.0
				for i := row * cols; i < (row+1)*cols; i++ {
					if mask[i] == 0 {
						sum += math.Exp(scale * float64(x[i]))
					}
				}
				for i := row * cols; i < (row+1)*cols; i++ {
					want := 0.0
					if mask[i] == 0 {
						want = math.Exp(scale*float64(x[i])) / sum
					}
					if math.Abs(float64(y[i])-want) > 1e-6*want {
						t.Fatalf("%d columns, element %d: %v, want %v", cols, i, y[i], want)
					}
				}
			}
			same := append([]float32(nil), x...)
			MaskedSoftmaxRows(same, same, mask, rows, cols, scale)
			equal(t, fmt.Sprintf("%d columns in place", cols), same, y)
		}
	})
}

func TestMaskedSoftmaxOfNothing(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		inf := float32(math.Inf(-1))
		y := make([]float32, 4)
		MaskedSoftmaxRows(y, []float32{1, 2, 3, 4}, []float32{inf, inf, 0, inf}, 2, 2, 1)
		if y[0] == y[0] || y[1] == y[1] || y[2] != 1 || y[3] != 0 {
			t.Errorf("a row of nothing and a row of one element: %v", y)
		}
	})
}
