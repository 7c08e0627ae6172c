package datasets

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// This file: what all sets check of a caller.

// checkIndices panics with *tensor.ShapeError unless all of idx lie in [0, n).
func checkIndices(op string, idx []int, n int) {
	for _, i := range idx {
		if i < 0 || i >= n {
			panic(&tensor.ShapeError{Op: op, Want: fmt.Sprintf("indices in [0, %d), got %d", n, i), Got: [][]int{{len(idx)}}})
		}
	}
}

// CheckIndices panics with *tensor.ShapeError unless idx are samples of s. It
// serves implementations of [Set], which name themselves by op.
func CheckIndices(op string, s Set, idx []int) { checkIndices(op, idx, s.Len()) }

// CheckBatch panics with *tensor.ShapeError unless idx are samples of s and dst
// has room for them, [len(idx), s.Shape()...]. It serves implementations of
// [Set], too.
func CheckBatch(op string, s Set, dst *tensor.Tensor, idx []int) {
	checkIndices(op, idx, s.Len())
	checkShape(op, dst, len(idx), s.Shape()...)
}

// checkShape panics with *tensor.ShapeError unless dst is [n, shape...]. It
// allocates nothing when all is well.
func checkShape(op string, dst *tensor.Tensor, n int, shape ...int) {
	ok := dst.Rank() == len(shape)+1 && dst.Dim(0) == n
	for i := 0; ok && i < len(shape); i++ {
		ok = dst.Dim(i+1) == shape[i]
	}
	if !ok {
		want := fmt.Sprint(append([]int{n}, shape...))
		panic(tensor.NewShapeError(op, "destination "+want, dst))
	}
}
