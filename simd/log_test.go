package simd

import (
	"math"
	"testing"
)

// The logarithm of numbers from the smallest to the largest, by steps that
// meet all exponents, of all within 2⁻⁸ of 1, where the result is small, and
// of the smallest, which are subnormal: within 1 ulp, with the same bits at
// every level.
func TestLogOfAllSizes(t *testing.T) {
	const inf = 0x7f800000
	var x []float32
	steps := func(lo, hi, step uint32) {
		for b := lo; b < hi; b += step {
			x = append(x, math.Float32frombits(b))
		}
	}
	steps(1, inf, 5003)
	steps(math.Float32bits(1-0x1p-8), math.Float32bits(1+0x1p-8), 1)
	steps(1, 1<<15, 1)
	steps(math.Float32bits(leastNormal)-1000, math.Float32bits(leastNormal)+1000, 1)
	for e := uint32(0); e < 255; e++ { // on both sides of √½
		steps(e<<23|sqrtHalf&(1<<23-1)-3, e<<23|sqrtHalf&(1<<23-1)+3, 1)
	}
	steps(inf-1000, inf, 1)

	want := make([]float32, len(x))
	logGeneric(want, x)
	for i, v := range x {
		exact := math.Log(float64(v))
		if e := math.Abs(float64(want[i])-exact) / ulp(exact); !(e <= 1) && want[i] != 0 {
			t.Fatalf("log(%g) = %g is off by %.2f ulp", v, want[i], e)
		}
		if want[i] == 0 != (v == 1) {
			t.Fatalf("log(%g) = %g", v, want[i])
		}
	}
	forLevels(t, func(t *testing.T) {
		y := make([]float32, len(x))
		Log(y, x)
		equal(t, "Log", y, want)
	})
}
