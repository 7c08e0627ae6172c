//go:build purego || !(amd64 || arm64)

package simd

// This file: matrix products on platforms without assembly: the portable
// versions.

func currentTile() gemmTile { return portableTile }

func microTile(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool, _ *float32, _ int) {
	microTileGeneric(k, a, rsA, csA, b, rsB, c, ldc, load)
}

func microTileCopy(k int, a *float32, rsA, csA int, b []float32, rsB int, packed []float32, c *float32, ldc int, load bool) {
	microTileCopyGeneric(k, a, rsA, csA, b, rsB, packed, c, ldc, load)
}

func microEdge(rows, cols, k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool) {
	microEdgeGeneric(rows, cols, k, a, rsA, csA, b, rsB, c, ldc, load)
}

func packColumns(dst []float32, width int, src []float32, lds, rows, n int) {
	packColumnsGeneric(dst, width, src, lds, rows, n)
}

func packSteps(dst []float32, width int, src []float32, lds, cols, n int) {
	packStepsGeneric(dst, width, src, lds, cols, n)
}
