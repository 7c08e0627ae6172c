package simd

// This file: GELU (Hendrycks and Gimpel, 2016), x·Φ(x), in its erf form, and
// the tanh approximation, which is x·σ(2u) with u = √(2/π)·(x + 0.044715·x³).

// GELU computes x·Φ(x) of each element, Φ the normal distribution function,
// within 2 ulp of max(|result|, 1/2), and 7 ulp down to results of 1e-30.
// GELU(−Inf) is NaN, as in PyTorch. dst may be x.
func GELU(dst, x []float32) {
	if misfit(dst, x) {
		check2("GELU", "dst", dst, "x", x)
	}
	gelu(dst, x)
}

func geluGeneric(dst, x []float32) {
	for i, v := range x {
		cdf, _ := normalCDF(v)
		dst[i] = float32(v * cdf)
	}
}

// invSqrt2Pi is 1/√(2π).
const invSqrt2Pi = float32(0.398942280401432677939946)

// GELUGrad computes dx = dy·(Φ(x) + x·φ(x)), φ the normal density; the factor
// within 2 ulp of max(|factor|, 1), NaN for infinite x, as in PyTorch. dx may
// be dy.
func GELUGrad(dx, dy, x []float32) {
	if misfit(dx, dy) || misfit(dx, x) {
		check3("GELUGrad", "dx", dx, "dy", dy, "x", x)
	}
	geluGrad(dx, dy, x)
}

func geluGradGeneric(dx, dy, x []float32) {
	for i, v := range x {
		cdf, e := normalCDF(v)
		dx[i] = float32(dy[i] * geluSlope(v, cdf, e))
	}
}

// geluSlope returns Φ(x) + x·φ(x) from what normalCDF(x) returns.
func geluSlope(x, cdf, e float32) float32 { return FMA(x, float32(e*invSqrt2Pi), cdf) }

const (
	geluTanhLinear = float32(1.59576912160573071176)   // 2·√(2/π)
	geluTanhCubic  = float32(0.0713548162726009123599) // 2·√(2/π)·0.044715
	geluTanhSlope  = 3 * geluTanhCubic
)

// GELUTanh computes the tanh approximation of GELU of each element, within 2
// ulp of max(|result|, 1/4). GELUTanh(−Inf) is NaN, as in PyTorch. dst may be x.
func GELUTanh(dst, x []float32) {
	if misfit(dst, x) {
		check2("GELUTanh", "dst", dst, "x", x)
	}
	geluTanh(dst, x)
}

func geluTanhGeneric(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(v * sigmoid1(geluTanhArg(v)))
	}
}

// geluTanhArg returns 2u = x·(linear + cubic·x²).
func geluTanhArg(x float32) float32 {
	return float32(x * FMA(geluTanhCubic, float32(x*x), geluTanhLinear))
}

// GELUTanhGrad computes dx = dy·d/dx GELUTanh(x). With s = σ(2u) the factor is
// s + x·s·(1−s)·(2u)', within 2 ulp of max(|factor|, 1/2); 0 and 1 for
// infinite x. dx may be dy.
func GELUTanhGrad(dx, dy, x []float32) {
	if misfit(dx, dy) || misfit(dx, x) {
		check3("GELUTanhGrad", "dx", dx, "dy", dy, "x", x)
	}
	geluTanhGrad(dx, dy, x)
}

func geluTanhGradGeneric(dx, dy, x []float32) {
	for i, v := range x {
		s, other := sigmoid2(geluTanhArg(v))
		slope := FMA(geluTanhSlope, float32(v*v), geluTanhLinear)
		bend := float32(s * other) // 0 where x² overflows: the slope must not make it NaN
		if bend != 0 {
			bend = float32(bend * float32(v*slope))
		}
		dx[i] = float32(dy[i] * float32(s+bend))
	}
}
