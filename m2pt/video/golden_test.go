package video_test

import (
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/golden"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/video"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: golden cases of videos (VideoMAE as M2PT has it): the tokenizer,
// the classifier, and that with pathways, with the gradients of all
// parameters.

func TestGolden(t *testing.T) {
	modeltest.RunGolden(t, "video", map[string]modeltest.Driver{
		"tubelet_embed":     goldenTubeletEmbed,
		"video_vit":         goldenVideo,
		"video_vit_pathway": goldenVideo,
	})
}

func goldenTubeletEmbed(t *testing.T, c *golden.Case) {
	var a struct {
		Patch    int `json:"patch"`
		Channels int `json:"in_chans"`
		Dim      int `json:"embed_dim"`
		Tubelet  int `json:"tubelet"`
		Tokens   int `json:"num_patches"`
	}
	c.DecodeAttrs(t, &a)
	m := video.NewTubeletEmbed(a.Channels, a.Dim, [3]int{a.Tubelet, a.Patch, a.Patch}, tensor.NewRNG(1))
	modeltest.Load(t, m, c.State(t, "state."))
	tape := autograd.NewTape()
	x := tape.Variable(c.Input(t, "x"))
	y := m.Forward(x)
	if n := y.Value.Dim(1); n != a.Tokens {
		t.Errorf("%d tokens, want %d", n, a.Tokens)
	}
	c.CheckOutput(t, "y", y.Value)
	loss := autograd.Sum(autograd.Mul(y, tape.Input(c.Weight(t, "y"))), nil, false)
	c.CheckOutput(t, "loss", loss.Value)
	autograd.Backward(loss)
	c.CheckOutput(t, "grad_x", x.Grad)
	modeltest.CheckGrads(t, c, m, nil)
}

// videoAttrs is what a case says of a video transformer.
type videoAttrs struct {
	Image      int      `json:"img_size"`
	Patch      int      `json:"patch_size"`
	Classes    int      `json:"num_classes"`
	Dim        int      `json:"embed_dim"`
	Depth      int      `json:"depth"`
	Heads      int      `json:"num_heads"`
	QKVBias    bool     `json:"qkv_bias"`
	Frames     int      `json:"all_frames"`
	Tubelet    int      `json:"tubelet_size"`
	LayerScale float32  `json:"init_values"`
	MeanPool   *bool    `json:"use_mean_pooling"`
	Eps        float32  `json:"ln_eps"`
	MLPRatio   float64  `json:"mlp_ratio"`
	Layers     []string `json:"layer_names"`
}

// build returns a model with random weights.
func (a videoAttrs) build(t *testing.T, c *golden.Case, seed uint64) *video.Transformer {
	t.Helper()
	if a.MeanPool != nil && !*a.MeanPool {
		c.NotSupported(t, "a class token")
	}
	m, err := video.NewTransformer(video.Config{
		Frames: a.Frames, Image: [2]int{a.Image, a.Image}, Tubelet: a.Tubelet, Patch: [2]int{a.Patch, a.Patch}, Channels: 3,
		Dim: a.Dim, Depth: a.Depth, Heads: a.Heads, Classes: a.Classes, MLPRatio: a.MLPRatio, Eps: a.Eps,
		NoQKVBias: !a.QKVBias, LayerScale: a.LayerScale,
	}, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func goldenVideo(t *testing.T, c *golden.Case) {
	var a videoAttrs
	c.DecodeAttrs(t, &a)
	c.DecodeAttr(t, "config", &a)
	m := a.build(t, c, 1)
	if err := golden.Compare(m.Pos.Value, c.Input(t, "pos_embed"), 1e-6); err != nil {
		t.Errorf("positions: %v", err)
	}
	if len(a.Layers) > 0 {
		if err := m2pt.Reparameterize(m, a.build(t, c, 2), m2pt.Options{AuxLayers: a.Layers}); err != nil {
			t.Fatal(err)
		}
	}
	modeltest.Load(t, m, c.State(t, "state."))

	x := c.Input(t, "x")
	tape := autograd.NewTape()
	logits := m.Forward(tape.Input(x))
	c.CheckOutput(t, "logits", logits.Value)
	modeltest.SameBits(t, "inference", nn.Predict(m, x).Data(), logits.Value.Data())
	merged := nn.Predict(m2pt.Merge(m), x)
	modeltest.SameBits(t, "merged model", merged.Data(), logits.Value.Data())
	modeltest.Check(t, c, "merged_logits", merged)
	loss := autograd.CrossEntropy(logits, c.InputInts(t, "target"), autograd.LossOptions{})
	c.CheckOutput(t, "loss", loss.Value)
	autograd.Backward(loss)
	modeltest.CheckGrads(t, c, m, nil)
}
