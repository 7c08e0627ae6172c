package simd

import "unsafe"

// This file: the micro-kernel in plain Go, the specification of the others.

// portableTile is the tile of microTileGeneric.
var portableTile = gemmTile{mr: 4, nr: 8, kc: 256, mc: 128, nc: 2048}

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
	var acc [mr][nr]float32
	if load {
		for r := range acc {
			copy(acc[r][:], cs[r*ldc:])
		}
	}
	for l := 0; l < k; l++ {
		row := bs[l*rsB : l*rsB+nr]
		for r := range acc {
			v := as[r*rsA+l*csA]
			for j, w := range row {
				acc[r][j] = FMA(v, w, acc[r][j])
			}
		}
	}
	for r := range acc {
		copy(cs[r*ldc:r*ldc+nr], acc[r][:])
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
