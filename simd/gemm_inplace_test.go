package simd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
)

// packInPlace packs a copy of b, stored as [n, k] with rows at distance ldb,
// in front of guarded memory, which it returns too.
func packInPlace(k, n int, b []float32, ldb int) (p *PackedB, behind []float32) {
	memory := guarded(n*k + margin)
	for j := 0; j < n; j++ {
		copy(memory[j*k:(j+1)*k], b[j*ldb:])
	}
	return PackTransposedInPlace(k, n, memory), memory[n*k:]
}

// An operand packed in place lies where it lay, whatever its size, and serves
// at every level, on any number of threads.
func TestPackTransposedInPlace(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	r := rand.New(rand.NewPCG(71, 72))
	for _, s := range [][3]int{{0, 3, 5}, {4, 0, 3}, {3, 5, 0}, {1, 1, 1}, {9, 7, 13}, {6, 8, 40}, {5, 12, 33}, {17, 33, 65}, {20, 31, 300}, {15, 100, 129}, {130, 211, 70}, {64, 192, 64}, {33, 97, 900}} {
		p := newProblem(r, s[0]%2 == 1, true, s[0], s[1], s[2], 0)
		p.ep.Bias = randoms(r, p.n)
		want, _, _ := p.reference()
		packed, behind := packInPlace(p.k, p.n, p.b, p.ldb)
		levels := Levels()
		for i := range 3 * len(levels) {
			restore, err := Use(levels[i*2%len(levels)])
			if err != nil {
				t.Fatal(err)
			}
			for _, threads := range []int{1, 2, 3} {
				runtime.GOMAXPROCS(threads)
				c := append([]float32(nil), p.c...)
				GemmPacked(p.transA, p.m, p.a, p.lda, packed, c, p.ldc, &p.ep)
				equal(t, fmt.Sprintf("%v on %v, %d threads", p, Current(), threads), c, want)
			}
			restore()
		}
		equal(t, "behind b", behind, guarded(margin))
	}
}

// No second copy is made, and rows become themselves again.
func TestPanelsInPlace(t *testing.T) {
	r := rand.New(rand.NewPCG(73, 74))
	forLevels(t, func(t *testing.T) {
		for _, s := range [][2]int{{1, 1}, {5, 7}, {40, 8}, {13, 33}, {70, 129}} {
			k, n := s[0], s[1]
			b := randoms(r, n*k)
			rows, nr := append([]float32(nil), b...), currentTile().nr
			packed := PackTransposedInPlace(k, n, b)
			if data := packed.get(); &data[0] != &b[0] || len(data) != n*k {
				t.Fatalf("%d×%d: packed elsewhere", k, n)
			}
			for j := range n {
				first := j / nr * nr
				width := min(nr, n-first)
				for l := range k {
					if b[first*k+l*width+j-first] != rows[j*k+l] {
						t.Fatalf("%d×%d: column %d of step %d is not in its place", k, n, j, l)
					}
				}
			}
			transposePanels(b, k, n, nr, true)
			equal(t, "rows", b, rows)
		}
	})
}

// Many products at a time use one operand, also when they find that it has to
// be packed for another level.
func TestPackedInPlaceConcurrently(t *testing.T) {
	r := rand.New(rand.NewPCG(75, 76))
	p := newProblem(r, false, true, 40, 75, 50, 0)
	want, _, _ := p.reference()
	packed, _ := packInPlace(p.k, p.n, p.b, p.ldb)
	for range 3 {
		forLevels(t, func(t *testing.T) {
			var wait sync.WaitGroup
			results := make([][]float32, 6)
			for i := range results {
				results[i] = append([]float32(nil), p.c...)
				wait.Add(1)
				go func() {
					defer wait.Done()
					GemmPacked(p.transA, p.m, p.a, p.lda, packed, results[i], p.ldc, nil)
				}()
			}
			wait.Wait()
			for _, c := range results {
				equal(t, "GemmPacked", c, want)
			}
		})
	}
}

func TestPackTransposedInPlaceArguments(t *testing.T) {
	x, y := make([]float32, 20), make([]float32, 20)
	for i, c := range []struct {
		f    func()
		want string
	}{
		{func() { PackTransposedInPlace(3, -1, x) }, "simd: PackTransposedInPlace: k 3, n -1"},
		{func() { PackTransposedInPlace(3, 7, x) }, "simd: PackTransposedInPlace: b has 20 elements, 7×3 with ldb 3 needs 21"},
		{func() { PackTransposedInPlace(math.MaxInt, 3, x) }, fmt.Sprintf("simd: PackTransposedInPlace: b has 20 elements, 3×%d with ldb %[1]d needs more than an int can count", math.MaxInt)},
		{func() { GemmPacked(false, 2, y, 3, PackTransposedInPlace(3, 2, x), x[5:], 2, nil) }, "simd: GemmPacked: c overlaps b"},
		{func() {
			GemmPacked(false, 2, y, 3, PackTransposedInPlace(3, 2, x), y[6:], 2, &Epilogue{Pre: x})
		}, "simd: GemmPacked: Pre overlaps b"},
	} {
		if got := panicText(c.f); got != c.want {
			t.Errorf("case %d\ngot  %s\nwant %s", i, got, c.want)
		}
	}
	GemmPacked(false, 2, y, 3, PackTransposedInPlace(3, 2, x), x[6:], 2, nil) // behind b
}
