//go:build purego || !(amd64 || arm64)

package simd

// This file: the functions of one vector on platforms without assembly: the
// portable versions.

func exp(dst, x []float32)             { expGeneric(dst, x) }
func tanh(dst, x []float32)            { tanhGeneric(dst, x) }
func erf(dst, x []float32)             { erfGeneric(dst, x) }
func sigmoid(dst, x []float32)         { sigmoidGeneric(dst, x) }
func relu(dst, x []float32)            { reluGeneric(dst, x) }
func silu(dst, x []float32)            { siluGeneric(dst, x) }
func gelu(dst, x []float32)            { geluGeneric(dst, x) }
func geluTanh(dst, x []float32)        { geluTanhGeneric(dst, x) }
func sqrt(dst, x []float32)            { sqrtGeneric(dst, x) }
func rsqrt(dst, x []float32)           { rsqrtGeneric(dst, x) }
func reluGrad(dx, dy, x []float32)     { reluGradGeneric(dx, dy, x) }
func siluGrad(dx, dy, x []float32)     { siluGradGeneric(dx, dy, x) }
func geluGrad(dx, dy, x []float32)     { geluGradGeneric(dx, dy, x) }
func geluTanhGrad(dx, dy, x []float32) { geluTanhGradGeneric(dx, dy, x) }
