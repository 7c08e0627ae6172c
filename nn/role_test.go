package nn_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

var (
	_ nn.Transformer = (*nn.ViT)(nil)
	_ nn.Gridded     = (*nn.ViT)(nil)
)

// wantViTRole is the role that a parameter of a ViT has by its name.
func wantViTRole(t *testing.T, name string) nn.Role {
	t.Helper()
	block := regexp.MustCompile(`^blocks\.(\d+)\.`)
	switch m := block.FindStringSubmatch(name); {
	case m != nil:
		i, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		return nn.Role{Kind: nn.Weight, Stage: nn.InBlock, Block: i}
	case name == "cls_token":
		return nn.Role{Kind: nn.Token, Stage: nn.Embedding}
	case name == "pos_embed":
		return nn.Role{Kind: nn.Position, Stage: nn.Embedding}
	case strings.HasPrefix(name, "patch_embed."):
		return nn.Role{Kind: nn.Weight, Stage: nn.Embedding}
	case strings.HasPrefix(name, "norm."), strings.HasPrefix(name, "fc_norm."):
		return nn.Role{Kind: nn.Weight, Stage: nn.Elsewhere, Summary: true}
	case strings.HasPrefix(name, "head."):
		return nn.Role{Kind: nn.Weight, Stage: nn.Head}
	}
	t.Fatalf("a ViT has the parameter %s", name)
	return nn.Role{}
}

// Every parameter of a ViT says what it is and where it stands, and its
// backbone is all of it but the head.
func TestRolesOfViT(t *testing.T) {
	for _, change := range []func(*nn.ViTConfig){nil, func(c *nn.ViTConfig) { c.MeanPool, c.NoQKVBias, c.Depth = true, true, 11 }} {
		m := modeltest.ViT(t, 1, change)
		var names, backbone []string
		m.NamedParams("net.", func(p nn.NamedParam) {
			name, ok := strings.CutPrefix(p.Name, "net.")
			if want := wantViTRole(t, name); !ok || p.Role != want {
				t.Errorf("%s has the role %+v, want %+v", p.Name, p.Role, want)
			}
			if p.Role.Stage != nn.Head {
				names = append(names, name)
			}
		})
		m.Backbone(func(p nn.NamedParam) {
			backbone = append(backbone, p.Name)
			if want := wantViTRole(t, p.Name); p.Role != want {
				t.Errorf("%s of the backbone has the role %+v, want %+v", p.Name, p.Role, want)
			}
		})
		if got, want := fmt.Sprint(backbone), fmt.Sprint(names); got != want {
			t.Errorf("the backbone is\n%s, want\n%s", got, want)
		}
	}
}

// Layers on their own give roles without a place; At and Summary add theirs and
// leave the rest.
func TestRolesOfLayers(t *testing.T) {
	rng := tensor.NewRNG(1)
	weights := nn.Sequential{
		nn.NewLinear(4, 3, true, rng), nn.NewLayerNorm(4, 1e-6), nn.NewConv2d(2, 3, 3, rng), nn.NewMLP(4, 8, rng),
		nn.NewMultiHeadAttention(4, 2, true, rng), nn.NewBlock(4, 2, 8, true, 1e-6, rng), nn.NewPatchEmbed(1, 4, [2]int{2, 2}, [2]int{2, 2}, rng),
	}
	for _, p := range nn.Params(weights) {
		if p.Role != (nn.Role{}) {
			t.Errorf("%s has the role %+v", p.Name, p.Role)
		}
	}
	norm := nn.NewBatchNorm(3)
	norm.NamedParams("", nn.At(nn.Decoder, nn.Summary(func(p nn.NamedParam) {
		want := nn.Role{Kind: nn.Statistic, Stage: nn.Decoder, Summary: true}
		if p.Name == "weight" || p.Name == "bias" {
			want.Kind = nn.Weight
		}
		if p.Role != want {
			t.Errorf("%s has the role %+v, want %+v", p.Name, p.Role, want)
		}
		if trained := p.Param.RequiresGrad(); trained != (p.Role.Kind != nn.Statistic) {
			t.Errorf("%s is trained: %v", p.Name, trained)
		}
	})))
}

// Code that freezes by roles freezes what it means to: everything before block 2.
func TestFreezeByRole(t *testing.T) {
	m := modeltest.ViT(t, 1, nil)
	for _, p := range nn.Params(m) {
		if p.Role.Stage == nn.Embedding || p.Role.Stage == nn.InBlock && p.Role.Block < 2 {
			p.Param.SetRequiresGrad(false)
		}
	}
	autograd.Backward(autograd.Mean(m.Forward(autograd.NewTape().Input(modeltest.Images(m.Config, 2))), nil, false))
	for _, p := range nn.Params(m) {
		late := strings.HasPrefix(p.Name, "blocks.2.") || strings.HasPrefix(p.Name, "norm.") || strings.HasPrefix(p.Name, "head.")
		if p.Param.HasGrad() != late {
			t.Errorf("%s has a gradient: %v", p.Name, !late)
		}
	}
}
