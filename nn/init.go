package nn

import (
	"math"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// This file: random weights of new layers.

// XavierUniform returns a weight [out, in] drawn from ±√(6/(in+out)) (Glorot
// and Bengio, 2010), the initialisation of the MAE code base.
func XavierUniform(out, in int, rng *tensor.RNG) *tensor.Tensor {
	a := float32(math.Sqrt(6 / float64(in+out)))
	return tensor.New(out, in).Uniform(rng, -a, a)
}

// ConvParams returns the weight [out, in, kernel...] and the bias [out] of a
// convolution. They are drawn as PyTorch draws them by default, from ±1/√n for
// the n inputs of one output.
func ConvParams(rng *tensor.RNG, out, in int, kernel ...int) (weight, bias *autograd.Var) {
	shape := append([]int{out, in}, kernel...)
	fan := in
	for _, k := range kernel {
		fan *= k
	}
	a := float32(1 / math.Sqrt(float64(fan)))
	return autograd.Param(tensor.New(shape...).Uniform(rng, -a, a)), autograd.Param(tensor.New(out).Uniform(rng, -a, a))
}
