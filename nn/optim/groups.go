package optim

import (
	"fmt"

	"github.com/gopathway/pathway/nn"
)

// This file: parameter groups, which say which parameters decay and how fast
// each layer learns.
//
//	no decay     parameters of at most one dimension (biases, norms), tokens,
//	             position embeddings, the λ of pathways
//	layer decay  lr·d^(depth+1−layer): layer 0 are the embeddings, layer i+1 is
//	             block i, layer depth+1 is everything after the blocks

// ParamGroup is a set of parameters that are updated alike.
type ParamGroup struct {
	Name        string
	Params      []nn.NamedParam
	LRScale     float64 // factor on the optimizer's learning rate; 0 means 1
	WeightDecay float64
}

// WeightDecayGroups splits params into a group that decays by weightDecay and one
// that does not decay. The second holds biases, norms and all else of at most one
// dimension, and what is no nn.Weight: tokens, position embeddings, λ.
func WeightDecayGroups(params []nn.NamedParam, weightDecay float64) []ParamGroup {
	b := groupBuilder{at: make(map[string]int)}
	for _, p := range params {
		b.add("", p, 1, weightDecay)
	}
	return b.groups
}

// LayerDecayGroups makes groups for fine-tuning a transformer of depth blocks, as
// BEiT and MAE do: the learning rate falls by the factor layerDecay per layer from
// the head down. What stands before the blocks is layer 0, block i is layer i+1,
// all else is layer depth+1 with factor 1 (see nn.Stage). Each layer has a group
// that decays by weightDecay and one that does not (see WeightDecayGroups).
//
// Source: MAE (He et al., 2022), fine-tuning recipe, util/lr_decay.py. It
// panics if params stand in a block that depth does not have, or if layerDecay
// is not positive.
func LayerDecayGroups(params []nn.NamedParam, depth int, layerDecay, weightDecay float64) []ParamGroup {
	if !(layerDecay > 0) {
		panic(fmt.Sprintf("optim: LayerDecayGroups: layerDecay %v is not positive", layerDecay))
	}
	scales := make([]float64, depth+2)
	scales[depth+1] = 1
	for i := depth; i >= 0; i-- {
		scales[i] = scales[i+1] * layerDecay
	}
	b := groupBuilder{at: make(map[string]int)}
	for _, p := range params {
		layer := layerOf(p, depth)
		b.add(fmt.Sprintf("layer_%d_", layer), p, scales[layer], weightDecay)
	}
	return b.groups
}

// ScaleLR moves the parameters of a kind, such as nn.Scale (the λ of pathways),
// into groups of their own. They learn at factor times the rate of the group they
// were in. It panics if factor is not positive.
func ScaleLR(groups []ParamGroup, kind nn.Kind, factor float64) []ParamGroup {
	if !(factor > 0) {
		panic(fmt.Sprintf("optim: ScaleLR: factor %v is not positive", factor))
	}
	var out []ParamGroup
	for _, g := range groups {
		rest, own := g, g
		rest.Params, own.Params = nil, nil
		own.Name += "_scaled"
		own.LRScale = factor
		if g.LRScale != 0 {
			own.LRScale = factor * g.LRScale
		}
		for _, p := range g.Params {
			if p.Role.Kind == kind {
				own.Params = append(own.Params, p)
			} else {
				rest.Params = append(rest.Params, p)
			}
		}
		for _, n := range []ParamGroup{rest, own} {
			if len(n.Params) > 0 {
				out = append(out, n)
			}
		}
	}
	return out
}

// layerOf returns the layer of a parameter, 0 to depth+1.
func layerOf(p nn.NamedParam, depth int) int {
	switch p.Role.Stage {
	case nn.Embedding:
		return 0
	case nn.InBlock:
		if p.Role.Block >= depth {
			panic(fmt.Sprintf("optim: LayerDecayGroups: parameter %s in a model of depth %d", p.Name, depth))
		}
		return p.Role.Block + 1
	}
	return depth + 1
}

// decays reports whether weight decay acts on p: it does on matrices and kernels,
// and not on biases, norms, tokens, positions and scales.
func decays(p nn.NamedParam) bool {
	return p.Role.Kind == nn.Weight && p.Param.Value.Rank() > 1
}

// groupBuilder collects groups in the order in which they first appear.
type groupBuilder struct {
	groups []ParamGroup
	at     map[string]int
}

func (b *groupBuilder) add(prefix string, p nn.NamedParam, scale, weightDecay float64) {
	name := prefix + "decay"
	if !decays(p) {
		name, weightDecay = prefix+"no_decay", 0
	}
	i, ok := b.at[name]
	if !ok {
		i = len(b.groups)
		b.at[name] = i
		b.groups = append(b.groups, ParamGroup{Name: name, LRScale: scale, WeightDecay: weightDecay})
	}
	b.groups[i].Params = append(b.groups[i].Params, p)
}
