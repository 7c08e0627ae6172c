package m2pt

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: masked autoencoders of all modalities.

// Training an autoencoder gives the same bits on any number of threads and
// lowers its loss; it comes back from a file; a classifier takes its encoder
// over, or its blocks, or a pathway through it.
func TestMasked(t *testing.T) {
	defer parallel.SetLimit(0)
	for name, c := range maskedConfigs() {
		t.Run(name, func(t *testing.T) {
			x := inputs(c, 4)
			train := func(threads int) (*Model, []float32) {
				parallel.SetLimit(threads)
				m := newModel(t, c, 1)
				if n := nn.CountParams(m.Net); float64(n) != m.Config.numParams() {
					t.Errorf("%d parameters, the configuration says %v", n, m.Config.numParams())
				}
				return m, modeltest.Fit(m.Net, 1e-2, 12, func(_ int, tape *autograd.Tape) *autograd.Var {
					return nn.MaskedLoss(m.Net.(nn.Autoencoder), tape.Input(x))
				})
			}
			m, losses := train(1)
			_, again := train(2)
			modeltest.SameBits(t, "two threads", again, losses)
			if first, last := losses[0], losses[len(losses)-1]; !(last < 0.95*first) {
				t.Errorf("the loss goes from %v to %v", first, last)
			}
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
			modeltest.SameBits(t, "from a file", back.Logits(x).Data(), m.Logits(x).Data())
			modeltest.SameBits(t, "loss of a file", outputs(back, x).Data(), outputs(m, x).Data())

			classifier := modalityConfigs()[c.Modality]
			var starts [3][]float32
			for i, start := range []func(to *Model) error{
				func(to *Model) error { return to.Init(m) },
				func(to *Model) error { return CopyBlocks(to.Net, m.Net) },
				func(to *Model) error { return to.Connect(m, Options{Lambda: 0.5}) },
			} {
				to := newModel(t, classifier, 7)
				if err := start(to); err != nil {
					t.Fatal(err)
				}
				starts[i] = to.Logits(x).Data()
			}
			plain := newModel(t, classifier, 7).Logits(x).Data()
			for i, s := range starts {
				if reflect.DeepEqual(s, plain) || i > 0 && reflect.DeepEqual(s, starts[i-1]) {
					t.Errorf("start %d changes nothing", i)
				}
			}
			if other := modalityConfigs()[map[Modality]Modality{Image: Audio, Audio: Point, Point: Video, Video: Image}[c.Modality]]; other.Modality != "" {
				to := newModel(t, other, 7)
				if err := to.Init(m); err == nil || !strings.Contains(err.Error(), string(c.Modality)) {
					t.Errorf("a model of %s starts from one of %s: %v", other.Modality, c.Modality, err)
				}
			}
		})
	}
}

// A transferred encoder computes the features that it did: with the mean of the
// patch tokens as feature, a classifier's are the autoencoder's when nothing is
// masked but what cannot be seen.
func TestTransferredWeights(t *testing.T) {
	for name, c := range maskedConfigs() {
		m := newModel(t, c, 1)
		to := newModel(t, modalityConfigs()[c.Modality], 2)
		if err := to.Init(m); err != nil {
			t.Fatal(err)
		}
		from := map[string]*tensor.Tensor{}
		for _, p := range nn.StateDict(m.Net) {
			from[plainName(c.Modality, p.Name)] = p.Tensor
		}
		same := 0
		for _, p := range nn.StateDict(to.Net) {
			if isHead(p.Name) || strings.HasPrefix(p.Name, "fc_norm") || c.Modality == Point && strings.HasPrefix(p.Name, "cls_") {
				continue
			}
			modeltest.SameBits(t, name+": "+p.Name, p.Tensor.Data(), from[p.Name].Data())
			same++
		}
		if same < 40 {
			t.Errorf("%s: only %d tensors were taken over", name, same)
		}
	}
}

func TestMaskedErrors(t *testing.T) {
	for word, change := range map[string]func(c *Config){
		"would be masked": func(c *Config) { c.Masked.MaskRatio = 0.999 },
		"mask_ratio":      func(c *Config) { c.Masked.MaskRatio = 1 },
		"decoder_heads":   func(c *Config) { c.Masked.DecoderHeads = 5 },
		"overlap":         func(c *Config) { c.ViT().Stride = [2]int{2, 2} },
		"divisible":       func(c *Config) { c.ViT().Image = [2]int{13, 12} },
		"decoder_depth":   func(c *Config) { c.Masked.DecoderDepth = -1 },
	} {
		c := maskedConfigs()["image"]
		change(&c)
		if _, err := NewModel(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
	for _, name := range []string{"point", "video"} {
		c := maskedConfigs()[name]
		c.Masked.FreqRatio = 0.5
		if _, err := NewModel(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), "freq_ratio 0.5") || !strings.Contains(err.Error(), name) {
			t.Errorf("stripes of %s: error is %v", name, err)
		}
	}
}
