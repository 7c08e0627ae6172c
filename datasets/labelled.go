package datasets

import (
	"fmt"

	"github.com/gopathway/pathway/tensor"
)

// Labelled is what every container of samples embeds: a name, the classes, and
// the class of each sample.
type Labelled struct {
	Name    string   // what the set is, for messages
	Label   []int    // of each sample: an index into Classes, or -1 for none
	Classes []string // names
}

// Len returns the number of samples.
func (s *Labelled) Len() int { return len(s.Label) }

// Labels returns Label.
func (s *Labelled) Labels() []int { return s.Label }

// Targets returns the classes of the samples idx, in the memory of dst if there
// is room. An index out of range panics with *tensor.ShapeError.
func (s *Labelled) Targets(dst, idx []int) []int {
	checkIndices("Targets", idx, s.Len())
	return gather(dst, s.Label, idx)
}

// gather returns v[i] for each i of idx, in dst if it has room.
func gather(dst, v, idx []int) []int {
	dst = dst[:0]
	for _, i := range idx {
		dst = append(dst, v[i])
	}
	return dst
}

// unlabelled returns n labels -1.
func unlabelled(n int) []int {
	labels := make([]int, n)
	for i := range labels {
		labels[i] = -1
	}
	return labels
}

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
