// Package bits runs kernels, tensor operations and a short training on fixed
// input. The plugin and the plain program both import it.
package bits

import (
	"fmt"
	"hash/fnv"
	"math"
	"strings"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// Lines returns one line for the instruction set in use, one for each
// computation with a hash of its bits, and one for each loss of the training.
func Lines() string {
	var b strings.Builder
	fmt.Fprintln(&b, "level", simd.Current())
	for _, f := range []func(*strings.Builder){kernels, rows, conversions, products, operations, training} {
		f(&b)
	}
	return b.String()
}

// note writes a line: a name and the hash of the bits of the values.
func note(b *strings.Builder, name string, values ...[]float32) {
	h := fnv.New64a()
	for _, v := range values {
		for _, x := range v {
			u := math.Float32bits(x)
			if x != x {
				u = math.Float32bits(float32(math.NaN())) // one NaN is as good as another
			}
			h.Write([]byte{byte(u), byte(u >> 8), byte(u >> 16), byte(u >> 24)})
		}
	}
	fmt.Fprintf(b, "%s %016x\n", name, h.Sum64())
}

// numbers returns n normal numbers, times scale.
func numbers(seed uint64, n int, scale float64) []float32 {
	g := tensor.NewRNG(seed)
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(g.Norm() * scale)
	}
	return x
}

// special returns numbers of all sizes, n of them, among them infinities, NaN,
// both zeros and subnormal numbers.
func special(n int) []float32 {
	x := numbers(1, n, 3)
	inf := float32(math.Inf(1))
	edge := []float32{0, float32(math.Copysign(0, -1)), inf, -inf, float32(math.NaN()), 1e-42, -1e-42, 89, -105, 15, -15, 0.625, 1e30, -1e30}
	for i := range x {
		if i%3 == 1 {
			x[i] = edge[i/3%len(edge)]
		}
	}
	return x
}

// kernels runs all kernels over vectors, of whole blocks and of a rest.
func kernels(b *strings.Builder) {
	unary := []struct {
		name string
		f    func(dst, x []float32)
	}{
		{"Exp", simd.Exp}, {"Log", simd.Log}, {"Tanh", simd.Tanh}, {"Erf", simd.Erf}, {"Sigmoid", simd.Sigmoid},
		{"SiLU", simd.SiLU}, {"ReLU", simd.ReLU}, {"GELU", simd.GELU}, {"GELUTanh", simd.GELUTanh},
		{"Sqrt", simd.Sqrt}, {"Rsqrt", simd.Rsqrt}, {"Sin", simd.Sin}, {"Cos", simd.Cos},
	}
	binary := []struct {
		name string
		f    func(dst, x, y []float32)
	}{
		{"Add", simd.Add}, {"Sub", simd.Sub}, {"Mul", simd.Mul}, {"Div", simd.Div}, {"Maximum", simd.Maximum},
		{"MulAdd", simd.MulAdd}, {"SiLUGrad", simd.SiLUGrad}, {"ReLUGrad", simd.ReLUGrad}, {"GELUGrad", simd.GELUGrad},
		{"GELUTanhGrad", simd.GELUTanhGrad}, {"GELUAndSlope", func(dst, x, y []float32) { simd.GELUAndSlope(dst, x, y) }},
	}
	for _, n := range []int{5, 16, 77, 1024} {
		name := func(s string) string { return fmt.Sprintf("%s[%d]", s, n) }
		for _, k := range unary {
			dst := make([]float32, n)
			k.f(dst, special(n))
			note(b, name(k.name), dst)
		}
		for _, k := range binary {
			dst, x := make([]float32, n), numbers(2, n, 1)
			k.f(dst, x, special(n))
			note(b, name(k.name), dst, x)
		}
		x, y, z := numbers(3, n, 1), numbers(4, n, 2), numbers(5, n, 1)
		mean, variance := simd.MeanVar(x)
		note(b, name("reductions"), []float32{simd.Sum(x), simd.Dot(x, y), simd.Max(x), float32(simd.ArgMax(x)), mean, variance, simd.LogSumExp(x)})
		simd.AddScalar(z, x, 0.7)
		simd.Axpy(z, 0.3, y)
		simd.ScaleAdd(z, z, -1.3, x)
		simd.Scale(z, z, 1.1)
		note(b, name("scalars"), z)

		w, m, v, most := numbers(6, n, 1), make([]float32, n), make([]float32, n), make([]float32, n)
		simd.AdamWStep(w, x, m, v, nil, 0.9, 0.999, 1e-8, 1e-3, 0.1, 0.001, 0.05, true)
		simd.AdamWStep(w, y, m, v, most, 0.9, 0.999, 1e-8, 1e-3, 0.19, 0.002, 0.05, false)
		note(b, name("AdamWStep"), w, m, v, most)
		simd.SGDStep(w, x, nil, 0.1, 0, 0, 0.01, false)
		simd.SGDStep(w, x, m, 0.1, 0.9, 0, 0.01, false)
		simd.SGDStep(w, y, m, 0.1, 0.9, 0, 0.01, true)
		note(b, name("SGDStep"), w, m)
	}
}

// rows runs the kernels over matrices, with short rows and with long ones.
func rows(b *strings.Builder) {
	for _, cols := range []int{5, 32, 197} {
		const rows = 9
		n := rows * cols
		name := func(s string) string { return fmt.Sprintf("%s[%d,%d]", s, rows, cols) }
		x, dy := numbers(7, n, 2), numbers(8, n, 1)
		y, dx := make([]float32, n), make([]float32, n)

		simd.SoftmaxRows(y, x, rows, cols, 0.37)
		simd.SoftmaxGradRows(dx, dy, y, rows, cols, 0.37)
		note(b, name("SoftmaxRows"), y, dx)
		mask := make([]float32, n)
		mask[3] = float32(math.Inf(-1))
		simd.MaskedSoftmaxRows(y, x, mask, rows, cols, 0.37)
		simd.LogSoftmaxRows(dx, x, rows, cols)
		sums := make([]float32, rows)
		simd.LogSumExpRows(sums, x, rows, cols)
		note(b, name("MaskedSoftmaxRows"), y, dx, sums)

		mean, rstd := make([]float32, rows), make([]float32, rows)
		gamma, beta := numbers(9, cols, 1), numbers(10, cols, 1)
		dgamma, dbeta := make([]float32, cols), make([]float32, cols)
		simd.LayerNormRows(y, mean, rstd, x, gamma, beta, rows, cols, 1e-6)
		simd.LayerNormGradRows(dx, dgamma, dbeta, dy, x, gamma, mean, rstd, rows, cols)
		note(b, name("LayerNormRows"), y, mean, rstd, dx, dgamma, dbeta)
		simd.LayerNormRows(y, mean, rstd, x, nil, nil, rows, cols, 1e-6)
		simd.LayerNormGradRows(dx, nil, nil, dy, x, nil, mean, rstd, rows, cols)
		simd.ColSums(dbeta, x, rows, cols, true)
		note(b, name("LayerNormRows, plain"), y, dx, dbeta)
		simd.Transpose(y, x, rows, cols)
		note(b, name("Transpose"), y)
	}
}

// conversions goes to narrow formats and back.
func conversions(b *strings.Builder) {
	for _, n := range []int{5, 77, 1024} {
		x, y := special(n), make([]float32, n)
		half, byteSized := make([]uint16, n), make([]int8, n)
		simd.BF16FromFloat32(half, x)
		simd.Float32FromBF16(y, half)
		note(b, fmt.Sprintf("BF16[%d]", n), y)
		simd.F16FromFloat32(half, x)
		simd.Float32FromF16(y, half)
		note(b, fmt.Sprintf("F16[%d]", n), y)
		simd.Int8FromFloat32(byteSized, x, 0.03)
		simd.Float32FromInt8(y, byteSized, 0.03)
		note(b, fmt.Sprintf("Int8[%d]", n), y)
	}
}

// products runs GEMM with whole tiles and edges, every way the operands lie,
// and with all that may happen around the product.
func products(b *strings.Builder) {
	for _, size := range [][3]int{{3, 5, 7}, {48, 64, 32}, {67, 131, 45}} {
		m, n, k := size[0], size[1], size[2]
		x, w := numbers(11, m*k, 1), numbers(12, k*n, 1)
		for i := 0; i < 4; i++ {
			transA, transB := i&1 != 0, i&2 != 0
			lda, ldb := k, n
			if transA {
				lda = m
			}
			if transB {
				ldb = k
			}
			c := numbers(13, m*n, 1)
			pre, slope := make([]float32, m*n), make([]float32, m*n)
			ep := &simd.Epilogue{Accumulate: true, Bias: numbers(14, n, 1), Pre: pre, GELU: true, Slope: slope, Residual: numbers(15, m*n, 1)}
			simd.Gemm(transA, transB, m, n, k, x, lda, w, ldb, c, n, ep)
			packed := make([]float32, m*n)
			simd.GemmPacked(transA, m, x, lda, simd.PackB(transB, k, n, w, ldb), packed, n, nil)
			note(b, fmt.Sprintf("Gemm[%d,%d,%d] %v %v", m, n, k, transA, transB), c, pre, slope, packed)
		}
	}
}

// operations runs tensor operations that call kernels from many goroutines.
func operations(b *strings.Builder) {
	x := tensor.FromSlice(numbers(16, 64*300, 1), 64, 300)
	y := tensor.FromSlice(numbers(17, 300*80, 1), 300, 80)
	product := tensor.MatMul(nil, x, y)
	note(b, "tensor.MatMul", product.Data())
	note(b, "tensor.Softmax", tensor.Softmax(nil, product, 1).Data())
	note(b, "tensor.GELU", tensor.GELU(nil, product).Data())
	note(b, "tensor.LogSumExp", tensor.LogSumExp(nil, product, 0, false).Data())
	note(b, "tensor.Var", tensor.Var(nil, x, []int{1}, false, false).Data())
}

// training fits a net of two layers to random classes.
func training(b *strings.Builder) {
	const samples, in, width, classes = 32, 20, 48, 10
	g := tensor.NewRNG(18)
	labels := make([]int, samples)
	for i := range labels {
		labels[i] = g.IntN(classes)
	}
	x := tensor.FromSlice(numbers(19, samples*in, 1), samples, in)
	weights := [][]float32{numbers(20, width*in, 0.2), numbers(21, classes*width, 0.2)}
	m := [][]float32{make([]float32, width*in), make([]float32, classes*width)}
	v := [][]float32{make([]float32, width*in), make([]float32, classes*width)}
	tape := autograd.NewTape()
	for step := 1; step <= 5; step++ {
		tape.Reset()
		w0 := tape.Variable(tensor.FromSlice(weights[0], width, in))
		w1 := tape.Variable(tensor.FromSlice(weights[1], classes, width))
		hidden := autograd.LayerNorm(autograd.GELU(autograd.Linear(tape.Input(x), w0, nil)), nil, nil, 1e-6)
		loss := autograd.CrossEntropy(autograd.Linear(hidden, w1, nil), labels, autograd.LossOptions{})
		autograd.Backward(loss)
		fmt.Fprintf(b, "loss %v %08x\n", loss.Value.Item(), math.Float32bits(loss.Value.Item()))
		for i, w := range []*autograd.Var{w0, w1} {
			correct1, correct2 := 1-math.Pow(0.9, float64(step)), 1-math.Pow(0.999, float64(step))
			simd.AdamWStep(weights[i], w.Grad.Data(), m[i], v[i], nil, 0.9, 0.999, 1e-8, 0.01, correct1, correct2, 0.05, true)
		}
	}
	note(b, "weights", weights...)
}
