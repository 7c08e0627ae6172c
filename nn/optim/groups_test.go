package optim_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
)

// withRole returns a parameter of zeros that has a role.
func withRole(r nn.Role, name string, dims ...int) nn.NamedParam {
	p := modeltest.Named(name, dims...)
	p.Role = r
	return p
}

// Matrices and kernels decay; what has one dimension at most does not, nor do
// tokens, positions and λ of any shape. Names do not count.
func TestWeightDecayGroups(t *testing.T) {
	embedding := func(k nn.Kind) nn.Role { return nn.Role{Kind: k, Stage: nn.Embedding} }
	block := nn.Role{Stage: nn.InBlock}
	params := []nn.NamedParam{
		withRole(embedding(nn.Token), "cls_token", 1, 1, 4), withRole(embedding(nn.Position), "pos_embed", 1, 5, 4),
		withRole(nn.Role{Kind: nn.Position, Stage: nn.Decoder}, "decoder_pos_embed", 1, 5, 4),
		withRole(nn.Role{Kind: nn.Token, Stage: nn.Decoder}, "mask_token", 1, 1, 4),
		withRole(embedding(nn.Position), "cls_pos", 1, 1, 4), withRole(embedding(nn.Weight), "pos_embed.0.weight", 4, 3),
		withRole(embedding(nn.Weight), "patch_embed.proj.weight", 4, 3, 2, 2),
		withRole(block, "blocks.0.norm1.weight", 4), withRole(block, "blocks.0.attn.qkv.weight", 12, 4), withRole(block, "blocks.0.attn.qkv.bias", 12),
		withRole(block, "blocks.0.attn.qkv.aux_weight", 12, 4),
		withRole(nn.Role{Kind: nn.Scale, Stage: nn.InBlock}, "blocks.0.attn.qkv.cross_modal_scale", 1),
		withRole(nn.Role{Kind: nn.Scale, Stage: nn.InBlock}, "a table of scales", 2, 2),
		withRole(nn.Role{Kind: nn.Statistic}, "a table of statistics", 2, 2), modeltest.Named("scalar"), modeltest.Named("cls_token of no role", 2, 2),
	}
	wantDecay := []string{"pos_embed.0.weight", "patch_embed.proj.weight", "blocks.0.attn.qkv.weight", "blocks.0.attn.qkv.aux_weight", "cls_token of no role"}
	groups := optim.WeightDecayGroups(params, 0.05)
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

// timmDecays reports whether timm's recipes let a parameter of a ViT decay:
// they go by its name.
func timmDecays(p nn.NamedParam) bool {
	last := p.Name[strings.LastIndexByte(p.Name, '.')+1:]
	return p.Param.Value.Rank() > 1 && last != "bias" && !strings.HasSuffix(last, "_token") && !strings.HasSuffix(last, "pos_embed")
}

// maeLayer is get_layer_id_for_vit of MAE's util/lr_decay.py.
func maeLayer(t *testing.T, name string, depth int) int {
	t.Helper()
	parts := strings.Split(name, ".")
	switch parts[0] {
	case "cls_token", "pos_embed", "patch_embed":
		return 0
	case "blocks":
		i, err := strconv.Atoi(parts[1])
		if err != nil {
			t.Fatal(err)
		}
		return i + 1
	}
	return depth + 1
}

// Of a ViT the roles make the groups that the names make in timm and MAE.
func TestGroupsOfViT(t *testing.T) {
	const layerDecay, weightDecay = 0.65, 0.05
	for what, change := range map[string]func(*nn.ViTConfig){
		"plain":              nil,
		"mean pool":          func(c *nn.ViTConfig) { c.MeanPool = true },
		"no bias":            func(c *nn.ViTConfig) { c.NoQKVBias = true },
		"fixed positions":    func(c *nn.ViTConfig) { c.FixedPos = true },
		"more than 9 blocks": func(c *nn.ViTConfig) { c.Depth = 12 },
	} {
		m := modeltest.ViT(t, 1, change)
		params, depth := nn.Params(m), m.Config.Depth
		check := func(groups []optim.ParamGroup, scale func(name string) float64, group func(p nn.NamedParam) string) {
			t.Helper()
			var inOrder []string // groups by their first parameter
			for _, p := range params {
				if name := group(p); !slices.Contains(inOrder, name) {
					inOrder = append(inOrder, name)
				}
			}
			seen := 0
			for i, g := range groups {
				if i >= len(inOrder) || g.Name != inOrder[i] {
					t.Fatalf("%s: group %d is %s, want those of %v", what, i, g.Name, inOrder)
				}
				for _, p := range g.Params {
					wantDecay := 0.0
					if timmDecays(p) {
						wantDecay = weightDecay
					}
					if g.Name != group(p) || g.WeightDecay != wantDecay || math.Abs(g.LRScale-scale(p.Name)) > 1e-15 {
						t.Errorf("%s: %s is in %s with scale %v, decay %v; want %s, %v, %v", what, p.Name, g.Name, g.LRScale, g.WeightDecay, group(p), scale(p.Name), wantDecay)
					}
					seen++
				}
			}
			if seen != len(params) || len(groups) != len(inOrder) {
				t.Errorf("%s: %d parameters in %d groups, want %d in %d", what, seen, len(groups), len(params), len(inOrder))
			}
		}
		decay := func(p nn.NamedParam) string {
			if timmDecays(p) {
				return "decay"
			}
			return "no_decay"
		}
		check(optim.WeightDecayGroups(params, weightDecay), func(string) float64 { return 1 }, decay)
		check(optim.LayerDecayGroups(params, depth, layerDecay, weightDecay),
			func(name string) float64 {
				return math.Pow(layerDecay, float64(depth+1-maeLayer(t, name, depth)))
			},
			func(p nn.NamedParam) string {
				return fmt.Sprintf("layer_%d_%s", maeLayer(t, p.Name, depth), decay(p))
			})
	}
}

func TestScaleLR(t *testing.T) {
	weight := func(i int) nn.Role { return nn.Role{Stage: nn.InBlock, Block: i} }
	scale := func(i int) nn.Role { return nn.Role{Kind: nn.Scale, Stage: nn.InBlock, Block: i} }
	params := []nn.NamedParam{
		withRole(weight(0), "blocks.0.attn.qkv.weight", 12, 4), withRole(scale(0), "blocks.0.attn.qkv.cross_modal_scale", 1),
		withRole(scale(1), "blocks.1.attn.qkv.cross_modal_scale_2", 1), withRole(nn.Role{Stage: nn.Head}, "head.bias", 4),
	}
	got := map[string]float64{}
	groups := optim.ScaleLR(optim.LayerDecayGroups(params, 2, 0.5, 0.1), nn.Scale, 10)
	for _, g := range groups {
		for _, p := range g.Params {
			got[p.Name] = g.LRScale
			if p.Role.Kind == nn.Scale && g.WeightDecay != 0 {
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

	// A group without a scale has the scale 1. One where nothing is scaled
	// stays as it is; one where everything is leaves no empty group.
	groups = optim.ScaleLR([]optim.ParamGroup{{Name: "a", Params: params[1:2]}, {Name: "b", Params: params[3:], LRScale: 3}}, nn.Scale, 10)
	if len(groups) != 2 || groups[0].LRScale != 10 || groups[0].Name != "a_scaled" || groups[1].LRScale != 3 || groups[1].Name != "b" {
		t.Errorf("groups %+v", groups)
	}
	modeltest.MustPanic(t, "factor 0 is not positive", func() { optim.ScaleLR(groups, nn.Scale, 0) })
}

// Layer decay goes by the stage, whatever the names are: as in a model of point
// clouds, whose blocks are blocks.blocks.
func TestLayerDecayOfRoles(t *testing.T) {
	in := func(s nn.Stage) nn.Role { return nn.Role{Stage: s} }
	block := func(i int) nn.Role { return nn.Role{Stage: nn.InBlock, Block: i} }
	for _, tt := range []struct {
		p     nn.NamedParam
		group string
		scale float64
	}{
		{withRole(nn.Role{Kind: nn.Position, Stage: nn.Embedding}, "cls_pos", 1, 1, 4), "layer_0_no_decay", 0.125},
		{withRole(in(nn.Embedding), "encoder.first_conv.0.weight", 2, 2), "layer_0_decay", 0.125},
		{withRole(in(nn.Embedding), "pos_embed.0.weight", 2, 2), "layer_0_decay", 0.125},
		{withRole(block(0), "blocks.blocks.0.norm1.weight", 2), "layer_1_no_decay", 0.25},
		{withRole(block(1), "blocks.blocks.1.mlp.fc1.weight", 2, 2), "layer_2_decay", 0.5},
		{withRole(block(1), "blocks.1.attn.qkv.aux_weight", 2, 2), "layer_2_decay", 0.5},
		{withRole(nn.Role{Kind: nn.Scale, Stage: nn.InBlock, Block: 1}, "blocks.1.attn.qkv.cross_modal_scale", 1), "layer_2_no_decay", 0.5},
		{withRole(in(nn.Elsewhere), "norm.weight", 2, 2), "layer_3_decay", 1},
		{withRole(in(nn.Head), "cls_head_finetune.0.weight", 2, 2), "layer_3_decay", 1},
		{withRole(in(nn.Decoder), "decoder_blocks.0.norm1.weight", 2), "layer_3_no_decay", 1},
		{withRole(in(nn.Elsewhere), "blocks.weird", 2, 2), "layer_3_decay", 1},
	} {
		g := optim.LayerDecayGroups([]nn.NamedParam{tt.p}, 2, 0.5, 0.1)
		wd := 0.1
		if strings.HasSuffix(tt.group, "no_decay") {
			wd = 0
		}
		if len(g) != 1 || g[0].Name != tt.group || g[0].LRScale != tt.scale || g[0].WeightDecay != wd || len(g[0].Params) != 1 || g[0].Params[0] != tt.p {
			t.Errorf("%s: groups %+v, want %s with scale %v", tt.p.Name, g, tt.group, tt.scale)
		}
	}
}

func TestLayerDecayMisuse(t *testing.T) {
	modeltest.MustPanic(t, "blocks.3.norm1.weight in a model of depth 3", func() {
		optim.LayerDecayGroups([]nn.NamedParam{withRole(nn.Role{Stage: nn.InBlock, Block: 3}, "blocks.3.norm1.weight", 4)}, 3, 0.5, 0)
	})
	modeltest.MustPanic(t, "layerDecay 0 is not positive", func() { optim.LayerDecayGroups(nil, 3, 0, 0) })
}
