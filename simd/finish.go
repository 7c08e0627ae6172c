package simd

// This file: what follows a product (see Epilogue), and GELU with its slope,
// in one sweep.

// GELUAndSlope computes y = GELU(x) and the factor Φ(x) + x·φ(x) that GELUGrad
// multiplies with: afterwards dy·slope, by Mul, has the bits of GELUGrad(dy,
// x). Both need the same exponential, so that the two together take little
// longer than one. y and slope must lie apart; one of them may be x.
func GELUAndSlope(y, slope, x []float32) {
	if misfit(y, x) || misfit(slope, x) || overlap(y, slope) {
		check2("GELUAndSlope", "y", y, "x", x)
		check2("GELUAndSlope", "slope", slope, "x", x)
		checkApart("GELUAndSlope", "y slope", 1, y, slope)
	}
	finish(y, x, nil, nil, slope, nil, true)
}

// finishGeneric does the following for each element, in this order. It leaves
// out what has no slice:
//
//	v = x + bias; pre = v; v = GELU(v), with slope = GELU'; dst = v + residual
//
// dst may be x. The others are as long as x, or nil; slope is for gelu only.
func finishGeneric(dst, x, bias, pre, slope, residual []float32, gelu bool) {
	for i, v := range x {
		if bias != nil {
			v += bias[i]
		}
		if pre != nil {
			pre[i] = v
		}
		if gelu {
			cdf, e := normalCDF(v)
			if slope != nil {
				slope[i] = geluSlope(v, cdf, e)
			}
			v = float32(v * cdf)
		}
		if residual != nil {
			v += residual[i]
		}
		dst[i] = v
	}
}

// part returns x[lo:hi], and nil of nil.
func part(x []float32, lo, hi int) []float32 {
	if x == nil {
		return nil
	}
	return x[lo:hi]
}
