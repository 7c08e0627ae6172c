package simd

import (
	"fmt"
	"math"
	"testing"
)

// FuzzOptim looks for factors, numbers and lengths for which an optimizer's
// update differs from its portable version. The flags, from 0: SGD rather than
// Adam; with momentum, or with AMSGrad's maximum; Nesterov's, or decoupled.
func FuzzOptim(f *testing.F) {
	for i, s := range seeds {
		for flags := uint8(0); flags < 8; flags++ {
			f.Add(s, uint8(3+29*i), flags, 1e-3, 0.9, 0.999, 1e-8, 0.05, 0.19, 0.002)
		}
	}
	f.Add(seeds[1], uint8(33), uint8(4), math.Inf(1), 1.0, 0.0, -1e-50, 1e300, 0.0, -1.0)
	f.Fuzz(func(t *testing.T, data []byte, length, flags uint8, lr, beta1, beta2, eps, decay, correct1, correct2 float64) {
		n := int(length)
		atLevels(t, fmt.Sprintf("optimizer %d of %d", flags%8, n), func() [][]float32 {
			var memory, x [5][]float32
			for i := range x {
				memory[i], x[i] = place(bitsOf(data, n, i))
			}
			w, g, m, v, vmax := x[0], x[1], x[2], x[3], x[4]
			second, third := flags>>1&1 != 0, flags>>2&1 != 0
			switch {
			case flags&1 != 0 && second:
				SGDStep(w, g, m, float32(lr), float32(beta1), float32(beta2), float32(decay), third)
			case flags&1 != 0:
				SGDStep(w, g, nil, float32(lr), float32(beta1), float32(beta2), float32(decay), third)
			case second:
				AdamWStep(w, g, m, v, vmax, beta1, beta2, eps, lr, correct1, correct2, decay, third)
			default:
				AdamWStep(w, g, m, v, nil, beta1, beta2, eps, lr, correct1, correct2, decay, third)
			}
			return memory[:] // with what lies around the vectors
		})
	})
}
