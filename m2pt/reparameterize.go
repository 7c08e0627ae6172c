package m2pt

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Layers are the linear layers of a block that pathways can run through, by
// their names in the state dict.
var Layers = []string{"attn.qkv", "attn.proj", "mlp.fc1", "mlp.fc2"}

// Options say how Reparameterize connects two models. The zero value is the
// paper's: all four kinds of layers, block i with block i, equal depths, λ
// starting at 0, auxiliary weights trained.
type Options struct {
	Layers    []string `json:"layers,omitempty"`     // which layers of a block; nil: all of Layers
	Blocks    int      `json:"blocks,omitempty"`     // only the first so many blocks of the target; 0: all
	Reversed  bool     `json:"reversed,omitempty"`   // pair block i with the auxiliary's block depth-1-i (ablation)
	FreezeAux bool     `json:"freeze_aux,omitempty"` // do not train the auxiliary's weights
	AuxBias   bool     `json:"aux_bias,omitempty"`   // also b + λ·b' (the paper's formula; not in the official code)
	Scale     float32  `json:"scale,omitempty"`      // λ at the start
	FixScale  bool     `json:"fix_scale,omitempty"`  // do not train λ (ablation)
	ScalePer  string   `json:"scale_per,omitempty"`  // what has a λ of its own: PerLayer, the default, PerModel or PerChannel
}

// What has a λ of its own: Options.ScalePer.
const (
	PerLayer   = "layer"   // every layer, as in the paper
	PerModel   = "model"   // one λ for all layers
	PerChannel = "channel" // every output channel of every layer
)

// Validate reports values that do not exist.
func (o Options) Validate() error {
	for _, l := range o.Layers {
		if !slices.Contains(Layers, l) {
			return fmt.Errorf("m2pt: no linear layer %q in a block; there are %s", l, strings.Join(Layers, ", "))
		}
	}
	if o.Blocks < 0 {
		return fmt.Errorf("m2pt: blocks is %d, want 0 (all) or more", o.Blocks)
	}
	if per := o.ScalePer; per != "" && per != PerLayer && per != PerModel && per != PerChannel {
		return fmt.Errorf("m2pt: scale_per is %q, want %q, %q or %q", per, PerLayer, PerModel, PerChannel)
	}
	if s := float64(o.Scale); math.IsNaN(s) || math.IsInf(s, 0) {
		return fmt.Errorf("m2pt: scale is %v, want a number", o.Scale)
	}
	return nil
}

// Reparameterize lets target's blocks pass through the linear layers of aux
// (M2PT, section 3.2): every chosen layer becomes a PathwayLinear with a copy
// of the auxiliary's weight. Calling it again adds another auxiliary. Numbers
// of heads may differ; depths and the layers' shapes may not, and no
// nn.Predictor may have taken either model over. On error target is unchanged.
//
// The official code pairs blocks until the shorter model ends; that is
// Options.Blocks here, and unequal depths without it are an error.
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
	to, from := target.BlockList(), aux.BlockList()
	n := o.Blocks
	if n == 0 {
		n = len(to)
		if n != len(from) {
			return fmt.Errorf("m2pt: the target has %d blocks, the auxiliary %d: name how many to connect (Options.Blocks)", n, len(from))
		}
	}
	if n > len(to) || n > len(from) {
		return fmt.Errorf("m2pt: cannot connect %d blocks: the target has %d, the auxiliary %d", n, len(to), len(from))
	}
	type change struct {
		at   *nn.Projector
		path *PathwayLinear
	}
	var changes []change
	number := countAux(to)
	var shared *autograd.Var // the λ of all layers, if there is but one
	for i := 0; i < n; i++ {
		j := i
		if o.Reversed {
			j = len(from) - 1 - i
		}
		source := map[string]nn.Projector{}
		from[j].Projectors(func(name string, at *nn.Projector) { source[name] = *at })
		var err error
		to[i].Projectors(func(name string, at *nn.Projector) {
			if err != nil || o.Layers != nil && !slices.Contains(o.Layers, name) {
				return
			}
			var p *PathwayLinear
			if p, err = connect(*at, source[name], o, shared); err != nil {
				err = fmt.Errorf("m2pt: blocks.%d.%s: %w", i, name, err)
				return
			}
			if o.ScalePer == PerModel {
				shared = p.Aux[len(p.Aux)-1].Scale
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

// connect returns target with a pathway through aux, scaled by shared or, if
// that is nil, by a λ of its own; target is not changed.
func connect(target, aux nn.Projector, o Options, shared *autograd.Var) (*PathwayLinear, error) {
	src, ok := aux.(*nn.Linear)
	if !ok {
		return nil, fmt.Errorf("the auxiliary's layer is a %T: merge the auxiliary first", aux)
	}
	var p *PathwayLinear
	switch l := target.(type) {
	case *nn.Linear:
		p = &PathwayLinear{Weight: l.Weight, Bias: l.Bias}
	case *PathwayLinear:
		p = &PathwayLinear{Weight: l.Weight, Bias: l.Bias, Aux: append([]Auxiliary(nil), l.Aux...)}
	default:
		return nil, fmt.Errorf("cannot add a pathway to a %T", target)
	}
	if !tensor.SameShape(p.Weight.Value, src.Weight.Value) {
		return nil, fmt.Errorf("the target's weight is %v, the auxiliary's %v", p.Weight.Shape(), src.Weight.Shape())
	}
	var bias *tensor.Tensor
	if o.AuxBias && p.Bias != nil {
		// A layer without bias has b' = 0, so that what a model consists of
		// does not depend on the auxiliary.
		bias = tensor.New(p.Bias.Shape()...)
		if src.Bias != nil {
			bias = src.Bias.Value
		}
	}
	scale := shared
	if scale == nil {
		n := 1
		if o.ScalePer == PerChannel {
			n = p.Weight.Value.Dim(0)
		}
		scale = autograd.Param(tensor.Full(o.Scale, n))
		scale.SetRequiresGrad(!o.FixScale)
	}
	p.addAux(src.Weight.Value, bias, scale, !o.FreezeAux)
	p.Aux[len(p.Aux)-1].Shared = shared != nil
	return p, nil
}

// Scale is a learned λ and where it is.
type Scale struct {
	Block int     // of the target
	Layer string  // such as "attn.qkv"
	Aux   int     // which auxiliary, from 0
	Value float32 // of λ per channel, the mean

	Channels []float32 // λ per channel; nil if there is one for the layer
}

// Scales lists the λ of every pathway of m, block by block.
func Scales(m nn.Transformer) []Scale {
	var s []Scale
	for i, b := range m.BlockList() {
		b.Projectors(func(name string, at *nn.Projector) {
			if p, ok := (*at).(*PathwayLinear); ok {
				for _, a := range p.Aux {
					v := a.Scale.Value.Data()
					if len(v) == 1 {
						s = append(s, Scale{Block: i, Layer: name, Aux: a.Model, Value: v[0]})
						continue
					}
					sum := 0.0
					for _, x := range v {
						sum += float64(x)
					}
					s = append(s, Scale{i, name, a.Model, float32(sum / float64(len(v))), append([]float32(nil), v...)})
				}
			}
		})
	}
	return s
}

// FreezeBlocks leaves only the λs and the head of m to be trained, the
// paper's counterpart of linear probing ("fixed"; section 4.2). The running
// statistics of a batch norm require no gradient in any case; those of a frozen
// one stay as they are (see nn.BatchNorm).
func FreezeBlocks(m nn.Transformer) {
	for _, p := range nn.Params(m) {
		p.Param.SetRequiresGrad(isHead(p.Name) && !isStatistic(p.Name) || strings.Contains(p.Name, ".cross_modal_scale"))
	}
}

// headPrefixes begin the names of what comes after the blocks, in all models.
var headPrefixes = []string{"head.", "cls_head_finetune.", "label_conv.", "propagation_0.", "convs1.", "convs2.", "convs3.", "bns1.", "bns2."}

// isHead reports whether a name is that of a parameter of a head.
func isHead(name string) bool {
	return slices.ContainsFunc(headPrefixes, func(h string) bool { return strings.HasPrefix(name, h) })
}

// isStatistic reports whether a name is that of a batch norm's statistics.
func isStatistic(name string) bool {
	return strings.HasSuffix(name, ".running_mean") || strings.HasSuffix(name, ".running_var") || strings.HasSuffix(name, ".num_batches_tracked")
}
