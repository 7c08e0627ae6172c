package bench

import "github.com/gopathway/pathway/simd"

// vectors are arithmetic on vectors of 4096 numbers, reductions, and the
// updates of the optimizers.
func vectors() []kernel {
	const n = 4096
	dst, x, y := make([]float32, n), randoms(n), randoms(n + 1)[1:]
	m, v, vmax := make([]float32, n), make([]float32, n), make([]float32, n)
	adam := func(vmax []float32) {
		simd.AdamWStep(dst, x, m, v, vmax, 0.9, 0.999, 1e-8, 1e-3, 0.1, 0.001, 0.05, true)
	}
	sgd := func(buf []float32) { simd.SGDStep(dst, x, buf, 0.01, 0.9, 0, 1e-4, false) }
	var list []kernel
	for _, f := range []struct {
		name   string
		passes int // vectors read, and vectors written
		run    func()
	}{
		{"Add", 3, func() { simd.Add(dst, x, y) }},
		{"Sub", 3, func() { simd.Sub(dst, x, y) }},
		{"Mul", 3, func() { simd.Mul(dst, x, y) }},
		{"Div", 3, func() { simd.Div(dst, x, y) }},
		{"Maximum", 3, func() { simd.Maximum(dst, x, y) }},
		{"AddScalar", 2, func() { simd.AddScalar(dst, x, 0.5) }},
		{"Scale", 2, func() { simd.Scale(dst, x, 0.5) }},
		{"Axpy", 3, func() { simd.Axpy(dst, 1e-3, x) }},
		{"ScaleAdd", 3, func() { simd.ScaleAdd(dst, x, 0.5, y) }},
		{"MulAdd", 4, func() { simd.MulAdd(dst, x, y) }},
		{"Sum", 1, func() { simd.Sum(x) }},
		{"Dot", 2, func() { simd.Dot(x, y) }},
		{"Max", 1, func() { simd.Max(x) }},
		{"ArgMax", 1, func() { simd.ArgMax(x) }},
		{"MeanVar", 1, func() { simd.MeanVar(x) }},
		{"LogSumExp", 1, func() { simd.LogSumExp(x) }},
		{"AdamW", 7, func() { adam(nil) }},
		{"AMSGrad", 9, func() { adam(vmax) }},
		{"SGD", 3, func() { sgd(nil) }},
		{"SGDMomentum", 5, func() { sgd(m) }},
	} {
		list = append(list, kernel{f.name, "4096", n, 4 * f.passes * n, func() func() {
			for _, state := range [][]float32{dst, m, v, vmax} {
				clear(state)
			}
			return f.run
		}})
	}
	return list
}
