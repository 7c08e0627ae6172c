package main

import (
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/gomlx/backends"
	"github.com/viterin/vek/vek32"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gopathway/pathway/bench/peers/internal/peer"
	"github.com/gopathway/pathway/simd"
)

// A kernel computes on vectors and leaves its result in dst; a sum leaves it
// in dst[0].
type kernel func(dst, x, y []float32)

func unary(f func(dst, x []float32)) kernel {
	return func(dst, x, _ []float32) { f(dst, x) }
}

func vekUnary(f func(dst, x []float32) []float32) kernel {
	return func(dst, x, _ []float32) { f(dst, x) }
}

func vekBinary(f func(dst, x, y []float32) []float32) kernel {
	return func(dst, x, y []float32) { f(dst, x, y) }
}

// kernels are the functions of vectors that a library shares with pathway;
// nil where it has none.
var kernels = []struct {
	name                string
	pathway, vek, gonum kernel
	gomlx               func(b backends.Builder, x backends.Op) (backends.Op, error)
}{
	{"Exp", unary(simd.Exp), vekUnary(vek32.Exp_Into), nil, backends.Builder.Exp},
	{"Log", unary(simd.Log), vekUnary(vek32.Log_Into), nil, backends.Builder.Log},
	{"Sin", unary(simd.Sin), vekUnary(vek32.Sin_Into), nil, backends.Builder.Sin},
	{"Cos", unary(simd.Cos), vekUnary(vek32.Cos_Into), nil, backends.Builder.Cos},
	{"Sqrt", unary(simd.Sqrt), vekUnary(vek32.Sqrt_Into), nil, backends.Builder.Sqrt},
	{"Tanh", unary(simd.Tanh), nil, nil, backends.Builder.Tanh},
	{"Erf", unary(simd.Erf), nil, nil, backends.Builder.Erf},
	{"Sigmoid", unary(simd.Sigmoid), nil, nil, backends.Builder.Logistic},
	{"Add", simd.Add, vekBinary(vek32.Add_Into), nil, nil},
	{"Mul", simd.Mul, vekBinary(vek32.Mul_Into), nil, nil},
	{"Div", simd.Div, vekBinary(vek32.Div_Into), nil, nil},
	{
		name:    "Sum",
		pathway: func(dst, x, _ []float32) { dst[0] = simd.Sum(x) },
		vek:     func(dst, x, _ []float32) { dst[0] = vek32.Sum(x) },
	},
	{
		name:    "Dot",
		pathway: func(dst, x, y []float32) { dst[0] = simd.Dot(x, y) },
		vek:     func(dst, x, y []float32) { dst[0] = vek32.Dot(x, y) },
		gonum: func(dst, x, y []float32) {
			dst[0] = blas32.Dot(blas32.Vector{N: len(x), Inc: 1, Data: x}, blas32.Vector{N: len(y), Inc: 1, Data: y})
		},
	},
}

// BenchmarkKernel/<name>/<size>/<peer> has the names of the benchmark of the
// main module, with one level more. The 4096 positive numbers stay in the
// first-level cache.
func BenchmarkKernel(b *testing.B) {
	const n = 4096
	x, y := peer.Normal(1, n), peer.Normal(2, n)
	for i := range x {
		x[i], y[i] = float32(math.Abs(float64(x[i]))), float32(math.Abs(float64(y[i])))
	}
	want, dst := make([]float32, n), make([]float32, n)
	for _, k := range kernels {
		run := func(library string, f func(), result func() []float32) {
			b.Run(fmt.Sprintf("%s/%d/%s", k.name, n, library), func(b *testing.B) {
				clear(dst)
				f()
				if i := differ(result(), want); i >= 0 {
					b.Fatalf("of %v and %v: %v, pathway has %v", x[i], y[i], result()[i], want[i])
				}
				b.ReportAllocs()
				b.ResetTimer()
				for i := 0; i < b.N; i++ {
					f()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/elem")
			})
		}
		clear(want)
		k.pathway(want, x, y)
		for _, l := range []struct {
			name string
			f    kernel
		}{{"pathway", k.pathway}, {"vek", k.vek}, {"gonum", k.gonum}} {
			if l.f != nil {
				run(l.name, func() { l.f(dst, x, y) }, func() []float32 { return dst })
			}
		}
		if k.gomlx != nil {
			g, err := peer.NewGraph(func(b backends.Builder, x []backends.Op) (backends.Op, error) {
				return k.gomlx(b, x[0])
			}, peer.Input{Data: x, Shape: []int{n}})
			if err != nil {
				b.Fatal(err)
			}
			run("gomlx", g.Run, g.Result)
		}
	}
}

// differ returns the first place where two vectors are not about equal, or -1.
func differ(got, want []float32) int {
	for i := range want {
		if d := math.Abs(float64(got[i]) - float64(want[i])); !(d <= 1e-5+1e-4*math.Abs(float64(want[i]))) {
			return i
		}
	}
	return -1
}
