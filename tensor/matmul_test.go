package tensor

import (
	"fmt"
	"testing"

	"github.com/gopathway/pathway/simd"
)

// matmulCases: the shapes of a, b and the product.
var matmulCases = [][3][]int{
	{{1, 1}, {1, 1}, {1, 1}},
	{{3, 5}, {5, 7}, {3, 7}},
	{{127, 31}, {31, 13}, {127, 13}},
	{{1, 127}, {127, 1}, {1, 1}},
	{{65, 1}, {1, 65}, {65, 65}},
	{{5}, {5, 7}, {7}},
	{{7, 5}, {5}, {7}},
	{{13}, {13}, {}},
	{{4, 3, 5}, {4, 5, 7}, {4, 3, 7}},
	{{2, 1, 3, 5}, {4, 5, 7}, {2, 4, 3, 7}},
	{{5, 7}, {2, 7, 3}, {2, 5, 3}},
	{{2, 5, 7}, {7, 3}, {2, 5, 3}},
	{{2, 3, 31, 17}, {2, 3, 17, 33}, {2, 3, 31, 33}},
	{{1, 5, 7}, {3, 7, 2}, {3, 5, 2}},
	{{2, 1, 3, 1, 3, 4}, {5, 1, 2, 4, 2}, {2, 5, 3, 2, 3, 2}},
	{{4, 5}, {3, 5, 2}, {3, 4, 2}},
	{{2, 3, 5}, {5}, {2, 3}},
	{{5}, {2, 5, 3}, {2, 3}},
	{{3, 0}, {0, 4}, {3, 4}},
	{{0, 3}, {3, 4}, {0, 4}},
	{{0, 2, 3}, {3, 4}, {0, 2, 4}},
	{{2, 2, 3}, {1, 3, 0}, {2, 2, 0}},
}

// product3 is the plain triple loop over matrices of the batch dims.
func product3(a, b *Tensor, shape []int) *Tensor {
	want := New(shape...)
	at := 0
	eachIndex(shape, func(ix []int) {
		n, m, rest := 0, 0, append([]int{}, ix...)
		if b.Rank() > 1 {
			n, rest = rest[len(rest)-1], rest[:len(rest)-1]
		}
		if a.Rank() > 1 {
			m, rest = rest[len(rest)-1], rest[:len(rest)-1]
		}
		k := a.Dim(-1)
		ia, ib := []int{m}, []int{n}
		if a.Rank() == 1 {
			ia = nil
		}
		if b.Rank() == 1 {
			ib = nil
		}
		sum := float32(0)
		for p := 0; p < k; p++ {
			x := batchAt(a, rest, append(append([]int{}, ia...), p))
			y := batchAt(b, rest, append([]int{p}, ib...))
			sum = simd.FMA(x, y, sum)
		}
		want.data[at] = sum
		at++
	})
	return want
}

// batchAt returns the element at matrix index ix of batch index batch.
func batchAt(t *Tensor, batch, ix []int) float32 {
	lead := t.Rank() - len(ix)
	own := append(append([]int{}, batch[len(batch)-lead:]...), ix...)
	for i := range own[:lead] {
		if t.Dim(i) == 1 {
			own[i] = 0
		}
	}
	return t.At(own...)
}

func TestMatMul(t *testing.T) {
	g := NewRNG(1)
	for _, s := range matmulCases {
		a, b := normal(g, s[0]...), normal(g, s[1]...)
		want := product3(a, b, s[2])
		name := fmt.Sprintf("MatMul %v %v", s[0], s[1])
		same(t, name, MatMul(nil, a, b), want)
		same(t, name+" into dst", MatMul(Full(nan, s[2]...), a, b), want)
		if a.Rank() < 2 || b.Rank() < 2 {
			continue
		}
		at, bt := Transpose(nil, a, -1, -2), Transpose(nil, b, -1, -2)
		same(t, name+" N T", MatMulT(nil, a, bt, false, true, false), want)
		same(t, name+" T N", MatMulT(nil, at, b, true, false, false), want)
		same(t, name+" T T", MatMulT(nil, at, bt, true, true, false), want)
		a, b = whole(g, s[0]...), whole(g, s[1]...)
		c := whole(g, s[2]...)
		want = Add(nil, c, product3(a, b, s[2]))
		same(t, name+" accumulated", MatMulT(c, a, b, false, false, true), want)
	}
}

func TestMatMulBitsDoNotDependOnThreads(t *testing.T) {
	g := NewRNG(2)
	a, b, c := normal(g, 150, 170), normal(g, 170, 190), normal(g, 4, 190, 60)
	sameAtEveryWidth(t, "MatMul", func() *Tensor { return MatMul(nil, a, b) })
	sameAtEveryWidth(t, "batched MatMul", func() *Tensor { return MatMul(nil, MatMul(nil, a, b), c) })
}

func TestMatMulRowBitsDoNotDependOnTheBatch(t *testing.T) {
	g := NewRNG(3)
	a, b := normal(g, 37, 91), normal(g, 91, 45)
	y := MatMul(nil, a, b)
	for i := 0; i < 37; i++ {
		row := Slice(nil, a, 0, i, i+1, 1)
		same(t, "row", MatMul(nil, row, b), Slice(nil, y, 0, i, i+1, 1))
	}
}
