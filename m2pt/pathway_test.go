package m2pt

import (
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

func vit(t *testing.T, seed uint64, change func(*nn.ViTConfig)) *nn.ViT {
	t.Helper()
	c := nn.ViTConfig{Image: [2]int{12, 12}, Patch: [2]int{4, 4}, Channels: 1, Dim: 24, Depth: 3, Heads: 3, Classes: 5}
	if change != nil {
		change(&c)
	}
	m, err := nn.NewViT(c, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func logits(m *nn.ViT) []float32 {
	x := tensor.New(17, 1, 12, 12).Normal(tensor.NewRNG(5), 0, 1)
	return m.Forward(autograd.Inference().Input(x)).Value.Clone().Data()
}

func sameBits(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

// setScales gives every λ of m a value of its own.
func setScales(m nn.Module) {
	rng := tensor.NewRNG(9)
	for _, p := range nn.Params(m) {
		if strings.Contains(p.Name, "cross_modal_scale") {
			p.Param.Value.Uniform(rng, -0.5, 0.5)
		}
	}
}

var noBias = func(c *nn.ViTConfig) { c.NoQKVBias = true }

// connections are the ways to connect models that the tests go through.
var connections = []struct {
	name        string
	o           Options
	target, aux func(*nn.ViTConfig)
}{
	{"as the paper", Options{}, nil, nil},
	{"two layers", Options{Layers: []string{"attn.qkv", "mlp.fc2"}}, nil, nil},
	{"reversed", Options{Reversed: true}, nil, nil},
	{"frozen", Options{FreezeAux: true}, nil, nil},
	{"auxiliary bias", Options{AuxBias: true}, nil, nil},
	{"first blocks of a deeper auxiliary", Options{Blocks: 2}, nil, func(c *nn.ViTConfig) { c.Depth = 5 }},
	{"other heads", Options{}, nil, func(c *nn.ViTConfig) { c.Heads = 4 }},
	{"layers without bias", Options{}, noBias, noBias},
	{"target without bias", Options{AuxBias: true}, noBias, nil},
	{"auxiliary without bias", Options{AuxBias: true}, nil, noBias},
	{"one λ", Options{ScalePer: PerModel, AuxBias: true}, nil, nil},
	{"λ per channel", Options{ScalePer: PerChannel}, nil, nil},
	{"λ per channel, auxiliary bias", Options{ScalePer: PerChannel, AuxBias: true}, nil, nil},
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
				m := vit(t, 1, c.target)
				plain := logits(m)
				if err := Reparameterize(m, vit(t, 2, c.aux), c.o); err != nil {
					t.Fatal(err)
				}
				sameBits(t, "λ = 0", logits(m), plain)
				if err := Reparameterize(m, vit(t, 3, c.aux), c.o); err != nil {
					t.Fatal(err)
				}
				sameBits(t, "two auxiliaries, λ = 0", logits(m), plain)
				setScales(m)
				got := logits(m)
				if reflect.DeepEqual(got, plain) {
					t.Fatal("the pathways change nothing")
				}
				merged := Merge(m)
				sameBits(t, "merged", logits(merged), got)
				for _, p := range nn.Params(merged) {
					if strings.Contains(p.Name, "aux") || strings.Contains(p.Name, "scale") {
						t.Errorf("the merged model still has %s", p.Name)
					}
				}
				// It shares nothing with m.
				for _, p := range nn.Params(m) {
					p.Param.Value.Fill(7)
				}
				sameBits(t, "merged, after m has changed", logits(merged), got)
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
		m := vit(t, 1, nil)
		if err := Reparameterize(m, vit(t, 2, nil), o); err != nil {
			t.Fatal(err)
		}
		if fixed {
			FreezeBlocks(m)
		}
		tape := autograd.NewTape()
		x := tensor.New(4, 1, 12, 12).Normal(tensor.NewRNG(5), 0, 1)
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
	if g := step(Options{FixScale: true, Scale: 0.1}, false); g[layer+"aux_weight"] == nil || g[layer+"cross_modal_scale"] != nil {
		t.Error("a fixed λ has a gradient, or its auxiliary has none")
	}
	for name := range step(Options{}, true) {
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
		{[]string{"4 blocks"}, Options{Blocks: 4}, func(c *nn.ViTConfig) { c.Depth = 5 }},
		{[]string{"blocks.0.attn.qkv", "[72 24]", "[36 12]"}, Options{}, func(c *nn.ViTConfig) { c.Dim = 12 }},
		{[]string{"blocks.0.mlp.fc1", "[96 24]", "[48 24]"}, Options{}, func(c *nn.ViTConfig) { c.MLPRatio = 2 }},
		{[]string{"attn.q", "attn.qkv"}, Options{Layers: []string{"attn.q"}}, nil},
		{[]string{"-1"}, Options{Blocks: -1}, nil},
	} {
		m := vit(t, 1, nil)
		before := logits(m)
		err := Reparameterize(m, vit(t, 2, c.aux), c.o)
		if err == nil {
			t.Errorf("%v: no error", c.words)
			continue
		}
		for _, w := range c.words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%q does not tell of %q", err, w)
			}
		}
		if len(Scales(m)) > 0 {
			t.Errorf("%v: the target was changed", c.words)
		}
		sameBits(t, "after an error", logits(m), before)
	}
	aux := vit(t, 2, nil)
	if err := Reparameterize(aux, vit(t, 3, nil), Options{}); err != nil {
		t.Fatal(err)
	}
	if err := Reparameterize(vit(t, 1, nil), aux, Options{}); err == nil || !strings.Contains(err.Error(), "merge") {
		t.Errorf("an auxiliary with pathways: %v", err)
	}
}

func testConfig() Config {
	return Config{
		Modality: Image, Classes: []string{"a", "b", "c", "d", "e"}, Mean: []float32{0.1}, Std: []float32{0.3},
		ViT: &nn.ViTConfig{Image: [2]int{12, 12}, Patch: [2]int{4, 4}, Channels: 1, Dim: 24, Depth: 3, Heads: 3, Classes: 5},
	}
}

// A model with pathways, and a merged one, come back from a file with their
// configuration and their bits.
func TestModelFiles(t *testing.T) {
	build := func(seed uint64) *Model {
		m, err := NewModel(testConfig(), tensor.NewRNG(seed))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	m := build(1)
	for i, o := range []Options{{}, {Layers: []string{"mlp.fc1"}, AuxBias: true, Blocks: 2, Reversed: true}, {ScalePer: PerModel}, {ScalePer: PerChannel}} {
		if err := m.Connect(build(uint64(2+i)), o); err != nil {
			t.Fatal(err)
		}
	}
	setScales(m.Net)
	m.Config.Trained = Training{Data: "somewhere", Samples: 7, Epochs: 2, Seed: 3, TestSamples: 5, TestAccuracy: 0.4}
	merged := m.Merge()
	for name, model := range map[string]*Model{"pathway": m, "merged": merged} {
		path := filepath.Join(t.TempDir(), ModelFile)
		if err := model.Save(path); err != nil {
			t.Fatal(err)
		}
		for _, from := range []string{path, filepath.Dir(path)} {
			back, err := Load(from)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(back.Config, model.Config) {
				t.Errorf("%s: configuration\n%+v, want\n%+v", name, back.Config, model.Config)
			}
			sameBits(t, name+" from a file", logits(back.Net.(*nn.ViT)), logits(m.Net.(*nn.ViT)))
		}
	}
	if got := len(merged.Config.Merged); got != 4 || len(merged.Config.Merged[0].Scales) != 12 || len(merged.Config.Merged[1].Scales) != 2 || len(merged.Config.Merged[2].Scales) != 12 {
		t.Errorf("the merged model tells of %d auxiliaries: %+v", got, merged.Config.Merged)
	}
}

// Models of points, and masked ones, come back from a file as well.
func TestPointModelFiles(t *testing.T) {
	points := &PointConfig{Groups: 8, GroupSize: 4, Dim: 24, Depth: 3, Heads: 3, Classes: 2, Hidden: [3]int{8, 8, 8}}
	x := tensor.New(3, 20, 3).Normal(tensor.NewRNG(5), 0, 0.5)
	for name, c := range map[string]Config{
		"classifier":  {Modality: Point, Point: points, Points: 20, Classes: []string{"a", "b"}},
		"autoencoder": {Modality: Point, Point: points, Points: 20, Masked: &Masked{DecoderDepth: 1}},
	} {
		m, err := NewModel(c, tensor.NewRNG(1))
		if err != nil {
			t.Fatal(err)
		}
		if c.Masked == nil {
			aux, err := NewModel(testConfig(), tensor.NewRNG(2))
			if err != nil {
				t.Fatal(err)
			}
			if err := m.Connect(aux, Options{AuxBias: true}); err != nil {
				t.Fatal(err)
			}
			setScales(m.Net)
		}
		path := filepath.Join(t.TempDir(), ModelFile)
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
		back, err := Load(path)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(back.Config, m.Config) {
			t.Errorf("%s: configuration\n%+v, want\n%+v", name, back.Config, m.Config)
		}
		sameBits(t, name, back.Logits(x).Data(), m.Logits(x).Data())
		if c.Masked == nil {
			sameBits(t, name+", merged", m.Merge().Logits(x).Data(), m.Logits(x).Data())
		}
		if n := nn.CountParams(back.Net); c.Masked != nil && float64(n) != c.kind().numParams(m.Config) {
			t.Errorf("%s: %d parameters, the configuration says %v", name, n, c.kind().numParams(m.Config))
		}
	}
}

func TestConfigErrors(t *testing.T) {
	for word, change := range map[string]func(*Config){
		"modality":            func(c *Config) { c.Modality = "smell" },
		"class names":         func(c *Config) { c.Classes = c.Classes[1:] },
		"means":               func(c *Config) { c.Mean = nil },
		"standard":            func(c *Config) { c.Std[0] = 0 },
		"without filter_bank": func(c *Config) { c.Modality = Audio },
		"with vit":            func(c *Config) { c.Modality, c.Point = Point, &PointConfig{} },
		"scale_per":           func(c *Config) { c.Paths = []Path{{Options: Options{ScalePer: "head"}}} },
		"heads":               func(c *Config) { c.ViT.Heads = 5 },
		"layer":               func(c *Config) { c.Paths = []Path{{Options: Options{Layers: []string{"x"}}}} },
		"pathways":            func(c *Config) { c.Paths = make([]Path, 1000) },
	} {
		c := testConfig()
		change(&c)
		if _, err := NewModel(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
}

// A file whose configuration describes more than the file holds is refused
// before anything of that size is allocated.
func TestGreedyModelFile(t *testing.T) {
	m, err := NewModel(testConfig(), tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	m.Config.ViT.Dim, m.Config.ViT.Heads = 1<<20, 1
	path := filepath.Join(t.TempDir(), ModelFile)
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "the file holds") {
		t.Errorf("error is %v", err)
	}
}
