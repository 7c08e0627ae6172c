package m2pt

import (
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/m2pt/audio"
	"github.com/gopathway/pathway/m2pt/point"
	"github.com/gopathway/pathway/m2pt/video"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: small models of every modality and kind, whose blocks fit together,
// and what tests do to them.

func testConfig() Config {
	return Config{
		Modality: Image, Classes: []string{"a", "b", "c", "d", "e"}, Mean: []float32{0.1}, Std: []float32{0.3},
		Net: &nn.ViTConfig{Image: [2]int{12, 12}, Patch: [2]int{4, 4}, Channels: 1, Dim: 24, Depth: 3, Heads: 3, Classes: 5},
	}
}

// modalityConfigs are small classifiers.
func modalityConfigs() map[Modality]Config {
	classes := []string{"a", "b", "c", "d", "e"}
	sounds := testConfig()
	sounds.Modality, sounds.Filters = Audio, &audio.FilterBankConfig{SampleRate: 8000, NumMelBins: 12, TargetLength: 12}
	sounds.ViT().MeanPool = true
	return map[Modality]Config{
		Image: testConfig(),
		Audio: sounds,
		Point: {Modality: Point, Points: 40, Classes: classes, Net: &point.Config{Groups: 8, GroupSize: 6, Dim: 24, Depth: 3, Heads: 3, Classes: 5, Hidden: [3]int{8, 8, 8}, QKVBias: true}},
		Video: {Modality: Video, Classes: classes, Mean: []float32{0.1}, Std: []float32{0.3},
			Net: &video.Config{Frames: 4, Image: [2]int{8, 8}, Patch: [2]int{4, 4}, Channels: 1, Dim: 24, Depth: 3, Heads: 3, Classes: 5}},
	}
}

func newModel(t *testing.T, c Config, seed uint64) *Model {
	t.Helper()
	m, err := NewModel(c, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// inputs returns a batch of random inputs for a model.
func inputs(c Config, batch int) *tensor.Tensor {
	return tensor.New(append([]int{batch}, c.InputShape()...)...).Normal(tensor.NewRNG(5), 0, 0.5)
}

// maskedConfigs are the masked autoencoders of all modalities.
func maskedConfigs() map[string]Config {
	all := map[string]Config{}
	for name, c := range modalityConfigs() {
		c.Masked, c.Classes = &Masked{DecoderDepth: 1}, nil
		all[string(name)] = c
	}
	stripes := modalityConfigs()[Audio]
	stripes.Masked, stripes.Classes = &Masked{DecoderDepth: 1, TimeRatio: 0.6, FreqRatio: 0.4}, nil
	all["audio, in stripes"] = stripes
	normed := modalityConfigs()
	for _, name := range []Modality{Image, Video} {
		c := normed[name]
		c.Masked, c.Classes = &Masked{DecoderDepth: 1, NormPixLoss: true}, nil
		all[string(name)+", normalised"] = c
	}
	return all
}

// segmentConfigs are small segmenters, as models with a configuration.
func segmentConfigs() map[Modality]Config {
	image, point := modalityConfigs()[Image], modalityConfigs()[Point]
	image.ViT().MeanPool, image.ViT().Classes, point.Point().Classes = false, 3, 5
	image.Classes, point.Classes = []string{"ground", "sky", "sea"}, []string{"top", "leg", "body", "handle", "lid"}
	image.Segment = &Segment{Width: 8, Upsample: 2}
	point.Segment = &Segment{Categories: []string{"table", "mug"}, PartsOf: [][]int{{0, 1}, {2, 3, 4}}, CategoryDim: 4, Propagate: [2]int{12, 8}, HeadHidden: [2]int{8, 6}}
	return map[Modality]Config{Image: image, Point: point}
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

// headPrefixes begin the names of the parameters of heads.
var (
	headPrefixes = []string{"head.", "cls_head_finetune.", "label_conv.", "propagation_0.", "convs1.", "convs2.", "convs3.", "bns1.", "bns2."}
)

// isHead reports whether a name is that of a parameter of a head.
func isHead(name string) bool {
	return slices.ContainsFunc(headPrefixes, func(h string) bool { return strings.HasPrefix(name, h) })
}

// isStatistic reports whether a name is that of a running statistic.
func isStatistic(name string) bool {
	return strings.HasSuffix(name, ".running_mean") || strings.HasSuffix(name, ".running_var") || strings.HasSuffix(name, ".num_batches_tracked")
}

// plainName returns the name that a classifier has for a parameter of the
// autoencoder of a modality.
func plainName(m Modality, name string) string {
	switch m {
	case Point:
		return strings.TrimPrefix(name, "MAE_encoder.")
	case Video:
		return strings.TrimPrefix(name, "encoder.")
	}
	return name
}

// outputs returns what a model computes of x: logits, or the loss of an
// autoencoder under masks that are the same in every call.
func outputs(m *Model, x *tensor.Tensor) *tensor.Tensor {
	if a, ok := m.Net.(nn.Autoencoder); ok {
		return nn.Predict(nn.MaskedLossOf{Autoencoder: a}, x)
	}
	if m.TakesCategories() {
		categories := make([]int, x.Dim(0))
		for i := range categories {
			categories[i] = i%3 - 1
		}
		return m.LogitsOf(x, categories)
	}
	return m.Logits(x)
}
