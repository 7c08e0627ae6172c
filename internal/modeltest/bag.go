package modeltest

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: parameters without a model.

// Bag is a module that is only its parameters.
type Bag []nn.NamedParam

// Forward implements nn.Module.
func (b Bag) Forward(x *autograd.Var) *autograd.Var { return x }

// NamedParams implements nn.Module.
func (b Bag) NamedParams(prefix string, yield func(nn.NamedParam)) {
	for _, p := range b {
		p.Name = prefix + p.Name
		yield(p)
	}
}

// Named returns a parameter of zeros.
func Named(name string, dims ...int) nn.NamedParam {
	return nn.NamedParam{Name: name, Param: autograd.Param(tensor.New(dims...))}
}

// NewBag returns parameters of awkward sizes, one above the size where threads
// share the work, with values from seed.
func NewBag(seed uint64) Bag {
	b := Bag{Named("head.weight", 7, 5), Named("big.weight", 211, 307), Named("head.bias", 7), Named("scale"), Named("empty", 0, 3)}
	rng := tensor.NewRNG(seed)
	for _, p := range b {
		p.Param.Value.Normal(rng, 0, 1)
	}
	return b
}

// SetGrads gives every parameter the gradient of a step.
func (b Bag) SetGrads(step int) {
	rng := tensor.NewRNG(77, uint64(step))
	for _, p := range b {
		SetGrad(p.Param, tensor.New(p.Param.Shape()...).Normal(rng, 0, 1))
	}
}

// SetGrad runs a Backward that leaves g as the gradient of p.
func SetGrad(p *autograd.Var, g *tensor.Tensor) {
	p.ZeroGrad()
	if g.Size() == 0 {
		return
	}
	tape := autograd.NewTape()
	n := tape.New()
	n.Value.Data()[0] = 0
	if node := tape.Record(opGiveGrad, n, p); node != nil {
		node.Saved[0] = g
	}
	autograd.Backward(n)
}

// opGiveGrad is an op whose gradient is given.
var opGiveGrad = autograd.NewOp("modeltest.giveGrad", func(n *autograd.Node) {
	if d := n.GradOf(0); d != nil {
		copy(d.Data(), n.Saved[0].Data())
	}
})
