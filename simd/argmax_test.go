package simd

import (
	"math"
	"math/rand/v2"
	"testing"
)

// argMax is ArgMax by its definition.
func argMax(x []float32) int {
	at := 0
	for i, v := range x {
		if v != v {
			return i
		}
		if v > x[at] {
			at = i
		}
	}
	return at
}

func TestArgMax(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	few := []float32{0, float32(math.Copysign(0, -1)), 1, -1, inf, -inf, nan, 1e-45}
	forLevels(t, func(t *testing.T) {
		for n := 1; n <= 130; n++ {
			for try := 0; try < 30; try++ {
				x := randoms(r, n)
				switch try % 3 {
				case 1: // many equals
					for i := range x {
						x[i] = float32(r.IntN(3))
					}
				case 2:
					for i := range x {
						x[i] = few[r.IntN(len(few)-try%2)]
					}
				}
				if got, want := ArgMax(x), argMax(x); got != want {
					t.Fatalf("ArgMax(%v) = %d, want %d", x, got, want)
				}
			}
		}
		minus := []float32{-inf, -inf}
		if got := ArgMax(minus); got != 0 {
			t.Errorf("ArgMax of -Inf: %d", got)
		}
	})
	defer func() {
		if recover() == nil {
			t.Error("ArgMax of nothing did not panic")
		}
	}()
	ArgMax(nil)
}

// MeanVar has the bits of layer norm's statistics.
func TestMeanVarIsLayerNorms(t *testing.T) {
	r := rand.New(rand.NewPCG(43, 44))
	forLevels(t, func(t *testing.T) {
		for n := 1; n <= 130; n++ {
			x, mean, rstd := randoms(r, n), make([]float32, 1), make([]float32, 1)
			LayerNormRows(make([]float32, n), mean, rstd, x, nil, nil, 1, n, 0.25)
			m, v := MeanVar(x)
			equal(t, "mean", []float32{m}, mean)
			equal(t, "rstd", []float32{1 / sqrt32(v+0.25)}, rstd)
		}
	})
	if m, v := MeanVar(nil); m == m || v == v {
		t.Errorf("of nothing: %v, %v, want NaN", m, v)
	}
}
