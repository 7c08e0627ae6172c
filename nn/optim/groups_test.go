package optim

import (
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// named makes a parameter of zeros.
func named(name string, dims ...int) NamedParam {
	return NamedParam{name, autograd.Param(tensor.New(dims...))}
}

func TestWeightDecayGroups(t *testing.T) {
	params := []nn.NamedParam{
		named("cls_token", 1, 1, 4), named("pos_embed", 1, 5, 4), named("decoder_pos_embed", 1, 5, 4), named("mask_token", 1, 1, 4),
		named("cls_pos", 1, 1, 4), named("pos_embed.0.weight", 4, 3), named("patch_embed.proj.weight", 4, 3, 2, 2),
		named("blocks.0.norm1.weight", 4), named("blocks.0.attn.qkv.weight", 12, 4), named("blocks.0.attn.qkv.bias", 12),
		named("blocks.0.attn.qkv.aux_weight", 12, 4), named("blocks.0.attn.qkv.cross_modal_scale", 1), named("odd.bias", 2, 2), named("scalar"),
	}
	wantDecay := []string{"pos_embed.0.weight", "patch_embed.proj.weight", "blocks.0.attn.qkv.weight", "blocks.0.attn.qkv.aux_weight"}
	groups := WeightDecayGroups(params, 0.05)
	if len(groups) != 2 {
		t.Fatalf("%d groups, want 2", len(groups))
	}
	total := 0
	for _, g := range groups {
		var names []string
		for _, p := range g.Params {
			names = append(names, p.Name)
		}
		total += len(names)
		switch g.Name {
		case "decay":
			if g.WeightDecay != 0.05 || !slices.Equal(names, wantDecay) {
				t.Errorf("decay group: weight decay %v, parameters %v, want %v", g.WeightDecay, names, wantDecay)
			}
		case "no_decay":
			if g.WeightDecay != 0 {
				t.Errorf("no_decay group has weight decay %v", g.WeightDecay)
			}
		default:
			t.Errorf("group %q", g.Name)
		}
		if g.LRScale != 1 {
			t.Errorf("group %s: scale %v", g.Name, g.LRScale)
		}
	}
	if total != len(params) {
		t.Errorf("%d parameters in groups, want %d", total, len(params))
	}
}

func TestScaleLR(t *testing.T) {
	params := []nn.NamedParam{named("blocks.0.attn.qkv.weight", 12, 4), named("blocks.0.attn.qkv.cross_modal_scale", 1),
		named("blocks.1.attn.qkv.cross_modal_scale_2", 1), named("head.bias", 4)}
	got := map[string]float64{}
	groups := ScaleLR(LayerDecayGroups(params, 2, 0.5, 0.1), "cross_modal_scale", 10)
	for _, g := range groups {
		for _, p := range g.Params {
			got[p.Name] = g.LRScale
			if strings.Contains(p.Name, "scale") && g.WeightDecay != 0 {
				t.Errorf("%s decays", p.Name)
			}
		}
	}
	want := map[string]float64{"blocks.0.attn.qkv.weight": 0.25, "blocks.0.attn.qkv.cross_modal_scale": 2.5, "blocks.1.attn.qkv.cross_modal_scale_2": 5, "head.bias": 1}
	for name, w := range want {
		if got[name] != w {
			t.Errorf("%s learns at %v, want %v", name, got[name], w)
		}
	}
	if len(groups) != 4 {
		t.Errorf("%d groups, want 4: %+v", len(groups), groups)
	}
	defer func() {
		if recover() == nil {
			t.Error("a factor of 0 does not panic")
		}
	}()
	ScaleLR(groups, "x", 0)
}

func TestLayerDecayOfPathway(t *testing.T) {
	params := []nn.NamedParam{named("blocks.1.attn.qkv.cross_modal_scale", 1), named("blocks.1.attn.qkv.aux_weight", 12, 4), named("blocks.weird", 2, 2)}
	groups := LayerDecayGroups(params, 3, 0.5, 0.1)
	want := []struct {
		name      string
		scale, wd float64
	}{{"layer_2_no_decay", 0.25, 0}, {"layer_2_decay", 0.25, 0.1}, {"layer_4_decay", 1, 0.1}}
	for i, w := range want {
		if g := groups[i]; g.Name != w.name || g.LRScale != w.scale || g.WeightDecay != w.wd || len(g.Params) != 1 || g.Params[0] != params[i] {
			t.Errorf("group %d = %+v, want %+v of %s", i, g, w, params[i].Name)
		}
	}
}

// Point-MAE's names: the tokenizer is layer 0, and blocks are in blocks.
func TestLayerDecayOfPoints(t *testing.T) {
	for name, want := range map[string]float64{
		"cls_pos": 0.125, "encoder.first_conv.0.weight": 0.125, "pos_embed.0.weight": 0.125,
		"blocks.blocks.0.norm1.weight": 0.25, "blocks.blocks.1.mlp.fc1.weight": 0.5, "norm.weight": 1, "cls_head_finetune.0.weight": 1,
	} {
		if g := LayerDecayGroups([]nn.NamedParam{named(name, 2, 2)}, 2, 0.5, 0); g[0].LRScale != want {
			t.Errorf("%s has factor %v, want %v", name, g[0].LRScale, want)
		}
	}
}

func TestLayerDecayMisuse(t *testing.T) {
	mustPanic(t, "blocks.3.norm1.weight in a model of depth 3", func() {
		LayerDecayGroups([]nn.NamedParam{named("blocks.3.norm1.weight", 4)}, 3, 0.5, 0)
	})
	mustPanic(t, "layerDecay 0 is not positive", func() { LayerDecayGroups(nil, 3, 0, 0) })
}

// mustPanic fails unless f panics with a text that contains want.
func mustPanic(t *testing.T, want string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		r := recover()
		if r == nil {
			t.Fatalf("no panic, want one with %q", want)
		}
		text, _ := r.(string)
		if err, ok := r.(error); ok {
			text = err.Error()
		}
		if !strings.Contains(text, want) {
			t.Fatalf("panic %v, want one with %q", r, want)
		}
	}()
	f()
}
