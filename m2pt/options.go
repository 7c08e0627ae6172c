package m2pt

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gopathway/pathway/nn"
)

// Layers are the linear layers of a block that pathways can run through, by
// their names in the state dict.
var Layers = []string{"attn.qkv", "attn.proj", "mlp.fc1", "mlp.fc2"}

// Options say how Reparameterize connects two models. The zero value is the
// paper's: all four kinds of layers, block i with block i, equal depths, λ
// starting at 0, auxiliary weights trained.
type Options struct {
	AuxLayers    []string `json:"layers,omitempty"`     // layers of a block that take part; none: all of Layers
	AuxBlocks    int      `json:"blocks,omitempty"`     // number of blocks of the target that take part, from the first on; 0: all
	AuxReversed  bool     `json:"reversed,omitempty"`   // pair block i with the auxiliary's block depth-1-i (ablation)
	FreezeAux    bool     `json:"freeze_aux,omitempty"` // do not train the auxiliary's weights
	AuxBias      bool     `json:"aux_bias,omitempty"`   // also b + λ·b' (the paper's formula; not in the official code)
	Lambda       float32  `json:"scale,omitempty"`      // λ at the start
	FreezeLambda bool     `json:"fix_scale,omitempty"`  // do not train λ (ablation)
	LambdaPer    string   `json:"scale_per,omitempty"`  // what has a λ of its own: PerLayer, the default, PerModel or PerChannel
}

// What has a λ of its own: Options.LambdaPer.
const (
	PerLayer   = "layer"   // every layer, as in the paper
	PerModel   = "model"   // one λ for all layers
	PerChannel = "channel" // every output channel of every layer
)

// Validate reports what is wrong with the options, or nil.
func (o Options) Validate() error {
	for _, l := range o.AuxLayers {
		if !slices.Contains(Layers, l) {
			return fmt.Errorf("m2pt: no linear layer %q in a block; there are %s", l, strings.Join(Layers, ", "))
		}
	}
	if o.AuxBlocks < 0 {
		return fmt.Errorf("m2pt: aux_blocks is %d, want 0 (all) or more", o.AuxBlocks)
	}
	if per := o.LambdaPer; per != "" && per != PerLayer && per != PerModel && per != PerChannel {
		return fmt.Errorf("m2pt: lambda_per is %q, want %q, %q or %q", per, PerLayer, PerModel, PerChannel)
	}
	if s := float64(o.Lambda); math.IsNaN(s) || math.IsInf(s, 0) {
		return fmt.Errorf("m2pt: lambda is %v, want a number", o.Lambda)
	}
	return nil
}

// has reports whether a layer of a block gets a pathway.
func (o Options) has(layer string) bool {
	return len(o.AuxLayers) == 0 || slices.Contains(o.AuxLayers, layer)
}

// numParams returns how many elements a pathway adds to a net with such blocks,
// as a float64 since a configuration from a file may describe any number.
func (o Options) numParams(e nn.EncoderConfig) float64 {
	d, h := float64(e.Dim), float64(e.Hidden)
	block := 0.0
	for _, l := range []struct {
		name    string
		in, out float64
	}{{"attn.qkv", d, 3 * d}, {"attn.proj", d, d}, {"mlp.fc1", d, h}, {"mlp.fc2", h, d}} {
		if !o.has(l.name) {
			continue
		}
		block += l.in * l.out
		switch o.LambdaPer {
		case PerModel: // one for all layers is added below
		case PerChannel:
			block += l.out
		default:
			block++
		}
		if o.AuxBias && (l.name != "attn.qkv" || e.QKVBias != nn.NoBias) {
			block += l.out
		}
	}
	blocks := float64(e.Depth)
	if o.AuxBlocks > 0 {
		blocks = float64(o.AuxBlocks)
	}
	n := blocks * block
	if o.LambdaPer == PerModel {
		n++
	}
	return n
}
