package nn

import "github.com/gopathway/pathway/autograd"

// project returns residual + DropPath(Dropout(p(x))), without the sum if there
// is no residual. Where nothing is dropped the sum is part of the product.
func project(p Projector, x, residual *autograd.Var, drop, dropPath float32) *autograd.Var {
	t := x.Tape()
	if residual == nil {
		return autograd.DropPath(autograd.Dropout(p.Forward(x), drop), dropPath)
	}
	if t.Training() && (drop > 0 || dropPath > 0) {
		return autograd.Add(residual, project(p, x, nil, drop, dropPath))
	}
	w, b := p.Weights(t)
	return autograd.LinearAdd(x, w, b, residual)
}

// projectScaled is project with γ·Dropout(p(x)) for a γ [dim] that is not nil.
func projectScaled(p Projector, x, residual, gamma *autograd.Var, drop, dropPath float32) *autograd.Var {
	if gamma == nil {
		return project(p, x, residual, drop, dropPath)
	}
	return autograd.Add(residual, autograd.DropPath(autograd.Mul(project(p, x, nil, drop, 0), gamma), dropPath))
}
