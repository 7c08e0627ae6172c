//go:build purego || !amd64

package simd

func currentTile() gemmTile { return portableTile }

func microTile(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool) {
	microTileGeneric(k, a, rsA, csA, b, rsB, c, ldc, load)
}

func packTransposed(out []float32, nr int, b []float32, ldb, cols, steps int) {
	packTransposedGeneric(out, nr, b, ldb, cols, steps)
}

func packWhole([]float32, int, []float32, int, int, int) int { return 0 }

func packWholeRows([]float32, int, []float32, int, int, int, int) int { return 0 }
