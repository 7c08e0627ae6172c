package nn

import (
	"fmt"
	"strconv"
	"strings"
)

// Parameter groups: which parameters decay, and how fast each layer learns.
//
//	no decay    biases, norms and other 1-D parameters, tokens, position
//	            embeddings, the pathway's scale
//	layer decay lr·d^(depth+1−layer), layer 0 the embeddings, i+1 block i,
//	            depth+1 everything after the blocks

// ParamGroup is a set of parameters that are updated alike.
type ParamGroup struct {
	Name        string
	Params      []NamedParam
	LRScale     float64 // factor on the optimizer's learning rate; 0 means 1
	WeightDecay float64
}

// WeightDecayGroups splits params into one group that decays by weightDecay
// and one that does not: biases, norms and all else of at most one
// dimension, class and mask tokens, position embeddings.
func WeightDecayGroups(params []NamedParam, weightDecay float64) []ParamGroup {
	b := groupBuilder{at: make(map[string]int)}
	for _, p := range params {
		b.add("", p, 1, weightDecay)
	}
	return b.groups
}

// LayerDecayGroups makes groups for fine-tuning a transformer of depth
// blocks with a learning rate that falls by the factor layerDecay per layer
// from the head down, as BEiT and MAE do: cls_token, pos_embed and
// patch_embed, of point clouds cls_pos and encoder, are layer 0, blocks.i (or
// blocks.blocks.i) is layer i+1, the rest is layer depth+1 with factor 1. Each
// layer has a group that decays by weightDecay and one that does not (see
// WeightDecayGroups).
//
// Source: MAE (He et al., 2022), fine-tuning recipe, util/lr_decay.py. It
// panics if params name a block that depth does not have, or if layerDecay is
// not positive.
func LayerDecayGroups(params []NamedParam, depth int, layerDecay, weightDecay float64) []ParamGroup {
	if !(layerDecay > 0) {
		panic(fmt.Sprintf("nn: LayerDecayGroups: layerDecay %v is not positive", layerDecay))
	}
	scales := make([]float64, depth+2)
	scales[depth+1] = 1
	for i := depth; i >= 0; i-- {
		scales[i] = scales[i+1] * layerDecay
	}
	b := groupBuilder{at: make(map[string]int)}
	for _, p := range params {
		layer := layerOf(p.Name, depth)
		b.add(fmt.Sprintf("layer_%d_", layer), p, scales[layer], weightDecay)
	}
	return b.groups
}

// ScaleLR returns groups in which the parameters whose name's last part begins
// with prefix have groups of their own, with a learning rate factor times that
// of the group they were in: such as "cross_modal_scale", the λ of pathways. It
// panics if factor is not positive.
func ScaleLR(groups []ParamGroup, prefix string, factor float64) []ParamGroup {
	if !(factor > 0) {
		panic(fmt.Sprintf("nn: ScaleLR: factor %v is not positive", factor))
	}
	var out []ParamGroup
	for _, g := range groups {
		rest, own := g, g
		rest.Params, own.Params = nil, nil
		own.Name += "_" + prefix
		own.LRScale = factor
		if g.LRScale != 0 {
			own.LRScale = factor * g.LRScale
		}
		for _, p := range g.Params {
			if strings.HasPrefix(p.Name[strings.LastIndexByte(p.Name, '.')+1:], prefix) {
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

// layerOf returns the layer of a parameter's name, 0 to depth+1.
func layerOf(name string, depth int) int {
	if inner, ok := strings.CutPrefix(name, "blocks.blocks."); ok { // Point-MAE's name
		name = "blocks." + inner
	}
	parts := strings.SplitN(name, ".", 3)
	switch parts[0] {
	case "cls_token", "cls_pos", "pos_embed", "patch_embed", "encoder":
		return 0
	case "blocks":
		if len(parts) < 3 {
			break
		}
		i, err := strconv.Atoi(parts[1])
		if err != nil || i < 0 {
			break
		}
		if i >= depth {
			panic(fmt.Sprintf("nn: LayerDecayGroups: parameter %s in a model of depth %d", name, depth))
		}
		return i + 1
	}
	return depth + 1
}

// decays reports whether weight decay acts on p.
func decays(p NamedParam) bool {
	if p.Param.Value.Rank() <= 1 {
		return false
	}
	switch last := p.Name[strings.LastIndexByte(p.Name, '.')+1:]; {
	case last == "bias", last == "cls_pos", last == "cross_modal_scale":
		return false
	case strings.HasSuffix(last, "_token"), strings.HasSuffix(last, "pos_embed"):
		return false
	}
	return true
}

// groupBuilder collects groups in the order in which they first appear.
type groupBuilder struct {
	groups []ParamGroup
	at     map[string]int
}

func (b *groupBuilder) add(prefix string, p NamedParam, scale, weightDecay float64) {
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
