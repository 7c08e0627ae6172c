package optim

import "github.com/gopathway/pathway/simd"

// This file: stochastic gradient descent, as torch.optim.SGD:
//
//	g += wd·w
//	b  = g at the first update, then μ·b + (1−τ)·g     momentum μ, dampening τ
//	g  = g + μ·b with Nesterov, else b                 (only with momentum)
//	w -= lr·g

// SGDConfig holds the constants of SGD. Weight decay is a ParamGroup's.
type SGDConfig struct {
	LR        float64
	Momentum  float64
	Dampening float64
	Nesterov  bool // needs Momentum and no Dampening
}

// SGD is stochastic gradient descent with momentum. Its state is
// "momentum_buffer", if there is momentum.
type SGD struct {
	optimizer
	momentum, dampening float32
	nesterov            bool
}

var _ Optimizer = (*SGD)(nil)

// NewSGD returns an optimizer for the parameters of groups. It panics if
// Nesterov comes without momentum or with dampening, or if a parameter occurs
// twice.
func NewSGD(groups []ParamGroup, c SGDConfig) *SGD {
	if c.Nesterov && (c.Momentum <= 0 || c.Dampening != 0) {
		panic("optim: NewSGD: Nesterov needs momentum and no dampening")
	}
	var slots []string
	if c.Momentum != 0 {
		slots = []string{"momentum_buffer"}
	}
	hyper := map[string]float64{"momentum": c.Momentum, "dampening": c.Dampening, "nesterov": oneIf(c.Nesterov)}
	return &SGD{
		optimizer: newOptimizer("sgd", slots, groups, c.LR, hyper),
		momentum:  float32(c.Momentum),
		dampening: float32(c.Dampening),
		nesterov:  c.Nesterov,
	}
}

// Step updates every parameter that has a gradient and is not frozen.
func (o *SGD) Step() {
	o.begin()
	forPieces(o.pieces, (*sgdTask)(o))
}

// sgdTask is the work of one Step over the pieces.
type sgdTask SGD

func (o *sgdTask) Run(lo, hi int) {
	for _, pc := range o.pieces[lo:hi] {
		p := &o.params[pc.param]
		if !p.active {
			continue
		}
		dampening := o.dampening
		if p.steps == 1 {
			dampening = 0 // the buffer is 0 then, and becomes g
		}
		w, g := p.Param.Value.Data()[pc.lo:pc.hi], p.Param.Grad.Data()[pc.lo:pc.hi]
		var buf []float32
		if len(o.slots) > 0 {
			buf = p.slot[0].Data()[pc.lo:pc.hi]
		}
		simd.SGDStep(w, g, buf, float32(o.lr*p.lrScale), o.momentum, dampening, float32(p.weightDecay), o.nesterov)
	}
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
