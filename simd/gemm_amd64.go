//go:build !purego

package simd

import "github.com/klauspost/cpuid/v2"

// This file: which micro-kernel and packing routines an amd64 CPU runs.

// The tiles of microTileAVX2 and microTileAVX512, with blocks for this CPU's
// caches.
var (
	avx2Tile   = cachedTile(6, 16)
	avx512Tile = cachedTile(14, 32)
)

// cachedTile returns blocks for a tile of mr×nr: a block of A fills half the
// second-level cache. A panel of B need not stay in the first-level cache: the
// tiles are large enough to read it from the second.
func cachedTile(mr, nr int) gemmTile {
	l2 := cpuid.CPU.Cache.L2
	if l2 <= 0 {
		l2 = 256 << 10
	}
	return gemmTile{mr: mr, nr: nr, block: l2 / 2 / 4, kcLeast: 384, kcMost: 768, nc: 2048}
}

func currentTile() gemmTile {
	if useAVX512 {
		return avx512Tile
	}
	if useAVX2 {
		return avx2Tile
	}
	return portableTile
}

// microTile is microTileGeneric with the level's tile. Meanwhile it prefetches
// rows of a panel into the second-level cache: those at ahead, ahead+ld and so
// on, one every aheadSteps steps.
func microTile(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, ahead *float32, ld int) {
	if useAVX512 {
		microTileAVX512(k, a, rsA, csA, b, rsB, c, ldc, load, ahead, ld)
		return
	}
	if useAVX2 {
		microTileAVX2(k, a, rsA, csA, b, rsB, c, ldc, load, ahead, ld)
		return
	}
	microTileGeneric(k, a, rsA, csA, b, rsB, c, ldc, load)
}

// microTileCopy is microTile on a panel of B in place, which it packs in passing.
func microTileCopy(k int, a *float32, rsA, csA int, b []float32, rsB int, packed []float32, c *float32, ldc int, load bool) {
	switch {
	case useAVX512:
		microTileCopyAVX512(k, a, rsA, csA, &b[0], rsB, c, ldc, load, &packed[0])
	case useAVX2:
		microTileCopyAVX2(k, a, rsA, csA, &b[0], rsB, c, ldc, load, &packed[0])
	default:
		microTileCopyGeneric(k, a, rsA, csA, b, rsB, packed, c, ldc, load)
	}
}

func microEdge(rows, cols, k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool) {
	if useAVX512 {
		microEdgeAVX512(rows, cols, k, a, rsA, csA, b, rsB, c, ldc, load)
		return
	}
	if useAVX2 {
		microEdgeAVX2(rows, cols, k, a, rsA, csA, b, rsB, c, ldc, load)
		return
	}
	microEdgeGeneric(rows, cols, k, a, rsA, csA, b, rsB, c, ldc, load)
}

func packColumns(dst []float32, width int, src []float32, lds, rows, n int) {
	if !useAVX2 || n < 8 {
		packColumnsGeneric(dst, width, src, lds, rows, n)
		return
	}
	r := 0
	if useAVX512 {
		if rows == 14 {
			transpose16AVX512(&dst[0], width, &src[0], lds, rows, n)
			return
		}
		for ; r+16 <= rows; r += 16 {
			transpose16AVX512(&dst[r], width, &src[r*lds], lds, 16, n)
		}
	}
	for ; r < rows; r += 8 {
		transposeAVX2(&dst[r], width, &src[r*lds], lds, min(8, rows-r), n)
	}
}

func packSteps(dst []float32, width int, src []float32, lds, cols, n int) {
	switch {
	case useAVX512 && cols <= 32:
		copyAVX512(&dst[0], width, &src[0], lds, cols, n)
	case useAVX2 && width == 16 && cols == 16:
		copy16AVX2(&dst[0], &src[0], lds, n)
	case useAVX2 && width == 6 && cols == 6:
		copy6AVX2(&dst[0], &src[0], lds, n)
	default:
		packStepsGeneric(dst, width, src, lds, cols, n)
	}
}

// microTileAVX2 is microTileGeneric for a tile of 6×16; see microTile.
//
//go:noescape
func microTileAVX2(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, ahead *float32, ld int)

// microTileCopyAVX2 is microTileCopyGeneric for the same tile; see microTileCopy.
//
//go:noescape
func microTileCopyAVX2(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, packed *float32)

// microEdgeAVX2 is microEdgeGeneric for 1 to 6 rows, 1 to 16 columns and k
// above 0.
//
//go:noescape
func microEdgeAVX2(rows, cols, k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool)

// microTileAVX512 is microTileGeneric for a tile of 14×32; see microTile.
//
//go:noescape
func microTileAVX512(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, ahead *float32, ld int)

// microTileCopyAVX512 is microTileCopyGeneric for the same tile; see microTileCopy.
//
//go:noescape
func microTileCopyAVX512(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, packed *float32)

// microEdgeAVX512 is microEdgeGeneric for 1 to 14 rows, 1 to 32 columns and k
// above 0.
//
//go:noescape
func microEdgeAVX512(rows, cols, k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool)

// transpose16AVX512 writes 14 or 16 rows of n ≥ 4 elements as columns:
//
//	for l := range n { for r := range rows { dst[l*ldd+r] = src[r*lds+l] } }
//
//go:noescape
func transpose16AVX512(dst *float32, ldd int, src *float32, lds int, rows, n int)

// copyAVX512 is packStepsGeneric for 1 to 32 columns.
//
//go:noescape
func copyAVX512(dst *float32, width int, src *float32, lds, cols, n int)

// transposeAVX2 writes 1 to 8 rows of n ≥ 8 elements as columns:
//
//	for l := range n { for r := range rows { dst[l*ldd+r] = src[r*lds+l] } }
//
// The elements dst[l*ldd+rows : l*ldd+8] are overwritten too; with ldd < 8
// they hold the beginning of the next l, and the last of them spill behind
// the end.
//
//go:noescape
func transposeAVX2(dst *float32, ldd int, src *float32, lds int, rows, n int)

// copy16AVX2 is packStepsGeneric of width 16.
//
//go:noescape
func copy16AVX2(dst, src *float32, lds, n int)

// copy6AVX2 is packStepsGeneric of width 6.
//
//go:noescape
func copy6AVX2(dst, src *float32, lds, n int)
