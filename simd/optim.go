package simd

import "math"

// This file: the updates of the optimizers, one pass over the parameters.
// Scalars are combined in float64 and rounded to float32 once.

// sgdScalars are the factors of one SGD step.
type sgdScalars struct {
	step     float32 // −lr
	decay    float32 // added to g: decay·w
	momentum float32
	take     float32 // 1 − dampening
}

// SGDStep updates w from its gradient g as PyTorch's SGD does:
//
//	d = g + weightDecay·w
//	buf = momentum·buf + (1−dampening)·d     if buf is not nil; d = buf,
//	                                         or d + momentum·buf with nesterov
//	w = w − lr·d
//
// Each line is a fused multiply-add; (1−dampening)·d is rounded by itself. w and
// buf must not overlap.
func SGDStep(w, g, buf []float32, lr, momentum, dampening, weightDecay float32, nesterov bool) {
	check2("SGDStep", "w", w, "g", g)
	s := sgdScalars{step: -lr, decay: weightDecay, momentum: momentum, take: float32(1 - float64(dampening))}
	if buf == nil {
		sgd(w, g, &s)
		return
	}
	check2("SGDStep", "w", w, "buf", buf)
	check2("SGDStep", "buf", buf, "g", g)
	checkApart("SGDStep", "w buf", 1, w, buf)
	if nesterov {
		sgdNesterov(w, g, buf, &s)
	} else {
		sgdMomentum(w, g, buf, &s)
	}
}

func sgdGeneric(w, g []float32, s *sgdScalars) {
	for i, v := range w {
		w[i] = FMA(s.step, FMA(s.decay, v, g[i]), v)
	}
}

func sgdMomentumGeneric(w, g, buf []float32, s *sgdScalars) {
	for i, v := range w {
		d := FMA(s.decay, v, g[i])
		buf[i] = FMA(s.momentum, buf[i], float32(s.take*d))
		w[i] = FMA(s.step, buf[i], v)
	}
}

func sgdNesterovGeneric(w, g, buf []float32, s *sgdScalars) {
	for i, v := range w {
		d := FMA(s.decay, v, g[i])
		buf[i] = FMA(s.momentum, buf[i], float32(s.take*d))
		w[i] = FMA(s.step, FMA(s.momentum, buf[i], d), v)
	}
}

// adamScalars are the factors of one Adam step.
type adamScalars struct {
	shrink      float32 // of w: 1 − lr·weightDecay when decoupled, else 1
	decay       float32 // added to g: weightDecay when not decoupled, else 0
	beta1, one1 float32 // β₁, 1−β₁
	beta2, one2 float32
	root        float32 // 1/√(1−β₂ᵗ)
	eps         float32
	step        float32 // −lr/(1−β₁ᵗ)
}

// AdamWStep updates w from its gradient g and the moments m and v as PyTorch's
// AdamW does, or, with decoupled false, its Adam (weight decay goes into the
// gradient). correct1 and correct2 are 1−β₁ᵗ and 1−β₂ᵗ. vmax, if not nil, is
// AMSGrad's running maximum of v.
//
//	w = w·(1 − lr·weightDecay)          decoupled; else g = g + weightDecay·w
//	m = β₁·m + (1−β₁)·g
//	v = β₂·v + (1−β₂)·g²
//	w = w − lr/correct1 · m / (√v/√correct2 + eps)
//
// w, m, v and vmax must not overlap.
func AdamWStep(w, g, m, v, vmax []float32, beta1, beta2, eps, lr, correct1, correct2, weightDecay float64, decoupled bool) {
	check3("AdamWStep", "w", w, "g", g, "m", m)
	check2("AdamWStep", "w", w, "v", v)
	if vmax != nil {
		check2("AdamWStep", "w", w, "vmax", vmax)
		check2("AdamWStep", "vmax", vmax, "g", g)
	}
	check2("AdamWStep", "m", m, "g", g)
	check2("AdamWStep", "v", v, "g", g)
	checkApart("AdamWStep", "w m v vmax", 3, w, m, v, vmax)
	s := adamScalars{
		shrink: 1,
		beta1:  float32(beta1), one1: float32(1 - beta1),
		beta2: float32(beta2), one2: float32(1 - beta2),
		root: float32(1 / math.Sqrt(correct2)),
		eps:  float32(eps),
		step: float32(-lr / correct1),
	}
	if decoupled {
		s.shrink = float32(1 - float64(lr*weightDecay))
	} else {
		s.decay = float32(weightDecay)
	}
	if vmax != nil {
		adamMax(w, g, m, v, vmax, &s)
		return
	}
	adam(w, g, m, v, &s)
}

func adamGeneric(w, g, m, v []float32, s *adamScalars) {
	for i := range w {
		w[i] = s.update(&m[i], &v[i], nil, w[i], g[i])
	}
}

func adamMaxGeneric(w, g, m, v, vmax []float32, s *adamScalars) {
	for i := range w {
		w[i] = s.update(&m[i], &v[i], &vmax[i], w[i], g[i])
	}
}

// update returns the new parameter.
func (s *adamScalars) update(m, v, vmax *float32, w, g float32) float32 {
	g = FMA(s.decay, w, g)
	w = float32(s.shrink * w)
	*m = FMA(s.beta1, *m, float32(s.one1*g))
	*v = FMA(s.beta2, *v, float32(s.one2*float32(g*g)))
	second := *v
	if vmax != nil {
		if second > *vmax || second != second {
			*vmax = second // NaN stays, of the one or the other
		}
		second = *vmax
	}
	d := FMA(sqrt32(second), s.root, s.eps)
	return FMA(s.step, *m/d, w)
}

// sqrt32 is the correctly rounded square root: the double rounding by way of
// float64 is harmless (Figueroa, 1995).
func sqrt32(x float32) float32 { return float32(math.Sqrt(float64(x))) }
