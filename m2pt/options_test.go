package m2pt

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: what configurations may say, and what that costs.

// optionSets are all combinations of what changes the size of a pathway.
func optionSets() []Options {
	var all []Options
	for layers := 0; layers < 16; layers++ {
		for _, blocks := range []int{0, 1, 2} {
			for _, per := range []string{"", PerLayer, PerModel, PerChannel} {
				for _, bias := range []bool{false, true} {
					o := Options{AuxBlocks: blocks, LambdaPer: per, AuxBias: bias}
					for i, l := range Layers {
						if layers>>i&1 == 1 {
							o.AuxLayers = append(o.AuxLayers, l)
						}
					}
					all = append(all, o)
				}
			}
		}
	}
	return all
}

// A pathway adds as many elements as its options say, to every net; a bias where
// the target has none is an error.
func TestOptionsCount(t *testing.T) {
	noBias := modalityConfigs()
	noBias[Image].ViT().NoQKVBias, noBias[Point].Point().QKVBias, noBias[Video].Video().NoQKVBias = true, false, true
	configs := everyConfig()
	for m, c := range noBias {
		configs["no bias: "+string(m)] = c
	}
	for name, c := range configs {
		aux := newModel(t, modalityConfigs()[Audio], 2)
		for i, o := range optionSets() {
			if testing.Short() && i%7 != 0 {
				continue
			}
			m := newModel(t, c, 1)
			before := nn.CountParams(m.Net)
			err := Reparameterize(m.Net, aux.Net, o)
			if c.Encoder().QKVBias == nn.NoBias && o.AuxBias && o.has("attn.qkv") {
				if err == nil || !strings.Contains(err.Error(), "blocks.0.attn.qkv") || !strings.Contains(err.Error(), "no bias") {
					t.Errorf("%s, %+v: error is %v", name, o, err)
				}
				if nn.CountParams(m.Net) != before {
					t.Errorf("%s, %+v: an error left a pathway behind", name, o)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s, %+v: %v", name, o, err)
				continue
			}
			if added, want := float64(nn.CountParams(m.Net)-before), o.numParams(c.Encoder()); added != want {
				t.Errorf("%s, %+v: %v elements were added, numParams says %v", name, o, added, want)
			}
		}
	}
}

// No layers are all layers, also after a model file, which does not tell none from
// nil.
func TestNoLayersAreAll(t *testing.T) {
	m := newModel(t, testConfig(), 1)
	if err := m.Connect(newModel(t, testConfig(), 2), Options{AuxLayers: []string{}}); err != nil {
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
	if a, b := len(Lambdas(m.Net)), len(Lambdas(back.Net)); a != 12 || b != 12 {
		t.Errorf("%d pathways, %d from a file, want 12", a, b)
	}
}

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A file whose configuration describes more than the file holds is refused before
// anything of that size is allocated: more weights, more pathways than there are,
// positions that no file holds.
func TestGreedyModelFiles(t *testing.T) {
	wide := func(c Config) Config {
		switch {
		case c.ViT() != nil:
			c.ViT().Dim, c.ViT().Heads = 64, 4
		case c.Point() != nil:
			c.Point().Dim, c.Point().Heads = 64, 4
		case c.Video() != nil:
			c.Video().Dim, c.Video().Heads = 64, 4
		}
		return c
	}
	paths := func(n int, o Options) func(c *Config) {
		return func(c *Config) {
			for i := 0; i < n; i++ {
				c.Paths = append(c.Paths, Path{Modality: Image, Options: o})
			}
		}
	}
	for name, c := range everyConfig() {
		for what, change := range map[string]func(c *Config){
			"64 pathways":          paths(64, Options{}),
			"64 of one layer":      paths(64, Options{AuxLayers: []string{"mlp.fc2"}, LambdaPer: PerChannel}),
			"one pathway":          paths(1, Options{AuxBlocks: 1}),
			"a pathway of a width": func(c *Config) { c.Paths = []Path{{Options: Options{AuxBlocks: 1 << 40}}} },
			"more blocks": func(c *Config) {
				switch {
				case c.ViT() != nil:
					c.ViT().Depth = 1 << 20
				case c.Point() != nil:
					c.Point().Depth = 1 << 20
				case c.Video() != nil:
					c.Video().Depth = 1 << 20
				}
			},
		} {
			m := newModel(t, wide(c), 1)
			net := m.Net
			config := m.Config
			change(&config)
			path := filepath.Join(t.TempDir(), ModelFile)
			if err := (&Model{Config: config, Net: net}).Save(path); err != nil {
				t.Fatal(err)
			}
			weights := 4 * nn.CountParams(net)
			var err error
			bytes := allocated(func() { _, err = Load(path) })
			want := "the file holds"
			if what == "a pathway of a width" {
				want = "blocks of a model that has"
			}
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s, %s: error is %v", name, what, err)
			}
			if bytes > 1<<20 {
				t.Errorf("%s, %s: %d bytes were allocated for a file of %d", name, what, bytes, weights)
			}
		}
	}
	c := modalityConfigs()[Video]
	m := newModel(t, c, 1)
	m.Config.Video().Frames, m.Config.Video().Image = 1<<20, [2]int{1 << 20, 1 << 20}
	path := filepath.Join(t.TempDir(), ModelFile)
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "tokens of a clip") {
		t.Errorf("positions of a long clip: error is %v", err)
	}
}

// A width that a net cannot have is an error of Validate and of whatever reads a
// configuration, never a panic: positions of sines need a multiple of 4.
func TestAudioWidth(t *testing.T) {
	for dim, ok := range map[int]bool{24: true, 27: false, 30: false, 21: false, 33: false, 36: true} {
		c := modalityConfigs()[Audio]
		c.ViT().Dim = dim
		err := c.Validate()
		if (err == nil) != ok || err != nil && (!strings.Contains(err.Error(), fmt.Sprint("dim of ", dim)) || !strings.Contains(err.Error(), "multiple of 4")) {
			t.Errorf("width %d: error is %v", dim, err)
		}
		if _, again := NewModel(c, tensor.NewRNG(1)); fmt.Sprint(again) != fmt.Sprint(err) {
			t.Errorf("width %d: NewModel returns %v, Validate %v", dim, again, err)
		}
	}
	m := newModel(t, modalityConfigs()[Audio], 1)
	m.Config.ViT().Dim = 21
	path := filepath.Join(t.TempDir(), ModelFile)
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "multiple of 4") {
		t.Errorf("from a file: error is %v", err)
	}
}

// Any width and number of heads makes a model that runs, or an error.
func TestWidthsNeverPanic(t *testing.T) {
	for name := range everyConfig() {
		made := 0
		for dim := 1; dim <= 13; dim++ {
			for heads := 1; heads <= 3; heads++ {
				c := everyConfig()[name]
				switch {
				case c.ViT() != nil:
					c.ViT().Dim, c.ViT().Heads = dim, heads
				case c.Point() != nil:
					c.Point().Dim, c.Point().Heads = dim, heads
				case c.Video() != nil:
					c.Video().Dim, c.Video().Heads = dim, heads
				}
				m, err := NewModel(c, tensor.NewRNG(1))
				if (err == nil) != (c.Validate() == nil) {
					t.Errorf("%s, dim %d, %d heads: NewModel returns %v, Validate %v", name, dim, heads, err, c.Validate())
				}
				if err != nil {
					continue
				}
				made++
				outputs(m, inputs(c, 2))
			}
		}
		if made < 3 {
			t.Errorf("%s: only %d models", name, made)
		}
	}
}

// A configuration whose net is another modality's is an error that names both.
func TestConfigOfAnotherModality(t *testing.T) {
	for text, words := range map[string]string{
		`{"modality":"point","vit":{"dim":8}}`:                       "point with vit",
		`{"modality":"image","vit":{"dim":8},"video":{}}`:            "image with video",
		`{"modality":"audio","vit":{"dim":"wide"}}`:                  "vit",
		`{"modality":"image","vit":null,"trained":{"seed":"first"}}`: "seed",
	} {
		var c Config
		if err := json.Unmarshal([]byte(text), &c); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: error is %v", text, err)
		}
	}
	var c Config
	if err := json.Unmarshal([]byte(`{"modality":"smell","vit":{}}`), &c); err != nil {
		t.Error(err)
	}
	if err := c.Validate(); err == nil || !strings.Contains(err.Error(), `"smell"`) || !strings.Contains(err.Error(), `"image" "audio" "point" "video"`) {
		t.Errorf("an unknown modality: error is %v", err)
	}
}

// A configuration says for people what its tokens are, and what gets a class.
func TestConfigInWords(t *testing.T) {
	for name, want := range map[string]struct {
		tokens, element  string
		targets, classes int
	}{
		"classifier of image": {"9 tokens of 4×4 patches", "sample", 1, 5},
		"classifier of point": {"8 tokens, groups of 6 points", "sample", 1, 5},
		"classifier of video": {"8 tokens of 2 frames of 4×4 pixels", "sample", 1, 5},
		"segmenter of image":  {"9 tokens of 4×4 patches", "pixel", 144, 3},
		"segmenter of point":  {"8 tokens, groups of 6 points", "point", 40, 5},
	} {
		c := newModel(t, everyConfig()[name], 1).Config
		if c.Tokens() != want.tokens || c.Element() != want.element || c.Targets() != want.targets || c.NumClasses() != want.classes {
			t.Errorf("%s: %q, %q, %d targets, %d classes, want %+v", name, c.Tokens(), c.Element(), c.Targets(), c.NumClasses(), want)
		}
	}
}
