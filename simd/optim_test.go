package simd

import (
	"math"
	"math/rand/v2"
	"testing"
)

// sgd64 is one update by SGD in float64, as torch.optim.SGD states it.
func sgd64(w, g, buf *float64, momentum bool, lr, mu, dampening, decay float64, nesterov bool) {
	d := *g + decay**w
	if momentum {
		*buf = mu**buf + (1-dampening)*d
		if nesterov {
			d += mu * *buf
		} else {
			d = *buf
		}
	}
	*w -= lr * d
}

// near fails if a float32 result is not the float64 one, rounded a few times.
func near(t *testing.T, what string, got float32, want, scale float64) {
	t.Helper()
	if math.Abs(float64(got)-want) > 1e-6*scale {
		t.Fatalf("%s is %v, want %v", what, got, want)
	}
}

func TestSGDAgainstFloat64(t *testing.T) {
	const n, lr, mu, decay = 37, 0.1, 0.9, 0.01
	forLevels(t, func(t *testing.T) {
		for _, c := range []struct {
			name               string
			momentum, nesterov bool
			dampening          float64
		}{
			{name: "plain"},
			{name: "momentum", momentum: true},
			{name: "momentum, dampened", momentum: true, dampening: 0.3},
			{name: "Nesterov", momentum: true, nesterov: true},
		} {
			r := rand.New(rand.NewPCG(29, 30))
			w, buf := randoms(r, n), randoms(r, n)
			var w64, buf64 [n]float64
			for i := range w {
				w64[i], buf64[i] = float64(w[i]), float64(buf[i])
			}
			for step := 0; step < 5; step++ {
				g := randoms(r, n)
				b := buf
				if !c.momentum {
					b = nil
				}
				SGDStep(w, g, b, lr, mu, float32(c.dampening), decay, c.nesterov)
				for i := range g {
					g64 := float64(g[i])
					sgd64(&w64[i], &g64, &buf64[i], c.momentum, lr, mu, c.dampening, decay, c.nesterov)
					near(t, c.name+": w", w[i], w64[i], 3)
					near(t, c.name+": buf", buf[i], buf64[i], 10)
				}
			}
		}
	})
}

func TestAdamAgainstFloat64(t *testing.T) {
	const n, lr, beta1, beta2, eps, decay = 37, 0.01, 0.9, 0.99, 1e-8, 0.05
	forLevels(t, func(t *testing.T) {
		for _, c := range []struct {
			name               string
			decoupled, amsgrad bool
		}{{"Adam", false, false}, {"AdamW", true, false}, {"AdamW with AMSGrad", true, true}} {
			r := rand.New(rand.NewPCG(31, 32))
			w, m, v, vmax := randoms(r, n), make([]float32, n), make([]float32, n), make([]float32, n)
			var w64, m64, v64, vmax64 [n]float64
			for i := range w {
				w64[i] = float64(w[i])
			}
			top := vmax
			if !c.amsgrad {
				top = nil
			}
			for step := 1; step <= 6; step++ {
				g := randoms(r, n)
				if step > 3 { // so that the largest v is an earlier one
					Scale(g, g, 0.1)
				}
				correct1, correct2 := 1-math.Pow(beta1, float64(step)), 1-math.Pow(beta2, float64(step))
				AdamWStep(w, g, m, v, top, beta1, beta2, eps, lr, correct1, correct2, decay, c.decoupled)
				for i := range g {
					d := float64(g[i])
					if c.decoupled {
						w64[i] -= lr * decay * w64[i]
					} else {
						d += decay * w64[i]
					}
					m64[i] = beta1*m64[i] + (1-beta1)*d
					v64[i] = beta2*v64[i] + (1-beta2)*d*d
					vmax64[i] = math.Max(vmax64[i], v64[i])
					u := v64[i]
					if c.amsgrad {
						u = vmax64[i]
					}
					w64[i] -= lr / correct1 * m64[i] / (math.Sqrt(u)/math.Sqrt(correct2) + eps)
					near(t, c.name+": w", w[i], w64[i], 3)
					near(t, c.name+": m", m[i], m64[i], 3)
					near(t, c.name+": v", v[i], v64[i], 3)
				}
			}
			if c.amsgrad {
				for i := range vmax {
					near(t, "vmax", vmax[i], vmax64[i], 3)
				}
			}
		}
	})
}

// A NaN in the moments is not lost to the maximum.
func TestAMSGradKeepsNaN(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		for _, c := range []struct{ v, vmax, want float32 }{{nan, 1, nan}, {0, nan, nan}, {0, 1, 1}, {1, 0, 1}} {
			w, g, m, v, vmax := pad(1), pad(0), pad(0), pad(c.v), pad(c.vmax)
			AdamWStep(w, g, m, v, vmax, 0.9, 1, 1e-8, 0.1, 0.1, 0.1, 0, true)
			equal(t, "vmax", vmax, pad(c.want))
		}
	})
}

// The defined roundings of an update, by hand: with weights 2⁻¹² apart from 1,
// fused and unfused differ in the last bit.
func TestSGDIsFused(t *testing.T) {
	const e = 1.0 / 4096
	forLevels(t, func(t *testing.T) {
		w := pad(1 + 2*e)
		SGDStep(w, pad(1+e), nil, 1+e, 0, 0, 0, false)
		equal(t, "w - lr·g", w, pad(-e*e))
		buf := pad(1 + e)
		SGDStep(pad(0), pad(-(1 + 2*e)), buf, 1, 1+e, 0, 0, false)
		equal(t, "μ·buf + g", buf, pad(e*e))
	})
}
