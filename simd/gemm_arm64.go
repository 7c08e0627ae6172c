//go:build !purego

package simd

// This file: which micro-kernel and packing routines an arm64 CPU runs.

// neonTile is the tile of microTileNEON, with blocks for a core of 64 KB of
// first-level and 512 KB of second-level cache: a block of A fills half the
// latter, a panel of B takes 12 to 24 KB of the former.
var neonTile = gemmTile{mr: 8, nr: 12, block: 1 << 16, kcLeast: 256, kcMost: 512, nc: 2040}

func currentTile() gemmTile {
	if useNEON {
		return neonTile
	}
	return portableTile
}

// microTile is microTileGeneric with the level's tile. Meanwhile it prefetches
// rows of a panel into the second-level cache: those at ahead, ahead+ld and so
// on, one every aheadSteps steps.
func microTile(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, ahead *float32, ld int) {
	if useNEON {
		microTileNEON(k, a, rsA, csA, b, rsB, c, ldc, load, ahead, ld)
		return
	}
	microTileGeneric(k, a, rsA, csA, b, rsB, c, ldc, load)
}

// microTileCopy is microTile on a panel of B in place, which it packs first.
func microTileCopy(k int, a *float32, rsA, csA int, b []float32, rsB int, packed []float32, c *float32, ldc int, load bool) {
	nr := currentTile().nr
	packSteps(packed, nr, b, rsB, nr, k)
	microTile(k, a, rsA, csA, &packed[0], nr, c, ldc, load, &packed[0], 0)
}

func microEdge(rows, cols, k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool) {
	if useNEON {
		microEdgeNEON(rows, cols, k, a, rsA, csA, b, rsB, c, ldc, load)
		return
	}
	microEdgeGeneric(rows, cols, k, a, rsA, csA, b, rsB, c, ldc, load)
}

func packColumns(dst []float32, width int, src []float32, lds, rows, n int) {
	r := 0
	if useNEON && n >= 4 {
		for ; r+4 <= rows; r += 4 {
			transpose4NEON(&dst[r], width, &src[r*lds], lds, n)
		}
	}
	if r < rows {
		packColumnsGeneric(dst[r:], width, src[r*lds:], lds, rows-r, n)
	}
}

func packSteps(dst []float32, width int, src []float32, lds, cols, n int) {
	switch {
	case useNEON && width == 12 && cols == 12:
		copy12NEON(&dst[0], &src[0], lds, n)
	case useNEON && width == 8 && cols == 8:
		copy8NEON(&dst[0], &src[0], lds, n)
	default:
		packStepsGeneric(dst, width, src, lds, cols, n)
	}
}

// microTileNEON is microTileGeneric for a tile of 8×12; see microTile. One of
// rsA and csA must be 1.
//
//go:noescape
func microTileNEON(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, ahead *float32, ld int)

// microEdgeNEON is microEdgeGeneric for 1 to 8 rows, 1 to 12 columns and k
// above 0.
//
//go:noescape
func microEdgeNEON(rows, cols, k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool)

// transpose4NEON writes four rows of n ≥ 4 elements as columns:
//
//	for l := range n { for r := range 4 { dst[l*ldd+r] = src[r*lds+l] } }
//
//go:noescape
func transpose4NEON(dst *float32, ldd int, src *float32, lds int, n int)

// copy8NEON is packStepsGeneric of width 8, as many columns, and n above 0.
//
//go:noescape
func copy8NEON(dst, src *float32, lds, n int)

// copy12NEON is packStepsGeneric of width 12, as many columns, and n above 0.
//
//go:noescape
func copy12NEON(dst, src *float32, lds, n int)
