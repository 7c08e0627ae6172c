package optim

import (
	"fmt"

	"github.com/gopathway/pathway/simd"
)

// This file: Adam (Kingma and Ba, 2015) and AdamW (Loshchilov and Hutter, 2019), as in
// torch.optim; t counts the updates of the parameter:
//
//	Adam    g += wd·w          AdamW   w -= lr·wd·w
//	m = β₁·m + (1−β₁)·g
//	v = β₂·v + (1−β₂)·g²
//	u = v, or with AMSGrad the largest v so far (Reddi et al., 2018)
//	w -= lr/(1−β₁ᵗ) · m / (√u/√(1−β₂ᵗ) + ε)

// AdamConfig holds the constants of Adam and AdamW. Weight decay is a
// ParamGroup's.
type AdamConfig struct {
	LR           float64
	Beta1, Beta2 float64 // 0.9 and 0.999 if both are 0
	Eps          float64 // 1e-8 if 0
	AMSGrad      bool
}

// Adam is the Adam optimizer, or AdamW. Its state is "exp_avg", "exp_avg_sq"
// and, with AMSGrad, "max_exp_avg_sq".
type Adam struct {
	optimizer
	beta1, beta2, eps float64
	amsgrad           bool
	decoupled         bool // AdamW
}

var _ Optimizer = (*Adam)(nil)

// NewAdam returns Adam, with weight decay as an L2 term of the gradient. It
// panics if a constant is out of its range or a parameter occurs twice.
func NewAdam(groups []ParamGroup, c AdamConfig) *Adam { return newAdam("adam", false, groups, c) }

// NewAdamW returns AdamW, with weight decay that acts on the weights alone.
// It panics as NewAdam does.
func NewAdamW(groups []ParamGroup, c AdamConfig) *Adam { return newAdam("adamw", true, groups, c) }

func newAdam(kind string, decoupled bool, groups []ParamGroup, c AdamConfig) *Adam {
	if c.Beta1 == 0 && c.Beta2 == 0 {
		c.Beta1, c.Beta2 = 0.9, 0.999
	}
	if c.Eps == 0 {
		c.Eps = 1e-8
	}
	if !(c.Beta1 >= 0 && c.Beta1 < 1 && c.Beta2 >= 0 && c.Beta2 < 1 && c.Eps > 0) {
		panic(fmt.Sprintf("optim: %s: want betas in [0, 1) and a positive eps, got %v, %v, %v", kind, c.Beta1, c.Beta2, c.Eps))
	}
	slots := []string{"exp_avg", "exp_avg_sq"}
	if c.AMSGrad {
		slots = append(slots, "max_exp_avg_sq")
	}
	hyper := map[string]float64{"beta1": c.Beta1, "beta2": c.Beta2, "eps": c.Eps, "amsgrad": oneIf(c.AMSGrad)}
	return &Adam{
		optimizer: newOptimizer(kind, slots, groups, c.LR, hyper),
		beta1:     c.Beta1, beta2: c.Beta2, eps: c.Eps,
		amsgrad: c.AMSGrad, decoupled: decoupled,
	}
}

// Step updates every parameter that has a gradient and is not frozen.
func (o *Adam) Step() {
	o.begin()
	for i := range o.params {
		if p := &o.params[i]; p.active {
			p.correct1 = 1 - powInt(o.beta1, p.steps)
			p.correct2 = 1 - powInt(o.beta2, p.steps)
		}
	}
	forPieces(o.pieces, (*adamTask)(o))
}

// adamTask is the work of one Step over the pieces.
type adamTask Adam

func (o *adamTask) Run(lo, hi int) {
	for _, pc := range o.pieces[lo:hi] {
		p := &o.params[pc.param]
		if !p.active {
			continue
		}
		w, g := p.Param.Value.Data()[pc.lo:pc.hi], p.Param.Grad.Data()[pc.lo:pc.hi]
		m, v := p.slot[0].Data()[pc.lo:pc.hi], p.slot[1].Data()[pc.lo:pc.hi]
		var vmax []float32
		if o.amsgrad {
			vmax = p.slot[2].Data()[pc.lo:pc.hi]
		}
		simd.AdamWStep(w, g, m, v, vmax, o.beta1, o.beta2, o.eps, o.lr*p.lrScale, p.correct1, p.correct2, p.weightDecay, o.decoupled)
	}
}

// powInt returns x to the power n >= 1 by squaring, with the same bits on
// every platform, which math.Pow does not promise.
func powInt(x float64, n int64) float64 {
	r := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			r = float64(r * x)
		}
		x = float64(x * x)
	}
	return r
}
