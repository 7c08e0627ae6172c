package simd

import "fmt"

// This file: packing a right operand into its own memory, so that packed
// weights need no second copy.
//
// Of B stored as [n, k], the columns of a panel are rows that lie one behind
// the other. A panel is these rows transposed and takes as much memory as they
// do, the last one too, since it is as wide as columns are left.

// PackTransposedInPlace packs a right operand that is stored transposed, as
// [n, k] without gaps: the weights of a linear layer. It has the effect of
// PackB(true, k, n, b, k), but the packed operand lies in the memory of b,
// whose values nobody may read or write from then on; products see those from
// before the call. Values of b behind the first n·k stay as they are.
//
// It must not run beside anything else that uses b. Afterwards any number of
// products may use the packed operand at a time.
//
// There is no such function for B stored as [k, n]: the columns of a panel are
// then spread over all of its memory.
func PackTransposedInPlace(k, n int, b []float32) *PackedB {
	const op = "PackTransposedInPlace"
	if k < 0 || n < 0 {
		panic(fmt.Sprintf("simd: %s: k %d, n %d", op, k, n))
	}
	ob := stored("b", true, k, n, b, k)
	ob.check(op)
	p := &PackedB{transB: true, k: k, n: n, b: b[:ob.need], ldb: k, inPlace: true}
	p.get()
	return p
}

// repackInPlace goes from the panels of the tile before, if there are any, to
// those of tile t.
func (p *PackedB) repackInPlace(before *packedPanels, t gemmTile) {
	if before != nil {
		if before.tile.nr == t.nr {
			return
		}
		transposePanels(p.b, p.k, p.n, before.tile.nr, true)
	}
	transposePanels(p.b, p.k, p.n, t.nr, false)
}

// transposePanels makes each panel of nr columns of b out of as many rows of k
// values, or rows out of panels.
func transposePanels(b []float32, k, n, nr int, toRows bool) {
	if k == 0 {
		return
	}
	s := gemmScratches.Get().(*gemmScratch)
	panel := room(&s.b, min(nr, n)*k)
	for j := 0; j < n; j += nr {
		rows, cols := min(nr, n-j), k
		at := b[j*k : (j+rows)*k]
		if toRows {
			rows, cols = cols, rows
		}
		transpose(panel[:len(at)], at, rows, cols)
		copy(at, panel)
	}
	gemmScratches.Put(s)
}
