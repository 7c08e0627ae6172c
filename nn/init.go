package nn

import (
	"math"

	"github.com/gopathway/pathway/tensor"
)

// XavierUniform returns a weight [out, in] drawn from ±√(6/(in+out)) (Glorot
// and Bengio, 2010), the initialisation of the MAE code base.
func XavierUniform(out, in int, rng *tensor.RNG) *tensor.Tensor {
	a := float32(math.Sqrt(6 / float64(in+out)))
	return tensor.New(out, in).Uniform(rng, -a, a)
}
