package simd

import (
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
)

// This file: the loops around the micro-kernel, after BLIS (Van Zee and van
// de Geijn, 2015), the same for every instruction set.
//
//	B is packed into panels of nr columns (or read in place)
//	for each unit of rows × panels, on some thread
//	  for each block of kc steps                  panel block stays in L1
//	    for each block of mc rows                 A block stays in L2
//	      for each panel, for each tile of mr rows
//	        C tile (+)= A rows · panel            the micro-kernel
//	      after the last kc steps: the epilogue, while C is warm
//
// A is read where it lies: the micro-kernel takes the distances from one row
// and from one step to the next, so transposed and packed operands are the
// same to it. It is packed only when that pays.

// gemmTile is what the driver has to know of a micro-kernel.
type gemmTile struct {
	mr, nr int // rows and columns of C that it computes
	kc     int // steps per block
	mc     int // rows per block, a multiple of mr
}

// packedSize is how many floats packPanels needs for a k×n operand.
func (t gemmTile) packedSize(k, n int) int {
	return k * ((n + t.nr - 1) / t.nr) * t.nr
}

// smallGemm is the number of multiply-adds below which a product stays on the
// calling goroutine.
const smallGemm = 1 << 17

// gemmTask is one product.
type gemmTask struct {
	tile     gemmTile
	m, n, k  int
	a        []float32
	rsA, csA int // op(A)[i,l] is a[i*rsA + l*csA]
	b        []float32
	rsB      int // row distance of B read in place; 0: b is packed
	c        []float32
	ldc      int
	ep       Epilogue

	mStep, nStep int // rows and columns of a unit
	nUnits       int // units side by side

	pack []float32 // memory for packed B
}

var gemmTasks = sync.Pool{New: func() any { return new(gemmTask) }}

// set describes the product but for B.
func (g *gemmTask) set(transA bool, m, n, k int, a []float32, lda int, c []float32, ldc int, ep *Epilogue) {
	g.tile = currentTile()
	g.m, g.n, g.k = m, n, k
	g.a, g.rsA, g.csA = a, lda, 1
	if transA {
		g.rsA, g.csA = 1, lda
	}
	g.c, g.ldc = c, ldc
	g.ep = Epilogue{}
	if ep != nil {
		g.ep = *ep
	}
}

// release forgets the caller's memory and gives the task back.
func (g *gemmTask) release() {
	g.a, g.b, g.c, g.ep = nil, nil, nil, Epilogue{}
	gemmTasks.Put(g)
}

// multiply prepares B and runs.
func (g *gemmTask) multiply(transB bool, b []float32, ldb int) {
	t := g.tile
	if !transB && g.n%t.nr == 0 && g.m <= 16*t.mr && g.k <= t.kc {
		g.b, g.rsB = b, ldb // too few rows to pay for packing
	} else {
		if need := t.packedSize(g.k, g.n); cap(g.pack) < need {
			g.pack = make([]float32, need)
		}
		g.b, g.rsB = g.pack[:cap(g.pack)], 0
		packPanels(g.b, t, transB, g.k, g.n, b, ldb)
	}
	g.run()
}

// run computes C, on several threads if that pays.
func (g *gemmTask) run() {
	threads := 1
	if g.m*g.n*max(g.k, 1) >= smallGemm {
		threads = parallel.Threads()
	}
	g.split(threads)
	units := (g.m + g.mStep - 1) / g.mStep * g.nUnits
	if units == 1 {
		g.Run(0, 1)
		return
	}
	parallel.For(units, 1, g)
}

// split cuts C into units: two per thread, so that a slow one does not hold
// up the others, along the longer side.
func (g *gemmTask) split(threads int) {
	t := g.tile
	g.mStep, g.nStep = g.m, g.n
	if threads > 1 {
		tilesM, tilesN := (g.m+t.mr-1)/t.mr, (g.n+t.nr-1)/t.nr
		if tilesM >= tilesN || tilesM >= 8*threads {
			g.mStep = ceilDiv(tilesM, 2*threads) * t.mr
		} else {
			g.nStep = ceilDiv(tilesN, 2*threads) * t.nr
		}
	}
	g.nUnits = ceilDiv(g.n, g.nStep)
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

// gemmScratch is the memory of one worker.
type gemmScratch struct {
	a    []float32 // packed rows of A
	tile []float32 // a tile of C at an edge
}

var gemmScratches = sync.Pool{New: func() any { return new(gemmScratch) }}

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
	t := g.tile
	if g.k == 0 {
		g.zeroSteps(i0, i1, j0, j1)
		return
	}
	blocks := ceilDiv(g.k, t.kc)
	kc := ceilDiv(g.k, blocks)
	for l0 := 0; l0 < g.k; l0 += kc {
		l1 := min(l0+kc, g.k)
		for i := i0; i < i1; i += t.mc {
			iEnd := min(i+t.mc, i1)
			g.block(s, i, iEnd, j0, j1, l0, l1)
			if l1 == g.k {
				g.epilogue(i, iEnd, j0, j1)
			}
		}
	}
}

// zeroSteps is a product over no steps at all.
func (g *gemmTask) zeroSteps(i0, i1, j0, j1 int) {
	if !g.ep.Accumulate {
		for i := i0; i < i1; i++ {
			clear(g.c[i*g.ldc+j0 : i*g.ldc+j1])
		}
	}
	g.epilogue(i0, i1, j0, j1)
}

// block computes the steps [l0, l1) of rows [i0, i1) of columns [j0, j1).
func (g *gemmTask) block(s *gemmScratch, i0, i1, j0, j1, l0, l1 int) {
	t, k := g.tile, l1-l0
	load := g.ep.Accumulate || l0 > 0
	whole := (i1 - i0) / t.mr * t.mr
	packed := g.packsA(j1 - j0)
	rows := i1 - i0 - whole // rows to pack: the last, incomplete tile, or all
	first := i0 + whole
	if packed {
		rows, first = i1-i0, i0
	}
	if rows > 0 {
		need := ceilDiv(rows, t.mr)*t.mr*k + slack
		if len(s.a) < need {
			s.a = make([]float32, need)
		}
		packRows(s.a, t.mr, g.a[first*g.rsA+l0*g.csA:], g.rsA, g.csA, rows, k)
	}
	panels := ceilDiv(g.n, t.nr)
	for j := j0; j < j1; j += t.nr {
		b, rsB := g.b, g.rsB
		if rsB != 0 {
			b = b[l0*rsB+j:]
		} else {
			rsB = t.nr
			b = b[l0*panels*t.nr+j*k:]
		}
		cols := min(t.nr, j1-j)
		for i := i0; i < i1; i += t.mr {
			a, rsA, csA := s.a, 1, t.mr
			if i >= first {
				a = a[(i-first)*k:]
			} else {
				a, rsA, csA = g.a[i*g.rsA+l0*g.csA:], g.rsA, g.csA
			}
			if cols == t.nr && i+t.mr <= i1 {
				microTile(k, &a[0], rsA, csA, &b[0], rsB, &g.c[i*g.ldc+j], g.ldc, load)
				continue
			}
			g.edge(s, k, a, rsA, csA, b, rsB, i, min(t.mr, i1-i), j, cols, load)
		}
	}
}

// edge computes a tile that C has not all of, by way of a whole one.
func (g *gemmTask) edge(s *gemmScratch, k int, a []float32, rsA, csA int, b []float32, rsB, i, rows, j, cols int, load bool) {
	t := g.tile
	if len(s.tile) < t.mr*t.nr {
		s.tile = make([]float32, t.mr*t.nr)
	}
	if load {
		for r := 0; r < rows; r++ {
			copy(s.tile[r*t.nr:r*t.nr+cols], g.c[(i+r)*g.ldc+j:])
		}
	}
	microTile(k, &a[0], rsA, csA, &b[0], rsB, &s.tile[0], t.nr, load)
	for r := 0; r < rows; r++ {
		copy(g.c[(i+r)*g.ldc+j:], s.tile[r*t.nr:r*t.nr+cols])
	}
}

// packsA reports whether A is worth packing for so many columns: when its
// rows or steps lie so far apart that each is on its own page, or share cache
// sets, and enough panels use the copy.
func (g *gemmTask) packsA(cols int) bool {
	stride := max(g.rsA, g.csA)
	switch panels := cols / g.tile.nr; {
	case stride >= 1024:
		return panels >= 4
	case g.csA != 1:
		return panels >= 8
	default:
		return panels >= 32
	}
}

// epilogue finishes rows [i0, i1) of columns [j0, j1).
func (g *gemmTask) epilogue(i0, i1, j0, j1 int) {
	e := &g.ep
	if e.Bias == nil && e.Pre == nil && !e.GELU && e.Residual == nil {
		return
	}
	for i := i0; i < i1; i++ {
		lo, hi := i*g.ldc+j0, i*g.ldc+j1
		c := g.c[lo:hi]
		if e.Bias != nil {
			Add(c, c, e.Bias[j0:j1])
		}
		if e.Pre != nil {
			copy(e.Pre[lo:hi], c)
		}
		if e.GELU {
			GELU(c, c)
		}
		if e.Residual != nil {
			Add(c, c, e.Residual[lo:hi])
		}
	}
}
