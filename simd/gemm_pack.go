package simd

// This file: packing. A panel holds, step by step, the values of up to width
// columns of op(B), or rows of op(A), that the micro-kernel reads together. A
// panel of fewer columns holds arbitrary values behind them: the micro-kernel
// for edges does not use those.

// slack is how many floats packColumns may write behind a panel.
const slack = 8

// packedSize is how many floats packPanels needs for a k×n operand.
func (t gemmTile) packedSize(k, n int) int {
	return k*ceilDiv(n, t.nr)*t.nr + slack
}

// packPanels packs all of op(B), k×n. Panel p begins at p·nr·k, whatever the
// blocks of the product that uses it, and is nr wide, the last as wide as
// columns are left.
func packPanels(dst []float32, t gemmTile, transB bool, k, n int, b []float32, ldb int) {
	if k == 0 {
		return
	}
	for j := 0; j < n; j += t.nr {
		cols := min(t.nr, n-j)
		packPanel(dst[j*k:], t.nr, transB, b, ldb, j, cols, 0, k)
		if cols < t.nr { // close the gaps, the first steps first
			packStepsGeneric(dst[j*k:], cols, dst[j*k:], t.nr, cols, k)
		}
	}
}

// packPanel packs the steps [l0, l1) of cols columns of op(B) from column j.
func packPanel(dst []float32, nr int, transB bool, b []float32, ldb, j, cols, l0, l1 int) {
	if transB {
		packColumns(dst, nr, b[j*ldb+l0:], ldb, cols, l1-l0)
	} else {
		packSteps(dst, nr, b[l0*ldb+j:], ldb, cols, l1-l0)
	}
}

// packTiles packs the steps [l0, l1) of whole tiles of mr rows of op(A),
// from row i on.
func packTiles(dst []float32, mr int, transA bool, a []float32, lda, i, tiles, l0, l1 int) {
	size := mr * (l1 - l0)
	if !transA {
		for t := 0; t < tiles; t++ {
			packColumns(dst[t*size:], mr, a[(i+t*mr)*lda+l0:], lda, mr, l1-l0)
		}
		return
	}
	const few = 16 // steps at a time: what neighbouring tiles share stays in L1
	for l := l0; l < l1; l += few {
		for t := 0; t < tiles; t++ {
			packSteps(dst[t*size+(l-l0)*mr:], mr, a[l*lda+i+t*mr:], lda, mr, min(few, l1-l))
		}
	}
}

// packColumnsGeneric packs rows of n steps as columns:
//
//	dst[l·width + r] = src[r·lds + l]
func packColumnsGeneric(dst []float32, width int, src []float32, lds, rows, n int) {
	for r := 0; r < rows; r++ {
		for l, v := range src[r*lds : r*lds+n] {
			dst[l*width+r] = v
		}
	}
}

// packStepsGeneric packs n steps of cols values, which lie side by side:
//
//	dst[l·width + j] = src[l·lds + j]
func packStepsGeneric(dst []float32, width int, src []float32, lds, cols, n int) {
	for l := 0; l < n; l++ {
		copy(dst[l*width:l*width+cols], src[l*lds:])
	}
}
