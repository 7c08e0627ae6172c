package m2pt

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
)

// This file: model files from the time when attention that keeps q_bias and
// v_bias apart (video) left out the auxiliary's bias although Options.AuxBias
// asked for it. They hold no aux_bias of attn.qkv. Such a model computes what it
// did.

// looseBiases returns how many elements of the pathways' biases a model file may
// lack.
func (c *Config) looseBiases() float64 {
	e, n := c.Encoder(), 0.0
	if e.QKVBias != nn.SeparateBias {
		return 0
	}
	for _, p := range c.Paths {
		with, without := p.Options, p.Options
		with.AuxLayers, without.AuxLayers = []string{"attn.qkv"}, []string{"attn.qkv"}
		without.AuxBias = false
		if p.Options.has("attn.qkv") {
			n += with.numParams(e) - without.numParams(e)
		}
	}
	return n
}

// dropLooseBiases takes from m, which is still to be loaded, the auxiliaries'
// biases that a file with tensors of these names may lack and does.
func dropLooseBiases(m nn.Transformer, names []string) {
	inFile := map[string]bool{}
	for _, n := range names {
		inFile[n] = true
	}
	stored := map[*autograd.Var]bool{}
	m.NamedParams("", func(p nn.NamedParam) { stored[p.Param] = inFile[p.Name] })
	for _, b := range m.Trunk().Blocks {
		p, ok := b.Attn.QKV.(*PathwayLinear)
		if !ok || b.Attn.QBias == nil {
			continue
		}
		for i := range p.Aux {
			if a := &p.Aux[i]; a.Bias != nil && !stored[a.Bias] {
				a.Bias = nil
			}
		}
	}
}
