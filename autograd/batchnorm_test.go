package autograd

import (
	"fmt"
	"math"
	"testing"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

// x [n, c], and the same values as [n/2, c, 2], go through different loops:
// the same chains, so the same bits, on any number of threads.
func TestBatchNormLayouts(t *testing.T) {
	defer parallel.SetLimit(0)
	for _, c := range []int{1, 3, 64, 65, 200} {
		for _, train := range []bool{false, true} {
			t.Run(fmt.Sprint(c, train), func(t *testing.T) {
				rng := tensor.NewRNG(1)
				const n = 10
				flat := tensor.New(n, c).Normal(rng, 1, 2)
				grad := tensor.New(n, c).Normal(rng, 0, 1)
				w, b := Param(tensor.New(c).Normal(rng, 1, 1)), Param(tensor.New(c).Normal(rng, 0, 1))
				fold := func(x *tensor.Tensor) *tensor.Tensor { return tensor.Permute(nil, x.Reshape(n/2, 2, c), 0, 2, 1) }
				type result struct{ y, dx, dw, db, mean, variance *tensor.Tensor }
				run := func(x, g *tensor.Tensor) result {
					mean, variance := tensor.Full(0.3, c), tensor.Full(1.7, c)
					tape := NewTape()
					w.ZeroGrad()
					b.ZeroGrad()
					v := tape.Variable(x)
					y := BatchNorm(v, w, b, mean, variance, train, 0.1, 1e-5)
					value := y.Value.Clone()
					Backward(Sum(Mul(y, tape.Input(g)), nil, false))
					return result{value, v.Grad.Clone(), w.Grad.Clone(), b.Grad.Clone(), mean, variance}
				}
				parallel.SetLimit(1)
				want := run(fold(flat), fold(grad))
				for _, threads := range []int{1, 3} {
					parallel.SetLimit(threads)
					got := run(flat, grad)
					wantBits(t, "y", fold(got.y), want.y)
					wantBits(t, "dx", fold(got.dx), want.dx)
					wantBits(t, "dw", got.dw, want.dw)
					wantBits(t, "db", got.db, want.db)
					wantBits(t, "mean", got.mean, want.mean)
					wantBits(t, "variance", got.variance, want.variance)
				}
			})
		}
	}
}

func wantBits(t *testing.T, what string, got, want *tensor.Tensor) {
	t.Helper()
	for i, v := range want.Data() {
		if math.Float32bits(got.Data()[i]) != math.Float32bits(v) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got.Data()[i], v)
		}
	}
}

func BenchmarkBatchNorm(b *testing.B) {
	const n, c = 16384, 512
	x := tensor.New(n, c).Normal(tensor.NewRNG(1), 0, 1)
	w, bias := Param(tensor.Full(1, c)), Param(tensor.New(c))
	mean, variance := tensor.New(c), tensor.Full(1, c)
	tape := NewTape().Train(1)
	for i := 0; i < b.N; i++ {
		tape.Reset()
		Backward(Sum(BatchNorm(tape.Variable(x), w, bias, mean, variance, true, 0.1, 1e-5), nil, false))
	}
	b.SetBytes(4 * n * c)
}
