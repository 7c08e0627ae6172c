package simd

import (
	"math"
	"unsafe"
)

// This file: the micro-kernel in plain Go, the specification of the others:
// microEdgeGeneric is the one to read, microTileGeneric the same made faster.

// portableTile is the tile of microTileGeneric.
var portableTile = gemmTile{mr: 4, nr: 8, block: 1 << 15, kcLeast: 256, kcMost: 256, nc: 2048}

// microTileGeneric computes a 4×8 tile of C: for step l ascending,
//
//	c[r·ldc+j] = fma(a[r·rsA+l·csA], b[l·rsB+j], c[r·ldc+j])
//
// starting from C with load, from 0 without.
func microTileGeneric(k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool) {
	const mr, nr = 4, 8
	as := unsafe.Slice(a, (mr-1)*rsA+(k-1)*csA+1)
	bs := unsafe.Slice(b, (k-1)*rsB+nr)
	cs := unsafe.Slice(c, (mr-1)*ldc+nr)
	var acc [mr][nr]float64 // of float32 values
	if load {
		for r := range acc {
			for j := range acc[r] {
				acc[r][j] = float64(cs[r*ldc+j])
			}
		}
	}
	for l := 0; l < k; l++ {
		var row [nr]float64
		for j := range row {
			row[j] = float64(bs[l*rsB+j])
		}
		for r := range acc {
			v, sums := float64(as[r*rsA+l*csA]), &acc[r]
			for j := range sums {
				// FMA, by integer arithmetic where it is certain to be right:
				// away from halves, subnormals and overflow.
				u := math.Float64bits(float64(v*row[j]) + sums[j])
				if u&(1<<29-1) != 1<<28 && u>>52&0x7FF-(1023-125) < 252 {
					sums[j] = math.Float64frombits((u + 1<<28) &^ (1<<29 - 1))
				} else {
					sums[j] = float64(FMA(float32(v), float32(row[j]), float32(sums[j])))
				}
			}
		}
	}
	for r := range acc {
		for j, v := range acc[r] {
			cs[r*ldc+j] = float32(v)
		}
	}
}

// microEdgeGeneric is microTileGeneric for any number of rows and columns: it
// touches nothing outside them.
func microEdgeGeneric(rows, cols, k int, a *float32, rsA, csA int, b *float32, rsB int, c *float32, ldc int, load bool) {
	as := unsafe.Slice(a, (rows-1)*rsA+(k-1)*csA+1)
	bs := unsafe.Slice(b, (k-1)*rsB+cols)
	cs := unsafe.Slice(c, (rows-1)*ldc+cols)
	for r := 0; r < rows; r++ {
		row := cs[r*ldc : r*ldc+cols]
		if !load {
			clear(row)
		}
		for l := 0; l < k; l++ {
			v := as[r*rsA+l*csA]
			for j, w := range bs[l*rsB : l*rsB+cols] {
				row[j] = FMA(v, w, row[j])
			}
		}
	}
}

// microTileCopyGeneric is microTileGeneric on a panel of B in place, which it
// packs: packed[l·nr+j] = b[l·rsB+j].
func microTileCopyGeneric(k int, a *float32, rsA, csA int, b []float32, rsB int, packed []float32, c *float32, ldc int, load bool) {
	nr := portableTile.nr
	packStepsGeneric(packed, nr, b, rsB, nr, k)
	microTileGeneric(k, a, rsA, csA, &packed[0], nr, c, ldc, load)
}
