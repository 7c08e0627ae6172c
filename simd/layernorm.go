package simd

// This file: layer normalisation of the rows of a matrix [rows, cols].

// LayerNormRows normalises each row x of a matrix:
//
//	mean = Σx/n, var = Σ(x−mean)²/n, rstd = 1/√(var + eps)
//	y = (x−mean)·rstd·gamma + beta
//
// Σx is Sum, Σ(x−mean)² is by lanes too, and every other operation is rounded
// once. The last line is one multiplication and one fused multiply-add (no
// gamma: a multiplication and an addition; no beta: two multiplications). gamma
// and beta [cols] may be nil; mean and rstd [rows] are results too. dst may be
// x; the results must not overlap anything else.
func LayerNormRows(dst, mean, rstd, x, gamma, beta []float32, rows, cols int, eps float32) {
	const op = "LayerNormRows"
	checkRows(op, "x", x, rows, cols)
	checkRows(op, "dst", dst, rows, cols)
	checkResult(op, "dst", dst[:rows*cols], "x", x[:rows*cols])
	checkVector(op, "mean", mean, rows)
	checkVector(op, "rstd", rstd, rows)
	if gamma != nil {
		checkVector(op, "gamma", gamma, cols)
	}
	if beta != nil {
		checkVector(op, "beta", beta, cols)
	}
	n, g, b := rows*cols, gamma[:min(cols, len(gamma))], beta[:min(cols, len(beta))]
	checkApart(op, "mean rstd dst x gamma beta", 2, mean[:rows], rstd[:rows], dst[:n], x[:n], g, b)
	checkApart(op, "dst gamma beta", 1, dst[:n], g, b)
	if rows > 0 && cols > 0 {
		layerNormRows(dst[:rows*cols], mean, rstd, x[:rows*cols], gamma, beta, cols, eps)
	}
}

func layerNormRowsGeneric(dst, mean, rstd, x, gamma, beta []float32, cols int, eps float32) {
	n := float32(cols)
	for r := 0; r*cols < len(x); r++ {
		a, d := x[r*cols:(r+1)*cols], dst[r*cols:(r+1)*cols]
		mean[r] = sumGeneric(a) / n
		rstd[r] = 1 / sqrt32(squaredDiffGeneric(a, mean[r])/n+eps)
		for i, v := range a {
			h := float32((v - mean[r]) * rstd[r])
			switch {
			case gamma != nil && beta != nil:
				h = FMA(h, gamma[i], beta[i])
			case gamma != nil:
				h = float32(h * gamma[i])
			case beta != nil:
				h += beta[i]
			}
			d[i] = h
		}
	}
}

// LayerNormGradRows computes the gradients of LayerNormRows. With
// h = (x−mean)·rstd and g = dy·gamma, by row:
//
//	dx = rstd·(g − mean(g) − h·mean(g·h))
//	dgamma += dy·h, dbeta += dy           chains over ascending rows
//
// dx, dgamma and dbeta may be nil and are then left out. dx may be dy or x; the
// results must not overlap anything else.
func LayerNormGradRows(dx, dgamma, dbeta, dy, x, gamma, mean, rstd []float32, rows, cols int) {
	const op = "LayerNormGradRows"
	checkRows(op, "dy", dy, rows, cols)
	checkRows(op, "x", x, rows, cols)
	if dx != nil {
		checkRows(op, "dx", dx, rows, cols)
		checkResult(op, "dx", dx[:rows*cols], "dy", dy[:rows*cols])
		checkResult(op, "dx", dx[:rows*cols], "x", x[:rows*cols])
	}
	checkVector(op, "mean", mean, rows)
	checkVector(op, "rstd", rstd, rows)
	if gamma != nil {
		checkVector(op, "gamma", gamma, cols)
	}
	if dgamma != nil {
		checkVector(op, "dgamma", dgamma, cols)
	}
	if dbeta != nil {
		checkVector(op, "dbeta", dbeta, cols)
	}
	n := rows * cols
	toX, toGamma, toBeta := dx[:min(n, len(dx))], dgamma[:min(cols, len(dgamma))], dbeta[:min(cols, len(dbeta))]
	ga, me, rs := gamma[:min(cols, len(gamma))], mean[:rows], rstd[:rows]
	checkApart(op, "dgamma dbeta dx dy x gamma mean rstd", 2, toGamma, toBeta, toX, dy[:n], x[:n], ga, me, rs)
	checkApart(op, "dx gamma mean rstd", 1, toX, ga, me, rs)
	if cols == 0 {
		return
	}
	// A few rows at a time: they are read thrice, while the cache holds them.
	for lo, step := 0, nearRows(cols); lo < rows; lo += step {
		hi := min(lo+step, rows)
		a, g, m, s := x[lo*cols:hi*cols], dy[lo*cols:hi*cols], mean[lo:hi], rstd[lo:hi]
		if dgamma != nil {
			layerNormGammaGrad(dgamma[:cols], g, a, m, s)
		}
		if dbeta != nil {
			colSums(dbeta[:cols], g)
		}
		if dx != nil { // last, for dx may be dy
			layerNormGradRows(dx[lo*cols:hi*cols], g, a, gamma, m, s, cols)
		}
	}
}

// layerNormGammaGradGeneric computes dgamma[j] = fma(dy, h, dgamma[j]) over
// all rows, from column from.
func layerNormGammaGradGeneric(dgamma, dy, x, mean, rstd []float32, from int) {
	cols := len(dgamma)
	for r, m := range mean {
		for j := from; j < cols; j++ {
			i := r*cols + j
			dgamma[j] = FMA(dy[i], float32((x[i]-m)*rstd[r]), dgamma[j])
		}
	}
}

func layerNormGradRowsGeneric(dx, dy, x, gamma, mean, rstd []float32, cols int) {
	n := float32(cols)
	for r, m := range mean {
		lo, hi := r*cols, (r+1)*cols
		d, g, a := dx[lo:hi], dy[lo:hi], x[lo:hi]
		var s1, s2 [lanes]float32
		for i := range a {
			gi, h := layerNormTerms(i, g, a, gamma, m, rstd[r])
			s1[i%lanes] += gi
			s2[i%lanes] = FMA(gi, h, s2[i%lanes])
		}
		m1, m2 := combine(&s1)/n, combine(&s2)/n
		for i := range a {
			gi, h := layerNormTerms(i, g, a, gamma, m, rstd[r])
			d[i] = float32(rstd[r] * FMA(-h, m2, gi-m1))
		}
	}
}

// layerNormTerms returns g and h of element i of a row.
func layerNormTerms(i int, dy, x, gamma []float32, mean, rstd float32) (g, h float32) {
	g = dy[i]
	if gamma != nil {
		g = float32(g * gamma[i])
	}
	return g, float32((x[i] - mean) * rstd)
}
