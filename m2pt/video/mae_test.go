package video

import (
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// autoencoders are small ones; cells of one are normalised.
var autoencoders = map[string]MAEConfig{
	"plain":      {Config: Config{Frames: 4, Image: [2]int{8, 8}, Patch: [2]int{4, 4}, Channels: 1, Dim: 24, Depth: 2, Heads: 3}, Decoder: masked.Decoder{DecoderDepth: 1}},
	"normalised": {Config: Config{Frames: 4, Image: [2]int{8, 8}, Patch: [2]int{4, 4}, Channels: 2, Dim: 24, Depth: 2, Heads: 3}, Decoder: masked.Decoder{DecoderDepth: 1}, NormPixLoss: true},
	"tall":       {Config: Config{Frames: 6, Tubelet: 3, Image: [2]int{8, 6}, Patch: [2]int{2, 6}, Channels: 3, Dim: 24, Depth: 2, Heads: 3, LayerScale: 0.1}, Decoder: masked.Decoder{DecoderDepth: 1, MaskRatio: 0.5}},
}

func autoencoder(t *testing.T, c MAEConfig) *MAE {
	t.Helper()
	m, err := NewMAE(c, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// What is rebuilt is the clip but for masked tubelets, which are predictions; and
// a mask is a tube, the same in all frames.
func TestReconstruct(t *testing.T) {
	for name, c := range autoencoders {
		t.Run(name, func(t *testing.T) {
			m := autoencoder(t, c)
			times, rows, cols := m.Config.Grid()
			g := modeltest.Grid{Channels: c.Channels, Size: [3]int{c.Frames, c.Image[0], c.Image[1]}, Cell: [3]int{c.Frames / times, c.Patch[0], c.Patch[1]}}
			x := tensor.New(2, c.Channels, c.Frames, c.Image[0], c.Image[1]).Normal(tensor.NewRNG(5), 0, 0.5)
			mask := m.Mask(2, tensor.NewRNG(1))
			for i := range mask {
				if at := i % (times * rows * cols); at >= rows*cols && mask[i] != mask[i-rows*cols] {
					t.Errorf("the mask is no tube at token %d", i)
				}
			}
			modeltest.CheckReconstruct(t, g, m, x, mask, c.NormPixLoss)
		})
	}
}

// The state dict has as many elements as the configuration says.
func TestNumParams(t *testing.T) {
	for name, c := range autoencoders {
		if m := autoencoder(t, c); float64(nn.CountParams(m)) != c.NumParams() {
			t.Errorf("%s: %d parameters, NumParams says %v", name, nn.CountParams(m), c.NumParams())
		}
		for _, noBias := range []bool{false, true} {
			v := c.Config
			v.Classes, v.NoQKVBias = 5, noBias
			m, err := NewTransformer(v, nil)
			if err != nil {
				t.Fatal(err)
			}
			if float64(nn.CountParams(m)) != v.NumParams() {
				t.Errorf("%s: a classifier of %d parameters, NumParams says %v", name, nn.CountParams(m), v.NumParams())
			}
		}
	}
}

func TestConfigErrors(t *testing.T) {
	for word, change := range map[string]func(c *MAEConfig){
		"frames is 0":     func(c *MAEConfig) { c.Frames = 0 },
		"tubelets of 3":   func(c *MAEConfig) { c.Tubelet = 3 },
		"patches [3 3]":   func(c *MAEConfig) { c.Patch = [2]int{3, 3} },
		"mlp_ratio":       func(c *MAEConfig) { c.MLPRatio = 65 },
		"decoder_depth":   func(c *MAEConfig) { c.DecoderDepth = -1 },
		"would be masked": func(c *MAEConfig) { c.MaskRatio = 0.1 },
		"mask_ratio":      func(c *MAEConfig) { c.MaskRatio = 1 },
		"channels is 0":   func(c *MAEConfig) { c.Channels = 0 },
		"heads":           func(c *MAEConfig) { c.Heads = 5 },
	} {
		c := autoencoders["plain"]
		change(&c)
		if _, err := NewMAE(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
	c := autoencoders["plain"].Config
	if _, err := NewTransformer(c, nil); err == nil || !strings.Contains(err.Error(), "classes is 0") {
		t.Errorf("no classes: error is %v", err)
	}
}

func TestShapes(t *testing.T) {
	c := autoencoders["plain"]
	m := autoencoder(t, c)
	x := autograd.Inference().Input(tensor.New(1, 1, 4, 8, 8))
	other := autograd.Inference().Input(tensor.New(1, 1, 6, 8, 8))
	for _, f := range []func(){
		func() { m.Forward(other) },
		func() { m.Loss(other, make([]bool, 8)) },
		func() { m.Loss(x, nil) },
		func() { m.Loss(x, make([]bool, 8)) },
	} {
		modeltest.ShapeError(t, "video.MAE", f)
	}
	c.Classes = 3
	classifier, err := NewTransformer(c.Config, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	modeltest.ShapeError(t, "video.Transformer", func() { classifier.Forward(other) })
	modeltest.ShapeError(t, "TubeletEmbed", func() { m.PatchEmbed.Forward(autograd.Inference().Input(tensor.New(1, 2, 4, 8, 8))) })
}
