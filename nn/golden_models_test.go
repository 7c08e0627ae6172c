package nn_test

import (
	"slices"
	"testing"

	"github.com/gopathway/pathway/internal/golden"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: golden cases of position embeddings, and of whole vision
// transformers.

func TestGoldenPosEmbed(t *testing.T) {
	modeltest.RunGolden(t, "posembed", map[string]modeltest.Driver{
		"sincos_2d":             goldenSinCos2D,
		"sincos_2d_flexible":    goldenSinCos2D,
		"sinusoid_1d":           goldenSinusoid1D,
		"interpolate_pos_embed": goldenInterpolate,
	})
}

func TestGoldenViT(t *testing.T) {
	modeltest.RunGolden(t, "vit", map[string]modeltest.Driver{"vit": modeltest.GoldenViT})
}

func goldenSinCos2D(t *testing.T, c *golden.Case) {
	var a struct {
		Dim  int            `json:"embed_dim"`
		Grid modeltest.Pair `json:"grid"`
		Cls  bool           `json:"cls_token"`
	}
	c.DecodeAttrs(t, &a)
	c.CheckOutput(t, "pos", nn.SinCos2D(a.Dim, a.Grid[0], a.Grid[1], a.Cls).Reshape(c.OutputShape(t, "pos")...))
}

func goldenSinusoid1D(t *testing.T, c *golden.Case) {
	var a struct {
		N   int `json:"n_position"`
		Dim int `json:"d_hid"`
	}
	c.DecodeAttrs(t, &a)
	c.CheckOutput(t, "pos", nn.Sinusoid1D(a.N, a.Dim).Reshape(c.OutputShape(t, "pos")...))
}

func goldenInterpolate(t *testing.T, c *golden.Case) {
	var a struct {
		From  modeltest.Pair `json:"orig_grid"`
		To    modeltest.Pair `json:"new_grid"`
		Extra int            `json:"extra_tokens"`
	}
	c.DecodeAttrs(t, &a)
	pos := c.Input(t, "pos_embed")
	before := slices.Clone(pos.Data())
	c.CheckOutput(t, "pos_embed", nn.InterpolatePosEmbed(pos, a.Extra, a.From, a.To, nn.PosBicubic))
	if !slices.Equal(before, pos.Data()) {
		t.Error("the input was changed")
	}
	if a.Extra != 1 {
		return // a ViT has a class token
	}
	// A model of the one grid starts from a model of the other.
	start := func(grid [2]int, seed uint64) *nn.ViT {
		m, err := nn.NewViT(nn.ViTConfig{Image: grid, Patch: [2]int{1, 1}, Channels: 1, Dim: pos.Dim(-1), Depth: 1, Heads: 1, Classes: 1}, tensor.NewRNG(seed))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	from, to := start(a.From, 1), start(a.To, 2)
	from.PosEmbed.Value.CopyFrom(pos)
	if err := nn.Transfer(to, from, nn.TransferOptions{}); err != nil {
		t.Fatal(err)
	}
	c.CheckOutput(t, "pos_embed", to.PosEmbed.Value)
}
