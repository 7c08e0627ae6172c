package m2pt

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

var noBias = func(c *nn.ViTConfig) { c.NoQKVBias = true }

// connections are the ways to connect models that the tests go through.
var connections = []struct {
	name        string
	o           Options
	target, aux func(*nn.ViTConfig)
}{
	{"as the paper", Options{}, nil, nil},
	{"two layers", Options{AuxLayers: []string{"attn.qkv", "mlp.fc2"}}, nil, nil},
	{"reversed", Options{AuxReversed: true}, nil, nil},
	{"frozen", Options{FreezeAux: true}, nil, nil},
	{"auxiliary bias", Options{AuxBias: true}, nil, nil},
	{"first blocks of a deeper auxiliary", Options{AuxBlocks: 2}, nil, func(c *nn.ViTConfig) { c.Depth = 5 }},
	{"other heads", Options{}, nil, func(c *nn.ViTConfig) { c.Heads = 4 }},
	{"layers without bias", Options{}, noBias, noBias},
	{"auxiliary bias where the target has one", Options{AuxBias: true, AuxLayers: []string{"attn.proj", "mlp.fc1", "mlp.fc2"}}, noBias, nil},
	{"auxiliary without bias", Options{AuxBias: true}, nil, noBias},
	{"one λ", Options{LambdaPer: PerModel, AuxBias: true}, nil, nil},
	{"λ per channel", Options{LambdaPer: PerChannel}, nil, nil},
	{"λ per channel, auxiliary bias", Options{LambdaPer: PerChannel, AuxBias: true}, nil, nil},
}

// logits returns the logits of a batch of images.
func logits(m nn.Transformer) []float32 {
	return nn.Predict(m, modeltest.Images(m.(*nn.ViT).Config, 17)).Clone().Data()
}

// A new pathway changes nothing (λ = 0), a trained one merges exactly, also
// with a second auxiliary, on every instruction set.
func TestMergeIsExact(t *testing.T) {
	for _, c := range connections {
		for _, l := range simd.Levels() {
			t.Run(fmt.Sprintf("%s/%v", c.name, l), func(t *testing.T) {
				restore, err := simd.Use(l)
				if err != nil {
					t.Fatal(err)
				}
				defer restore()
				m := modeltest.ViT(t, 1, c.target)
				plain := logits(m)
				if err := Reparameterize(m, modeltest.ViT(t, 2, c.aux), c.o); err != nil {
					t.Fatal(err)
				}
				modeltest.SameBits(t, "λ = 0", logits(m), plain)
				if err := Reparameterize(m, modeltest.ViT(t, 3, c.aux), c.o); err != nil {
					t.Fatal(err)
				}
				modeltest.SameBits(t, "two auxiliaries, λ = 0", logits(m), plain)
				setScales(m)
				got := logits(m)
				if reflect.DeepEqual(got, plain) {
					t.Fatal("the pathways change nothing")
				}
				merged := Merge(m)
				modeltest.SameBits(t, "merged", logits(merged), got)
				for _, p := range nn.Params(merged) {
					if strings.Contains(p.Name, "aux") || strings.Contains(p.Name, "scale") {
						t.Errorf("the merged model still has %s", p.Name)
					}
				}
				// It shares nothing with m.
				for _, p := range nn.Params(m) {
					p.Param.Value.Fill(7)
				}
				modeltest.SameBits(t, "merged, after m has changed", logits(merged), got)
			})
		}
	}
}

// W + λ·W' as one weight is what the two branches add up to.
func TestPathwayIsTwoBranches(t *testing.T) {
	rng := tensor.NewRNG(1)
	l := &PathwayLinear{Weight: autograd.Param(tensor.New(6, 5).Normal(rng, 0, 1)), Bias: autograd.Param(tensor.New(6).Normal(rng, 0, 1))}
	l.addAux(tensor.New(6, 5).Normal(rng, 0, 1), nil, autograd.Param(tensor.Full(0.3, 1)), true)
	x := tensor.New(4, 5).Normal(rng, 0, 1)
	tape := autograd.Inference()
	v := tape.Input(x)
	got := l.Forward(v).Value
	want := autograd.Add(autograd.Linear(v, l.Weight, l.Bias), autograd.Scale(autograd.Linear(v, l.Aux[0].Weight, nil), 0.3)).Value
	for i, w := range want.Data() {
		if d := math.Abs(float64(got.Data()[i] - w)); d > 1e-5 {
			t.Fatalf("element %d: %v, two branches give %v", i, got.Data()[i], w)
		}
	}
}

func TestReparamGradient(t *testing.T) {
	rng := tensor.NewRNG(1)
	in := []*tensor.Tensor{tensor.New(5, 7).Normal(rng, 0, 1), tensor.Full(0.4, 1), tensor.New(5, 7).Normal(rng, 0, 1)}
	err := autograd.GradCheck(func(v []*autograd.Var) *autograd.Var {
		return Reparam(v[0].Tape(), v[0], v[1], v[2])
	}, in, 1e-3)
	if err != nil {
		t.Error(err)
	}
	// λ as it is at the start, and small; an auxiliary that is small.
	for _, c := range []struct{ lambda, aux float32 }{{0, 1}, {1e-3, 1}, {0.4, 1e-3}} {
		in := []*tensor.Tensor{in[0], tensor.Full(c.lambda, 1), tensor.New(5, 7).Normal(rng, 0, c.aux)}
		err := autograd.GradCheck(func(v []*autograd.Var) *autograd.Var {
			return Reparam(v[0].Tape(), v[0], v[1], v[2])
		}, in, 1e-3)
		if err != nil {
			t.Errorf("λ %v, auxiliary around %v: %v", c.lambda, c.aux, err)
		}
	}
	// A scale for every row, as λ per channel is.
	rows := append([]*tensor.Tensor(nil), in...)
	rows[1] = tensor.New(5).Normal(rng, 0, 1)
	err = autograd.GradCheck(func(v []*autograd.Var) *autograd.Var {
		return Reparam(v[0].Tape(), v[0], v[1], v[2])
	}, rows, 1e-3)
	if err != nil {
		t.Error(err)
	}
	// Two in a row, sharing a scale, as the bias variant does.
	err = autograd.GradCheck(func(v []*autograd.Var) *autograd.Var {
		t := v[0].Tape()
		return Reparam(t, Reparam(t, v[0], v[1], v[2]), v[1], v[0])
	}, in, 1e-3)
	if err != nil {
		t.Error(err)
	}
}

// Which parameters get a gradient: a frozen auxiliary none, λ and W always;
// with λ = 0 the auxiliary's gradient is 0 and λ's is not.
func TestPathwayGradients(t *testing.T) {
	step := func(o Options, fixed bool) map[string]*autograd.Var {
		m := modeltest.ViT(t, 1, nil)
		if err := Reparameterize(m, modeltest.ViT(t, 2, nil), o); err != nil {
			t.Fatal(err)
		}
		if fixed {
			FreezeBackbone(m)
		}
		tape := autograd.NewTape()
		x := modeltest.Images(m.Config, 4)
		autograd.Backward(autograd.CrossEntropy(m.Forward(tape.Input(x)), []int{0, 1, 2, 3}, autograd.LossOptions{}))
		got := map[string]*autograd.Var{}
		for _, p := range nn.Params(m) {
			if p.Param.HasGrad() {
				got[p.Name] = p.Param
			}
		}
		return got
	}
	largest := func(v *autograd.Var) (m float32) {
		for _, g := range v.Grad.Data() {
			m = max(m, g, -g)
		}
		return m
	}
	const layer = "blocks.1.mlp.fc1."
	g := step(Options{}, false)
	if g[layer+"weight"] == nil || g[layer+"cross_modal_scale"] == nil || g[layer+"aux_weight"] == nil {
		t.Fatal("a parameter of the pathway has no gradient")
	}
	if largest(g[layer+"aux_weight"]) != 0 || largest(g[layer+"cross_modal_scale"]) == 0 {
		t.Error("with λ = 0, W' must have gradient 0 and λ not")
	}
	if g := step(Options{FreezeAux: true}, false); g[layer+"aux_weight"] != nil || g[layer+"cross_modal_scale"] == nil {
		t.Error("a frozen auxiliary has a gradient, or its λ has none")
	}
	if g := step(Options{FreezeLambda: true, Lambda: 0.1}, false); g[layer+"aux_weight"] == nil || g[layer+"cross_modal_scale"] != nil {
		t.Error("a fixed λ has a gradient, or its auxiliary has none")
	}
	frozen := step(Options{}, true)
	if s := frozen[layer+"cross_modal_scale"]; s == nil || largest(s) == 0 || frozen["head.weight"] == nil {
		t.Error("with the backbone frozen, λ or the head has no gradient")
	}
	if s := step(Options{FreezeLambda: true}, true)[layer+"cross_modal_scale"]; s != nil {
		t.Error("freezing the backbone trains a fixed λ")
	}
	for name := range frozen {
		if !strings.HasPrefix(name, "head.") && !strings.HasSuffix(name, "cross_modal_scale") {
			t.Errorf("%s has a gradient though the blocks are frozen", name)
		}
	}
}

func TestReparameterizeErrors(t *testing.T) {
	for _, c := range []struct {
		words []string
		o     Options
		aux   func(*nn.ViTConfig)
	}{
		{[]string{"3 blocks", "5"}, Options{}, func(c *nn.ViTConfig) { c.Depth = 5 }},
		{[]string{"4 blocks"}, Options{AuxBlocks: 4}, func(c *nn.ViTConfig) { c.Depth = 5 }},
		{[]string{"blocks.0.attn.qkv", "[72 24]", "[36 12]"}, Options{}, func(c *nn.ViTConfig) { c.Dim = 12 }},
		{[]string{"blocks.0.mlp.fc1", "[96 24]", "[48 24]"}, Options{}, func(c *nn.ViTConfig) { c.MLPRatio = 2 }},
		{[]string{"attn.q", "attn.qkv"}, Options{AuxLayers: []string{"attn.q"}}, nil},
		{[]string{"-1"}, Options{AuxBlocks: -1}, nil},
	} {
		m := modeltest.ViT(t, 1, nil)
		before := logits(m)
		err := Reparameterize(m, modeltest.ViT(t, 2, c.aux), c.o)
		if err == nil {
			t.Errorf("%v: no error", c.words)
			continue
		}
		for _, w := range c.words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%q does not tell of %q", err, w)
			}
		}
		if len(Lambdas(m)) > 0 {
			t.Errorf("%v: the target was changed", c.words)
		}
		modeltest.SameBits(t, "after an error", logits(m), before)
	}
	aux := modeltest.ViT(t, 2, nil)
	if err := Reparameterize(aux, modeltest.ViT(t, 3, nil), Options{}); err != nil {
		t.Fatal(err)
	}
	if err := Reparameterize(modeltest.ViT(t, 1, nil), aux, Options{}); err == nil || !strings.Contains(err.Error(), "merge") {
		t.Errorf("an auxiliary with pathways: %v", err)
	}
}
