// Regression fits a curve through noisy points by gradient descent, and compares the
// coefficients with those of the closed-form least squares. It shows the three lowest
// floors of the house: tensors, the tape that takes gradients, and an optimizer.
//
//	go run ./examples/regression
//
//	step    1  loss 1.55e+00
//	step  100  loss 8.01e-03
//	...
//	T0: gradient descent -0.4794, least squares -0.4794
//	T1: gradient descent -0.8910, least squares -0.8910
//	...
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

func main() {
	points := flag.Int("points", 200, "points of the curve, with noise")
	degree := flag.Int("degree", 5, "degree of the polynomial")
	steps := flag.Int("steps", 500, "steps of gradient descent")
	flag.Parse()
	if *points < 2 || *degree < 0 || *degree >= *points || *steps < 1 {
		log.Fatal("want at least 2 points, more points than the degree, and a step")
	}
	run(os.Stdout, *points, *degree, *steps)
}

// run returns the coefficients of both ways, of the polynomials T0 to T(degree).
func run(w io.Writer, points, degree, steps int) (descended, solved []float64) {
	rng := tensor.NewRNG(1)
	x, y := tensor.New(points, degree+1), tensor.New(points, 1)
	for i := 0; i < points; i++ {
		at := 2*rng.Float64() - 1
		// Chebyshev polynomials are nearly orthogonal, so that descent is short.
		for k := 0; k <= degree; k++ {
			x.Set(float32(math.Cos(float64(k)*math.Acos(at))), i, k)
		}
		y.Set(float32(math.Exp(at)*math.Cos(3*at)+0.1*rng.Norm()), i, 0)
	}

	model := nn.NewLinear(degree+1, 1, false, rng)
	opt := optim.NewSGD([]optim.ParamGroup{{Params: nn.Params(model)}}, optim.SGDConfig{LR: 0.1, Momentum: 0.9})
	tape := autograd.NewTape()
	for step := 1; step <= steps; step++ {
		tape.Reset() // the memory of the last step is used again
		opt.ZeroGrad()
		loss := autograd.MSE(model.Forward(tape.Input(x)), tape.Input(y), autograd.LossOptions{})
		autograd.Backward(loss)
		opt.Step()
		if step == 1 || step%100 == 0 {
			fmt.Fprintf(w, "step %4d  loss %.2e\n", step, loss.Value.Item())
		}
	}

	solved = leastSquares(x, y)
	for k, v := range model.Weight.Value.Data() {
		descended = append(descended, float64(v))
		fmt.Fprintf(w, "T%d: gradient descent %7.4f, least squares %7.4f\n", k, v, solved[k])
	}
	return descended, solved
}

// leastSquares solves the normal equations xᵀx·c = xᵀy by Gaussian elimination in
// float64. They are small and, of such polynomials, far from singular.
func leastSquares(x, y *tensor.Tensor) []float64 {
	n, k := x.Dim(0), x.Dim(1)
	a := make([][]float64, k) // [xᵀx | xᵀy]
	for r := range a {
		a[r] = make([]float64, k+1)
		for i := 0; i < n; i++ {
			for c := 0; c < k; c++ {
				a[r][c] += float64(x.At(i, r)) * float64(x.At(i, c))
			}
			a[r][k] += float64(x.At(i, r)) * float64(y.At(i, 0))
		}
	}
	for p := range a {
		for r := range a {
			if r == p {
				continue
			}
			f := a[r][p] / a[p][p]
			for c := p; c <= k; c++ {
				a[r][c] -= f * a[p][c]
			}
		}
	}
	solution := make([]float64, k)
	for r := range a {
		solution[r] = a[r][k] / a[r][r]
	}
	return solution
}
