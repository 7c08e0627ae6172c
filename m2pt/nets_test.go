package m2pt

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/m2pt/point"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: what holds for every net through nn.Transformer: merging, freezing,
// gradient checkpointing, layers for layer decay.

// everyConfig are small models of every type of net.
func everyConfig() map[string]Config {
	all := map[string]Config{}
	for m, c := range modalityConfigs() {
		all["classifier of "+string(m)] = c
	}
	for name, c := range maskedConfigs() {
		all["autoencoder of "+name] = c
	}
	for m, c := range segmentConfigs() {
		all["segmenter of "+string(m)] = c
	}
	video := modalityConfigs()[Video]
	video.Video().LayerScale, video.Video().NoQKVBias = 0.1, true
	all["classifier of video, with γ"] = video
	point := modalityConfigs()[Point]
	point.Point().QKVBias = false
	all["classifier of points, without qkv bias"] = point
	return all
}

// eachNet runs f for every type of net.
func eachNet(t *testing.T, f func(t *testing.T, c Config)) {
	configs := everyConfig()
	for _, name := range slices.Sorted(maps.Keys(configs)) {
		t.Run(name, func(t *testing.T) { f(t, configs[name]) })
	}
}

// lossOf returns a loss of a model for training.
func lossOf(m *Model, tape *autograd.Tape, x *tensor.Tensor) *autograd.Var {
	var categories []int
	if m.TakesCategories() {
		categories = make([]int, x.Dim(0))
	}
	if net, ok := m.Net.(nn.Autoencoder); ok {
		return nn.MaskedLoss(net, tape.Input(x))
	}
	y := m.Forward(tape.Input(x), categories)
	labels := make([]int, y.Value.Size()/len(m.Config.Classes))
	for i := range labels {
		labels[i] = i % len(m.Config.Classes)
	}
	return nn.CrossEntropy(y, labels, autograd.LossOptions{})
}

// update trains what is trained of m a little on x.
func update(m *Model, x *tensor.Tensor) {
	// In the first step λ = 0 keeps the auxiliary as it is.
	modeltest.Fit(m.Net, 1e-2, 2, func(_ int, tape *autograd.Tape) *autograd.Var { return lossOf(m, tape, x) })
}

// auxiliaries are nets whose blocks fit those of every net.
func auxiliaries(t *testing.T) []nn.Transformer {
	video := newModel(t, modalityConfigs()[Video], 12)
	rng := tensor.NewRNG(3)
	for _, p := range nn.Params(video.Net) { // biases of new models are 0
		if strings.HasSuffix(p.Name, "bias") {
			p.Param.Value.Normal(rng, 0, 0.5)
		}
	}
	biased := modeltest.ViT(t, 11, nil)
	for _, p := range nn.Params(biased) {
		if strings.HasSuffix(p.Name, "bias") {
			p.Param.Value.Normal(rng, 0, 0.5)
		}
	}
	return []nn.Transformer{biased, newModel(t, maskedConfigs()["point"], 13).Net, video.Net}
}

// Every net takes pathways of several auxiliaries, changes nothing at λ = 0, and
// after real updates merges into a net of its own type with the same outputs, bit
// for bit, that shares nothing with it and trains what it trains, with gradient
// checkpointing as before.
func TestMergeEveryNet(t *testing.T) {
	eachNet(t, func(t *testing.T, c Config) {
		for _, frozen := range []bool{false, true} {
			m := newModel(t, c, 1)
			modeltest.RandomStatistics(m.Net, 1)
			x := inputs(c, 3)
			plain := outputs(m, x).Clone()
			for i, aux := range auxiliaries(t) {
				o := Options{LambdaPer: []string{PerLayer, PerChannel, PerModel}[i], FreezeAux: i == 1, FreezeLambda: i == 2}
				if err := Reparameterize(m.Net, aux, o); err != nil {
					t.Fatal(err)
				}
			}
			modeltest.SameBits(t, "λ = 0", outputs(m, x).Data(), plain.Data())
			if frozen {
				FreezeBackbone(m.Net)
				nn.SetGradCheckpointing(m.Net, true)
			}
			update(m, x)
			for _, p := range nn.Params(m.Net) { // a fixed λ of 0 would hide its auxiliary
				if p.Role.Kind == nn.Scale && p.Param.Value.Data()[0] == 0 {
					p.Param.Value.Fill(0.3)
				}
			}
			want := outputs(m, x).Clone()
			if reflect.DeepEqual(want.Data(), plain.Data()) {
				t.Fatal("the pathways change nothing")
			}
			merged := &Model{Config: m.Config, Net: Merge(m.Net)}
			if reflect.TypeOf(merged.Net) != reflect.TypeOf(m.Net) {
				t.Fatalf("a %T merges into a %T", m.Net, merged.Net)
			}
			for _, l := range simd.Levels() {
				restore, err := simd.Use(l)
				if err != nil {
					t.Fatal(err)
				}
				modeltest.SameBits(t, fmt.Sprint("unmerged, ", l), outputs(m, x).Data(), want.Data())
				modeltest.SameBits(t, fmt.Sprint("merged, ", l), outputs(merged, x).Data(), want.Data())
				restore()
			}
			trained := map[string]bool{}
			for _, p := range nn.Params(m.Net) {
				trained[p.Name] = p.Param.RequiresGrad()
			}
			for _, p := range nn.Params(merged.Net) {
				if was, ok := trained[p.Name]; !ok || was != p.Param.RequiresGrad() {
					t.Errorf("%s of the merged net is trained: %v; before: %v", p.Name, p.Param.RequiresGrad(), was)
				}
			}
			if n := len(Lambdas(merged.Net)); n > 0 || float64(nn.CountParams(merged.Net)) != c.numParams() {
				t.Errorf("the merged net has %d pathways and %d parameters, want %v", n, nn.CountParams(merged.Net), c.numParams())
			}
			if merged.Net.Trunk().GradCheckpointing != frozen {
				t.Error("gradient checkpointing of the blocks is forgotten")
			}
			if a, ok := merged.Net.(nn.Autoencoder); ok && a.Decoding().GradCheckpointing != frozen {
				t.Error("gradient checkpointing of the decoder is forgotten")
			}
			for _, p := range nn.Params(m.Net) {
				p.Param.Value.Fill(7)
			}
			modeltest.SameBits(t, "merged, after the model has changed", outputs(merged, x).Data(), want.Data())
		}
	})
}

// Merging keeps what is dropped at random: training goes on with the same bits.
func TestMergeKeepsDropout(t *testing.T) {
	c := modalityConfigs()[Image]
	c.ViT().Dropout, c.ViT().DropPath = 0.2, 0.3
	m := newModel(t, c, 1)
	if err := Reparameterize(m.Net, modeltest.ViT(t, 2, nil), Options{}); err != nil {
		t.Fatal(err)
	}
	setScales(m.Net)
	loss := func(m *Model) float32 { return lossOf(m, autograd.NewTape().Train(1), inputs(c, 3)).Value.Item() }
	if got, want := loss(m.Merge()), loss(m); got != want {
		t.Errorf("the merged model trains with loss %v, the unmerged with %v", got, want)
	}
}

// With the backbone frozen exactly the head and those λ are trained that are not
// fixed; with λ = 0 each of them gets a gradient that is not 0.
func TestFreezeEveryNet(t *testing.T) {
	eachNet(t, func(t *testing.T, c Config) {
		for _, fixed := range []bool{false, true} {
			m := newModel(t, c, 1)
			if err := Reparameterize(m.Net, modeltest.ViT(t, 2, nil), Options{FreezeLambda: fixed}); err != nil {
				t.Fatal(err)
			}
			FreezeBackbone(m.Net)
			nothing := fixed && c.Masked != nil // an autoencoder has no head
			if !nothing {
				autograd.Backward(lossOf(m, autograd.NewTape().Train(1), inputs(c, 4)))
			}
			scales := 0
			for _, p := range nn.Params(m.Net) {
				want := isHead(p.Name) && !isStatistic(p.Name)
				if strings.HasSuffix(p.Name, "cross_modal_scale") {
					scales++
					want = !fixed
				}
				if p.Param.RequiresGrad() != want {
					t.Errorf("fixed λ: %v: %s is trained: %v", fixed, p.Name, !want)
				}
				if p.Param.HasGrad() != want {
					t.Errorf("fixed λ: %v: %s has a gradient: %v", fixed, p.Name, !want)
				} else if want && strings.HasSuffix(p.Name, "cross_modal_scale") && p.Param.Grad.Data()[0] == 0 {
					t.Errorf("the gradient of %s is 0", p.Name)
				}
			}
			if scales != 12 {
				t.Errorf("%d λ, want 12", scales)
			}
		}
	})
}

// Freezing leaves frozen what is frozen already.
func TestFreezeAgain(t *testing.T) {
	m := newModel(t, segmentConfigs()[Point], 1)
	for _, p := range nn.Params(m.Net) {
		p.Param.SetRequiresGrad(false)
	}
	FreezeBackbone(m.Net)
	for _, p := range nn.Params(m.Net) {
		if p.Param.RequiresGrad() {
			t.Errorf("%s is trained again", p.Name)
		}
	}
}

// Gradient checkpointing changes no bit of any gradient, with what is dropped at
// random and with pathways.
func TestGradCheckpointingEveryNet(t *testing.T) {
	eachNet(t, func(t *testing.T, c Config) {
		switch {
		case c.ViT() != nil:
			c.ViT().Dropout, c.ViT().DropPath = 0.1, 0.2
		case c.Point() != nil:
			c.Point().DropPath, c.Point().HeadDropout = 0.2, 0.1
		case c.Video() != nil:
			c.Video().Dropout, c.Video().DropPath = 0.1, 0.2
		}
		grads := func(on bool) (loss float32, all map[string][]float32) {
			m := newModel(t, c, 1)
			if err := Reparameterize(m.Net, modeltest.ViT(t, 2, nil), Options{Lambda: 0.3}); err != nil {
				t.Fatal(err)
			}
			nn.SetGradCheckpointing(m.Net, on)
			y := lossOf(m, autograd.NewTape().Train(1), inputs(c, 4))
			loss = y.Value.Item()
			autograd.Backward(y)
			all = map[string][]float32{}
			for _, p := range nn.Params(m.Net) {
				if p.Param.HasGrad() {
					all[p.Name] = p.Param.Grad.Clone().Data()
				}
				if isStatistic(p.Name) {
					all[p.Name] = p.Param.Value.Clone().Data()
				}
			}
			return loss, all
		}
		loss, want := grads(false)
		again, got := grads(true)
		if loss != again {
			t.Errorf("the loss is %v, without gradient checkpointing %v", again, loss)
		}
		if len(got) != len(want) || len(want) < 60 {
			t.Errorf("%d gradients, without gradient checkpointing %d", len(got), len(want))
		}
		for name, g := range want {
			modeltest.SameBits(t, name, got[name], g)
		}
	})
}

// Layer decay takes the layer of every parameter of every net from its role: what
// enters the blocks is layer 0, block i layer i+1, the rest the last.
func TestLayerDecayEveryNet(t *testing.T) {
	eachNet(t, func(t *testing.T, c Config) {
		m := newModel(t, c, 1)
		if err := Reparameterize(m.Net, modeltest.ViT(t, 2, nil), Options{}); err != nil {
			t.Fatal(err)
		}
		const decay = 0.5
		layers := map[string]float64{}
		for _, g := range optim.LayerDecayGroups(nn.Params(m.Net), 3, decay, 0.05) {
			for _, p := range g.Params {
				layers[p.Name] = g.LRScale
				if matrix := p.Param.Value.Rank() > 1 && !slices.ContainsFunc([]string{"token", "pos_embed", "cls_pos"}, func(s string) bool {
					return strings.HasSuffix(p.Name, s)
				}); matrix != (g.WeightDecay > 0) {
					t.Errorf("%s has weight decay %v", p.Name, g.WeightDecay)
				}
			}
		}
		seen := map[float64]int{}
		for _, p := range nn.Params(m.Net) {
			want, block := 1.0, -1
			name := plainName(c.Modality, p.Name)
			if n, err := fmt.Sscanf(strings.Replace(name, "blocks.blocks.", "blocks.", 1), "blocks.%d.", &block); n == 1 && err == nil {
				want = []float64{0.125, 0.25, 0.5}[block]
			}
			for _, s := range []string{"cls_token", "cls_pos", "pos_embed", "patch_embed.", "encoder.first_conv.", "encoder.second_conv."} {
				if strings.HasPrefix(name, s) {
					want = 0.0625
				}
			}
			if got := layers[p.Name]; got != want {
				t.Errorf("%s learns at %v of the rate, want %v", p.Name, got, want)
			}
			seen[want]++
		}
		if len(seen) != 5 || seen[0.125] < 12 || seen[0.125] != seen[0.25] || seen[0.25] != seen[0.5] {
			t.Errorf("parameters by rate: %v", seen)
		}
	})
}

// The λ have a learning rate of their own, whatever the groups were.
func TestScaleLearningRate(t *testing.T) {
	eachNet(t, func(t *testing.T, c Config) {
		m := newModel(t, c, 1)
		if err := Reparameterize(m.Net, modeltest.ViT(t, 2, nil), Options{}); err != nil {
			t.Fatal(err)
		}
		scales, all := 0, 0
		for _, g := range optim.ScaleLR(optim.WeightDecayGroups(nn.Params(m.Net), 0.05), nn.Scale, 10) {
			for _, p := range g.Params {
				all++
				isScale := strings.HasSuffix(p.Name, "cross_modal_scale")
				if isScale {
					scales++
				}
				if (g.LRScale == 10) != isScale {
					t.Errorf("%s learns at %v of the rate", p.Name, g.LRScale)
				}
			}
		}
		if scales != 12 || all != len(nn.Params(m.Net)) {
			t.Errorf("%d λ of %d parameters", scales, all)
		}
	})
}

// What is frozen of a net does not change in training: a frozen tokenizer keeps its
// running statistics, and only the head's move. Training as a whole moves both.
func TestFrozenStatistics(t *testing.T) {
	for name, tokenizer := range map[string]string{"classifier of point": "encoder.", "segmenter of point": "encoder.", "autoencoder of point": "MAE_encoder.encoder."} {
		for _, frozen := range []bool{true, false} {
			m := newModel(t, everyConfig()[name], 1)
			if err := Reparameterize(m.Net, modeltest.ViT(t, 2, nil), Options{}); err != nil {
				t.Fatal(err)
			}
			if frozen {
				FreezeBackbone(m.Net)
			}
			before := modeltest.Values(m.Net)
			autograd.Backward(lossOf(m, autograd.NewTape().Train(1), inputs(m.Config, 4)))
			moved := 0
			for n, v := range modeltest.Values(m.Net) {
				want := isStatistic(n) && (isHead(n) || !frozen && strings.HasPrefix(n, tokenizer))
				if moves := !modeltest.Equal(v, before[n]); moves != want {
					t.Errorf("%s, frozen: %v: %s moves: %v", name, frozen, n, moves)
				}
				if want {
					moved++
				}
			}
			if want := map[string]int{"classifier of point": 6, "segmenter of point": 15, "autoencoder of point": 0}[name]; frozen && moved != want {
				t.Errorf("%s: %d statistics move, want %d", name, moved, want)
			}
		}
	}
}

// Frozen, a batch of a net computes in training what it computes in inference, up
// to the head.
func TestFrozenTokenizer(t *testing.T) {
	m := newModel(t, modalityConfigs()[Point], 1)
	modeltest.RandomStatistics(m.Net, 1)
	FreezeBackbone(m.Net)
	net := m.Net.(*point.Transformer)
	x := inputs(m.Config, 4)
	want := net.Features(autograd.Inference().Input(x)).Value.Clone()
	modeltest.SameBits(t, "features", net.Features(autograd.NewTape().Train(1).Input(x)).Value.Data(), want.Data())
}
