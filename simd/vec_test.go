package simd

import (
	"math"
	"math/rand/v2"
	"testing"
)

var (
	nan     = float32(math.NaN())
	inf     = float32(math.Inf(1))
	negZero = float32(math.Copysign(0, -1))
)

// pad repeats x to 16 elements and one: whole vectors and a tail.
func pad(x float32) []float32 {
	v := make([]float32, 17)
	for i := range v {
		v[i] = x
	}
	return v
}

// What the definitions of the kernels say, case by case. Of two roundings and
// one: with e = 2⁻¹², (1+e)·(1+e) − (1+2e) is e² fused, and 0 otherwise.
func TestVectorCases(t *testing.T) {
	const e = 1.0 / 4096
	binary := map[string]func(dst, a, b []float32){"Add": Add, "Sub": Sub, "Mul": Mul, "Div": Div, "Maximum": Maximum, "MulAdd": MulAdd}
	forLevels(t, func(t *testing.T) {
		for _, c := range []struct {
			op              string
			a, b, dst, want float32
		}{
			{"Add", 1, 2, 0, 3},
			{"Add", inf, -inf, 0, nan},
			{"Add", negZero, negZero, 0, negZero},
			{"Sub", 1, 3, 0, -2},
			{"Sub", 1, 1, 0, 0},
			{"Mul", 3e38, 10, 0, inf},
			{"Mul", 1e-30, 1e-15, 0, 1e-45}, // subnormals stay
			{"Div", 1, 3, 0, 1.0 / 3},
			{"Div", 1, negZero, 0, -inf},
			{"Div", 0, 0, 0, nan},
			{"Maximum", 1, 2, 0, 2},
			{"Maximum", 2, 1, 0, 2},
			{"Maximum", nan, 1, 0, nan},
			{"Maximum", 1, nan, 0, nan},
			{"Maximum", -inf, -1, 0, -1},
			{"Maximum", 0, negZero, 0, negZero}, // equal: b
			{"MulAdd", 1 + e, 1 + e, -(1 + 2*e), e * e},
		} {
			dst := pad(c.dst)
			binary[c.op](dst, pad(c.a), pad(c.b))
			equal(t, c.op, dst, pad(c.want))
		}
		dst := pad(0)
		AddScalar(dst, pad(2), -3)
		equal(t, "AddScalar", dst, pad(-1))
		Scale(dst, pad(2), -3)
		equal(t, "Scale", dst, pad(-6))
		ScaleAdd(dst, pad(-(1 + 2*e)), 1+e, pad(1+e))
		equal(t, "ScaleAdd", dst, pad(e*e))
		dst = pad(-(1 + 2*e))
		Axpy(dst, 1+e, pad(1+e))
		equal(t, "Axpy", dst, pad(e*e))
	})
}

// lanesOf sorts the terms of a reduction into lanes by its definition, and
// adds the lanes up as a tree.
func lanesOf(n int, step func(lane float32, i int) float32) float32 {
	var v [32]float32
	for l := range v {
		for i := l; i < n; i += 32 {
			v[l] = step(v[l], i)
		}
	}
	sums := v[:]
	for len(sums) > 1 {
		half := len(sums) / 2
		for l := 0; l < half; l++ {
			sums[l] += sums[l+half]
		}
		sums = sums[:half]
	}
	return sums[0]
}

func TestReductionsAreLanes(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(27, 28))
		for n := 0; n <= 300; n++ {
			a, b := randoms(r, n+3)[3:], randoms(r, n)
			for i := range a {
				a[i] *= float32(math.Exp2(float64(r.IntN(40) - 20))) // the order shows
			}
			sum := lanesOf(n, func(lane float32, i int) float32 { return lane + a[i] })
			dot := lanesOf(n, func(lane float32, i int) float32 { return FMA(a[i], b[i], lane) })
			top := -inf
			for _, v := range a {
				top = max(top, v)
			}
			equal(t, "Sum, Dot and Max", []float32{Sum(a), Dot(a, b), Max(a)}, []float32{sum, dot, top})
		}
	})
}

func TestMaxCases(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		for n := 1; n <= 70; n++ {
			for at := 0; at < n; at++ {
				x := make([]float32, n)
				for i := range x {
					x[i] = -inf
				}
				equal(t, "Max of -Inf", []float32{Max(x)}, []float32{-inf})
				x[at] = -3
				equal(t, "Max of one number", []float32{Max(x)}, []float32{-3})
				x[at] = negZero
				equal(t, "Max of -0", []float32{Max(x)}, []float32{0})
				x[at] = nan
				equal(t, "Max of a NaN", []float32{Max(x)}, []float32{nan})
			}
		}
		equal(t, "Max of none", []float32{Max(nil), Sum(nil), Dot(nil, nil)}, []float32{-inf, 0, 0})
	})
}
