package bench

import (
	"testing"

	"github.com/gopathway/pathway/simd"
)

// BenchmarkElementwise measures the functions of one vector on 4096 normal
// numbers, which stay in the first-level cache.
func BenchmarkElementwise(b *testing.B) {
	const n = 4096
	for _, f := range []struct {
		name string
		run  func(dst, x []float32)
	}{
		{"Exp", simd.Exp}, {"Log", simd.Log}, {"Sqrt", simd.Sqrt}, {"Rsqrt", simd.Rsqrt},
		{"Sin", simd.Sin}, {"Cos", simd.Cos},
		{"Tanh", simd.Tanh}, {"Erf", simd.Erf}, {"Sigmoid", simd.Sigmoid},
		{"ReLU", simd.ReLU}, {"SiLU", simd.SiLU}, {"GELU", simd.GELU}, {"GELUTanh", simd.GELUTanh},
		{"ReLUGrad", gradient(simd.ReLUGrad)}, {"SiLUGrad", gradient(simd.SiLUGrad)},
		{"GELUGrad", gradient(simd.GELUGrad)}, {"GELUTanhGrad", gradient(simd.GELUTanhGrad)},
	} {
		b.Run(f.name+"/4096", func(b *testing.B) {
			dst, x := make([]float32, n), randoms(n)
			switch f.name {
			case "Log", "Sqrt", "Rsqrt": // of positive numbers
				for i, v := range x {
					x[i] = v * v
				}
			}
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; i < b.N; i++ {
				f.run(dst, x)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/elem")
		})
	}
}

// BenchmarkConversions measures conversions of 4096 numbers between float32 and
// narrow formats.
func BenchmarkConversions(b *testing.B) {
	const n = 4096
	x, short, small := randoms(n), make([]uint16, n), make([]int8, n)
	for _, f := range []struct {
		name string
		run  func()
	}{
		{"BF16FromFloat32", func() { simd.BF16FromFloat32(short, x) }},
		{"Float32FromBF16", func() { simd.Float32FromBF16(x, short) }},
		{"F16FromFloat32", func() { simd.F16FromFloat32(short, x) }},
		{"Float32FromF16", func() { simd.Float32FromF16(x, short) }},
		{"Int8FromFloat32", func() { simd.Int8FromFloat32(small, x, 0.03) }},
		{"Float32FromInt8", func() { simd.Float32FromInt8(x, small, 0.03) }},
	} {
		b.Run(f.name+"/4096", func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; i < b.N; i++ {
				f.run()
			}
			reportPerElement(b, n)
		})
	}
}

// gradient makes a function of one vector of a gradient, x being its own
// incoming gradient.
func gradient(f func(dx, dy, x []float32)) func(dst, x []float32) {
	return func(dst, x []float32) { f(dst, x, x) }
}
