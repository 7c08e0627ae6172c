package m2pt

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/m2pt/point"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Read gives the model that Load gives, reads no more than size bytes, and refuses what is
// no model.
func TestReadModel(t *testing.T) {
	m, err := NewModel(testConfig(), tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), ModelFile)
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Read(bytes.NewReader(append(file[:len(file):len(file)], "more"...)), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back.Config, m.Config) {
		t.Errorf("configuration %+v, want %+v", back.Config, m.Config)
	}
	modeltest.SameBits(t, "from a reader", logits(back.Net.(*nn.ViT)), logits(m.Net.(*nn.ViT)))

	weights := filepath.Join(t.TempDir(), "weights.safetensors")
	if err := nn.SaveWeights(weights, m.Net, nil); err != nil {
		t.Fatal(err)
	}
	alone, err := os.ReadFile(weights)
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(file)
	damaged[len(damaged)-1] ^= 1
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":   {nil, "m2pt: read: safetensors: 0 bytes"},
		"cut short": {file[:len(file)-4], "m2pt: read: safetensors"},
		"damaged":   {damaged, "checksum"},
		"weights":   {alone, "not a model of this program"},
	} {
		if _, err := Read(bytes.NewReader(c.file), int64(len(c.file))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
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
	for i, o := range []Options{{}, {AuxLayers: []string{"mlp.fc1"}, AuxBias: true, AuxBlocks: 2, AuxReversed: true}, {LambdaPer: PerModel}, {LambdaPer: PerChannel}} {
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
			modeltest.SameBits(t, name+" from a file", logits(back.Net.(*nn.ViT)), logits(m.Net.(*nn.ViT)))
		}
	}
	if got := len(merged.Config.Merged); got != 4 || len(merged.Config.Merged[0].Lambdas) != 12 || len(merged.Config.Merged[1].Lambdas) != 2 || len(merged.Config.Merged[2].Lambdas) != 12 {
		t.Errorf("the merged model tells of %d auxiliaries: %+v", got, merged.Config.Merged)
	}
}

// Models of points, and masked ones, come back from a file as well.
func TestPointModelFiles(t *testing.T) {
	points := &point.Config{Groups: 8, GroupSize: 4, Dim: 24, Depth: 3, Heads: 3, Classes: 2, Hidden: [3]int{8, 8, 8}, QKVBias: true}
	x := tensor.New(3, 20, 3).Normal(tensor.NewRNG(5), 0, 0.5)
	for name, c := range map[string]Config{
		"classifier":  {Modality: Point, Net: points, Points: 20, Classes: []string{"a", "b"}},
		"autoencoder": {Modality: Point, Net: points, Points: 20, Masked: &Masked{DecoderDepth: 1}},
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
		modeltest.SameBits(t, name, back.Logits(x).Data(), m.Logits(x).Data())
		if c.Masked == nil {
			modeltest.SameBits(t, name+", merged", m.Merge().Logits(x).Data(), m.Logits(x).Data())
		}
		if n := nn.CountParams(back.Net); c.Masked != nil && float64(n) != m.Config.numParams() {
			t.Errorf("%s: %d parameters, the configuration says %v", name, n, m.Config.numParams())
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
		"point without point": func(c *Config) { c.Modality = Point },
		"image without vit":   func(c *Config) { c.Net = nil },
		"image without vit ":  func(c *Config) { c.Net = (*nn.ViTConfig)(nil) },
		"lambda_per":          func(c *Config) { c.Paths = []Path{{Options: Options{LambdaPer: "head"}}} },
		"heads":               func(c *Config) { c.ViT().Heads = 5 },
		"layer":               func(c *Config) { c.Paths = []Path{{Options: Options{AuxLayers: []string{"x"}}}} },
		"pathways":            func(c *Config) { c.Paths = make([]Path, 1000) },
	} {
		c := testConfig()
		change(&c)
		if _, err := NewModel(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), strings.TrimSpace(word)) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
}
