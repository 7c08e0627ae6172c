package simd

import (
	"math"
	"math/big"
)

// This file: sine and cosine, in float64 with every rounding written out.
// x is reduced to r = x − n·π/2, |r| ≤ π/4, and the Taylor series of the
// quadrant is summed.

// Sin computes sin(x) of each element, x in radians, correctly rounded but for
// one case in a million. ±Inf gives NaN. dst may be x.
func Sin(dst, x []float32) {
	if misfit(dst, x) {
		check2("Sin", "dst", dst, "x", x)
	}
	for i, v := range x {
		dst[i] = sin1(v, 0)
	}
}

// Cos computes cos(x) of each element as Sin does. dst may be x.
func Cos(dst, x []float32) {
	if misfit(dst, x) {
		check2("Cos", "dst", dst, "x", x)
	}
	for i, v := range x {
		dst[i] = sin1(v, 1)
	}
}

// sin1 returns sin(x + quarter·π/2).
func sin1(x float32, quarter int) float32 {
	switch {
	case x-x != 0:
		return float32(math.NaN())
	case x == 0 && quarter == 0:
		return x // keeps its sign
	}
	r, n := reduceQuarter(float64(x))
	w := float64(r * r)
	var y float64
	if (n+quarter)&1 == 0 {
		for k := 17.0; k > 1; k -= 2 {
			y = float64(float64((-1-y)*w) / (k * (k - 1)))
		}
		y = float64(r * (1 + y))
	} else {
		for k := 16.0; k > 1; k -= 2 {
			y = float64(float64((-1-y)*w) / (k * (k - 1)))
		}
		y = 1 + y
	}
	if (n+quarter)&2 != 0 {
		y = -y
	}
	return float32(y)
}

// π/2 in two parts: the first has 33 bits, so that its product with an n of
// 20 bits is exact.
const (
	halfPi1 = 1.57079632673412561417e+00
	halfPi2 = 6.07710050650619224932e-11
)

// reduceQuarter returns r and n with x = n·π/2 + r.
func reduceQuarter(x float64) (r float64, n int) {
	if math.Abs(x) < 1<<19 {
		k := math.RoundToEven(x * (2 / math.Pi))
		r = x - float64(k*halfPi1)
		return r - float64(k*halfPi2), int(k)
	}
	// Rare and exact: a float32 has at most 128 bits before the point.
	const pi = "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651"
	half, _, err := big.ParseFloat(pi, 10, 320, big.ToNearestEven)
	if err != nil {
		panic("simd: π does not parse")
	}
	half.Quo(half, big.NewFloat(2))
	b := new(big.Float).SetPrec(320).SetFloat64(x)
	k, _ := new(big.Float).SetPrec(320).Quo(b, half).Int(nil)
	b.Sub(b, new(big.Float).SetPrec(320).Mul(half, new(big.Float).SetPrec(320).SetInt(k)))
	r, _ = b.Float64()
	n = int(new(big.Int).And(k, big.NewInt(3)).Int64())
	if r > math.Pi/4 {
		return r - math.Pi/2, n + 1
	}
	if r < -math.Pi/4 {
		return r + math.Pi/2, n - 1
	}
	return r, n
}
