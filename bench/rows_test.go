package bench

import (
	"fmt"

	"github.com/gopathway/pathway/simd"
)

// rows are the kernels over the rows of a matrix: attention of 50 and 197
// tokens, layer norms of a small ViT (64), of ViT-Ti (192), ViT-B (768) and
// ViT-L (1024), losses of 10 and 1000 classes, and transposes.
func rows() []kernel {
	type matrix struct{ rows, cols int }
	attention, classes := []matrix{{12800, 50}, {64, 197}, {2364, 197}}, []matrix{{64, 10}, {64, 1000}}
	widths := []matrix{{3200, 64}, {1576, 192}, {16, 768}, {197, 768}, {197, 1024}}
	var list []kernel
	for _, f := range []struct {
		name   string
		shapes []matrix
		passes int // matrices read, and matrices written
		run    func(dst, dy, x []float32, rows, cols int)
	}{
		{"Softmax", attention, 2, func(dst, _, x []float32, rows, cols int) { simd.SoftmaxRows(dst, x, rows, cols, 0.125) }},
		{"SoftmaxMasked", attention, 3, func(dst, dy, x []float32, rows, cols int) {
			simd.MaskedSoftmaxRows(dst, x, dy, rows, cols, 0.125)
		}},
		{"SoftmaxGrad", attention, 3, func(dst, dy, x []float32, rows, cols int) {
			simd.SoftmaxGradRows(dst, dy, x, rows, cols, 0.125)
		}},
		{"LogSoftmax", classes, 2, func(dst, _, x []float32, rows, cols int) { simd.LogSoftmaxRows(dst, x, rows, cols) }},
		{"LogSumExpRows", classes, 1, func(dst, _, x []float32, rows, cols int) { simd.LogSumExpRows(dst, x, rows, cols) }},
		{"LayerNorm", widths, 2, layerNorm(true)},
		{"LayerNormPlain", widths, 2, layerNorm(false)},
		{"LayerNormGrad", widths, 3, layerNormGrad(true)},
		{"LayerNormGradPlain", widths, 3, layerNormGrad(false)},
		{"ColSums", widths, 1, func(dst, _, x []float32, rows, cols int) { simd.ColSums(dst, x, rows, cols, false) }},
		{"Transpose", []matrix{{64, 64}, {197, 64}, {768, 3072}}, 2, func(dst, _, x []float32, rows, cols int) { simd.Transpose(dst, x, rows, cols) }},
	} {
		for _, s := range f.shapes {
			n := s.rows * s.cols
			list = append(list, kernel{f.name, fmt.Sprintf("%dx%d", s.rows, s.cols), n, 4 * f.passes * n, func() func() {
				dst, dy, x := make([]float32, n), randoms(n + 1)[1:], randoms(n)
				return func() { f.run(dst, dy, x, s.rows, s.cols) }
			}})
		}
	}
	return list
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
