package simd

// This file: layer normalisation of the rows of a matrix [rows, cols].

// LayerNormRows normalises each row x of a matrix:
//
//	mean = Σx/n, var = Σ(x−mean)²/n, rstd = 1/√(var + eps)
//	y = (x−mean)·rstd·gamma + beta
//
// The last line is one multiplication and one fused multiply-add (no gamma:
// one; no beta: two multiplications). gamma and beta [cols] may be nil; mean
// and rstd [rows] are results too. dst may be x.
func LayerNormRows(dst, mean, rstd, x, gamma, beta []float32, rows, cols int, eps float32) {
	checkRows(dst, x, rows, cols)
	if len(mean) < rows || len(rstd) < rows || gamma != nil && len(gamma) < cols || beta != nil && len(beta) < cols {
		panic("simd: LayerNormRows: short vector")
	}
	if cols == 0 {
		return
	}
	for r := 0; r < rows; r++ {
		a, d := x[r*cols:(r+1)*cols], dst[r*cols:(r+1)*cols]
		mean[r], rstd[r] = moments(a, eps)
		normalise(d, a, gamma, beta, mean[r], rstd[r])
	}
}

// moments returns mean and rstd of a row.
func moments(x []float32, eps float32) (mean, rstd float32) {
	n := float32(len(x))
	mean = Sum(x) / n
	v := squaredDiff(x, mean) / n
	return mean, 1 / sqrt32(v+eps)
}

// squaredDiffGeneric returns Σ (x−m)², by lanes.
func squaredDiffGeneric(x []float32, m float32) float32 {
	var v [lanes]float32
	for i, a := range x {
		d := a - m
		v[i%lanes] = FMA(d, d, v[i%lanes])
	}
	return combine(&v)
}

func normaliseGeneric(dst, x, gamma, beta []float32, mean, rstd float32) {
	for i, a := range x {
		h := float32((a - mean) * rstd)
		switch {
		case gamma != nil && beta != nil:
			h = FMA(h, gamma[i], beta[i])
		case gamma != nil:
			h = float32(h * gamma[i])
		case beta != nil:
			h += beta[i]
		}
		dst[i] = h
	}
}

// LayerNormGradRows computes the gradients of LayerNormRows. With
// h = (x−mean)·rstd and g = dy·gamma, by row:
//
//	dx = rstd·(g − mean(g) − h·mean(g·h))
//	dgamma += dy·h, dbeta += dy           chains over ascending rows
//
// dx, dgamma and dbeta may be nil and are then left out. dx may be dy.
func LayerNormGradRows(dx, dgamma, dbeta, dy, x, gamma, mean, rstd []float32, rows, cols int) {
	checkRows(dy, x, rows, cols)
	if dx != nil {
		checkRows(dx, x, rows, cols)
	}
	if len(mean) < rows || len(rstd) < rows || gamma != nil && len(gamma) < cols ||
		dgamma != nil && len(dgamma) < cols || dbeta != nil && len(dbeta) < cols {
		panic("simd: LayerNormGradRows: short vector")
	}
	if cols == 0 {
		return
	}
	for r := 0; r < rows; r++ {
		a, g := x[r*cols:(r+1)*cols], dy[r*cols:(r+1)*cols]
		if dgamma != nil {
			mulAddNorm(dgamma[:cols], g, a, mean[r], rstd[r])
		}
		if dbeta != nil {
			Add(dbeta[:cols], dbeta[:cols], g)
		}
		if dx != nil {
			layerNormGradRow(dx[r*cols:(r+1)*cols], g, a, gamma, mean[r], rstd[r])
		}
	}
}

// mulAddNormGeneric computes dst = fma(dy, h, dst).
func mulAddNormGeneric(dst, dy, x []float32, mean, rstd float32) {
	for i, a := range x {
		dst[i] = FMA(dy[i], float32((a-mean)*rstd), dst[i])
	}
}

func layerNormGradRowGeneric(dx, dy, x, gamma []float32, mean, rstd float32) {
	var s1, s2 [lanes]float32
	for i, a := range x {
		g := dy[i]
		if gamma != nil {
			g = float32(g * gamma[i])
		}
		s1[i%lanes] += g
		s2[i%lanes] = FMA(g, float32((a-mean)*rstd), s2[i%lanes])
	}
	n := float32(len(x))
	layerNormGradTail(dx, dy, x, gamma, mean, rstd, combine(&s1)/n, combine(&s2)/n)
}

// layerNormGradTail does some elements of a row with m1 = mean(g) and
// m2 = mean(g·h).
func layerNormGradTail(dx, dy, x, gamma []float32, mean, rstd, m1, m2 float32) {
	for i, a := range x {
		g := dy[i]
		if gamma != nil {
			g = float32(g * gamma[i])
		}
		h := float32((a - mean) * rstd)
		dx[i] = float32(rstd * FMA(-h, m2, g-m1))
	}
}
