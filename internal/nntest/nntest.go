// Package nntest holds what the tests of nn, nn/optim and nn/checkpoint share:
// small models, parameters with given gradients, and comparisons of bits,
// errors and panics.
package nntest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// ViT returns a small Vision Transformer with random weights; change, if not
// nil, changes its configuration first.
func ViT(t testing.TB, change func(*nn.ViTConfig)) *nn.ViT {
	t.Helper()
	c := nn.ViTConfig{Image: [2]int{12, 8}, Patch: [2]int{4, 4}, Channels: 2, Dim: 24, Depth: 3, Heads: 3, Classes: 5}
	if change != nil {
		change(&c)
	}
	m, err := nn.NewViT(c, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Images returns a batch of random images of the size that m takes.
func Images(m *nn.ViT, batch int) *tensor.Tensor {
	c := m.Config
	return tensor.New(batch, c.Channels, c.Image[0], c.Image[1]).Normal(tensor.NewRNG(2), 0, 1)
}

// EqualBits fails at the first element of got that has other bits than that of
// want.
func EqualBits(t testing.TB, what string, got, want []float32) {
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

// Bits returns the bits of named tensors; a tensor's key is the key of its list
// and its name.
func Bits(lists map[string][]tensor.Named) map[string][]uint32 {
	m := make(map[string][]uint32)
	for prefix, list := range lists {
		for _, t := range list {
			for _, x := range t.Tensor.Data() {
				m[prefix+t.Name] = append(m[prefix+t.Name], math.Float32bits(x))
			}
		}
	}
	return m
}

// SameBits fails unless two results of Bits are equal.
func SameBits(t testing.TB, what string, got, want map[string][]uint32) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d tensors, want %d", what, len(got), len(want))
	}
	for name, w := range want {
		if !slices.Equal(got[name], w) {
			t.Errorf("%s: %s differs", what, name)
		}
	}
}

// WantError fails unless the text of err has all the texts.
func WantError(t testing.TB, err error, texts ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want one with %q", texts)
		return
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error %q, want %q in it", err, text)
		}
	}
}

// MustPanic fails unless f panics with a text or an error that contains want.
func MustPanic(t testing.TB, want string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		r := recover()
		if r == nil {
			t.Fatalf("no panic, want one with %q", want)
		}
		if !strings.Contains(fmt.Sprint(r), want) {
			t.Fatalf("panic %v, want one with %q", r, want)
		}
	}()
	f()
}

// WantShapeError fails unless f panics with a *tensor.ShapeError.
func WantShapeError(t testing.TB, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		err, _ := recover().(error)
		var shape *tensor.ShapeError
		if !errors.As(err, &shape) {
			t.Errorf("panic %v, want a *tensor.ShapeError", err)
		}
	}()
	f()
}
