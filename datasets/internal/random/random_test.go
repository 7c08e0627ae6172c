package random

import (
	"math"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// Beta(a, a) has mean ½ and variance 1/(4(2a+1)).
func TestBeta(t *testing.T) {
	for _, a := range []float64{0.2, 0.8, 1, 10} {
		g := tensor.NewRNG(5)
		const n = 40000
		sum, sq := 0.0, 0.0
		for i := 0; i < n; i++ {
			x := Beta(g, a)
			if !(x >= 0 && x <= 1) {
				t.Fatalf("Beta(%v) gave %v", a, x)
			}
			sum += x
			sq += x * x
		}
		mean := sum / n
		v, want := sq/n-mean*mean, 1/(4*(2*a+1))
		if math.Abs(mean-0.5) > 0.01 || math.Abs(v/want-1) > 0.05 {
			t.Errorf("Beta(%v): mean %v, variance %v, want 0.5, %v", a, mean, v, want)
		}
	}
	if x := Beta(tensor.NewRNG(1), 1e-9); x != 0 && x != 1 {
		t.Errorf("Beta(1e-9) gave %v, want an end", x)
	}
}
