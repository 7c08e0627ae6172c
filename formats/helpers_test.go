package formats

// This file: what tests of several formats share.

import (
	"math"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

func named(name string, t *tensor.Tensor) tensor.Named { return tensor.Named{Name: name, Tensor: t} }

// normal returns a tensor of normally distributed numbers.
func normal(g *tensor.RNG, dims ...int) *tensor.Tensor { return tensor.New(dims...).Normal(g, 0, 1) }

// same fails unless got and want agree in shape and in every bit; NaNs are
// equal.
func same(t *testing.T, name string, got, want *tensor.Tensor) {
	t.Helper()
	if !tensor.SameShape(got, want) {
		t.Fatalf("%s: shape %v, want %v", name, got.Shape(), want.Shape())
	}
	for i, w := range want.Data() {
		g := got.Data()[i]
		if math.Float32bits(g) != math.Float32bits(w) && !(g != g && w != w) {
			t.Fatalf("%s: element %d is %v, want %v", name, i, g, w)
		}
	}
}
