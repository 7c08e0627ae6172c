package optim

import (
	"fmt"
	"math"
	"sync"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
)

// This file: gradient clipping by the norm of all gradients together:
//
//	norm = √(Σ g²);  g *= min(1, max/(norm + 1e-6))
//
// Sums of squares are taken per piece of fixed size and added in order in
// float64: the same bits on any number of threads.

// ClipGradNorm scales the gradients of params so that their joint Euclidean
// norm is at most maxNorm, as torch.nn.utils.clip_grad_norm_ does, and
// returns the norm they had. Parameters that are frozen or have no gradient
// do not count.
//
// If a gradient holds NaN or an infinity, the norm is one too, and the gradients
// stay as they are: check the norm before the step. With maxNorm = +Inf it
// computes the norm alone. It panics if maxNorm is negative or NaN.
func ClipGradNorm(params []nn.NamedParam, maxNorm float64) float64 {
	if !(maxNorm >= 0) {
		panic(fmt.Sprintf("optim: ClipGradNorm: maxNorm is %v", maxNorm))
	}
	c := clipPool.Get().(*clipTask)
	c.params = params
	c.pieces = cutPieces(c.pieces[:0], params)
	if cap(c.sums) < len(c.pieces) {
		c.sums = make([]float64, len(c.pieces))
	}
	c.sums = c.sums[:len(c.pieces)]

	forPieces(c.pieces, (*squareTask)(c))
	sum := 0.0
	for _, s := range c.sums {
		sum += s
	}
	norm := math.Sqrt(sum)
	if coef := maxNorm / (norm + 1e-6); coef < 1 && !math.IsInf(norm, 1) {
		c.coef = float32(coef)
		forPieces(c.pieces, c)
	}
	c.params = nil
	clipPool.Put(c)
	return norm
}

// clipTask scales the gradients of its pieces by coef.
type clipTask struct {
	params []nn.NamedParam
	pieces []piece
	sums   []float64 // Σ g² per piece
	coef   float32
}

// clipPool keeps the pieces' memory, so that clipping allocates nothing.
var clipPool = sync.Pool{New: func() any { return new(clipTask) }}

func (c *clipTask) Run(lo, hi int) {
	for _, p := range c.pieces[lo:hi] {
		if v := c.params[p.param].Param; updates(v) {
			g := v.Grad.Data()[p.lo:p.hi]
			simd.Scale(g, g, c.coef)
		}
	}
}

// squareTask computes the sums of a clipTask.
type squareTask clipTask

func (c *squareTask) Run(lo, hi int) {
	for i := lo; i < hi; i++ {
		p := c.pieces[i]
		c.sums[i] = 0
		if v := c.params[p.param].Param; updates(v) {
			c.sums[i] = sumSquares(v.Grad.Data()[p.lo:p.hi])
		}
	}
}

// sumSquares returns Σ x². It sums in float64 where float32 overflows or loses
// small squares.
func sumSquares(x []float32) float64 {
	if s := simd.Dot(x, x); s > 1e-20 && s <= math.MaxFloat32 {
		return float64(s)
	}
	sum := 0.0
	for _, v := range x {
		sum += float64(float64(v) * float64(v))
	}
	return sum
}
