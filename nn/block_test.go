package nn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// gradients returns the output of f on a block's input x and the gradients of
// x and of all parameters, for the gradient dy.
func gradients(b *nn.Block, x, dy *tensor.Tensor, f func(*autograd.Var) *autograd.Var) (y *tensor.Tensor, grads map[string]*tensor.Tensor) {
	tape := autograd.NewTape()
	for _, p := range nn.Params(b) {
		p.Param.ZeroGrad()
	}
	in := tape.Variable(x)
	out := f(in)
	autograd.Backward(autograd.Sum(autograd.Mul(out, tape.Input(dy)), nil, false))
	grads = map[string]*tensor.Tensor{"x": in.Grad.Clone()}
	for _, p := range nn.Params(b) {
		grads[p.Name] = p.Param.Grad.Clone()
	}
	return out.Value.Clone(), grads
}

// The first tokens alone have the values and the gradients that a block over
// all of them has, if nobody looks at the others. Sums over rows, such as the
// gradient of a bias, add the same numbers in another grouping.
func TestForwardFirst(t *testing.T) {
	const dim, first = 24, 2
	for _, tokens := range []int{first, 3, 50, 197} {
		rng := tensor.NewRNG(7)
		b := nn.NewBlock(dim, 3, 4*dim, true, 1e-6, rng)
		x := tensor.New(3, tokens, dim).Normal(rng, 0, 1)
		dy := tensor.New(3, first, dim).Normal(rng, 0, 1)
		want, wantGrads := gradients(b, x, dy, func(x *autograd.Var) *autograd.Var {
			return autograd.Slice(b.Forward(x), 1, 0, first, 1)
		})
		got, grads := gradients(b, x, dy, func(x *autograd.Var) *autograd.Var { return b.ForwardFirst(x, first) })
		modeltest.SameBits(t, "values", got.Data(), want.Data())
		for name, g := range wantGrads {
			for i, w := range g.Data() {
				tolerance := 0.0 // +0 and -0 are the same gradient
				if strings.Contains(name, "norm") || strings.HasSuffix(name, "bias") {
					tolerance = 1e-5
				}
				if have := grads[name].Data()[i]; math.Abs(float64(have-w)) > tolerance*math.Max(1, math.Abs(float64(w))) {
					t.Fatalf("%d tokens: gradient of %s: element %d is %v, want %v", tokens, name, i, have, w)
				}
			}
		}
	}
}

// A residual inside the product has the bits of one added afterwards.
func TestResidualInTheProduct(t *testing.T) {
	rng := tensor.NewRNG(8)
	b := nn.NewBlock(20, 2, 80, true, 1e-6, rng)
	x := tensor.New(2, 9, 20).Normal(rng, 0, 1)
	dy := tensor.New(2, 9, 20).Normal(rng, 0, 1)
	want, wantGrads := gradients(b, x, dy, func(x *autograd.Var) *autograd.Var {
		x = autograd.Add(x, b.Attn.Forward(b.Norm1.Forward(x)))
		return autograd.Add(x, b.MLP.Forward(b.Norm2.Forward(x)))
	})
	got, grads := gradients(b, x, dy, b.Forward)
	modeltest.SameBits(t, "values", got.Data(), want.Data())
	for name, g := range wantGrads {
		modeltest.SameBits(t, "gradient of "+name, grads[name].Data(), g.Data())
	}
}
