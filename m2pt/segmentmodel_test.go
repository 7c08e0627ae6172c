package m2pt

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// segmentConfigs are small segmenters, as models with a configuration.
func segmentConfigs() map[Modality]Config {
	image, point := modalityConfigs()[Image], modalityConfigs()[Point]
	v, p := *image.ViT, *point.Point
	v.MeanPool, v.Classes, p.Classes = false, 3, 5
	image.ViT, point.Point = &v, &p
	image.Classes, point.Classes = []string{"ground", "sky", "sea"}, []string{"top", "leg", "body", "handle", "lid"}
	image.Segment = &Segment{Width: 8, Upsample: 2}
	point.Segment = &Segment{Categories: []string{"table", "mug"}, PartsOf: [][]int{{0, 1}, {2, 3, 4}}, CategoryDim: 4, Propagate: [2]int{12, 8}, HeadHidden: [2]int{8, 6}}
	return map[Modality]Config{Image: image, Point: point}
}

// A segmenter with a pathway comes back from a file, merges and keeps its bits,
// with and without categories.
func TestSegmentModelFiles(t *testing.T) {
	for name, c := range segmentConfigs() {
		t.Run(string(name), func(t *testing.T) {
			m := newModel(t, c, 1)
			state := 0
			for _, s := range nn.StateDict(m.Net) {
				state += s.Tensor.Size()
			}
			if want := m.Config.kind().numParams(m.Config); float64(state) != want {
				t.Errorf("the state has %d elements, the configuration says %v", state, want)
			}
			if err := m.Connect(newModel(t, modalityConfigs()[Audio], 2), Options{}); err != nil {
				t.Fatal(err)
			}
			setScales(m.Net)
			path := filepath.Join(t.TempDir(), ModelFile)
			if err := m.Save(path); err != nil {
				t.Fatal(err)
			}
			back, err := Load(path)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(back.Config, m.Config) {
				t.Errorf("configuration\n%+v, want\n%+v", back.Config, m.Config)
			}
			x, merged := inputs(c, 3), m.Merge()
			want := m.Logits(x).Clone()
			sameBits(t, "from a file", back.Logits(x).Data(), want.Data())
			sameBits(t, "merged", merged.Logits(x).Data(), want.Data())
			if name != Point {
				return
			}
			categories := []int{1, 0, -1}
			y := m.LogitsOf(x, categories).Clone()
			sameBits(t, "merged, told categories", merged.LogitsOf(x, categories).Data(), y.Data())
			rows := y.Size() / 3
			sameBits(t, "of unknown category", y.Data()[2*rows:], want.Data()[2*rows:])
			if reflect.DeepEqual(y.Data()[:rows], want.Data()[:rows]) {
				t.Error("the category of a cloud has no effect")
			}
		})
	}
}

// LogitsOf is for models that know categories.
func TestLogitsOfOthers(t *testing.T) {
	for _, c := range []Config{modalityConfigs()[Point], segmentConfigs()[Image]} {
		m := newModel(t, c, 1)
		if err := tensor.Catch(func() { m.LogitsOf(inputs(c, 1), []int{0}) }); err == nil || !strings.Contains(err.Error(), "LogitsOf") {
			t.Errorf("%s: got error %v", c.Modality, err)
		}
	}
}

// A segmenter starts from a classifier, an autoencoder or another segmenter, and
// keeps its head unless that one knows the same classes.
func TestSegmenterInit(t *testing.T) {
	for name, c := range segmentConfigs() {
		t.Run(string(name), func(t *testing.T) {
			pooled, masked, other := modalityConfigs()[name], modalityConfigs()[name], c
			masked.Masked, masked.Classes = &Masked{DecoderDepth: 1}, nil
			if name == Image {
				v, w := *c.ViT, *pooled.ViT
				v.Classes, w.MeanPool = 2, true
				other.ViT, pooled.ViT = &v, &w
			} else {
				p := *c.Point
				p.Classes = 2
				s := *c.Segment
				s.Categories, s.PartsOf = nil, nil
				other.Point, other.Segment = &p, &s
			}
			other.Classes = []string{"a", "b"}
			for from, fc := range map[string]Config{"classifier": modalityConfigs()[name], "mean of tokens": pooled, "autoencoder": masked, "segmenter": c} {
				source, m, fresh := newModel(t, fc, 7), newModel(t, c, 1), newModel(t, c, 1)
				if err := m.Init(source); err != nil {
					t.Fatalf("%s: %v", from, err)
				}
				have, own := params(m.Net), params(fresh.Net)
				for i, b := range source.Net.BlockList() {
					sameBits(t, from+": block", m.Net.BlockList()[i].Norm1.Weight.Value.Data(), b.Norm1.Weight.Value.Data())
					sameBits(t, from+": block", m.Net.BlockList()[i].MLP.FC1.(*nn.Linear).Weight.Value.Data(), b.MLP.FC1.(*nn.Linear).Weight.Value.Data())
				}
				for n, v := range have {
					if isHead(n) && from != "segmenter" {
						sameBits(t, from+": "+n, v, own[n])
					}
				}
			}
			m := newModel(t, other, 1)
			if err := m.Init(newModel(t, c, 7)); err != nil {
				t.Errorf("from a segmenter of other classes: %v", err)
			}
			err := newModel(t, modalityConfigs()[name], 1).Init(newModel(t, c, 7))
			if name == Point && (err == nil || !strings.Contains(err.Error(), "cls_token")) {
				t.Errorf("a classifier from a segmenter without class token: error %v", err)
			}
			if name == Image && err != nil {
				t.Errorf("a classifier from a segmenter: %v", err)
			}
		})
	}
}

// params returns copies of all parameters by name.
func params(m nn.Module) map[string][]float32 {
	all := map[string][]float32{}
	for _, p := range nn.Params(m) {
		all[p.Name] = append([]float32(nil), p.Param.Value.Data()...)
	}
	return all
}

func TestSegmentConfigErrors(t *testing.T) {
	for _, c := range []struct {
		name   Modality
		word   string
		change func(*Config)
	}{
		{Image, "segment with masked", func(c *Config) { c.Masked = &Masked{} }},
		{Image, "mean_pool", func(c *Config) { c.ViT.MeanPool = true }},
		{Image, "class names", func(c *Config) { c.Classes = c.Classes[1:] }},
		{Image, "categories", func(c *Config) { c.Segment.Categories = []string{"a"} }},
		{Image, "head_upsample", func(c *Config) { c.Segment.Upsample = 1000 }},
		{Image, "feature_blocks", func(c *Config) { c.Segment.Taps = []int{9} }},
		{Point, "upsampling", func(c *Config) { c.Segment.Upsample = 2 }},
		{Point, "the parts of 1 categories for 2 categories", func(c *Config) { c.Segment.PartsOf = c.Segment.PartsOf[:1] }},
		{Point, "has no parts", func(c *Config) { c.Segment.PartsOf = [][]int{{0, 1}, {}} }},
		{Point, "has part 5, want 0 to 4", func(c *Config) { c.Segment.PartsOf = [][]int{{0, 1}, {5}} }},
		{Point, "clouds of 3 points", func(c *Config) { c.Points = 3 }},
	} {
		config := segmentConfigs()[c.name]
		c.change(&config)
		if _, err := NewModel(config, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), c.word) {
			t.Errorf("%s, %s: error is %v", c.name, c.word, err)
		}
	}
	for _, m := range []Modality{Audio, Video} {
		c := modalityConfigs()[m]
		c.Segment = &Segment{}
		if _, err := NewModel(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), "segment with "+string(m)) {
			t.Errorf("%s: error is %v", m, err)
		}
	}
}
