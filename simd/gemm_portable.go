package simd

import "unsafe"

// This file: the micro-kernel in plain Go, the specification of the others.

// portableTile is the tile of microTileGeneric.
var portableTile = gemmTile{mr: 4, nr: 8, kc: 256, mc: 128}

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
