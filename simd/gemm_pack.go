package simd

// This file: packing. A packed operand holds, block of kc steps by block and
// panel by panel, for each step the nr values that the micro-kernel reads
// together; panels at the edge are filled with zeros. (A zero there never
// reaches C: the columns it would make are not stored.)

// packPanels packs op(B), k×n, into dst. Element (l, j) of block l0..l1 lies
// at l0·panels·nr + (j/nr)·nr·(l1−l0) + (l−l0)·nr + j%nr.
func packPanels(dst []float32, t gemmTile, transB bool, k, n int, b []float32, ldb int) {
	if k == 0 || n == 0 {
		return
	}
	panels := ceilDiv(n, t.nr)
	kc := ceilDiv(k, ceilDiv(k, t.kc))
	for l0 := 0; l0 < k; l0 += kc {
		steps := min(kc, k-l0)
		block := dst[l0*panels*t.nr:][:panels*t.nr*steps]
		p := 0
		if !transB {
			p = packWhole(block, t.nr, b[l0*ldb:], ldb, n, steps)
		}
		for ; p < panels; p++ {
			out := block[p*t.nr*steps:][:t.nr*steps]
			j := p * t.nr
			cols := min(t.nr, n-j)
			if transB {
				packTransposed(out, t.nr, b[j*ldb+l0:], ldb, cols, steps)
			} else {
				packStraight(out, t.nr, b[l0*ldb+j:], ldb, cols, steps)
			}
		}
	}
}

// packStraight packs steps rows of cols values.
func packStraight(out []float32, nr int, b []float32, ldb, cols, steps int) {
	for l := 0; l < steps; l++ {
		row := out[l*nr : (l+1)*nr]
		copy(row, b[l*ldb:l*ldb+cols])
		clear(row[cols:])
	}
}

// packTransposedGeneric packs cols rows of steps values, as columns.
func packTransposedGeneric(out []float32, nr int, b []float32, ldb, cols, steps int) {
	for j := 0; j < cols; j++ {
		for l, v := range b[j*ldb : j*ldb+steps] {
			out[l*nr+j] = v
		}
	}
	for j := cols; j < nr; j++ {
		for l := 0; l < steps; l++ {
			out[l*nr+j] = 0
		}
	}
}

// packRows packs rows×k values of op(A) into tiles of mr rows: step by step
// the mr values of a tile, the last tile filled with zeros. out has slack
// floats more than the tiles need.
func packRows(out []float32, mr int, a []float32, rsA, csA, rows, k int) {
	for i := packWholeRows(out, mr, a, rsA, csA, rows, k); i < rows; i += mr {
		tile := out[i*k : i*k+mr*k]
		have := min(mr, rows-i)
		if have < mr {
			clear(tile)
		}
		for r := 0; r < have; r++ {
			for l := 0; l < k; l++ {
				tile[l*mr+r] = a[(i+r)*rsA+l*csA]
			}
		}
	}
}

// slack is how many floats packWholeRows may write past its last tile.
const slack = 8
