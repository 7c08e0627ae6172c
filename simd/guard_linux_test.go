package simd

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// fence is memory between two pages that may be neither read nor written.
type fence struct{ floats []float32 }

// newFence makes room for at least n floats between two such pages.
func newFence(t *testing.T, n int) fence {
	t.Helper()
	page := os.Getpagesize()
	size := (4*n + page - 1) / page * page
	mem, err := unix.Mmap(-1, 0, size+2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	for _, edge := range [][]byte{mem[:page], mem[page+size:]} {
		if err := unix.Mprotect(edge, unix.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if err := unix.Munmap(mem); err != nil {
			t.Error(err)
		}
	})
	return fence{unsafe.Slice((*float32)(unsafe.Pointer(&mem[page])), size/4)}
}

// put copies x to the end of the fence, or to its beginning.
func (f fence) put(x []float32, atEnd bool) []float32 {
	v := f.floats[:len(x):len(x)]
	if atEnd {
		v = f.floats[len(f.floats)-len(x):]
	}
	copy(v, x)
	return v
}

// mustStayInside runs f and fails if it touches a protected page.
func mustStayInside(t *testing.T, what string, f func()) {
	t.Helper()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("%s: %v", what, r)
		}
	}()
	f()
}

var fenceSizes = func() []int {
	sizes := []int{127, 128, 129, 1000, 1024, 2049}
	for n := 0; n <= 70; n++ {
		sizes = append(sizes, n)
	}
	return sizes
}()

// No kernel over vectors reads or writes beside its slices.
func TestKernelsStayInside(t *testing.T) {
	r := rand.New(rand.NewPCG(51, 52))
	var fences [8]fence
	for i := range fences {
		fences[i] = newFence(t, 2049)
	}
	forLevels(t, func(t *testing.T) {
		for _, k := range kernels {
			for _, n := range fenceSizes {
				for _, atEnd := range []bool{false, true} {
					var in, out [][]float32
					for i := 0; i < k.in; i++ {
						in = append(in, fences[i].put(randoms(r, n), atEnd))
					}
					for i := 0; i < k.out; i++ {
						out = append(out, fences[k.in+i].put(randoms(r, n), atEnd))
					}
					mustStayInside(t, fmt.Sprintf("%s of %d at the end of a page: %v", k.name, n, atEnd), func() { k.run(out, in) })
				}
			}
		}
	})
}

// Nor does one over rows.
func TestRowKernelsStayInside(t *testing.T) {
	r := rand.New(rand.NewPCG(53, 54))
	var fences [7]fence
	for i := range fences {
		fences[i] = newFence(t, 5*2049)
	}
	forLevels(t, func(t *testing.T) {
		for _, k := range rowKernels {
			for _, cols := range fenceSizes {
				if cols == 0 {
					continue
				}
				for _, rows := range []int{1, 2, 5} {
					for _, atEnd := range []bool{false, true} {
						n := rows * cols
						put := func(i, n int) []float32 { return fences[i].put(randoms(r, n), atEnd) }
						result := n
						if k.vector {
							result = cols
						}
						dy, x, gamma, beta := put(0, n), put(1, n), put(2, cols), put(3, cols)
						out, mean, rstd := put(4, result), put(5, rows), put(6, rows)
						mustStayInside(t, fmt.Sprintf("%s of %dx%d at the end of a page: %v", k.name, rows, cols, atEnd), func() {
							k.run(out, mean, rstd, dy, x, gamma, beta, rows, cols)
						})
					}
				}
			}
		}
	})
}

// Nor does a product: operands of exactly the length they need, whose last
// rows are shorter than the distance between rows.
func TestGemmStaysInside(t *testing.T) {
	r := rand.New(rand.NewPCG(55, 56))
	var fences [3]fence
	for i := range fences {
		fences[i] = newFence(t, 200*200)
	}
	shapes := [][3]int{{197, 197, 20}, {100, 130, 70}, {1, 200, 190}, {200, 1, 190}, {13, 33, 150}, {29, 95, 37}}
	for try := 0; try < 400; try++ {
		shapes = append(shapes, [3]int{1 + r.IntN(45), 1 + r.IntN(70), 1 + r.IntN(40)})
	}
	forLevels(t, func(t *testing.T) {
		for i, s := range shapes {
			m, n, k, atEnd := s[0], s[1], s[2], i%2 == 0
			transA, transB, pad := i&2 != 0, i&4 != 0, r.IntN(3)
			p := newProblem(r, transA, transB, m, n, k, pad)
			tight := func(f fence, x []float32, rows, cols, ld int) []float32 { return f.put(x[:(rows-1)*ld+cols], atEnd) }
			rowsA, colsA, rowsB, colsB := m, k, k, n
			if transA {
				rowsA, colsA = k, m
			}
			if transB {
				rowsB, colsB = n, k
			}
			a, b := tight(fences[0], p.a, rowsA, colsA, p.lda), tight(fences[1], p.b, rowsB, colsB, p.ldb)
			c := tight(fences[2], p.c, m, n, p.ldc)
			mustStayInside(t, p.String(), func() {
				Gemm(transA, transB, m, n, k, a, p.lda, b, p.ldb, c, p.ldc, &Epilogue{Accumulate: i&8 != 0})
				GemmPacked(transA, m, a, p.lda, PackB(transB, k, n, b, p.ldb), c, p.ldc, nil)
				if transB && pad == 0 {
					GemmPacked(transA, m, a, p.lda, PackTransposedInPlace(k, n, b), c, p.ldc, nil)
				}
			})
		}
	})
}
