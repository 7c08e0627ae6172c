package autograd

import (
	"strings"

	"github.com/gopathway/pathway/tensor"
)

// Var is a tensor that takes part in differentiation: a value on a Tape, or
// a parameter (on no tape) whose gradient outlives the step.
type Var struct {
	// Value is what the op computed. Nil after the tape was reset; not to be
	// read after the end of a scope that the Var is internal to (Tape.Keep).
	Value *tensor.Tensor

	// Grad is the gradient of the loss with respect to Value, after Backward,
	// for parameters and for inputs made with Tape.Variable. Gradients of
	// other Vars are recycled on the way. Read a parameter's through HasGrad:
	// after ZeroGrad the old numbers are still here until overwritten.
	Grad *tensor.Tensor

	tape  *Tape
	root  *Var      // the Var whose buffer Value's data lies in, for views
	buf   []float32 // arena buffer behind Value; nil for views and parameters
	gbuf  []float32 // arena buffer behind Grad; nil for parameters
	needs bool      // a gradient is wanted
	stale bool      // Grad holds an earlier step's numbers

	scoped bool // internal to a scope that has ended
	uses   int  // reads of buf that Backward has still to make, views' included
	made   int  // 1 + the node that can compute buf again; 0 for none

	val tensor.Tensor
	grd tensor.Tensor
}

// Param returns a parameter: a leaf on no tape that any tape can use, with a
// gradient that stays until ZeroGrad.
func Param(x *tensor.Tensor) *Var { return &Var{Value: x, needs: true} }

// RequiresGrad reports whether Backward computes a gradient for v.
func (v *Var) RequiresGrad() bool { return v.needs }

// SetRequiresGrad freezes (false) or unfreezes (true) a parameter. It panics
// for a Var on a tape.
func (v *Var) SetRequiresGrad(on bool) {
	if v.tape != nil {
		panic("autograd: SetRequiresGrad: not a parameter")
	}
	v.needs = on
}

// HasGrad reports whether Grad holds a gradient of the current step.
func (v *Var) HasGrad() bool { return v.Grad != nil && !v.stale }

// ZeroGrad forgets the gradient of a parameter. It costs nothing: the next
// gradient overwrites the old one.
func (v *Var) ZeroGrad() { v.stale = true }

// Tape returns the tape v is on, nil for a parameter.
func (v *Var) Tape() *Tape { return v.tape }

// Shape returns the dimensions of v's value.
func (v *Var) Shape() []int { return v.Value.Shape() }

// String shows v's value as a tensor is shown, and its gradient if it holds one of the
// current step.
func (v *Var) String() string {
	if v.Value == nil {
		return "Var without a value: its tape was reset"
	}
	s := "Var" + strings.TrimPrefix(v.Value.String(), "Tensor")
	if v.HasGrad() {
		s += "\ngradient" + strings.TrimPrefix(v.Grad.String(), "Tensor")
	}
	return s
}
