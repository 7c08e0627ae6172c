package m2pt

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: segmenters as targets and as models with a configuration.

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
			if want := m.Config.numParams(); float64(state) != want {
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
			modeltest.SameBits(t, "from a file", back.Logits(x).Data(), want.Data())
			modeltest.SameBits(t, "merged", merged.Logits(x).Data(), want.Data())
			if name != Point {
				return
			}
			categories := []int{1, 0, -1}
			y := m.LogitsOf(x, categories).Clone()
			modeltest.SameBits(t, "merged, told categories", merged.LogitsOf(x, categories).Data(), y.Data())
			rows := y.Size() / 3
			modeltest.SameBits(t, "of unknown category", y.Data()[2*rows:], want.Data()[2*rows:])
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
				v := *c.ViT()
				v.Classes, pooled.ViT().MeanPool = 2, true
				other.Net = &v
			} else {
				p := *c.Point()
				p.Classes = 2
				s := *c.Segment
				s.Categories, s.PartsOf = nil, nil
				other.Net, other.Segment = &p, &s
			}
			other.Classes = []string{"a", "b"}
			for from, fc := range map[string]Config{"classifier": modalityConfigs()[name], "mean of tokens": pooled, "autoencoder": masked, "segmenter": c} {
				source, m, fresh := newModel(t, fc, 7), newModel(t, c, 1), newModel(t, c, 1)
				if err := m.Init(source); err != nil {
					t.Fatalf("%s: %v", from, err)
				}
				have, own := modeltest.Values(m.Net), modeltest.Values(fresh.Net)
				for i, b := range source.Net.Trunk().Blocks {
					modeltest.SameBits(t, from+": block", m.Net.Trunk().Blocks[i].Norm1.Weight.Value.Data(), b.Norm1.Weight.Value.Data())
					modeltest.SameBits(t, from+": block", m.Net.Trunk().Blocks[i].MLP.FC1.(*nn.Linear).Weight.Value.Data(), b.MLP.FC1.(*nn.Linear).Weight.Value.Data())
				}
				for n, v := range have {
					if isHead(n) && from != "segmenter" {
						modeltest.SameBits(t, from+": "+n, v, own[n])
					}
				}
			}
			m := newModel(t, other, 1)
			if err := m.Init(newModel(t, c, 7)); err != nil {
				t.Errorf("from a segmenter of other classes: %v", err)
			}
			// A classifier starts from a segmenter; class tokens that a segmenter has
			// not stay the classifier's own.
			to, fresh := newModel(t, modalityConfigs()[name], 1), newModel(t, modalityConfigs()[name], 1)
			from := newModel(t, c, 7)
			if err := to.Init(from); err != nil {
				t.Fatalf("a classifier from a segmenter: %v", err)
			}
			have, own, source := modeltest.Values(to.Net), modeltest.Values(fresh.Net), modeltest.Values(from.Net)
			for n, v := range have {
				if kept := isHead(n) || name == Point && strings.HasPrefix(n, "cls_"); kept {
					modeltest.SameBits(t, "a classifier from a segmenter: "+n, v, own[n])
				} else {
					modeltest.SameBits(t, "a classifier from a segmenter: "+n, v, source[n])
				}
			}
		})
	}
}

func TestSegmentConfigErrors(t *testing.T) {
	for _, c := range []struct {
		name   Modality
		word   string
		change func(*Config)
	}{
		{Image, "segment with masked", func(c *Config) { c.Masked = &Masked{} }},
		{Image, "mean_pool", func(c *Config) { c.ViT().MeanPool = true }},
		{Image, "class names", func(c *Config) { c.Classes = c.Classes[1:] }},
		{Image, "categories", func(c *Config) { c.Segment.Categories = []string{"a"} }},
		{Image, "head_upsample", func(c *Config) { c.Segment.Upsample = 1000 }},
		{Image, "feature_blocks is [9]", func(c *Config) { c.Segment.FeatureBlocks = []int{9} }},
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
		if _, err := NewModel(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), "no segmenters of "+string(m)) {
			t.Errorf("%s: error is %v", m, err)
		}
	}
}
