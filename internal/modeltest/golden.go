package modeltest

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/gopathway/pathway/internal/golden"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: what drivers of golden cases of several rooms do alike.

// Driver runs one golden case.
type Driver = func(t *testing.T, c *golden.Case)

// RunGolden runs the cases of a family by the drivers of their ops. A case whose
// op has none is not supported.
func RunGolden(t *testing.T, family string, drivers map[string]Driver) {
	t.Helper()
	golden.Run(t, family, func(t *testing.T, c *golden.Case) {
		driver := drivers[c.Op]
		if driver == nil {
			c.NotSupported(t, "op %s", c.Op)
		}
		driver(t, c)
	})
}

// OrDefault returns *p, or def if a case says nothing.
func OrDefault[T any](p *T, def T) T {
	if p == nil {
		return def
	}
	return *p
}

// Pair is two sizes; a case may give one number for both.
type Pair [2]int

// UnmarshalJSON implements json.Unmarshaler.
func (p *Pair) UnmarshalJSON(text []byte) error {
	var one int
	if json.Unmarshal(text, &one) == nil {
		*p = Pair{one, one}
		return nil
	}
	return json.Unmarshal(text, (*[2]int)(p))
}

// Load loads a state dict that must fit exactly.
func Load(t *testing.T, m nn.Module, dict []tensor.Named) {
	t.Helper()
	if _, err := nn.LoadStateDict(m, dict, true); err != nil {
		t.Fatal(err)
	}
}

// Check compares an output if the case has it.
func Check(t *testing.T, c *golden.Case, name string, got *tensor.Tensor) {
	t.Helper()
	if _, ok := c.Outputs[name]; ok {
		c.CheckOutput(t, name, got)
	}
}

// CheckGrads compares the gradients of all parameters of m. A parameter that is
// trained needs a reference, unless omitted names it.
func CheckGrads(t *testing.T, c *golden.Case, m nn.Module, omitted []string) {
	t.Helper()
	for _, p := range nn.Params(m) {
		_, known := c.Grads[p.Name]
		switch {
		case known && !p.Param.HasGrad():
			t.Errorf("%s: no gradient of %s", c.ID, p.Name)
		case known:
			c.CheckGrad(t, p.Name, p.Param.Grad)
		case p.Param.RequiresGrad() && !slices.Contains(omitted, p.Name):
			t.Errorf("%s: no reference for the gradient of %s", c.ID, p.Name)
		}
	}
}
