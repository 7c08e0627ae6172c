package optim

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: what SGD, Adam and AdamW have in common: parameter groups, the
// learning rate, and for each parameter the number of its updates and its state
// tensors.

// Optimizer updates parameters from their gradients. Step updates every parameter
// that has a gradient of the current step and is not frozen. It leaves the others
// and their state alone, as PyTorch does. Step keeps the gradients; ZeroGrad
// forgets them.
//
// After the first step neither allocates. The updates have the same bits on any
// number of threads.
type Optimizer interface {
	Step()
	ZeroGrad()

	// LR returns the learning rate, which each group's LRScale multiplies. SetLR
	// sets it; with a schedule the caller does so before every step.
	LR() float64
	SetLR(lr float64)

	// State returns what a checkpoint must hold. Its tensors are the
	// optimizer's own, not copies.
	State() *State

	// CheckState returns an error that names everything in s that does not fit,
	// or nil.
	CheckState(s *State) error

	// LoadState continues from s, copying its tensors, or changes nothing
	// and returns the error of CheckState.
	LoadState(s *State) error
}

// maxSlots is the largest number of state tensors per parameter: both
// moments of Adam and AMSGrad's maximum.
const maxSlots = 3

// optimizer is the common part of all optimizers.
type optimizer struct {
	kind   string
	slots  []string           // names of the state tensors that each parameter has
	hyper  map[string]float64 // what must be equal for a state to fit
	lr     float64
	params []optParam
	pieces []piece
}

// optParam is a parameter and its state.
type optParam struct {
	nn.NamedParam
	lrScale     float64
	weightDecay float64
	steps       int64                    // updates so far
	slot        [maxSlots]*tensor.Tensor // nil before the first update

	// The numbers of the present step.
	active             bool
	correct1, correct2 float64 // Adam's 1−β₁ᵗ and 1−β₂ᵗ
}

// newOptimizer flattens groups. It panics if a parameter or a name occurs twice,
// because the model's walk or the groups are then wrong.
func newOptimizer(kind string, slots []string, groups []ParamGroup, lr float64, hyper map[string]float64) optimizer {
	o := optimizer{kind: kind, slots: slots, hyper: hyper, lr: lr}
	names := make(map[string]bool)
	vars := make(map[*autograd.Var]bool)
	var flat []nn.NamedParam
	for _, g := range groups {
		scale := g.LRScale
		if scale == 0 {
			scale = 1
		}
		for _, p := range g.Params {
			if names[p.Name] || vars[p.Param] {
				panic(fmt.Sprintf("optim: %s: parameter %s is in the groups twice", kind, p.Name))
			}
			names[p.Name], vars[p.Param] = true, true
			flat = append(flat, p)
			o.params = append(o.params, optParam{NamedParam: p, lrScale: scale, weightDecay: g.WeightDecay})
		}
	}
	o.pieces = cutPieces(nil, flat)
	return o
}

// updates reports whether an optimizer acts on v in this step.
func updates(v *autograd.Var) bool { return v.HasGrad() && v.RequiresGrad() }

// begin finds the parameters of this step and makes missing state tensors. It
// panics if a Predictor has taken them over.
func (o *optimizer) begin() {
	for i := range o.params {
		p := &o.params[i]
		if p.active = updates(p.Param); !p.active {
			continue
		}
		refusePacked(o.kind, []nn.NamedParam{p.NamedParam})
		p.steps++
		for s := range o.slots {
			if p.slot[s] == nil {
				p.slot[s] = tensor.New(p.Param.Shape()...)
			}
		}
	}
}

// LR returns the learning rate.
func (o *optimizer) LR() float64 { return o.lr }

// SetLR sets the learning rate of the next steps.
func (o *optimizer) SetLR(lr float64) { o.lr = lr }

// ZeroGrad forgets the gradients of all parameters.
func (o *optimizer) ZeroGrad() {
	for i := range o.params {
		o.params[i].Param.ZeroGrad()
	}
}
