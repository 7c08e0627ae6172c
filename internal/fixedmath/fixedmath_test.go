package fixedmath

import (
	"math"
	"math/rand/v2"
	"testing"
)

func between(g *rand.Rand, lo, hi float64) float64 { return lo + (hi-lo)*g.Float64() }

func TestFixedMath(t *testing.T) {
	g := rand.New(rand.NewPCG(1, 2))
	for i := 0; i < 20000; i++ {
		x := between(g, -3, 3)
		s, c := Sincos(x)
		if math.Abs(s-math.Sin(2*math.Pi*x)) > 1e-14 || math.Abs(c-math.Cos(2*math.Pi*x)) > 1e-14 {
			t.Fatalf("Sincos(%v) = %v, %v", x, s, c)
		}
		if y := between(g, -180, 180); math.Abs(Exp(y)/math.Exp(y)-1) > 4e-16 {
			t.Fatalf("Exp(%v) = %v, want %v", y, Exp(y), math.Exp(y))
		}
		if y := math.Ldexp(between(g, 1, 2), g.IntN(300)-150); math.Abs(Log(y)-math.Log(y)) > 4e-16*math.Max(1, math.Abs(math.Log(y))) {
			t.Fatalf("Log(%v) = %v, want %v", y, Log(y), math.Log(y))
		}
	}
	for k, want := range [][2]float64{{0, 1}, {1, 0}, {0, -1}, {-1, 0}, {0, 1}} {
		if s, c := Sincos(float64(k) / 4); s != want[0] || c != want[1] {
			t.Errorf("Sincos(%d/4) = %v, %v, want %v", k, s, c, want)
		}
	}
	if Exp(-1000) != 0 || Exp(0) != 1 || !math.IsInf(Exp(1e30), 1) || Log(1) != 0 {
		t.Error("Exp(-1000), Exp(0), Exp(1e30), Log(1) are not 0, 1, +Inf, 0")
	}
	// Abramowitz and Stegun, table 9.8.
	for _, c := range [][2]float64{{0, 1}, {1, 1.2660658777520084}, {5, 27.239871823604442}, {9, 1093.5883545113747}} {
		if got := BesselI0(c[0]); math.Abs(got/c[1]-1) > 1e-14 {
			t.Errorf("BesselI0(%v) = %v, want %v", c[0], got, c[1])
		}
	}
}
