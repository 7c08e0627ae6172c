package tensor

import (
	"testing"

	"github.com/gopathway/pathway/internal/race"
)

// Operations with a dst allocate nothing once the pools are warm.
func TestNoAllocations(t *testing.T) {
	if race.Enabled {
		t.Skip("under the race detector the pools forget at random")
	}
	g := NewRNG(1)
	for _, n := range []int{8, 256} { // 64 and 65536 elements: done at once, and cut in pieces
		x, y, z := normal(g, n, n), positive(g, n, n), New(n, n)
		row, vec, col, scalar := positive(g, n), New(n), positive(g, n, 1), Scalar(2)
		cube, flat := New(n/2, 2, n), New(n*n)
		image := normal(g, 1, 1, n, n)
		tokens := New(1, n*n/16, 16)
		window := Window{Kernel: [3]int{4, 4}, Stride: [3]int{4, 4}}
		index := []int{1, 0}
		two, pair, dims := New(2, n), New(2*n, n), []int{n, n}
		axes := []int{0}
		for _, c := range []struct {
			name string
			f    func()
		}{
			{"Add", func() { Add(z, x, y) }},
			{"Sub row", func() { Sub(z, x, row) }},
			{"Mul column", func() { Mul(z, col, x) }},
			{"Div scalar", func() { Div(z, scalar, y) }},
			{"Where", func() { Where(z, x, row, y) }},
			{"BroadcastTo", func() { BroadcastTo(z, row, dims...) }},
			{"SumTo", func() { SumTo(row, x) }},
			{"GELU", func() { GELU(z, x) }},
			{"PowScalar", func() { PowScalar(z, y, 0.3) }},
			{"Sum", func() { Sum(row, x, axes, false) }},
			{"Mean", func() { Mean(col, x, []int{1}, true) }},
			{"Var", func() { Var(row, x, axes, false, false) }},
			{"Max", func() { Max(scalar, x, nil, false) }},
			{"Min", func() { Min(scalar, x, nil, false) }},
			{"SumAll", func() { SumAll(x) }},
			{"CumSum", func() { CumSum(z, x, 0) }},
			{"Softmax", func() { Softmax(z, x, 1) }},
			{"Softmax of columns", func() { Softmax(z, x, 0) }},
			{"LogSumExp", func() { LogSumExp(row, x, 0, false) }},
			{"MatMul", func() { MatMul(z, x, y) }},
			{"MatMul vector", func() { MatMul(vec, x, row) }},
			{"MatMulT", func() { MatMulT(z, x, y, true, false, true) }},
			{"Transpose", func() { Transpose(z, x, 0, 1) }},
			{"Permute", func() { Permute(z, x, 1, 0) }},
			{"Slice", func() { Slice(two, x, 0, 1, 3, 1) }},
			{"AddSlice", func() { AddSlice(z, two, 0, 1, 1) }},
			{"Concat", func() { Concat(pair, 0, x, y) }},
			{"Stack", func() { Stack(pair.Reshape(2, n, n), 0, x, y) }},
			{"IndexSelect", func() { IndexSelect(two, x, 0, index) }},
			{"IndexAdd", func() { IndexAdd(z, two, 0, index) }},
			{"Patchify", func() { Patchify(tokens, image, 4, 4, 4, 4) }},
			{"Unpatchify", func() { Unpatchify(image, tokens, 4, 4, 4, 4) }},
			{"Unfold", func() { Unfold(tokens, image, window) }},
			{"Fold", func() { Fold(image, tokens, window) }},
			{"FromSlice into a header", func() { *flat = *FromSlice(x.Data(), n*n) }},
			{"Reshape into a header", func() { *flat = *x.Reshape(n * n) }},
			{"Reshape -1 into a header", func() { *cube = *x.Reshape(-1, 2, n) }},
		} {
			allowed := 0.0
			if c.name == "Stack" {
				allowed = 1 // the header of Reshape
			}
			c.f()
			if got := testing.AllocsPerRun(20, c.f); got > allowed {
				t.Errorf("%s of %d×%d: %v allocations", c.name, n, n, got)
			}
		}
	}
}
