package simd

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// wildVectors returns count vectors of n numbers, some of them special.
func wildVectors(r *rand.Rand, count, n int) [][]float32 {
	v := make([][]float32, count)
	for i := range v {
		v[i] = randoms(r, n)
		for j := range v[i] {
			v[i][j] *= 3
			if r.IntN(8) == 0 {
				v[i][j] = specials[r.IntN(len(specials))]
			}
		}
	}
	return v
}

// GELUAndSlope is GELU, and its slope times dy is GELUGrad, also when one of the
// results takes the place of x.
func TestGELUAndSlope(t *testing.T) {
	r := rand.New(rand.NewPCG(81, 82))
	forLevels(t, func(t *testing.T) {
		for n := 0; n <= 70; n++ {
			v := wildVectors(r, 2, n)
			x, dy, want, wantDx := v[0], v[1], make([]float32, n), make([]float32, n)
			GELU(want, x)
			GELUGrad(wantDx, dy, x)
			for shared := range 3 {
				y, slope, from := make([]float32, n), make([]float32, n), append([]float32(nil), x...)
				switch shared {
				case 1:
					y = from
				case 2:
					slope = from
				}
				GELUAndSlope(y, slope, from)
				equal(t, fmt.Sprintf("y of %d, case %d", n, shared), y, want)
				Mul(slope, dy, slope)
				equal(t, fmt.Sprintf("dy·slope of %d, case %d", n, shared), slope, wantDx)
			}
		}
	})
}

// One sweep gives the bits of its steps one after the other, whatever steps are
// asked for, and writes nothing else.
func TestFinish(t *testing.T) {
	r := rand.New(rand.NewPCG(83, 84))
	forLevels(t, func(t *testing.T) {
		for mask := 0; mask < 32; mask++ {
			gelu := mask&16 != 0
			for n := 0; n <= 70; n++ {
				v := wildVectors(r, 3, n)
				bias, residual := v[1], v[2]
				cWhole, c := place(v[0])
				wantC, want := place(v[0])
				preWhole, pre := place(make([]float32, n))
				slopeWhole, slope := place(make([]float32, n))
				wantPre, wantSlope := append([]float32(nil), preWhole...), append([]float32(nil), slopeWhole...)
				if mask&1 == 0 {
					bias = nil
				} else {
					Add(want, want, bias)
				}
				if mask&2 == 0 {
					pre = nil
				} else {
					copy(wantPre[margin:], want)
				}
				if mask&4 == 0 || !gelu {
					slope = nil
				} else {
					one(GELUGrad)(wantSlope[margin:margin+n], want)
				}
				if gelu {
					GELU(want, want)
				}
				if mask&8 == 0 {
					residual = nil
				} else {
					Add(want, want, residual)
				}
				finish(c, c, bias, pre, slope, residual, gelu)
				what := fmt.Sprintf("%d, mask %05b", n, mask)
				equal(t, "c of "+what, cWhole, wantC)
				equal(t, "pre of "+what, preWhole, wantPre)
				equal(t, "slope of "+what, slopeWhole, wantSlope)
			}
		}
	})
}
