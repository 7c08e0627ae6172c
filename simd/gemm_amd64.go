//go:build !purego

package simd

import "github.com/klauspost/cpuid/v2"

// avx2Tile is the tile of microTileAVX2, with blocks for this CPU's caches.
var avx2Tile = gemmTile{mr: 6, nr: 16, kc: panelSteps(16), mc: 240}

// panelSteps returns how many steps of a panel of nr columns fill half the L1
// cache; the rest is for A and C.
func panelSteps(nr int) int {
	l1 := cpuid.CPU.Cache.L1D
	if l1 <= 0 {
		l1 = 32 << 10
	}
	return min(max(l1/2/(4*nr), 64), 512)
}

func currentTile() gemmTile {
	if useAVX2 {
		return avx2Tile
	}
	return portableTile
}

func microTile(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool) {
	if useAVX2 {
		microTileAVX2(k, a, rsA, csA, b, rsB, c, ldc, load)
		return
	}
	microTileGeneric(k, a, rsA, csA, b, rsB, c, ldc, load)
}

func packTransposed(out []float32, nr int, b []float32, ldb, cols, steps int) {
	whole := steps &^ 7
	if !useAVX2 || cols != nr || nr%8 != 0 || whole == 0 {
		packTransposedGeneric(out, nr, b, ldb, cols, steps)
		return
	}
	for j := 0; j < nr; j += 8 {
		transpose8AVX2(&out[j], nr, &b[j*ldb], ldb, whole)
	}
	if whole < steps {
		packTransposedGeneric(out[whole*nr:], nr, b[whole:], ldb, cols, steps-whole)
	}
}

// microTileAVX2 is microTileGeneric for a tile of 6×16.
//
//go:noescape
func microTileAVX2(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool)

// transpose8AVX2 writes eight rows of src as columns; n is a multiple of 8:
//
//	for l := range n { for j := range 8 { dst[l*ldd+j] = src[j*lds+l] } }
//
//go:noescape
func transpose8AVX2(dst *float32, ldd int, src *float32, lds int, n int)
