package bench

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/gopathway/pathway/internal/fmapeak"
	"github.com/gopathway/pathway/simd"
)

// reportFLOPS reports the speed of a benchmark of the given work per
// iteration.
func reportFLOPS(b *testing.B, flop float64) {
	gflops := flop * float64(b.N) / b.Elapsed().Seconds() / 1e9
	b.ReportMetric(gflops, "GFLOP/s")
	if p := fmapeak.GFLOPS() * float64(runtime.GOMAXPROCS(0)); p > 0 {
		b.ReportMetric(100*gflops/p, "%peak")
	}
}

func randoms(n int) []float32 {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// shapes are products as M, N, K: squares, the layers of ViT-B and ViT-Ti at
// 197 tokens, those of a ViT of width 128 and one of width 64 in training, and
// few rows, as for one image after pooling.
var shapes = [][3]int{
	{64, 64, 64}, {128, 128, 128}, {256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024}, {2048, 2048, 2048},
	{197, 2304, 768}, {197, 3072, 768}, {197, 768, 3072}, {197, 576, 192},
	{3200, 512, 128}, {3200, 192, 64}, {3200, 64, 256}, {192, 64, 3200},
	{1, 768, 768}, {8, 768, 768},
}

// BenchmarkGEMM measures simd.Gemm, and simd.GemmBatched where there are four
// numbers: attention's scores and their product with the values, for ViT-B and
// a small ViT, as they lie in the qkv projection's result.
func BenchmarkGEMM(b *testing.B) {
	for _, s := range shapes {
		m, n, k := s[0], s[1], s[2]
		for _, t := range []struct {
			name           string
			transA, transB bool
			lda, ldb       int
		}{{"NN", false, false, k, n}, {"NT", false, true, k, k}, {"TN", true, false, m, n}} {
			b.Run(fmt.Sprintf("%dx%dx%d/%s", m, n, k, t.name), func(b *testing.B) {
				x, y, z := randoms(m*k), randoms(k*n), make([]float32, m*n)
				measure(b, 2*float64(m)*float64(n)*float64(k), func() {
					simd.Gemm(t.transA, t.transB, m, n, k, x, t.lda, y, t.ldb, z, n, nil)
				})
			})
		}
	}
	for _, s := range [][4]int{{12, 197, 64, 768 * 3}, {256, 50, 16, 192}} {
		batch, n, d, ld := s[0], s[1], s[2], s[3]
		q, p, o := randoms(batch*n*ld), randoms(batch*n*n), make([]float32, batch*n*ld)
		flop := 2 * float64(batch) * float64(n) * float64(n) * float64(d)
		b.Run(fmt.Sprintf("%dx%dx%dx%d/NT", batch, n, n, d), func(b *testing.B) {
			measure(b, flop, func() {
				simd.GemmBatched(batch, false, true, n, n, d, q, ld, n*ld, q[d:], ld, n*ld, p, n, n*n, nil)
			})
		})
		for i, name := range []string{"NN", "TN"} {
			b.Run(fmt.Sprintf("%dx%dx%dx%d/%s", batch, n, d, n, name), func(b *testing.B) {
				measure(b, flop, func() {
					simd.GemmBatched(batch, i == 1, false, n, d, n, p, n, n*n, q, ld, n*ld, o, ld, n*ld, nil)
				})
			})
		}
	}
}

// measure times f, which does the given number of floating-point operations.
func measure(b *testing.B, flop float64, f func()) {
	fmapeak.GFLOPS()
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		f()
	}
	reportFLOPS(b, flop)
}
