package optim

import (
	"fmt"
	"maps"
	"slices"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: an optimizer's state in and out: counts, constants and the tensors
// "<slot>.<parameter>". Slots have PyTorch's names.

// State is all that an optimizer needs to go on as if it had never stopped. A
// parameter that was never updated has no state.
type State struct {
	Kind string  `json:"kind"` // "sgd", "adam" or "adamw"
	LR   float64 `json:"lr"`

	// Hyper holds the constants of the update rule, such as beta1; booleans are
	// 0 and 1. A state loads only into an optimizer with equal constants. To
	// change them on purpose, set Hyper to that of the new optimizer.
	Hyper map[string]float64 `json:"hyper"`

	// Steps counts the updates of each parameter.
	Steps map[string]int64 `json:"steps"`

	// Tensors are named "<slot>.<parameter>", as in
	// "exp_avg.blocks.0.attn.qkv.weight", in the order of the parameters.
	Tensors []tensor.Named `json:"-"`
}

// State implements Optimizer.
func (o *optimizer) State() *State {
	s := &State{Kind: o.kind, LR: o.lr, Hyper: maps.Clone(o.hyper), Steps: make(map[string]int64)}
	for i := range o.params {
		p := &o.params[i]
		if p.steps == 0 {
			continue
		}
		s.Steps[p.Name] = p.steps
		for j, slot := range o.slots {
			s.Tensors = append(s.Tensors, tensor.Named{Name: slot + "." + p.Name, Tensor: p.slot[j]})
		}
	}
	return s
}

// CheckState implements Optimizer.
func (o *optimizer) CheckState(s *State) error {
	_, err := o.match(s)
	return err
}

// LoadState implements Optimizer.
func (o *optimizer) LoadState(s *State) error {
	tensors, err := o.match(s)
	if err != nil {
		return err
	}
	o.lr = s.LR
	for i := range o.params {
		p := &o.params[i]
		p.steps = s.Steps[p.Name]
		for j, slot := range o.slots {
			p.slot[j] = nil
			if p.steps > 0 {
				p.slot[j] = tensors[slot+"."+p.Name].Clone()
			}
		}
	}
	return nil
}

// match checks s against the optimizer and returns its tensors by name.
func (o *optimizer) match(s *State) (map[string]*tensor.Tensor, error) {
	if s.Kind != o.kind {
		return nil, fmt.Errorf("optimizer state is of kind %q, the optimizer is %q", s.Kind, o.kind)
	}
	if !maps.Equal(s.Hyper, o.hyper) {
		return nil, fmt.Errorf("optimizer state of %s has %v, the optimizer %v", o.kind, s.Hyper, o.hyper)
	}
	var r nn.LoadReport
	known := make(map[string]bool)
	var want []nn.TensorSpec
	for i := range o.params {
		p := &o.params[i]
		known[p.Name] = true
		n := s.Steps[p.Name]
		if n < 0 {
			return nil, fmt.Errorf("optimizer state: %d steps of parameter %s", n, p.Name)
		}
		if n == 0 {
			continue
		}
		for _, slot := range o.slots {
			want = append(want, nn.TensorSpec{Name: slot + "." + p.Name, Shape: p.Param.Shape()})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Steps)) {
		if !known[name] {
			r.Unexpected = append(r.Unexpected, "steps of "+name)
		}
	}
	have := make(map[string]*tensor.Tensor, len(s.Tensors))
	got := make([]nn.TensorSpec, 0, len(s.Tensors))
	for _, t := range s.Tensors {
		have[t.Name] = t.Tensor
		got = append(got, nn.TensorSpec{Name: t.Name, Shape: t.Tensor.Shape()})
	}
	r.Compare(want, got)
	return have, r.Err("optimizer state")
}
