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

// packWhole packs the whole panels of b four at a time, so that memory is
// read in longer runs, and returns how many it packed.
func packWhole(block []float32, nr int, b []float32, ldb, n, steps int) int {
	if !useAVX2 || nr != 16 {
		return 0
	}
	p := 0
	for ; (p+4)*nr <= n; p += 4 {
		copyPanelsAVX2(&block[p*nr*steps], nr*steps, &b[p*nr], ldb, steps)
	}
	return p
}

// packWholeRows packs tiles of six rows for which eight can be read, and
// returns the first row it left. Eight values are written where six belong:
// the next step, or the next tile, overwrites the other two.
func packWholeRows(out []float32, mr int, a []float32, rsA, csA, rows, k int) int {
	if !useAVX2 || mr != 6 || rsA != 1 && csA != 1 {
		return 0
	}
	i := 0
	for ; i+8 <= rows; i += mr {
		switch whole := k &^ 7; {
		case rsA == 1:
			copy8AVX2(&out[i*k], mr, &a[i], csA, k)
		case whole == 0:
			return i
		default:
			transpose8AVX2(&out[i*k], mr, &a[i*rsA], rsA, whole)
			for r := 0; r < mr; r++ {
				for l := whole; l < k; l++ {
					out[i*k+l*mr+r] = a[(i+r)*rsA+l]
				}
			}
		}
	}
	return i
}

// copy8AVX2 copies rows of eight: for l := range n { copy(dst[l*ldd:], src[l*lds:l*lds+8]) }
//
//go:noescape
func copy8AVX2(dst *float32, ldd int, src *float32, lds int, n int)

// copyPanelsAVX2 copies rows of 64 floats into four panels of 16:
//
//	for l := range n { for p := range 4 { copy(dst[p*panel+l*16:], src[l*lds+p*16:l*lds+p*16+16]) } }
//
//go:noescape
func copyPanelsAVX2(dst *float32, panel int, src *float32, lds int, n int)

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
