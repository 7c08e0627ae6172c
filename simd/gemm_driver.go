package simd

import (
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
)

// This file: the loops around the micro-kernel, after BLIS (Van Zee and van
// de Geijn, 2015), the same for every instruction set.
//
//	for each unit of rows and columns of C, on some thread
//	  for each block of nc columns
//	    for each block of kc steps
//	      for each block of mc rows                 A block stays in L2
//	        for each panel of nr columns            B panel stays in L1 or L2
//	          pack the panel, if that is still to be done
//	          for each tile of mr rows
//	            C tile (+)= A rows · panel          the micro-kernel, which
//	                                                prefetches the next panel
//	        after the last step: the epilogue, while C is warm
//
// Operands are read where they lie when that is as fast: the micro-kernel
// takes the distances from one row, and from one step, to the next.

// gemmTile is what the driver has to know of a micro-kernel.
type gemmTile struct {
	mr, nr          int // rows and columns of C that it computes
	block           int // elements of A that the second-level cache has room for
	kcLeast, kcMost int // steps per block
	nc              int // columns per block, a multiple of nr
}

// blocks returns the rows and steps of a block for rows×k elements of A. A
// block holds as many elements as fit into the cache: long blocks load and
// store C less often, many rows use a panel of B more often. Both divide what
// there is evenly.
func (t gemmTile) blocks(rows, k int) (mc, kc int) {
	kc = min(max(t.block/rows, t.kcLeast), t.kcMost)
	kc = ceilDiv(k, ceilDiv(k, kc))
	mc = max(t.block/kc, t.mr)
	mc = ceilDiv(ceilDiv(rows, ceilDiv(rows, mc)), t.mr) * t.mr
	return mc, kc
}

// smallGemm is the number of multiply-adds below which a product stays on the
// calling goroutine.
const smallGemm = 1 << 17

// gemmTask is one product.
type gemmTask struct {
	tile           gemmTile
	transA, transB bool
	m, n, k        int
	a, b, c        []float32
	lda, ldb, ldc  int
	packed         bool // b is panels, as packPanels leaves them
	ep             Epilogue

	packsA, packsB bool
	mStep, nStep   int // rows and columns of a unit
	nUnits         int // units side by side
}

var gemmTasks = sync.Pool{New: func() any { return new(gemmTask) }}

// release forgets the caller's memory and gives the task back.
func (g *gemmTask) release() {
	*g = gemmTask{}
	gemmTasks.Put(g)
}

// run computes C, on several threads if that pays.
func (g *gemmTask) run() {
	g.tile = currentTile()
	g.mStep, g.nStep = g.m, g.n
	if work := g.m * g.n * max(g.k, 1); work >= 2*smallGemm {
		if threads := min(parallel.Available(), work/smallGemm); threads > 1 {
			g.split(threads)
		}
	}
	g.nUnits = ceilDiv(g.n, g.nStep)
	g.packsA = packsA(g.transA, g.nStep, g.lda)
	g.packsB = !g.packed && (g.transB || packsB(g.mStep, g.ldb))
	units := ceilDiv(g.m, g.mStep) * g.nUnits
	if units == 1 {
		g.Run(0, 1)
		return
	}
	parallel.For(units, 1, g)
}

// split cuts C into a grid of units, up to two a thread, such that the last
// thread is done as early as possible. Beside the products, each unit packs
// what it needs of A and B for itself, and threads that share rows of A read
// what another one's cache holds: the layer before wrote them with the same
// rows for the same thread, if it was not cut into columns.
func (g *gemmTask) split(threads int) {
	const packing, remote = 8, 50 // multiply-adds that an element of a row or column of the unit costs
	t := &g.tile
	tilesM, tilesN := ceilDiv(g.m, t.mr), ceilDiv(g.n, t.nr)
	least := -1
	for un := 1; un <= min(2*threads, tilesN); un++ {
		for um := 1; um*un <= 2*threads && um <= tilesM; um++ {
			rows, cols := g.unitRows(um), ceilDiv(tilesN, un)*t.nr
			cost := rows*cols + packing*rows
			if !g.packed {
				cost += packing * cols
			}
			if un > 1 && !g.transA {
				cost += remote * rows
			}
			cost *= ceilDiv(ceilDiv(g.m, rows)*ceilDiv(g.n, cols), threads)
			if least < 0 || cost < least {
				least, g.mStep, g.nStep = cost, rows, cols
			}
		}
	}
}

// unitRows returns the rows of a unit when all rows are cut into the given
// number of parts. They are whole tiles, unless that leaves the last part much
// smaller.
func (g *gemmTask) unitRows(parts int) int {
	rows := ceilDiv(g.m, parts)
	if whole := ceilDiv(rows, g.tile.mr) * g.tile.mr; whole*32 <= rows*33 {
		return whole
	}
	return rows
}

// packsA reports whether A is worth packing for a B with cols columns: when the
// values of a tile lie on cache lines, pages or cache sets of their own, and
// enough panels use the copy.
func packsA(transA bool, cols, lda int) bool {
	if transA {
		return cols > 128 && lda > 256 || cols > 16 && lda%512 == 0
	}
	return cols >= 256 && (lda >= 1024 || lda%256 == 0)
}

// packsB reports whether B, not transposed, is worth packing for an A with the
// given number of rows. It is worth it for fewer rows when its steps share
// cache sets.
func packsB(rows, ldb int) bool {
	return rows > 96 || rows > 14 && ldb%1024 == 0
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

// gemmScratch is the memory of one worker: packed A and B.
type gemmScratch struct{ a, b []float32 }

var gemmScratches = sync.Pool{New: func() any { return new(gemmScratch) }}

// room returns a slice of n floats, p's if it has them.
func room(p *[]float32, n int) []float32 {
	if len(*p) < n {
		*p = make([]float32, n)
	}
	return *p
}

// Run implements parallel.Body over units.
func (g *gemmTask) Run(lo, hi int) {
	s := gemmScratches.Get().(*gemmScratch)
	for u := lo; u < hi; u++ {
		i, j := u/g.nUnits*g.mStep, u%g.nUnits*g.nStep
		g.unit(s, i, min(i+g.mStep, g.m), j, min(j+g.nStep, g.n))
	}
	gemmScratches.Put(s)
}

// unit computes rows [i0, i1) of columns [j0, j1).
func (g *gemmTask) unit(s *gemmScratch, i0, i1, j0, j1 int) {
	t := &g.tile
	if g.k == 0 {
		g.zeroSteps(i0, i1, j0, j1)
		return
	}
	mc, kc := t.blocks(i1-i0, g.k)
	for j := j0; j < j1; j += t.nc {
		jEnd := min(j+t.nc, j1)
		for l := 0; l < g.k; l += kc {
			lEnd := min(l+kc, g.k)
			for i := i0; i < i1; i += mc {
				g.block(s, gemmBlock{i, min(i+mc, i1), j, jEnd, l, lEnd, i == i0, i+mc >= i1})
			}
		}
	}
}

// zeroSteps computes a product with k = 0.
func (g *gemmTask) zeroSteps(i0, i1, j0, j1 int) {
	if !g.ep.Accumulate {
		for i := i0; i < i1; i++ {
			clear(g.c[i*g.ldc+j0 : i*g.ldc+j1])
		}
	}
	g.epilogue(i0, i1, j0, j1)
}

// gemmBlock is the steps [l0, l1) of rows [i0, i1) of columns [j0, j1). Of the
// blocks that differ in their rows alone, the first packs B. Unless it is also
// the last, every packed panel keeps its place for the others.
type gemmBlock struct {
	i0, i1, j0, j1, l0, l1 int
	first, last            bool
}

// block computes one block.
func (g *gemmTask) block(s *gemmScratch, x gemmBlock) {
	t, k := &g.tile, x.l1-x.l0
	var a operandA
	if g.transA {
		a = operandA{g.a[x.l0*g.lda+x.i0:], 1, g.lda, t.mr}
	} else {
		a = operandA{g.a[x.i0*g.lda+x.l0:], g.lda, 1, g.lda * t.mr}
	}
	inPlace, tiles := a, (x.i1-x.i0)/t.mr
	rest := x.i1 - x.i0 - tiles*t.mr
	if 0 < rest && rest < t.mr/2 && tiles > 0 {
		tiles-- // two tiles of middling size are better than one and a sliver
		rest = (rest + t.mr + 1) / 2
	}
	if g.packsA {
		a = operandA{room(&s.a, tiles*t.mr*k+slack), 1, t.mr, t.mr * k}
		packTiles(a.data, t.mr, g.transA, g.a, g.lda, x.i0, tiles, x.l0, x.l1)
	}
	group := x.j1 - x.j0
	if x.l1 == g.k && g.ep.any() {
		group = max(ceilDiv(epilogueSize, (x.i1-x.i0)*t.nr), 4) * t.nr
	}
	load := g.ep.Accumulate || x.l0 > 0
	for jg := x.j0; jg < x.j1; jg += group {
		jEnd := min(jg+group, x.j1)
		for j := jg; j < jEnd; j += t.nr {
			b := g.panel(s, x, j, tiles)
			cols, i := min(t.nr, jEnd-j), x.i0
			next := g.nextPanel(x, j, tiles)
			for n := 0; n < tiles; n++ {
				at, c := &a.data[n*a.step], &g.c[i*g.ldc+j]
				switch {
				case cols < t.nr:
					microEdge(t.mr, cols, k, at, a.rs, a.cs, &b.data[0], b.rs, c, g.ldc, load)
				case b.into != nil:
					microTileCopy(k, at, a.rs, a.cs, b.data, b.rs, b.into, c, g.ldc, load)
					b = operandB{data: b.into, rs: t.nr}
				default:
					ahead, ld := next.take()
					microTile(k, at, a.rs, a.cs, &b.data[0], b.rs, c, g.ldc, load, ahead, ld)
				}
				i += t.mr
			}
			for i < x.i1 {
				rows := min(rest, x.i1-i)
				microEdge(rows, cols, k, &inPlace.data[(i-x.i0)*inPlace.rs], inPlace.rs, inPlace.cs, &b.data[0], b.rs, &g.c[i*g.ldc+j], g.ldc, load)
				i += rows
			}
		}
		if x.l1 == g.k {
			g.epilogue(x.i0, x.i1, jg, jEnd)
		}
	}
}

// operandA is op(A) in place or packed: the distances from one row, step and
// tile to the next.
type operandA struct {
	data         []float32
	rs, cs, step int
}

// operandB is a panel of op(B) in place or packed: the distance from one step
// to the next, and where the first tile packs it; nil if it does not.
type operandB struct {
	data []float32
	rs   int
	into []float32
}

// panel returns the panel of B at column j, packing it if it is time to. One
// that lies step by step is packed in passing by the first of the tiles.
func (g *gemmTask) panel(s *gemmScratch, x gemmBlock, j, tiles int) operandB {
	nr, k := g.tile.nr, x.l1-x.l0
	var b []float32
	switch {
	case g.packed:
		width := min(nr, g.n-j)
		return operandB{data: g.b[j*g.k+x.l0*width:], rs: width}
	case !g.packsB:
		return operandB{data: g.b[x.l0*g.ldb+j:], rs: g.ldb}
	case x.first && x.last: // used now and never again
		b = room(&s.b, nr*k+slack)
	default:
		b = room(&s.b, ceilDiv(x.j1-x.j0, nr)*nr*k+slack)[(j-x.j0)*k:]
	}
	cols := min(nr, x.j1-j)
	switch {
	case !x.first:
	case !g.transB && cols == nr && tiles > 0:
		return operandB{g.b[x.l0*g.ldb+j:], g.ldb, b}
	default:
		packPanel(b, nr, g.transB, g.b, g.ldb, j, cols, x.l0, x.l1)
	}
	return operandB{data: b, rs: nr}
}

// nextPanel is the panel of B that is used after the one at column j. If it is
// still to be packed, its values lie apart, and the processor does not foresee
// where; if it is packed, as the weights of a large model are, it comes from
// main memory.
//
// Of a transposed B, a tile asks for nr steps of more columns than a panel
// has. If there are too few tiles for all steps, every panel goes on where the
// one before stopped, and what it skips was asked for some panels ago.
func (g *gemmTask) nextPanel(x gemmBlock, j, tiles int) upcoming {
	nr, k := g.tile.nr, x.l1-x.l0
	at := (j - x.j0) / nr * tiles * nr
	j += nr
	switch {
	case j >= x.j1 || !g.packed && (!g.packsB || !x.first):
		return upcoming{data: g.b}
	case g.packed:
		width, stride := min(nr, g.n-j), max(k/aheadSteps, 1)
		return upcoming{g.b[j*g.k+x.l0*width:], width, stride * width, k * width, 0, ceilDiv(k, stride)}
	case g.transB:
		u := upcoming{g.b[j*g.ldb+x.l0:], g.ldb, nr, k, 0, tiles}
		if tiles*nr < k {
			u.at = at % (ceilDiv(k, nr) * nr)
		} else {
			u.tiles = ceilDiv(k, nr)
		}
		return u
	default: // a tile asks for some steps of all columns
		stride := max(k/aheadSteps, 1)
		return upcoming{g.b[x.l0*g.ldb+j:], g.ldb, stride * g.ldb, k * g.ldb, 0, ceilDiv(k, stride)}
	}
}

// upcoming is memory to be read soon. The micro-kernel asks for nr floats of
// it every few steps, at distance ld, from data[at]; the next tile goes on
// after stride floats, and after length of them from the beginning.
type upcoming struct {
	data               []float32
	ld, stride, length int
	at                 int
	tiles              int // how many tiles still have something to ask for
}

// take returns what microTile wants.
func (u *upcoming) take() (first *float32, ld int) {
	if u.tiles == 0 {
		return &u.data[0], 0 // the same line again and again, which costs nothing
	}
	first = &u.data[u.at]
	u.tiles--
	if u.at += u.stride; u.at >= u.length {
		u.at = 0
	}
	return first, u.ld
}

// aheadSteps is how many steps microTile does for each row it asks for.
const aheadSteps = 4

// epilogueSize is how many elements of C the epilogue takes at a time: so
// many are still in the L2 cache.
const epilogueSize = 1 << 16

// any reports whether anything is to be done after the product.
func (e *Epilogue) any() bool {
	return e.Bias != nil || e.Pre != nil || e.GELU || e.Residual != nil
}

// epilogue finishes rows [i0, i1) of columns [j0, j1).
func (g *gemmTask) epilogue(i0, i1, j0, j1 int) {
	e := &g.ep
	if !e.any() {
		return
	}
	bias := part(e.Bias, j0, j1)
	biasOnly := !e.GELU && e.Pre == nil && e.Residual == nil
	for i := i0; i < i1; i++ {
		lo, hi := i*g.ldc+j0, i*g.ldc+j1
		c := g.c[lo:hi]
		if biasOnly { // has nothing to jump over
			add(c, c, bias)
			continue
		}
		finish(c, c, bias, part(e.Pre, lo, hi), part(e.Slope, lo, hi), part(e.Residual, lo, hi), e.GELU)
	}
}
