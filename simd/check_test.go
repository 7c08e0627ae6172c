package simd

import (
	"fmt"
	"math"
	"testing"
)

// What is wrong with the arguments is said with names and numbers, and nothing
// is written before.
func TestMessages(t *testing.T) {
	x, y := make([]float32, 20), make([]float32, 19)
	for _, c := range []struct {
		want string
		run  func()
	}{
		{"simd: Add: b has 19 elements, dst has 20", func() { Add(x, x, y) }},
		{"simd: Exp: x has 20 elements, dst has 19", func() { Exp(y, x) }},
		{"simd: Dot: b has 19 elements, a has 20", func() { Dot(x, y) }},
		{"simd: Mul: dst overlaps a but does not begin with it", func() { Mul(x[:10], x[1:11], y[:10]) }},
		{"simd: GELUGrad: dx overlaps x but does not begin with it", func() { GELUGrad(x[4:14], y[:10], x[:10]) }},
		{"simd: AdamWStep: v has 19 elements, w has 20", func() {
			AdamWStep(x, guarded(20), guarded(20), y, nil, 0.9, 0.9, 1, 1, 1, 1, 0, true)
		}},
		{"simd: SoftmaxRows: x has 7 elements, 2×4 needs 8", func() { SoftmaxRows(x, y[:7], 2, 4, 1) }},
		{"simd: SoftmaxRows: -1 rows, 4 columns", func() { SoftmaxRows(x, y, -1, 4, 1) }},
		{"simd: SoftmaxRows: scale 0 is not positive", func() { SoftmaxRows(x, y, 2, 4, 0) }},
		{"simd: SoftmaxRows: dst overlaps x but does not begin with it", func() { SoftmaxRows(x[1:], x, 2, 4, 1) }},
		{"simd: LayerNormRows: beta has 3 elements, want at least 4", func() {
			LayerNormRows(x, y, y[4:], guarded(8), y[8:], y[16:], 2, 4, 1)
		}},
		{"simd: ColSums: dst overlaps x", func() { ColSums(x[:4], x, 3, 4, false) }},
		{"simd: Transpose: dst overlaps x", func() { Transpose(x[:4], x[3:], 2, 2) }},
		{fmt.Sprintf("simd: LogSoftmaxRows: x has 20 elements, and %d×3 is more than an int can count", math.MaxInt/2), func() {
			LogSoftmaxRows(x, x, math.MaxInt/2, 3)
		}},
		{"simd: ArgMax: x is empty", func() { ArgMax(nil) }},
		{"simd: Gemm: m 2, n -1, k 3", func() { Gemm(false, false, 2, -1, 3, x, 3, y, 3, x, 3, nil) }},
		{"simd: Gemm: lda 3 is smaller than a row of 4", func() { Gemm(false, false, 2, 2, 4, x, 3, y, 2, guarded(4), 2, nil) }},
		{"simd: Gemm: a has 10 elements, 3×4 with lda 4 needs 12", func() { Gemm(false, false, 3, 2, 4, x[:10], 4, y, 2, guarded(6), 2, nil) }},
		{"simd: Gemm: b has 5 elements, 2×3 with ldb 3 needs 6", func() { Gemm(false, true, 2, 2, 3, x, 3, y[:5], 3, guarded(4), 2, nil) }},
		{"simd: Gemm: c has 3 elements, 2×2 with ldc 2 needs 4", func() { Gemm(false, false, 2, 2, 2, x, 2, y, 2, guarded(3), 2, nil) }},
		{"simd: Gemm: c overlaps a", func() { Gemm(false, false, 2, 2, 2, x, 2, y, 2, x[3:], 2, nil) }},
		{"simd: Gemm: c overlaps Residual", func() { Gemm(false, false, 2, 2, 2, x, 2, x, 2, y, 2, &Epilogue{Residual: y}) }},
		{"simd: Gemm: Bias has 1 elements, want at least 2", func() { Gemm(false, false, 2, 2, 2, x, 2, x, 2, y, 2, &Epilogue{Bias: x[:1]}) }},
		{"simd: Gemm: Slope has 3 elements, want at least 4", func() {
			Gemm(false, false, 2, 2, 2, x, 2, x, 2, y, 2, &Epilogue{GELU: true, Slope: guarded(3)})
		}},
		{"simd: Gemm: Slope without GELU", func() { Gemm(false, false, 2, 2, 2, x, 2, x, 2, y, 2, &Epilogue{Slope: guarded(4)}) }},
		{"simd: GELUAndSlope: x has 20 elements, slope has 19", func() { GELUAndSlope(guarded(20), y, x) }},
		{"simd: GELUAndSlope: y overlaps slope", func() { GELUAndSlope(y, y, x[:19]) }},
		{"simd: GELUAndSlope: slope overlaps x but does not begin with it", func() { GELUAndSlope(y[:10], x[3:13], x[:10]) }},
		{fmt.Sprintf("simd: Gemm: a has 20 elements, 3×1 with lda %d needs more than an int can count", math.MaxInt/2+1), func() {
			Gemm(false, false, 3, 1, 1, x, math.MaxInt/2+1, y, 1, guarded(3), 1, nil)
		}},
		{"simd: GemmBatched: b has 19 elements, 2×2 4 times, 6 apart, with ldb 2 needs 22", func() {
			GemmBatched(4, false, false, 2, 2, 2, x, 2, 4, y, 2, 6, guarded(16), 2, 4, nil)
		}},
		{"simd: GemmBatched: results overlap: strideC 1 is smaller than a row of 2", func() {
			GemmBatched(2, false, false, 1, 2, 2, x, 2, 0, y, 2, 0, guarded(16), 2, 1, nil)
		}},
		{"simd: PackB: k -1, n 2", func() { PackB(false, -1, 2, x, 2) }},
	} {
		func() {
			defer func() {
				if got := recover(); got != c.want {
					t.Errorf("got  %v\nwant %s", got, c.want)
				}
			}()
			c.run()
		}()
	}
	for i, v := range append(append([]float32(nil), x...), y...) {
		if v != 0 {
			t.Fatalf("element %d was written before the arguments were checked", i)
		}
	}
}

// Matrices that lie side by side in one buffer share no element, and a product
// may read one and write the other.
func TestProductsBesideEachOther(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		const n, ld = 20, 64
		buf, apart := make([]float32, n*ld), make([]float32, n*n)
		for i := range buf {
			buf[i] = float32(i%17) - 8
		}
		a, b := append([]float32(nil), buf...), append([]float32(nil), buf[n:]...)
		Gemm(false, true, n, n, n, a, ld, b, ld, apart, n, nil)
		Gemm(false, true, n, n, n, buf, ld, buf[n:], ld, buf[2*n:], ld, nil)
		for i := 0; i < n; i++ {
			equal(t, "row", buf[i*ld+2*n:i*ld+3*n], apart[i*n:(i+1)*n])
		}
	})
}
