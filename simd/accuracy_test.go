package simd

import (
	"math"
	"math/rand/v2"
	"testing"
)

// ulp returns the distance from |x| to the next larger float32; the smallest
// subnormal for x too small.
func ulp(x float64) float64 {
	f := float32(math.Abs(x))
	if math.IsInf(float64(f), 0) {
		return math.Inf(1)
	}
	return float64(math.Nextafter32(f, float32(math.Inf(1)))) - float64(f)
}

// hardest are the arguments where all float32 up to the ends of the functions
// gave the largest errors, and those where branches and clamps meet.
var hardest = []float32{
	1.2800311, 5.1997986, 37.77864, 0.6310442, 0.63000596, 1.0116484, 1.0191337, -4.846455, -7.578498, -3.215262, -1.8987119,
	0.68944657, 0.030396193, -1.3752494, 0.64859843, 1.057714, 0.0028612224, 0.0028612246, -0.03284951,
	0.65284, 1.8183379, 0.6891809, 1.2745101, 2.7043538,
	0.62499994, 0.625, -0.625, 0.99999994, 1, -1, 89, 89.00001, -105, -105.00001, 14.999999, 15, -15, 15.000001,
}

// samples returns numbers of both signs and all exponents up to 2^top, many
// around 1 and the hardest.
func samples(top int) []float32 {
	r := rand.New(rand.NewPCG(1, 2))
	x := append([]float32(nil), hardest...)
	for e := -149; e < top; e++ {
		for i := 0; i < 200; i++ {
			x = append(x, float32(math.Ldexp(1+r.Float64(), e)), -float32(math.Ldexp(1+r.Float64(), e)))
		}
	}
	for i := 0; i < 200000; i++ {
		x = append(x, float32(r.NormFloat64()*4), float32(r.NormFloat64()), float32((r.Float64()-0.5)*240))
	}
	return x
}

// one returns the factor of a gradient as a function.
func one(gradient func(dx, dy, x []float32)) func(dst, x []float32) {
	return func(dst, x []float32) {
		dy := make([]float32, len(x))
		for i := range dy {
			dy[i] = 1
		}
		gradient(dst, dy, x)
	}
}

// geluOfBoth and slopeOfBoth are the halves of GELUAndSlope.
func geluOfBoth(dst, x []float32)  { GELUAndSlope(dst, make([]float32, len(x)), x) }
func slopeOfBoth(dst, x []float32) { GELUAndSlope(make([]float32, len(x)), dst, x) }

// The same bits at every level, and accuracy against float64: the error of each function in units of the last
// place of max(|result|, floor).
func TestAccuracy(t *testing.T) {
	phi := func(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }
	sigma := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	geluTanh := func(x float64) float64 {
		return x * sigma(2*math.Sqrt(2/math.Pi)*(x+0.044715*x*x*x))
	}
	for _, c := range []struct {
		name  string
		f     func(dst, x []float32)
		ref   func(x float64) float64
		top   int
		floor float64
		limit float64 // in ulp
	}{
		{"Exp", Exp, math.Exp, 8, 0, 1},
		{"Log", Log, math.Log, 128, 0, 1},
		{"Tanh", Tanh, math.Tanh, 127, 0, 2},
		{"Erf", Erf, math.Erf, 127, 0, 2},
		{"Sigmoid", Sigmoid, sigma, 127, 0, 2},
		{"Sin", Sin, math.Sin, 40, 0, 0.51},
		{"Cos", Cos, math.Cos, 40, 0, 0.51},
		{"GELU", GELU, func(x float64) float64 { return x * phi(x) }, 100, 0.5, 2},
		{"GELU tail", GELU, func(x float64) float64 { return x * phi(x) }, 100, 1e-30, 7},
		{"GELUGrad", one(GELUGrad), func(x float64) float64 {
			return phi(x) + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
		}, 100, 1, 2},
		{"GELU of both", geluOfBoth, func(x float64) float64 { return x * phi(x) }, 100, 0.5, 2},
		{"slope of both", slopeOfBoth, func(x float64) float64 {
			return phi(x) + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
		}, 100, 1, 2},
		{"GELUTanh", GELUTanh, geluTanh, 40, 0.25, 2},
		{"GELUTanhGrad", one(GELUTanhGrad), func(x float64) float64 {
			s := sigma(2 * math.Sqrt(2/math.Pi) * (x + 0.044715*x*x*x))
			return s + x*s*(1-s)*2*math.Sqrt(2/math.Pi)*(1+3*0.044715*x*x)
		}, 15, 0.5, 2},
		{"SiLU", SiLU, func(x float64) float64 { return x * sigma(x) }, 100, 0.25, 2},
		{"SiLU tail", SiLU, func(x float64) float64 { return x * sigma(x) }, 100, 1e-36, 3},
		{"SiLUGrad", one(SiLUGrad), func(x float64) float64 { s := sigma(x); return s * (1 + x*(1-s)) }, 100, 0.25, 2},
		{"Sqrt", Sqrt, math.Sqrt, 127, 0, 0.51},
		{"Rsqrt", Rsqrt, func(x float64) float64 { return 1 / math.Sqrt(x) }, 127, 0, 1.51},
	} {
		var portable []float32
		forLevels(t, func(t *testing.T) {
			x := samples(c.top)
			y := make([]float32, len(x))
			c.f(y, x)
			if Current() == Portable {
				portable = y
			}
			equal(t, c.name, y, portable)
			worst, at := 0.0, float32(0)
			for i, v := range x {
				want := c.ref(float64(v))
				if math.IsNaN(want) {
					if y[i] == y[i] {
						t.Fatalf("%s(%g) = %g, want NaN", c.name, v, y[i])
					}
					continue
				}
				if math.Abs(want) > math.MaxFloat32 {
					if !math.IsInf(float64(y[i]), 0) && math.Abs(want) > 1.0001*math.MaxFloat32 {
						t.Fatalf("%s(%g) = %g, want an infinity", c.name, v, y[i])
					}
					continue
				}
				if e := math.Abs(float64(y[i])-want) / ulp(math.Max(math.Abs(want), c.floor)); !(e <= worst) {
					worst, at = e, v
				}
			}
			t.Logf("%s: %.2f ulp at %g", c.name, worst, at)
			if worst > c.limit {
				t.Errorf("%s(%g) is off by %.2f ulp, want at most %v", c.name, at, worst, c.limit)
			}
		})
	}
}

// The ends of the functions.
func TestExtremes(t *testing.T) {
	inf, nan, zero := float32(math.Inf(1)), float32(math.NaN()), float32(math.Copysign(0, -1))
	for _, c := range []struct {
		name    string
		f       func(dst, x []float32)
		x, want float32
	}{
		{"Exp", Exp, inf, inf}, {"Exp", Exp, -inf, 0}, {"Exp", Exp, nan, nan}, {"Exp", Exp, zero, 1}, {"Exp", Exp, 104, inf},
		{"Exp", Exp, -103.9, 0x1p-149}, {"Exp", Exp, -104, 0}, {"Exp", Exp, -105, 0}, {"Exp", Exp, 88.72284, inf}, {"Exp", Exp, -87.5, float32(math.Exp(-87.5))},
		{"Log", Log, 0, -inf}, {"Log", Log, zero, -inf}, {"Log", Log, -1, nan}, {"Log", Log, inf, inf}, {"Log", Log, nan, nan}, {"Log", Log, 1, 0},
		{"Tanh", Tanh, inf, 1}, {"Tanh", Tanh, -inf, -1}, {"Tanh", Tanh, nan, nan}, {"Tanh", Tanh, zero, zero}, {"Tanh", Tanh, 0x1p-149, 0x1p-149},
		{"Erf", Erf, inf, 1}, {"Erf", Erf, -inf, -1}, {"Erf", Erf, nan, nan}, {"Erf", Erf, zero, zero}, {"Erf", Erf, 0x1p-149, 0x1p-149}, {"Erf", Erf, 1e30, 1},
		{"Sigmoid", Sigmoid, inf, 1}, {"Sigmoid", Sigmoid, -inf, 0}, {"Sigmoid", Sigmoid, nan, nan}, {"Sigmoid", Sigmoid, zero, 0.5},
		{"GELU", GELU, inf, inf}, {"GELU", GELU, -inf, nan}, {"GELU", GELU, nan, nan}, {"GELU", GELU, zero, zero}, {"GELU", GELU, -1e30, zero},
		{"GELUTanh", GELUTanh, inf, inf}, {"GELUTanh", GELUTanh, -inf, nan}, {"GELUTanh", GELUTanh, nan, nan}, {"GELUTanh", GELUTanh, zero, zero}, {"GELUTanh", GELUTanh, -1e30, zero},
		{"SiLU", SiLU, inf, inf}, {"SiLU", SiLU, -inf, nan}, {"SiLU", SiLU, nan, nan}, {"SiLU", SiLU, zero, zero}, {"SiLU", SiLU, -1e30, zero},
		{"ReLU", ReLU, inf, inf}, {"ReLU", ReLU, -inf, 0}, {"ReLU", ReLU, nan, nan}, {"ReLU", ReLU, zero, 0}, {"ReLU", ReLU, 0x1p-149, 0x1p-149},
		{"Sqrt", Sqrt, inf, inf}, {"Sqrt", Sqrt, zero, zero}, {"Sqrt", Sqrt, -1, nan}, {"Sqrt", Sqrt, nan, nan}, {"Sqrt", Sqrt, 0x1p-148, 0x1p-74},
		{"Rsqrt", Rsqrt, inf, 0}, {"Rsqrt", Rsqrt, 0, inf}, {"Rsqrt", Rsqrt, zero, -inf}, {"Rsqrt", Rsqrt, -1, nan}, {"Rsqrt", Rsqrt, nan, nan}, {"Rsqrt", Rsqrt, 0x1p-148, 0x1p74},
		{"ReLUGrad", one(ReLUGrad), inf, 1}, {"ReLUGrad", one(ReLUGrad), 0, 0}, {"ReLUGrad", one(ReLUGrad), -inf, 0}, {"ReLUGrad", one(ReLUGrad), nan, 0},
		{"SiLUGrad", one(SiLUGrad), inf, nan}, {"SiLUGrad", one(SiLUGrad), -inf, nan}, {"SiLUGrad", one(SiLUGrad), nan, nan}, {"SiLUGrad", one(SiLUGrad), 1e30, 1}, {"SiLUGrad", one(SiLUGrad), -1e30, zero},
		{"GELUGrad", one(GELUGrad), inf, nan}, {"GELUGrad", one(GELUGrad), -inf, nan}, {"GELUGrad", one(GELUGrad), nan, nan}, {"GELUGrad", one(GELUGrad), 1e30, 1}, {"GELUGrad", one(GELUGrad), -1e30, 0},
		{"slope of both", slopeOfBoth, inf, nan}, {"slope of both", slopeOfBoth, -inf, nan}, {"slope of both", slopeOfBoth, nan, nan}, {"slope of both", slopeOfBoth, 1e30, 1}, {"slope of both", slopeOfBoth, -1e30, 0},
		{"GELUTanhGrad", one(GELUTanhGrad), inf, 1}, {"GELUTanhGrad", one(GELUTanhGrad), -inf, 0}, {"GELUTanhGrad", one(GELUTanhGrad), nan, nan}, {"GELUTanhGrad", one(GELUTanhGrad), 1e30, 1}, {"GELUTanhGrad", one(GELUTanhGrad), -1e30, 0},
		{"Sin", Sin, inf, nan}, {"Sin", Sin, zero, zero}, {"Cos", Cos, nan, nan}, {"Cos", Cos, 0, 1}, {"Sin", Sin, 0x1p120, float32(math.Sin(0x1p120))},
	} {
		forLevels(t, func(t *testing.T) {
			x := make([]float32, 11) // a vector and a tail
			for i := range x {
				x[i] = c.x
			}
			c.f(x, x)
			for _, y := range x {
				if math.Float32bits(y) != math.Float32bits(c.want) && (y == y || c.want == c.want) {
					t.Fatalf("%s(%g) = %g, want %g", c.name, c.x, y, c.want)
				}
			}
		})
	}
}

func TestSoftmaxExtremes(t *testing.T) {
	inf := float32(math.Inf(1))
	forLevels(t, func(t *testing.T) {
		for _, n := range []int{1, 3, 50, 197} {
			row := func(v, w float32) []float32 {
				x := make([]float32, n)
				for i := range x {
					x[i] = v
				}
				x[n/2] = w
				SoftmaxRows(x, x, 1, n, 1)
				return x
			}
			for _, c := range [][2]float32{{1e30, 1e30}, {-1e30, -1e30}, {-1e30, 1e30}, {-1e9, 3}, {-inf, 5}, {0, 88}, {-200, 200}} {
				y := row(c[0], c[1])
				s := 0.0
				for _, v := range y {
					s += float64(v)
				}
				if math.Abs(s-1) > 1e-6 {
					t.Errorf("softmax of %d × %g and %g sums to %v", n-1, c[0], c[1], s)
				}
			}
			for _, c := range [][2]float32{{-inf, -inf}, {0, inf}, {0, float32(math.NaN())}} {
				for _, v := range row(c[0], c[1]) {
					if v == v {
						t.Errorf("softmax of %d × %g and %g holds %g, want NaN", n-1, c[0], c[1], v)
						break
					}
				}
			}
		}
	})
}
