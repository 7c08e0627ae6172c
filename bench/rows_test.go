package bench

import (
	"fmt"
	"testing"

	"github.com/gopathway/pathway/simd"
)

// reportPerElement reports the time of an iteration over n elements.
func reportPerElement(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/elem")
}

// BenchmarkVectors measures arithmetic on vectors of 4096 numbers, which stay
// in the first-level cache, and the updates of the optimizers.
func BenchmarkVectors(b *testing.B) {
	const n = 4096
	dst, x, y := make([]float32, n), randoms(n), randoms(n + 1)[1:]
	m, v, vmax := make([]float32, n), make([]float32, n), make([]float32, n)
	adam := func(vmax []float32) {
		simd.AdamWStep(dst, x, m, v, vmax, 0.9, 0.999, 1e-8, 1e-3, 0.1, 0.001, 0.05, true)
	}
	sgd := func(buf []float32) { simd.SGDStep(dst, x, buf, 0.01, 0.9, 0, 1e-4, false) }
	for _, f := range []struct {
		name string
		run  func()
	}{
		{"Add", func() { simd.Add(dst, x, y) }},
		{"Sub", func() { simd.Sub(dst, x, y) }},
		{"Mul", func() { simd.Mul(dst, x, y) }},
		{"Div", func() { simd.Div(dst, x, y) }},
		{"Maximum", func() { simd.Maximum(dst, x, y) }},
		{"AddScalar", func() { simd.AddScalar(dst, x, 0.5) }},
		{"Scale", func() { simd.Scale(dst, x, 0.5) }},
		{"Axpy", func() { simd.Axpy(dst, 1e-3, x) }},
		{"ScaleAdd", func() { simd.ScaleAdd(dst, x, 0.5, y) }},
		{"MulAdd", func() { simd.MulAdd(dst, x, y) }},
		{"Sum", func() { simd.Sum(x) }},
		{"Dot", func() { simd.Dot(x, y) }},
		{"Max", func() { simd.Max(x) }},
		{"LogSumExp", func() { simd.LogSumExp(x) }},
		{"AdamW", func() { adam(nil) }},
		{"AMSGrad", func() { adam(vmax) }},
		{"SGD", func() { sgd(nil) }},
		{"SGDMomentum", func() { sgd(m) }},
	} {
		b.Run(fmt.Sprintf("%s/%d", f.name, n), func(b *testing.B) {
			clear(dst)
			clear(m)
			b.ReportAllocs()
			for i := 0; i < b.N; i++ {
				f.run()
			}
			reportPerElement(b, n)
		})
	}
}

// BenchmarkRows measures the kernels over rows: attention of 50 and 197
// tokens, layer norms of a small ViT (64), of ViT-Ti (192) and ViT-L (1024).
func BenchmarkRows(b *testing.B) {
	type matrix struct{ rows, cols int }
	attention, widths := []matrix{{12800, 50}, {2364, 197}}, []matrix{{3200, 64}, {1576, 192}, {197, 1024}}
	for _, f := range []struct {
		name   string
		shapes []matrix
		run    func(dst, dy, x []float32, rows, cols int)
	}{
		{"Softmax", attention, func(dst, _, x []float32, rows, cols int) { simd.SoftmaxRows(dst, x, rows, cols, 0.125) }},
		{"SoftmaxGrad", attention, func(dst, dy, x []float32, rows, cols int) {
			simd.SoftmaxGradRows(dst, dy, x, rows, cols, 0.125)
		}},
		{"LogSoftmax", []matrix{{64, 10}, {64, 1000}}, func(dst, _, x []float32, rows, cols int) { simd.LogSoftmaxRows(dst, x, rows, cols) }},
		{"LogSumExp", []matrix{{64, 10}, {64, 1000}}, func(dst, _, x []float32, rows, cols int) { simd.LogSumExpRows(dst, x, rows, cols) }},
		{"LayerNorm", widths, layerNorm(true)},
		{"LayerNormPlain", widths, layerNorm(false)},
		{"LayerNormGrad", widths, layerNormGrad(true)},
		{"LayerNormGradPlain", widths, layerNormGrad(false)},
		{"ColSums", widths, func(dst, _, x []float32, rows, cols int) { simd.ColSums(dst, x, rows, cols, false) }},
	} {
		for _, s := range f.shapes {
			b.Run(fmt.Sprintf("%s/%dx%d", f.name, s.rows, s.cols), func(b *testing.B) {
				n := s.rows * s.cols
				dst, dy, x := make([]float32, n), randoms(n + 1)[1:], randoms(n)
				b.ReportAllocs()
				b.ResetTimer()
				for i := 0; i < b.N; i++ {
					f.run(dst, dy, x, s.rows, s.cols)
				}
				reportPerElement(b, n)
			})
		}
	}
}

// layerNorm makes a normalisation with or without gamma and beta.
func layerNorm(affine bool) func(dst, dy, x []float32, rows, cols int) {
	mean, rstd := make([]float32, 4096), make([]float32, 4096)
	return func(dst, _, x []float32, rows, cols int) {
		var gamma, beta []float32
		if affine {
			gamma, beta = x[:cols], x[1:cols+1]
		}
		simd.LayerNormRows(dst, mean, rstd, x, gamma, beta, rows, cols, 1e-6)
	}
}

// layerNormGrad makes the gradient of one.
func layerNormGrad(affine bool) func(dst, dy, x []float32, rows, cols int) {
	mean, rstd := make([]float32, 4096), make([]float32, 4096)
	for i := range rstd {
		rstd[i] = 1
	}
	sums := make([]float32, 2048)
	return func(dst, dy, x []float32, rows, cols int) {
		if !affine {
			simd.LayerNormGradRows(dst, nil, nil, dy, x, nil, mean, rstd, rows, cols)
			return
		}
		dgamma, dbeta := sums[:cols], sums[1024:1024+cols]
		clear(sums)
		simd.LayerNormGradRows(dst, dgamma, dbeta, dy, x, x[:cols], mean, rstd, rows, cols)
	}
}
