package tensor

import (
	"errors"
	"math"
	"runtime"
	"testing"
)

// whole returns a tensor of whole numbers in [-4, 4], whose sums and products
// are exact in float32, so that any order of operations gives the same bits.
func whole(g *RNG, dims ...int) *Tensor {
	t := New(dims...)
	for i := range t.data {
		t.data[i] = float32(g.IntN(9) - 4)
	}
	return t
}

// normal returns a tensor of normally distributed numbers.
func normal(g *RNG, dims ...int) *Tensor { return New(dims...).Normal(g, 0, 1) }

// positive returns a tensor of numbers in [0.5, 2.5).
func positive(g *RNG, dims ...int) *Tensor { return New(dims...).Uniform(g, 0.5, 2.5) }

// eachIndex calls f with every index of a shape, in row-major order.
func eachIndex(shape []int, f func(ix []int)) {
	ix := make([]int, len(shape))
	for _, d := range shape {
		if d == 0 {
			return
		}
	}
	for {
		f(ix)
		a := len(shape) - 1
		for ; a >= 0; a-- {
			if ix[a]++; ix[a] < shape[a] {
				break
			}
			ix[a] = 0
		}
		if a < 0 {
			return
		}
	}
}

// broadcastAt returns the element of t that index ix of a broadcast reads.
func broadcastAt(t *Tensor, ix []int) float32 {
	own := append([]int{}, ix[len(ix)-t.Rank():]...)
	for i := range own {
		if t.Dim(i) == 1 {
			own[i] = 0
		}
	}
	return t.At(own...)
}

// same fails unless got and want agree in shape and in every bit; NaNs are
// equal.
func same(t *testing.T, name string, got, want *Tensor) {
	t.Helper()
	if !SameShape(got, want) {
		t.Fatalf("%s: shape %v, want %v", name, got.Shape(), want.Shape())
	}
	for i, w := range want.data {
		g := got.data[i]
		if math.Float32bits(g) != math.Float32bits(w) && !(g != g && w != w) {
			t.Fatalf("%s: element %d is %v, want %v", name, i, g, w)
		}
	}
}

// near fails unless got is within tol of want, relative to max(1, |want|).
func near(t *testing.T, name string, got float32, want, tol float64) {
	t.Helper()
	if d := math.Abs(float64(got) - want); !(d <= tol*math.Max(1, math.Abs(want))) {
		t.Fatalf("%s: %v, want %v", name, got, want)
	}
}

// sameAtEveryWidth runs f with 1, 2 and 8 threads and fails unless the
// results agree bit for bit.
func sameAtEveryWidth(t *testing.T, name string, f func() *Tensor) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := f()
	for _, n := range []int{2, 8} {
		runtime.GOMAXPROCS(n)
		same(t, name, f(), want)
	}
}

// wantShapeError fails unless f panics with a *ShapeError of the given text.
func wantShapeError(t *testing.T, text string, f func()) {
	t.Helper()
	err := Catch(f)
	var e *ShapeError
	if !errors.As(err, &e) {
		t.Fatalf("no ShapeError, want %q", text)
	}
	if e.Error() != text {
		t.Errorf("ShapeError %q, want %q", e.Error(), text)
	}
}
