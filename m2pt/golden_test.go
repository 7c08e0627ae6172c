package m2pt

import (
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/golden"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: golden cases of the pathway, made with the official M2PT code: a
// single layer, and whole models before and after merging.

// others are the families that rooms of m2pt run.
var others = []string{"mae", "point", "video"}

// TestGolden runs this package's family, and those that no package has tests
// for, so that their cases are counted as not supported, not passed over.
func TestGolden(t *testing.T) {
	drivers := map[string]modeltest.Driver{
		"reparam_linear":          goldenPathLinear,
		"reparam_linear_aux_bias": goldenPathLinear,
		"vit_pathway":             goldenPathViT,
	}
	modeltest.RunGolden(t, "m2pt", drivers)
	for _, family := range golden.Families(t) {
		if !slices.Contains(golden.Required, family) && !slices.Contains(others, family) {
			modeltest.RunGolden(t, family, nil)
		}
	}
}

// goldenPathLinear: y = x·(W + λ·W')ᵀ + b, or + b + λ·b' where the case has
// an auxiliary bias; a bias may be missing.
func goldenPathLinear(t *testing.T, c *golden.Case) {
	param := func(name string) *autograd.Var {
		if _, ok := c.Inputs[name]; !ok {
			return nil
		}
		return autograd.Param(c.Input(t, name))
	}
	l := &PathwayLinear{Weight: param("weight"), Bias: param("bias"),
		Aux: []Auxiliary{{Weight: param("aux_weight"), Lambda: param("scale"), Bias: param("aux_bias")}}}

	tape := autograd.NewTape()
	x := tape.Variable(c.Input(t, "x"))
	y := l.Forward(x)
	c.CheckOutput(t, "y", y.Value)
	merged := l.Merge()
	mergedY := merged.Forward(autograd.Inference().Input(x.Value)).Value
	modeltest.SameBits(t, "merged layer", mergedY.Data(), y.Value.Data())
	modeltest.Check(t, c, "merged_weight", merged.Weight.Value)
	modeltest.Check(t, c, "merged_y", mergedY)
	if merged.Bias != nil {
		modeltest.Check(t, c, "merged_bias", merged.Bias.Value)
	}

	weighted := y
	if w := c.Weight(t, "y"); w != nil {
		weighted = autograd.Mul(y, tape.Input(w))
	}
	loss := autograd.Sum(weighted, nil, false)
	modeltest.Check(t, c, "loss", loss.Value)
	autograd.Backward(loss)
	vars := map[string]*autograd.Var{"x": x, "weight": l.Weight, "bias": l.Bias,
		"aux_weight": l.Aux[0].Weight, "scale": l.Aux[0].Lambda, "aux_bias": l.Aux[0].Bias}
	for name := range c.Grads {
		if v := vars[name]; v == nil || v.Grad == nil {
			t.Errorf("%s: no gradient of %s", c.ID, name)
		} else {
			c.CheckGrad(t, name, v.Grad)
		}
	}
}

func goldenPathViT(t *testing.T, c *golden.Case) {
	a, auxAttrs := modeltest.DecodeViT(t, c, "config"), modeltest.DecodeViT(t, c, "aux_config")
	auxAttrs.Loss, auxAttrs.Omitted = "", nil
	target, aux := a.Build(t, c), auxAttrs.Build(t, c)
	// Cases leave out what no pathway uses; checkCopies finds what is missing.
	r, err := nn.LoadStateDict(aux, c.State(t, "aux_state."), false)
	if err != nil || len(r.Unexpected) > 0 || len(r.Misshaped) > 0 {
		t.Fatalf("auxiliary: %v, %v", r, err)
	}
	state := c.State(t, "state.")
	modeltest.Load(t, target, plainState(state))
	x := c.Input(t, "x")
	plain := nn.Predict(target, x)
	modeltest.Check(t, c, "target_only_logits", plain)

	reparameterize(t, c, target, aux)
	modeltest.SameBits(t, "the start, where every λ is 0", nn.Predict(target, x).Data(), plain.Data())
	checkCopies(t, target, state)
	modeltest.Load(t, target, state)

	tape := autograd.NewTape()
	input := tape.Variable(x)
	logits := target.Forward(input)
	c.CheckOutput(t, "logits", logits.Value)
	merged := Merge(target)
	mergedLogits := nn.Predict(merged, x)
	modeltest.SameBits(t, "merged model", mergedLogits.Data(), logits.Value.Data())
	modeltest.Check(t, c, "merged_logits", mergedLogits)
	for _, p := range nn.Params(merged) {
		modeltest.Check(t, c, "merged."+p.Name, p.Param.Value)
	}
	loss := a.LossOf(t, c, logits)
	modeltest.Check(t, c, "loss", loss.Value)
	autograd.Backward(loss)
	modeltest.CheckGrads(t, c, target, a.Omitted)
	modeltest.Check(t, c, "grad_x", input.Grad)

	for _, p := range nn.Params(target) {
		if strings.Contains(p.Name, ".cross_modal_scale") {
			p.Param.Value.Fill(0)
		}
	}
	modeltest.Check(t, c, "scale0_logits", nn.Predict(target, x))
}

// reparameterize connects the models as the case says: the official code
// pairs blocks until the shorter model ends.
func reparameterize(t *testing.T, c *golden.Case, target, aux *nn.ViT) {
	t.Helper()
	var a struct {
		Layers []string `json:"layer_names"`
	}
	c.DecodeAttrs(t, &a)
	o := Options{AuxLayers: a.Layers}
	if len(target.Blocks) != len(aux.Blocks) {
		o.AuxBlocks = min(len(target.Blocks), len(aux.Blocks))
	}
	if err := Reparameterize(target, aux, o); err != nil {
		t.Fatal(err)
	}
}

// checkCopies checks that the pathways hold the auxiliary's weights that the
// reference put there, and hold them in the same layers.
func checkCopies(t *testing.T, target *nn.ViT, state []tensor.Named) {
	t.Helper()
	want := map[string]*tensor.Tensor{}
	for _, s := range state {
		if strings.HasSuffix(s.Name, ".aux_weight") {
			want[s.Name] = s.Tensor
		}
	}
	for _, p := range nn.Params(target) {
		if strings.HasSuffix(p.Name, ".aux_weight") {
			if want[p.Name] == nil {
				t.Errorf("a pathway too many: %s", p.Name)
				continue
			}
			modeltest.SameBits(t, p.Name, p.Param.Value.Data(), want[p.Name].Data())
			delete(want, p.Name)
		}
	}
	for name := range want {
		t.Errorf("no pathway %s", name)
	}
}

// plainState returns a state dict without what pathways add.
func plainState(state []tensor.Named) []tensor.Named {
	var plain []tensor.Named
	for _, s := range state {
		if !strings.Contains(s.Name, ".cross_modal_scale") && !strings.Contains(s.Name, ".aux_") {
			plain = append(plain, s)
		}
	}
	return plain
}
