package modeltest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: comparison bit for bit, and tests of errors and panics.

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
	return slices.EqualFunc(a, b, func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) })
}

// EqualInts fails t unless got and want are the same numbers.
func EqualInts(t *testing.T, what string, got, want []int) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s is %v, want %v", what, got, want)
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

// SameTensors fails t unless two results of Bits are equal.
func SameTensors(t testing.TB, what string, got, want map[string][]uint32) {
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

// WantError fails t unless the text of err has all the texts.
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

// MustPanic stops t unless f panics with a text or an error that contains want.
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

// ShapeError fails t unless f panics with a *tensor.ShapeError of the op.
func ShapeError(t testing.TB, op string, f func()) {
	t.Helper()
	err := tensor.Catch(f)
	if e, ok := err.(*tensor.ShapeError); !ok || e.Op != op {
		t.Errorf("error %v, want a ShapeError of %s", err, op)
	}
}
