package datasets

import (
	"math"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

func TestFixedMath(t *testing.T) {
	g := tensor.NewRNG(1)
	for i := 0; i < 20000; i++ {
		x := uniform(g, -3, 3)
		s, c := sincosTurns(x)
		if math.Abs(s-math.Sin(2*math.Pi*x)) > 1e-14 || math.Abs(c-math.Cos(2*math.Pi*x)) > 1e-14 {
			t.Fatalf("sincosTurns(%v) = %v, %v", x, s, c)
		}
		if y := uniform(g, -40, 40); math.Abs(fixedExp(y)/math.Exp(y)-1) > 1e-14 {
			t.Fatalf("fixedExp(%v) = %v, want %v", y, fixedExp(y), math.Exp(y))
		}
		if y := math.Ldexp(uniform(g, 1, 2), g.IntN(200)-100); math.Abs(fixedLog(y)-math.Log(y)) > 1e-14*math.Max(1, math.Abs(math.Log(y))) {
			t.Fatalf("fixedLog(%v) = %v, want %v", y, fixedLog(y), math.Log(y))
		}
	}
	for k, want := range [][2]float64{{0, 1}, {1, 0}, {0, -1}, {-1, 0}, {0, 1}} {
		if s, c := sincosTurns(float64(k) / 4); s != want[0] || c != want[1] {
			t.Errorf("sincosTurns(%d/4) = %v, %v, want %v", k, s, c, want)
		}
	}
	if fixedExp(-1000) != 0 || fixedExp(0) != 1 || fixedLog(1) != 0 {
		t.Error("fixedExp(-1000), fixedExp(0), fixedLog(1) are not 0, 1, 0")
	}
	// Abramowitz and Stegun, table 9.8.
	for _, c := range [][2]float64{{0, 1}, {1, 1.2660658777520084}, {5, 27.239871823604442}, {9, 1093.5883545113747}} {
		if got := besselI0(c[0]); math.Abs(got/c[1]-1) > 1e-14 {
			t.Errorf("besselI0(%v) = %v, want %v", c[0], got, c[1])
		}
	}
}

// Beta(a, a) has mean ½ and variance 1/(4(2a+1)).
func TestBeta(t *testing.T) {
	for _, a := range []float64{0.2, 0.8, 1, 10} {
		g := tensor.NewRNG(5)
		const n = 40000
		sum, sq := 0.0, 0.0
		for i := 0; i < n; i++ {
			x := beta(g, a)
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
	if x := beta(tensor.NewRNG(1), 1e-9); x != 0 && x != 1 {
		t.Errorf("Beta(1e-9) gave %v, want an end", x)
	}
}
