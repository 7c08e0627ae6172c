package image

import (
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/m2pt/masked"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// autoencoders are small ones of images and of spectrograms.
var autoencoders = map[string]MAEConfig{
	"images":      {ViTConfig: nn.ViTConfig{Image: [2]int{12, 12}, Patch: [2]int{4, 4}, Channels: 3, Dim: 24, Depth: 2, Heads: 3}, Decoder: masked.Decoder{DecoderDepth: 1}},
	"normalised":  {ViTConfig: nn.ViTConfig{Image: [2]int{12, 12}, Patch: [2]int{4, 4}, Channels: 1, Dim: 24, Depth: 2, Heads: 3}, Decoder: masked.Decoder{DecoderDepth: 1}, NormPixLoss: true},
	"in stripes":  {ViTConfig: nn.ViTConfig{Image: [2]int{24, 16}, Patch: [2]int{4, 4}, Channels: 1, Dim: 24, Depth: 2, Heads: 3}, Decoder: masked.Decoder{DecoderDepth: 1}, TimeRatio: 0.6, FreqRatio: 0.4},
	"long strips": {ViTConfig: nn.ViTConfig{Image: [2]int{12, 12}, Patch: [2]int{2, 6}, Channels: 2, Dim: 24, Depth: 2, Heads: 3}, Decoder: masked.Decoder{DecoderDepth: 1, MaskRatio: 0.5}},
}

func autoencoder(t *testing.T, c MAEConfig) *MAE {
	t.Helper()
	m, err := NewMAE(c, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// What is rebuilt is the image but for masked patches, which are predictions.
func TestReconstruct(t *testing.T) {
	for name, c := range autoencoders {
		t.Run(name, func(t *testing.T) {
			m := autoencoder(t, c)
			g := modeltest.Grid{Channels: c.Channels, Size: [3]int{1, c.Image[0], c.Image[1]}, Cell: [3]int{1, c.Patch[0], c.Patch[1]}}
			x := tensor.New(2, c.Channels, c.Image[0], c.Image[1]).Normal(tensor.NewRNG(5), 0, 0.5)
			modeltest.CheckReconstruct(t, g, m, x, m.Mask(2, tensor.NewRNG(1)), c.NormPixLoss)
		})
	}
}

// The state dict has as many elements as the configuration says.
func TestMAENumParams(t *testing.T) {
	for name, c := range autoencoders {
		if m := autoencoder(t, c); float64(nn.CountParams(m)) != c.NumParams() {
			t.Errorf("%s: %d parameters, NumParams says %v", name, nn.CountParams(m), c.NumParams())
		}
	}
}

// Structured masks cover whole rows and columns: all but 2 (2.4) of 6 rows.
func TestStructuredMask(t *testing.T) {
	c := MAEConfig{ViTConfig: nn.ViTConfig{Image: [2]int{24, 16}, Patch: [2]int{4, 4}, Channels: 1, Dim: 16, Depth: 1, Heads: 2},
		TimeRatio: 0.6, FreqRatio: 0.25, Decoder: masked.Decoder{DecoderDepth: 1}}
	m, err := NewMAE(c, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	mask := m.Mask(3, tensor.NewRNG(2))
	for b := 0; b < 3; b++ {
		var rows [6]int
		var cols [4]int
		for i, v := range mask[b*24 : (b+1)*24] {
			if v {
				rows[i/4]++
				cols[i%4]++
			}
		}
		full := func(n []int, all int) (k int) {
			for _, v := range n {
				if v == all {
					k++
				}
			}
			return k
		}
		if full(rows[:], 4) != 4 || full(cols[:], 6) != 1 {
			t.Errorf("sample %d: %v by row, %v by column", b, rows, cols)
		}
	}
	if loss := nn.MaskedLoss(m, autograd.Inference().Input(tensor.New(3, 1, 24, 16).Normal(tensor.NewRNG(1), 0, 1))); !(loss.Value.Item() > 0) {
		t.Errorf("the loss is %v", loss.Value.Item())
	}
}

func TestMAEConfigErrors(t *testing.T) {
	for word, change := range map[string]func(c *MAEConfig){
		"would be masked": func(c *MAEConfig) { c.MaskRatio = 0.999 },
		"mask_ratio":      func(c *MAEConfig) { c.MaskRatio = 1 },
		"decoder_heads":   func(c *MAEConfig) { c.DecoderHeads = 5 },
		"overlap":         func(c *MAEConfig) { c.Stride = [2]int{2, 2} },
		"divisible":       func(c *MAEConfig) { c.Image = [2]int{13, 12} },
		"decoder_depth":   func(c *MAEConfig) { c.DecoderDepth = -1 },
		"multiples of 4":  func(c *MAEConfig) { c.Dim, c.DecoderDim = 27, 24 },
		"freq_ratio 1":    func(c *MAEConfig) { c.FreqRatio = 1 },
	} {
		c := autoencoders["images"]
		change(&c)
		if _, err := NewMAE(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
}

// Images of another shape and masks that are none panic with an error that names
// the model.
func TestMAEShapes(t *testing.T) {
	m := autoencoder(t, autoencoders["normalised"])
	x := autograd.Inference().Input(tensor.New(2, 1, 12, 12))
	for name, f := range map[string]func(){
		"no mask":      func() { m.Loss(x, nil) },
		"nothing":      func() { m.Loss(x, make([]bool, 18)) },
		"unequal":      func() { m.Loss(x, append(make([]bool, 17), true)) },
		"other images": func() { m.Forward(autograd.Inference().Input(tensor.New(2, 3, 12, 12))) },
		"others yet":   func() { m.Loss(autograd.Inference().Input(tensor.New(2, 1, 12, 16)), make([]bool, 18)) },
	} {
		t.Run(name, func(t *testing.T) { modeltest.ShapeError(t, "image.MAE", f) })
	}
}

// Forward gives the tokens of the encoder when nothing is masked: those of the
// class and of every patch, as a tape that records has them.
func TestMAEForward(t *testing.T) {
	m := autoencoder(t, autoencoders["images"])
	x := tensor.New(2, 3, 12, 12).Normal(tensor.NewRNG(5), 0, 0.5)
	y := m.Forward(autograd.NewTape().Input(x)).Value
	if s := y.Shape(); len(s) != 3 || s[0] != 2 || s[1] != 10 || s[2] != 24 {
		t.Fatalf("tokens %v, want [2 10 24]", s)
	}
	modeltest.SameBits(t, "inference", nn.Predict(m, x).Data(), y.Data())
	one := tensor.FromSlice(x.Data()[:x.Size()/2], 1, 3, 12, 12)
	modeltest.SameBits(t, "an image alone", nn.Predict(m, one).Data(), y.Data()[:y.Size()/2])
}
