package m2pt

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Reparameterize lets target's blocks pass through the linear layers of aux
// (M2PT, section 3.2): every chosen layer becomes a PathwayLinear with a copy
// of the auxiliary's weight. Calling it again adds another auxiliary. Numbers
// of heads may differ; depths and the layers' shapes may not, and no
// nn.Predictor may have taken either model over. On error target is unchanged.
//
// The official code pairs blocks until the shorter model ends; that is
// Options.AuxBlocks here, and unequal depths without it are an error.
func Reparameterize(target, aux nn.Transformer, o Options) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := nn.TakenOver(target); err != nil {
		return fmt.Errorf("m2pt: the target: %w", err)
	}
	if err := nn.TakenOver(aux); err != nil {
		return fmt.Errorf("m2pt: the auxiliary: %w", err)
	}
	to, from := target.Trunk().Blocks, aux.Trunk().Blocks
	n := o.AuxBlocks
	if n == 0 && len(to) != len(from) {
		return fmt.Errorf("m2pt: the target has %d blocks, the auxiliary %d: name how many to connect (Options.AuxBlocks)", len(to), len(from))
	}
	if n > len(to) || n > len(from) {
		return fmt.Errorf("m2pt: cannot connect %d blocks: the target has %d, the auxiliary %d", n, len(to), len(from))
	}
	return addPath(to, o, func(block int, layer string) (*nn.Linear, error) {
		if o.AuxReversed {
			block = len(from) - 1 - block
		}
		var source nn.Projector
		from[block].Projectors(func(name string, at *nn.Projector) {
			if name == layer {
				source = *at
			}
		})
		l, ok := source.(*nn.Linear)
		if !ok {
			return nil, fmt.Errorf("the auxiliary's layer is a %T: merge the auxiliary first", source)
		}
		return l, nil
	})
}

// reserve gives target the pathway that o describes with weights that are
// still to be loaded.
func reserve(target nn.Transformer, o Options) error {
	if err := o.Validate(); err != nil {
		return err
	}
	blocks := target.Trunk().Blocks
	if o.AuxBlocks > len(blocks) {
		return fmt.Errorf("m2pt: a pathway of %d blocks in a model of %d", o.AuxBlocks, len(blocks))
	}
	return addPath(blocks, o, func(int, string) (*nn.Linear, error) { return nil, nil })
}

// addPath gives each layer of blocks that o chooses a pathway through the layer
// that source returns for it; nil stands for one that is still to be loaded.
func addPath(blocks []*nn.Block, o Options, source func(block int, layer string) (*nn.Linear, error)) error {
	type change struct {
		at   *nn.Projector
		path *PathwayLinear
	}
	var changes []change
	number := countAux(blocks)
	var shared *autograd.Var // the λ of all layers, if there is but one
	if o.AuxBlocks > 0 {
		blocks = blocks[:o.AuxBlocks]
	}
	for i, b := range blocks {
		var err error
		b.Projectors(func(name string, at *nn.Projector) {
			if err != nil || !o.has(name) {
				return
			}
			var src *nn.Linear
			var p *PathwayLinear
			if src, err = source(i, name); err == nil {
				p, err = connect(*at, src, o, shared, name == "attn.qkv" && b.Attn.QBias != nil)
			}
			if err != nil {
				err = fmt.Errorf("m2pt: blocks.%d.%s: %w", i, name, err)
				return
			}
			if o.LambdaPer == PerModel {
				shared = p.Aux[len(p.Aux)-1].Lambda
			}
			p.Aux[len(p.Aux)-1].Model = number
			changes = append(changes, change{at, p})
		})
		if err != nil {
			return err
		}
	}
	for _, c := range changes {
		*c.at = c.path
	}
	return nil
}

// countAux returns how many auxiliaries blocks have been connected with.
func countAux(blocks []*nn.Block) int {
	n := 0
	for _, b := range blocks {
		b.Projectors(func(_ string, at *nn.Projector) {
			if p, ok := (*at).(*PathwayLinear); ok {
				for _, a := range p.Aux {
					n = max(n, a.Model+1)
				}
			}
		})
	}
	return n
}

// connect returns target with a pathway through src, scaled by shared or, if
// that is nil, by a λ of its own; target is not changed. A nil src is a layer
// that is still to be loaded, with zeros for weights. Old model files ask for a
// bias where the target has none, and hold none. biasElsewhere says that the
// block keeps target's bias in parts (see nn.BiasAdder).
func connect(target nn.Projector, src *nn.Linear, o Options, shared *autograd.Var, biasElsewhere bool) (*PathwayLinear, error) {
	var p *PathwayLinear
	switch l := target.(type) {
	case *nn.Linear:
		p = &PathwayLinear{Weight: l.Weight, Bias: l.Bias}
	case *PathwayLinear:
		p = &PathwayLinear{Weight: l.Weight, Bias: l.Bias, Aux: append([]Auxiliary(nil), l.Aux...)}
	default:
		return nil, fmt.Errorf("cannot add a pathway to a %T", target)
	}
	outputs := p.Weight.Value.Dim(0)
	weight := tensor.New(p.Weight.Shape()...)
	if src != nil {
		if !tensor.SameShape(p.Weight.Value, src.Weight.Value) {
			return nil, fmt.Errorf("the target's weight is %v, the auxiliary's %v", p.Weight.Shape(), src.Weight.Shape())
		}
		weight.CopyFrom(src.Weight.Value)
	}
	var bias *tensor.Tensor
	hasBias := p.Bias != nil || biasElsewhere
	if o.AuxBias && !hasBias && src != nil {
		return nil, fmt.Errorf("the target's layer has no bias to add the auxiliary's to (aux_bias)")
	}
	if o.AuxBias && hasBias {
		// A layer without bias has b' = 0, so that what a model consists of
		// does not depend on the auxiliary.
		bias = tensor.New(outputs)
		if src != nil && src.Bias != nil {
			bias.CopyFrom(src.Bias.Value)
		}
	}
	scale := shared
	if scale == nil {
		n := 1
		if o.LambdaPer == PerChannel {
			n = outputs
		}
		scale = autograd.Param(tensor.Full(o.Lambda, n))
		scale.SetRequiresGrad(!o.FreezeLambda)
	}
	p.addAux(weight, bias, scale, !o.FreezeAux)
	p.Aux[len(p.Aux)-1].Shared = shared != nil
	return p, nil
}
