package bench

import "github.com/gopathway/pathway/simd"

// functions are the functions of each element of a vector and their gradients,
// on 4096 normal numbers (or their squares, where they have to be positive).
func functions() []kernel {
	const n = 4096
	var list []kernel
	for _, f := range []struct {
		name string
		run  func(dst, x []float32)
	}{
		{"Exp", simd.Exp}, {"Log", simd.Log}, {"Sqrt", simd.Sqrt}, {"Rsqrt", simd.Rsqrt},
		{"Sin", simd.Sin}, {"Cos", simd.Cos},
		{"Tanh", simd.Tanh}, {"Erf", simd.Erf}, {"Sigmoid", simd.Sigmoid},
		{"ReLU", simd.ReLU}, {"SiLU", simd.SiLU}, {"GELU", simd.GELU}, {"GELUTanh", simd.GELUTanh},
	} {
		list = append(list, kernel{f.name, "4096", n, 8 * n, func() func() {
			dst, x := make([]float32, n), randoms(n)
			switch f.name {
			case "Log", "Sqrt", "Rsqrt":
				for i, v := range x {
					x[i] = v * v
				}
			}
			return func() { f.run(dst, x) }
		}})
	}
	for _, f := range []struct {
		name string
		run  func(dx, dy, x []float32)
	}{
		{"ReLUGrad", simd.ReLUGrad}, {"SiLUGrad", simd.SiLUGrad},
		{"GELUGrad", simd.GELUGrad}, {"GELUTanhGrad", simd.GELUTanhGrad},
	} {
		list = append(list, kernel{f.name, "4096", n, 12 * n, func() func() {
			dx, dy, x := make([]float32, n), randoms(n + 1)[1:], randoms(n)
			return func() { f.run(dx, dy, x) }
		}})
	}
	list = append(list, kernel{"GELUAndSlope", "4096", n, 12 * n, func() func() {
		y, slope, x := make([]float32, n), make([]float32, n), randoms(n)
		return func() { simd.GELUAndSlope(y, slope, x) }
	}})
	return list
}

// conversions are those of 4096 numbers between float32 and narrow formats.
func conversions() []kernel {
	const n = 4096
	x, short, small := randoms(n), make([]uint16, n), make([]int8, n)
	var list []kernel
	for _, f := range []struct {
		name  string
		bytes int
		run   func()
	}{
		{"BF16FromFloat32", 6, func() { simd.BF16FromFloat32(short, x) }},
		{"Float32FromBF16", 6, func() { simd.Float32FromBF16(x, short) }},
		{"F16FromFloat32", 6, func() { simd.F16FromFloat32(short, x) }},
		{"Float32FromF16", 6, func() { simd.Float32FromF16(x, short) }},
		{"Int8FromFloat32", 5, func() { simd.Int8FromFloat32(small, x, 0.03) }},
		{"Float32FromInt8", 5, func() { simd.Float32FromInt8(x, small, 0.03) }},
	} {
		list = append(list, kernel{f.name, "4096", n, f.bytes * n, func() func() { return f.run }})
	}
	return list
}
