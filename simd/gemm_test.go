package simd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/gopathway/pathway/internal/race"
)

// forLevels runs f at every instruction set of this CPU.
func forLevels(t *testing.T, f func(t *testing.T)) {
	for _, l := range Levels() {
		restore, err := Use(l)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(l.String(), f)
		restore()
	}
}

// randoms returns n numbers of the normal distribution.
func randoms(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// guard fills memory that must not be touched.
const guard = float32(-12345.678)

func guarded(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = guard
	}
	return x
}

// problem is a product with its operands.
type problem struct {
	transA, transB bool
	m, n, k        int
	a, b, c        []float32
	lda, ldb, ldc  int
	ep             Epilogue
}

func newProblem(r *rand.Rand, transA, transB bool, m, n, k, pad int) problem {
	p := problem{transA: transA, transB: transB, m: m, n: n, k: k, lda: k + pad, ldb: n + pad, ldc: n + pad}
	rowsA, rowsB := m, k
	if transA {
		rowsA, p.lda = k, m+pad
	}
	if transB {
		rowsB, p.ldb = n, k+pad
	}
	p.a, p.b = randoms(r, rowsA*p.lda), randoms(r, rowsB*p.ldb)
	p.c = guarded(m*p.ldc + 40)
	for i := 0; i < m; i++ {
		copy(p.c[i*p.ldc:], randoms(r, n))
	}
	return p
}

// reference computes the product as the contract defines it, with what Pre and
// Slope would be.
func (p problem) reference() (c, pre, slope []float32) {
	c, pre, slope = append([]float32(nil), p.c...), guarded(len(p.c)), guarded(len(p.c))
	for i := 0; i < p.m; i++ {
		for j := 0; j < p.n; j++ {
			at := i*p.ldc + j
			s := float32(0)
			if p.ep.Accumulate {
				s = c[at]
			}
			for l := 0; l < p.k; l++ {
				ia, ib := i*p.lda+l, l*p.ldb+j
				if p.transA {
					ia = l*p.lda + i
				}
				if p.transB {
					ib = j*p.ldb + l
				}
				s = FMA(p.a[ia], p.b[ib], s)
			}
			if p.ep.Bias != nil {
				s += p.ep.Bias[j]
			}
			pre[at] = s
			if p.ep.GELU {
				v := []float32{s}
				GELUGrad(slope[at:at+1], []float32{1}, v)
				GELU(v, v)
				s = v[0]
			}
			if p.ep.Residual != nil {
				s += p.ep.Residual[at]
			}
			c[at] = s
		}
	}
	return c, pre, slope
}

func (p problem) String() string {
	t := map[bool]string{false: "N", true: "T"}
	return fmt.Sprintf("%s%s %dx%dx%d ld %d %d %d", t[p.transA], t[p.transB], p.m, p.n, p.k, p.lda, p.ldb, p.ldc)
}

// equal fails at the first element whose bits differ.
func equal(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) && !(got[i] != got[i] && want[i] != want[i]) {
			t.Fatalf("%s: element %d is %v (%08x), want %v (%08x)", what, i, got[i], math.Float32bits(got[i]), want[i], math.Float32bits(want[i]))
		}
	}
}

func (p problem) check(t *testing.T) {
	t.Helper()
	want, wantPre, wantSlope := p.reference()
	if p.ep.Pre != nil {
		p.ep.Pre = guarded(len(p.c))
	}
	if p.ep.Slope != nil {
		p.ep.Slope = guarded(len(p.c))
	}
	c := append([]float32(nil), p.c...)
	Gemm(p.transA, p.transB, p.m, p.n, p.k, p.a, p.lda, p.b, p.ldb, c, p.ldc, &p.ep)
	equal(t, "Gemm "+p.String(), c, want)
	if p.ep.Pre != nil {
		equal(t, "Pre of Gemm "+p.String(), p.ep.Pre, wantPre)
	}
	if p.ep.Slope != nil {
		equal(t, "Slope of Gemm "+p.String(), p.ep.Slope, wantSlope)
	}
	c = append(c[:0], p.c...)
	GemmPacked(p.transA, p.m, p.a, p.lda, PackB(p.transB, p.k, p.n, p.b, p.ldb), c, p.ldc, &p.ep)
	equal(t, "GemmPacked "+p.String(), c, want)
	if p.transB {
		packed, _ := packInPlace(p.k, p.n, p.b, p.ldb)
		c = append(c[:0], p.c...)
		GemmPacked(p.transA, p.m, p.a, p.lda, packed, c, p.ldc, &p.ep)
		equal(t, "GemmPacked in place "+p.String(), c, want)
	}
}

func TestGemmBits(t *testing.T) {
	sizes := []int{0, 1, 2, 3, 5, 6, 7, 8, 13, 16, 17, 31, 33, 50}
	forLevels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 4))
		for _, m := range sizes {
			for _, n := range sizes {
				for _, k := range []int{0, 1, 2, 3, 4, 5, 8, 16, 17, 31} {
					trans := r.IntN(4)
					newProblem(r, trans&1 != 0, trans&2 != 0, m, n, k, r.IntN(4)).check(t)
				}
			}
		}
	})
}

// Blocks of k, of rows, panels at the edge, operands far apart.
func TestGemmBitsLarge(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 6))
		for trans := 0; trans < 4; trans++ {
			for _, s := range [][3]int{{130, 130, 130}, {50, 50, 16}, {7, 129, 1100}, {300, 17, 257}, {13, 70, 515}, {1, 200, 300}, {257, 1, 300}, {1100, 40, 20}, {40, 300, 129}, {530, 2100, 3}, {45, 70, 900}, {600, 33, 800}} {
				if testing.Short() && s[0]*s[1]*s[2] > 700_000 {
					continue
				}
				for _, pad := range []int{0, 1023} {
					p := newProblem(r, trans&1 != 0, trans&2 != 0, s[0], s[1], s[2], pad)
					p.ep.Accumulate = pad > 0
					p.check(t)
				}
			}
		}
	})
}

func TestGemmEpilogue(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 8))
		for mask := 0; mask < 64; mask++ {
			for _, k := range []int{0, 9, 600} {
				p := newProblem(r, false, true, 19, 37, k, 3)
				p.ep.Accumulate = mask&1 != 0
				if mask&2 != 0 {
					p.ep.Bias = randoms(r, p.n)
				}
				if mask&4 != 0 {
					p.ep.Pre = guarded(len(p.c))
				}
				p.ep.GELU = mask&8 != 0
				if mask&16 != 0 {
					p.ep.Residual = randoms(r, len(p.c))
				}
				if mask&32 != 0 {
					if !p.ep.GELU {
						continue
					}
					p.ep.Slope = guarded(len(p.c))
				}
				p.check(t)
			}
		}
	})
}

// Infinities and NaN must appear where the contract puts them, and zeros of
// the padding must not meet them.
func TestGemmNonFinite(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(9, 10))
		for _, v := range []float32{float32(math.Inf(1)), float32(math.NaN())} {
			for trans := 0; trans < 4; trans++ {
				p := newProblem(r, trans&1 != 0, trans&2 != 0, 11, 19, 40, 2)
				p.a[len(p.a)/2], p.b[len(p.b)/3] = v, v
				p.a[0], p.b[0] = 0, -v
				p.check(t)
			}
		}
	})
}

func TestGemmBatchedBits(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(11, 12))
		for _, batch := range []int{0, 1, 3, 40} {
			for trans := 0; trans < 4; trans++ {
				p := newProblem(r, trans&1 != 0, trans&2 != 0, 50, 33, 16, 5)
				sa, sc := len(p.a)+3, p.m*p.ldc+7
				a, c := randoms(r, batch*sa+len(p.a)), guarded(batch*sc+len(p.c))
				p.ep = Epilogue{Bias: randoms(r, p.n), Residual: randoms(r, len(c)), Pre: guarded(len(c)), GELU: true, Slope: guarded(len(c))}
				pre, slope := guarded(len(c)), guarded(len(c))
				want := append([]float32(nil), c...)
				for i := 0; i < batch; i++ {
					e := p.ep
					e.Residual, e.Pre, e.Slope = e.Residual[i*sc:], pre[i*sc:], slope[i*sc:]
					Gemm(p.transA, p.transB, p.m, p.n, p.k, a[i*sa:], p.lda, p.b, p.ldb, want[i*sc:], p.ldc, &e)
				}
				GemmBatched(batch, p.transA, p.transB, p.m, p.n, p.k, a, p.lda, sa, p.b, p.ldb, 0, c, p.ldc, sc, &p.ep)
				equal(t, fmt.Sprintf("GemmBatched %d × %v", batch, p), c, want)
				equal(t, fmt.Sprintf("Pre of GemmBatched %d × %v", batch, p), p.ep.Pre, pre)
				equal(t, fmt.Sprintf("Slope of GemmBatched %d × %v", batch, p), p.ep.Slope, slope)
			}
		}
	})
}

func TestGemmThreads(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	r := rand.New(rand.NewPCG(13, 14))
	for _, s := range [][3]int{{200, 150, 60}, {20, 900, 64}, {900, 20, 64}, {64, 64, 2000}} {
		p := newProblem(r, false, true, s[0], s[1], s[2], 0)
		p.ep.Bias = randoms(r, p.n)
		var first []float32
		for _, procs := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(procs)
			c := append([]float32(nil), p.c...)
			Gemm(p.transA, p.transB, p.m, p.n, p.k, p.a, p.lda, p.b, p.ldb, c, p.ldc, &p.ep)
			if first == nil {
				first = c
			}
			equal(t, fmt.Sprintf("%v on %d threads", p, procs), c, first)
		}
	}
}

// A packed operand serves after the level has changed.
func TestPackedBFollowsLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	p := newProblem(r, false, true, 9, 40, 30, 0)
	want, _, _ := p.reference()
	packed := PackB(p.transB, p.k, p.n, p.b, p.ldb)
	forLevels(t, func(t *testing.T) {
		c := append([]float32(nil), p.c...)
		GemmPacked(p.transA, p.m, p.a, p.lda, packed, c, p.ldc, nil)
		equal(t, "GemmPacked", c, want)
	})
}

func TestGemmPanics(t *testing.T) {
	x := make([]float32, 100)
	for name, f := range map[string]func(){
		"short a":    func() { Gemm(false, false, 11, 2, 10, x, 10, x, 2, x, 2, nil) },
		"short b":    func() { Gemm(false, false, 2, 11, 10, x, 10, x, 11, x, 11, nil) },
		"short c":    func() { Gemm(false, false, 20, 10, 1, x, 1, x, 10, x, 10, nil) },
		"lda":        func() { Gemm(false, false, 2, 2, 10, x, 9, x, 2, x, 2, nil) },
		"negative":   func() { Gemm(false, false, -1, 2, 10, x, 10, x, 2, x, 2, nil) },
		"short bias": func() { Gemm(false, false, 2, 2, 2, x, 2, x, 2, x, 2, &Epilogue{Bias: x[:1]}) },
		"overlap":    func() { GemmBatched(2, false, false, 2, 2, 2, x, 2, 4, x, 2, 4, x, 2, 1, nil) },
	} {
		func() {
			defer func() {
				if _, ok := recover().(string); !ok {
					t.Errorf("%s: no panic with a text", name)
				}
			}()
			f()
		}()
	}
}

// Bit patterns of all kinds: subnormals, overflow, halves, signed zeros.
func TestGemmExtremes(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(17, 18))
		wild := func(x []float32) {
			for i := range x {
				switch r.IntN(4) {
				case 0:
					x[i] = math.Float32frombits(r.Uint32())
				case 1: // products near the ends of the range
					x[i] = math.Float32frombits(r.Uint32()&0x807FFFFF | uint32(r.IntN(4)+190)<<23)
				case 2:
					x[i] = math.Float32frombits(r.Uint32()&0x807FFFFF | uint32(r.IntN(4)+62)<<23)
				case 3: // few bits: ties
					x[i] = float32(r.IntN(9)-4) * float32(math.Ldexp(1, r.IntN(48)-24))
				}
			}
		}
		for i := 0; i < 300; i++ {
			p := newProblem(r, i&1 != 0, i&2 != 0, 12, 20, 1+i%5, 0)
			wild(p.a)
			wild(p.b)
			wild(p.c)
			p.ep.Accumulate = i%3 != 0
			p.check(t)
		}
	})
}

func TestGemmAllocatesNothing(t *testing.T) {
	if race.Enabled {
		t.Skip("sync.Pool drops memory at random under the race detector")
	}
	r := rand.New(rand.NewPCG(19, 20))
	big := newProblem(r, false, true, 64, 50, 50, 0) // enough for threads
	ep := &Epilogue{Bias: randoms(r, 50), Pre: make([]float32, len(big.c)), GELU: true, Slope: make([]float32, len(big.c)), Residual: randoms(r, len(big.c))}
	packed := PackB(true, 50, 50, big.b, big.ldb)
	inPlace, _ := packInPlace(50, 50, big.b, big.ldb)
	x := make([]float32, 40*50*16)
	for name, f := range map[string]func(){
		"Gemm":        func() { Gemm(false, true, 64, 50, 50, big.a, 50, big.b, 50, big.c, 50, ep) },
		"GemmPacked":  func() { GemmPacked(false, 64, big.a, 50, packed, big.c, 50, ep) },
		"in place":    func() { GemmPacked(false, 64, big.a, 50, inPlace, big.c, 50, ep) },
		"GemmBatched": func() { GemmBatched(10, false, true, 5, 50, 64, x, 64, 320, x, 64, 0, big.c, 50, 250, nil) },
	} {
		for _, procs := range []int{1, 2} {
			old := runtime.GOMAXPROCS(procs)
			for i := 0; i < 20; i++ {
				f() // until each thread has its memory
			}
			if a := mallocs(f); a > 0.2 {
				t.Errorf("%s on %d threads: %v allocations", name, procs, a)
			}
			runtime.GOMAXPROCS(old)
		}
	}
}

// mallocs counts allocations per run, as testing.AllocsPerRun does, but on the
// number of threads there are. (The runtime may allocate now and then.)
func mallocs(f func()) float64 {
	const runs = 100
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := 0; i < runs; i++ {
		f()
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / runs
}

func FuzzGemm(f *testing.F) {
	f.Add(uint64(1), uint8(6), uint8(16), uint16(4), uint8(0), uint8(0))
	f.Add(uint64(2), uint8(50), uint8(49), uint16(300), uint8(3), uint8(0x7F))
	f.Add(uint64(3), uint8(13), uint8(33), uint16(0), uint8(1), uint8(0x81))
	f.Fuzz(func(t *testing.T, seed uint64, m, n uint8, k uint16, pad, flags uint8) {
		r := rand.New(rand.NewPCG(seed, 0))
		p := newProblem(r, flags&1 != 0, flags&2 != 0, int(m%70), int(n%70), int(k%600), int(pad))
		p.ep.Accumulate, p.ep.GELU = flags&4 != 0, flags&8 != 0
		if flags&16 != 0 {
			p.ep.Bias = randoms(r, p.n)
		}
		if flags&32 != 0 {
			p.ep.Residual = randoms(r, len(p.c))
		}
		if flags&64 != 0 {
			p.ep.Pre = guarded(len(p.c))
		}
		if flags&128 != 0 && p.ep.GELU {
			p.ep.Slope = guarded(len(p.c))
		}
		forLevels(t, p.check)
	})
}
