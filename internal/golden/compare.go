package golden

// Comparison with the reference: max|got − ref| ≤ atol, whole numbers equal.

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// CheckOutput fails t if got differs from an output by more than its
// tolerance.
func (c *Case) CheckOutput(t testing.TB, name string, got *tensor.Tensor) {
	t.Helper()
	c.check(t, "out."+name, c.key(t, "output", c.Outputs, name), got)
}

// CheckGrad fails t if got differs from a gradient by more than its
// tolerance.
func (c *Case) CheckGrad(t testing.TB, name string, got *tensor.Tensor) {
	t.Helper()
	c.check(t, "grad."+name, c.key(t, "gradient", c.Grads, name), got)
}

// OutputInts returns an output of whole numbers, to be compared with ==.
func (c *Case) OutputInts(t testing.TB, name string) []int {
	t.Helper()
	c.checked["out."+name] = true
	return c.readInts(t, c.key(t, "output", c.Outputs, name))
}

func (c *Case) check(t testing.TB, what, key string, got *tensor.Tensor) {
	t.Helper()
	c.checked[what] = true
	want := c.read(t, key)
	atol := 0.0
	if dtype, _, _ := c.tensors.Info(key); strings.HasPrefix(dtype, "F") {
		tol, ok := c.Tol[what]
		if !ok {
			t.Fatalf("%s: no tolerance for %s", c.ID, what)
		}
		atol = tol.Atol
	}
	if err := Compare(got, want, atol); err != nil {
		t.Errorf("%s: %s: %v", c.ID, what, err)
	}
}

// Compare returns an error that names the worst element if got differs from
// want by more than atol anywhere. Infinities of one sign are equal, and NaN
// equals NaN. The shapes must be equal; [] and [1] count as equal.
func Compare(got, want *tensor.Tensor, atol float64) error {
	if got == nil {
		return fmt.Errorf("not computed")
	}
	if !tensor.SameShape(got, want) && !(got.Size() == 1 && want.Size() == 1 && got.Rank()+want.Rank() == 1) {
		return fmt.Errorf("shape %v, want %v", got.Shape(), want.Shape())
	}
	worst, at, bad := 0.0, -1, 0
	for i, w := range want.Data() {
		g := got.Data()[i]
		if g == w || g != g && w != w {
			continue
		}
		d := math.Abs(float64(g) - float64(w))
		if d != d { // NaN on one side only
			d = math.Inf(1)
		}
		if d > atol {
			bad++
		}
		if d > worst {
			worst, at = d, i
		}
	}
	if bad == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d elements differ, most at %v: %v, want %v: %.3g apart, at most %.3g allowed",
		bad, want.Size(), position(at, want.Shape()), got.Data()[at], want.Data()[at], worst, atol)
}

// position returns the indices of the i-th element of a shape.
func position(i int, shape []int) []int {
	p := make([]int, len(shape))
	for d := len(shape) - 1; d >= 0; d-- {
		p[d] = i % shape[d]
		i /= shape[d]
	}
	return p
}
