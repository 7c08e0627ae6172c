package m2pt

import (
	"fmt"
	"slices"
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

// vitAttrs is what a case says of a transformer; a value in config goes
// before the same value beside it.
type vitAttrs struct {
	Image      pair     `json:"img_size"`
	Patch      pair     `json:"patch_size"`
	AudioPatch pair     `json:"patch"` // audio's name for patch_size
	Stride     pair     `json:"stride"`
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

// decodeViT reads the attributes of a case, with those of the object named
// key, such as "config", over them.
func decodeViT(t *testing.T, c *golden.Case, key string) vitAttrs {
	t.Helper()
	var a vitAttrs
	c.DecodeAttrs(t, &a)
	c.DecodeAttr(t, key, &a)
	return a
}

// config returns the model's configuration. NewViT fills in the defaults.
func (a vitAttrs) config(t *testing.T, c *golden.Case) nn.ViTConfig {
	t.Helper()
	v := nn.ViTConfig{
		Image: a.Image, Patch: a.Patch, Stride: a.Stride, Channels: a.Channels,
		Dim: a.Dim, Depth: a.Depth, Heads: a.Heads, Classes: a.Classes,
		MLPRatio: a.MLPRatio, Eps: a.Eps, NoQKVBias: !orDefault(a.QKVBias, true),
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

// build returns a model with random weights.
func (a vitAttrs) build(t *testing.T, c *golden.Case) *nn.ViT {
	t.Helper()
	m, err := nn.NewViT(a.config(t, c), tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// load loads a state dict that must fit exactly.
func load(t *testing.T, m nn.Module, dict []tensor.Named) {
	t.Helper()
	if _, err := nn.LoadStateDict(m, dict, true); err != nil {
		t.Fatal(err)
	}
}

// loss returns the loss that a case asks for.
func (a vitAttrs) loss(t *testing.T, c *golden.Case, logits *autograd.Var) *autograd.Var {
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

// checkGrads compares the gradients of all parameters of m. A parameter that
// is trained needs a reference, unless the case leaves it out.
func (a vitAttrs) checkGrads(t *testing.T, c *golden.Case, m nn.Module) {
	t.Helper()
	for _, p := range nn.Params(m) {
		_, known := c.Grads[p.Name]
		switch {
		case known && !p.Param.HasGrad():
			t.Errorf("%s: no gradient of %s", c.ID, p.Name)
		case known:
			c.CheckGrad(t, p.Name, p.Param.Grad)
		case p.Param.RequiresGrad() && !slices.Contains(a.Omitted, p.Name):
			t.Errorf("%s: no reference for the gradient of %s", c.ID, p.Name)
		}
	}
}

// check compares an output if the case has it.
func check(t *testing.T, c *golden.Case, name string, got *tensor.Tensor) {
	t.Helper()
	if _, ok := c.Outputs[name]; ok {
		c.CheckOutput(t, name, got)
	}
}

func goldenViT(t *testing.T, c *golden.Case) {
	a := decodeViT(t, c, "config")
	m := a.build(t, c)
	load(t, m, c.State(t, "state."))

	tape := autograd.NewTape()
	x := tape.Variable(c.Input(t, "x"))
	patches := m.PatchEmbed.Forward(tape.Input(x.Value)).Value
	check(t, c, "act.patch_embed", patches)
	check(t, c, "tokens", patches)
	tokens := m.Embed(x)
	check(t, c, "act.embed", tokens.Value)
	for i, b := range m.Blocks {
		tokens = b.Forward(tokens)
		check(t, c, fmt.Sprint("act.block", i), tokens.Value)
	}
	logits := m.Classify(tokens)
	c.CheckOutput(t, "logits", logits.Value)
	sameBits(t, "inference and training", logitsOf(m, x.Value).Data(), logits.Value.Data())

	loss := a.loss(t, c, logits)
	check(t, c, "loss", loss.Value)
	autograd.Backward(loss)
	a.checkGrads(t, c, m)
	check(t, c, "grad_x", x.Grad)
}
