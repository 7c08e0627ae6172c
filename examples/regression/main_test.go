package main

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

// Gradient descent ends at the least squares, with the same figures every time.
func TestRegression(t *testing.T) {
	var out, again bytes.Buffer
	descended, solved := run(&out, 60, 3, 400)
	if len(descended) != 4 || len(solved) != 4 {
		t.Fatalf("%d and %d coefficients, want 4", len(descended), len(solved))
	}
	for k := range solved {
		if d := math.Abs(descended[k] - solved[k]); !(d < 1e-3) {
			t.Errorf("T%d is %v by descent, %v by least squares", k, descended[k], solved[k])
		}
	}
	if run(&again, 60, 3, 400); out.String() != again.String() || strings.Count(out.String(), "loss") != 5 {
		t.Errorf("the output is not the same, or lacks losses:\n%s\n%s", out.String(), again.String())
	}
	// Too few steps do not get there: the comparison can fail.
	if descended, solved := run(&out, 60, 3, 3); math.Abs(descended[0]-solved[0]) < 1e-3 {
		t.Error("three steps are enough")
	}
}
