package image

import (
	"sort"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/golden"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: golden cases of masked autoencoders of images (MAE), with the
// gradients of all parameters.

func TestGolden(t *testing.T) {
	modeltest.RunGolden(t, "mae", map[string]modeltest.Driver{"mae": goldenMAE})
}

func goldenMAE(t *testing.T, c *golden.Case) {
	var a struct {
		Image        int     `json:"img_size"`
		Patch        int     `json:"patch_size"`
		Dim          int     `json:"embed_dim"`
		Depth        int     `json:"depth"`
		Heads        int     `json:"num_heads"`
		DecoderDim   int     `json:"decoder_embed_dim"`
		DecoderDepth int     `json:"decoder_depth"`
		DecoderHeads int     `json:"decoder_num_heads"`
		NormPixLoss  bool    `json:"norm_pix_loss"`
		MaskRatio    float64 `json:"mask_ratio"`
		MLPRatio     float64 `json:"mlp_ratio"`
		Eps          float32 `json:"ln_eps"`
		Keep         int     `json:"len_keep"`
	}
	c.DecodeAttrs(t, &a)
	c.DecodeAttr(t, "config", &a)
	x := c.Input(t, "x")
	m, err := NewMAE(MAEConfig{
		ViTConfig: nn.ViTConfig{Image: [2]int{a.Image, a.Image}, Patch: [2]int{a.Patch, a.Patch}, Channels: x.Dim(1),
			Dim: a.Dim, Depth: a.Depth, Heads: a.Heads, MLPRatio: a.MLPRatio, Eps: a.Eps},
		Decoder:     masked.Decoder{DecoderDim: a.DecoderDim, DecoderDepth: a.DecoderDepth, DecoderHeads: a.DecoderHeads, MaskRatio: a.MaskRatio},
		NormPixLoss: a.NormPixLoss,
	}, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]*autograd.Var{"pos_embed": m.PosEmbed, "decoder_pos_embed": m.DecoderPos} {
		if err := golden.Compare(p.Value, c.Input(t, "state."+name), 1e-6); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	modeltest.Load(t, m, c.State(t, "state."))

	// The reference sorts tokens by noise and keeps the first.
	noise := c.Input(t, "noise")
	batch, n := noise.Dim(0), noise.Dim(1)
	if n-m.Config.masked() != a.Keep {
		t.Errorf("%d patches are kept, want %d", n-m.Config.masked(), a.Keep)
	}
	mask, restore, all := make([]bool, batch*n), make([]int, batch*n), make([]int, batch*n)
	order := make([]int, batch*n) // of kept tokens, by noise: their places among the kept
	for b := 0; b < batch; b++ {
		at := make([]int, n)
		for i := range at {
			at[i] = i
		}
		row := noise.Data()[b*n : (b+1)*n]
		sort.SliceStable(at, func(i, j int) bool { return row[at[i]] < row[at[j]] })
		kept := append([]int(nil), at[:a.Keep]...)
		sort.Ints(kept)
		for k, i := range at {
			restore[b*n+i] = k
			mask[b*n+i] = k >= a.Keep
			if k < a.Keep {
				order[b*n+k] = sort.SearchInts(kept, i)
			}
		}
	}
	for i := range all {
		all[i] = i
	}
	modeltest.EqualInts(t, "ids_restore", restore, c.OutputInts(t, "ids_restore"))
	ones := tensor.New(batch, n)
	for i, m := range mask {
		if m {
			ones.Data()[i] = 1
		}
	}
	c.CheckOutput(t, "mask", ones)

	visible, _ := masked.Split("test", mask, x, n)
	latent := m.encode(autograd.Inference().Input(x), visible)
	predicted := m.decode(latent, visible, all)
	sorted := latent.Value.Clone()
	for b := 0; b < batch; b++ {
		for k := 0; k < a.Keep; k++ {
			for j := 0; j < a.Dim; j++ {
				sorted.Set(latent.Value.At(b, 1+order[b*n+k], j), b, 1+k, j)
			}
		}
	}
	c.CheckOutput(t, "latent", sorted)
	c.CheckOutput(t, "pred", predicted.Value.Reshape(batch, n, -1))

	loss := m.Loss(autograd.NewTape().Input(x), mask)
	c.CheckOutput(t, "loss", loss.Value)
	autograd.Backward(loss)
	modeltest.CheckGrads(t, c, m, nil)
}
