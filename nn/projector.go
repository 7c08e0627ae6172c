package nn

import "github.com/gopathway/pathway/autograd"

// Projector is a linear layer y = x·Wᵀ + b of a block: a plain Linear, a
// pathway, or a layer that stores its weight in another form. Blocks know this
// interface alone.
type Projector interface {
	Module

	// Project maps x [..., in] to [..., out] and applies e in the same sweep over
	// the result.
	Project(x *autograd.Var, e Epilogue) *autograd.Var
}

// Epilogue is what follows the product of a linear layer. The zero value adds
// the layer's bias and nothing else.
type Epilogue struct {
	Bias     *autograd.Var // [out], in place of the layer's own
	GELU     bool          // gelu(x·Wᵀ + b)
	Residual *autograd.Var // [..., out]; x·Wᵀ + b + residual. Not with GELU
}

// BiasAdder is a Projector that adds to a bias which another layer keeps in
// parts, as BEiT's attention keeps q_bias and v_bias.
type BiasAdder interface {
	// AddBias returns own plus the layer's part for outputs lo to hi.
	AddBias(t *autograd.Tape, own *autograd.Var, lo, hi int) *autograd.Var
}

// Project computes a linear layer of weight w [out, in], in any form, and bias b
// [out] (nil: none) with the epilogue e. Layers are made of it.
func Project(x *autograd.Var, w autograd.Weight, b *autograd.Var, e Epilogue) *autograd.Var {
	if e.Bias != nil {
		b = e.Bias
	}
	switch {
	case e.GELU:
		return autograd.LinearGELU(x, w, b)
	case e.Residual != nil:
		return autograd.LinearAdd(x, w, b, e.Residual)
	}
	return autograd.Linear(x, w, b)
}

// project returns residual + DropPath(Dropout(p(x))); without a residual (nil)
// the second term alone. If nothing is dropped, the product adds the residual.
func project(p Projector, x, residual *autograd.Var, drop, dropPath float32) *autograd.Var {
	t := x.Tape()
	if residual == nil {
		return autograd.DropPath(autograd.Dropout(p.Forward(x), drop), dropPath)
	}
	if t.Training() && (drop > 0 || dropPath > 0) {
		return autograd.Add(residual, project(p, x, nil, drop, dropPath))
	}
	return p.Project(x, Epilogue{Residual: residual})
}

// projectScaled returns residual + DropPath(γ·Dropout(p(x))), or without γ
// [dim] (nil) what project returns.
func projectScaled(p Projector, x, residual, gamma *autograd.Var, drop, dropPath float32) *autograd.Var {
	if gamma == nil {
		return project(p, x, residual, drop, dropPath)
	}
	return autograd.Add(residual, autograd.DropPath(autograd.Mul(project(p, x, nil, drop, 0), gamma), dropPath))
}
