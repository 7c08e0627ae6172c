package modeltest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/golden"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: golden cases of plain transformers, of images (timm) and of
// spectrograms (AudioMAE): activations, logits, loss, gradients of all
// parameters and of the input.

// ViTAttrs is what a case says of a transformer; a value in config goes
// before the same value beside it.
type ViTAttrs struct {
	Image      Pair     `json:"img_size"`
	Patch      Pair     `json:"patch_size"`
	AudioPatch Pair     `json:"patch"` // audio's name for patch_size
	Stride     Pair     `json:"stride"`
	Channels   int      `json:"in_chans"`
	Dim        int      `json:"embed_dim"`
	Depth      int      `json:"depth"`
	Heads      int      `json:"num_heads"`
	Classes    int      `json:"num_classes"`
	MLPRatio   float64  `json:"mlp_ratio"`
	Pool       any      `json:"global_pool"` // true or "avg": mean of the patch tokens
	QKVBias    *bool    `json:"qkv_bias"`
	Eps        float32  `json:"ln_eps"`
	Act        string   `json:"act"`
	Loss       string   `json:"loss"`
	Smoothing  float32  `json:"label_smoothing"`
	Omitted    []string `json:"grads_omitted"`
}

// DecodeViT reads the attributes of a case, with those of the object named
// key, such as "config", over them.
func DecodeViT(t *testing.T, c *golden.Case, key string) ViTAttrs {
	t.Helper()
	var a ViTAttrs
	c.DecodeAttrs(t, &a)
	c.DecodeAttr(t, key, &a)
	return a
}

// config returns the model's configuration. NewViT fills in the defaults.
func (a ViTAttrs) config(t *testing.T, c *golden.Case) nn.ViTConfig {
	t.Helper()
	v := nn.ViTConfig{
		Image: a.Image, Patch: a.Patch, Stride: a.Stride, Channels: a.Channels,
		Dim: a.Dim, Depth: a.Depth, Heads: a.Heads, Classes: a.Classes,
		MLPRatio: a.MLPRatio, Eps: a.Eps, NoQKVBias: !OrDefault(a.QKVBias, true),
	}
	if v.Patch == [2]int{} {
		v.Patch = a.AudioPatch
	}
	if v.Channels == 0 {
		v.Channels = 3
		if c.Op == "audio_vit" {
			v.Channels = 1
		}
	}
	switch a.Pool {
	case nil, false, "", "token":
	case true, "avg":
		v.MeanPool = true
	default:
		c.NotSupported(t, "global_pool %v", a.Pool)
	}
	switch a.Act {
	case "", "gelu", "gelu_erf":
	case "gelu_tanh":
		v.GELUTanh = true
	default:
		c.NotSupported(t, "activation %q", a.Act)
	}
	v.FixedPos = c.Op == "audio_vit"
	return v
}

// Build returns a model with random weights.
func (a ViTAttrs) Build(t *testing.T, c *golden.Case) *nn.ViT {
	t.Helper()
	m, err := nn.NewViT(a.config(t, c), tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// LossOf returns the loss that a case asks for.
func (a ViTAttrs) LossOf(t *testing.T, c *golden.Case, logits *autograd.Var) *autograd.Var {
	t.Helper()
	o := autograd.LossOptions{LabelSmoothing: a.Smoothing}
	kind, reduction, _ := strings.Cut(a.Loss, " ")
	switch reduction {
	case "", "mean":
	case "sum":
		o.Reduction = autograd.ReduceSum
	default:
		c.NotSupported(t, "loss %q", a.Loss)
	}
	switch kind {
	case "cross_entropy":
		return autograd.CrossEntropy(logits, c.InputInts(t, "target"), o)
	case "bce_with_logits":
		return autograd.BCEWithLogits(logits, logits.Tape().Input(c.Input(t, "target")), o)
	}
	c.NotSupported(t, "loss %q", a.Loss)
	return nil
}

// GoldenViT runs a case of a plain transformer.
func GoldenViT(t *testing.T, c *golden.Case) {
	a := DecodeViT(t, c, "config")
	m := a.Build(t, c)
	Load(t, m, c.State(t, "state."))

	tape := autograd.NewTape()
	x := tape.Variable(c.Input(t, "x"))
	patches := m.PatchEmbed.Forward(tape.Input(x.Value)).Value
	Check(t, c, "act.patch_embed", patches)
	Check(t, c, "tokens", patches)
	tokens := m.Embed(x)
	Check(t, c, "act.embed", tokens.Value)
	for i, b := range m.Blocks {
		tokens = b.Forward(tokens)
		Check(t, c, fmt.Sprint("act.block", i), tokens.Value)
	}
	logits := m.Classify(tokens)
	c.CheckOutput(t, "logits", logits.Value)
	SameBits(t, "inference and training", nn.Predict(m, x.Value).Data(), logits.Value.Data())

	loss := a.LossOf(t, c, logits)
	Check(t, c, "loss", loss.Value)
	autograd.Backward(loss)
	CheckGrads(t, c, m, a.Omitted)
	Check(t, c, "grad_x", x.Grad)
}
