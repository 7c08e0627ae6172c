package simd

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"unsafe"
)

// This file: as guard_linux_test.go, for what is in none of the tables.

// narrow returns n elements of another type at the end or the beginning of a
// fence.
func narrow[T any](f fence, n int, atEnd bool) []T {
	var t T
	all := unsafe.Slice((*T)(unsafe.Pointer(&f.floats[0])), len(f.floats)*4/int(unsafe.Sizeof(t)))
	if atEnd {
		return all[len(all)-n:]
	}
	return all[:n:n]
}

func TestConversionsStayInside(t *testing.T) {
	r := rand.New(rand.NewPCG(57, 58))
	wide, small := newFence(t, 2049), newFence(t, 2049)
	forLevels(t, func(t *testing.T) {
		for _, n := range fenceSizes {
			for _, atEnd := range []bool{false, true} {
				x := wide.put(randoms(r, n), atEnd)
				h, b := narrow[uint16](small, n, atEnd), narrow[int8](small, n, atEnd)
				mustStayInside(t, fmt.Sprintf("conversions of %d at the end of a page: %v", n, atEnd), func() {
					BF16FromFloat32(h, x)
					Float32FromBF16(x, h)
					F16FromFloat32(h, x)
					Float32FromF16(x, h)
					Int8FromFloat32(b, x, 0.1)
					Float32FromInt8(x, b, 0.1)
					if n > 0 {
						ArgMax(x)
						x[r.IntN(n)] = nan
						ArgMax(x)
					}
				})
			}
		}
	})
}

func TestMatricesStayInside(t *testing.T) {
	r := rand.New(rand.NewPCG(59, 60))
	var fences [3]fence
	for i := range fences {
		fences[i] = newFence(t, 200*200)
	}
	shapes := [][2]int{{1, 200}, {200, 1}, {200, 200}, {64, 130}, {131, 65}}
	for rows := 0; rows <= 70; rows += 1 + rows/24 {
		for cols := 0; cols <= 70; cols += 1 + cols/24 {
			shapes = append(shapes, [2]int{rows, cols})
		}
	}
	forLevels(t, func(t *testing.T) {
		x := randoms(r, 200*200)
		for _, s := range shapes {
			for _, atEnd := range []bool{false, true} {
				rows, cols := s[0], s[1]
				n := rows * cols
				dst, from, mask := fences[0].put(x[:n], atEnd), fences[1].put(x[:n], atEnd), fences[2].put(x[:n], atEnd)
				mustStayInside(t, fmt.Sprintf("matrices of %dx%d at the end of a page: %v", rows, cols, atEnd), func() {
					Transpose(dst, from, rows, cols)
					MaskedSoftmaxRows(dst, from, mask, rows, cols, 0.5)
				})
			}
		}
	})
}

// Products with everything around them, and in batches.
func TestEpiloguesStayInside(t *testing.T) {
	r := rand.New(rand.NewPCG(61, 62))
	var fences [7]fence
	for i := range fences {
		fences[i] = newFence(t, 3*80*80)
	}
	forLevels(t, func(t *testing.T) {
		for try := 0; try < 400; try++ {
			m, n, k, batch, atEnd := 1+r.IntN(70), 1+r.IntN(70), r.IntN(71), 1+r.IntN(3), try%2 == 0
			p := newProblem(r, try&2 != 0, try&4 != 0, m, n, k, r.IntN(4))
			last := batch - 1
			put := func(i, rows, cols, ld, stride int) []float32 {
				size := 0
				if rows > 0 && cols > 0 {
					size = last*stride + (rows-1)*ld + cols
				}
				return fences[i].put(randoms(r, size), atEnd)
			}
			oa, ob := stored("a", p.transA, m, k, nil, p.lda), stored("b", p.transB, k, n, nil, p.ldb)
			sa, sb, sc := oa.rows*p.lda, ob.rows*p.ldb, m*p.ldc
			a, b := put(0, oa.rows, oa.cols, p.lda, sa), put(1, ob.rows, ob.cols, p.ldb, sb)
			c, pre, residual := put(2, m, n, p.ldc, sc), put(3, m, n, p.ldc, sc), put(4, m, n, p.ldc, sc)
			ep := Epilogue{Accumulate: try&8 != 0, GELU: try&16 != 0, Pre: pre, Residual: residual, Bias: fences[5].put(randoms(r, n), atEnd)}
			if ep.GELU {
				ep.Slope = put(6, m, n, p.ldc, sc)
			}
			mustStayInside(t, fmt.Sprintf("%d products %v at the end of a page: %v", batch, p, atEnd), func() {
				GemmBatched(batch, p.transA, p.transB, m, n, k, a, p.lda, sa, b, p.ldb, sb, c, p.ldc, sc, &ep)
			})
		}
	})
}
