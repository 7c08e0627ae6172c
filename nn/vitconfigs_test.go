package nn_test

import (
	"math"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// The numbers of parameters are those of timm's models of these names; ViT-Ti,
// -S and -B are commonly given as 1.3, 4.6 and 17.6 G multiply-adds.
func TestNamedConfigs(t *testing.T) {
	for _, c := range []struct {
		name   string
		c      nn.ViTConfig
		params float64
		gflop  float64
	}{
		{"ViTTiny", nn.ViTTiny(1000), 5717416, 2.51},
		{"ViTSmall", nn.ViTSmall(1000), 22050664, 9.20},
		{"ViTBase", nn.ViTBase(1000), 86567656, 35.13},
		{"ViTMini 64", nn.ViTMini(64, 10), 305034, 0.0334},
		{"ViTMini 128", nn.ViTMini(128, 10), 1199882, 0.1257},
	} {
		if err := c.c.Validate(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if p := c.c.NumParams(); p != c.params {
			t.Errorf("%s: %.0f parameters, want %.0f", c.name, p, c.params)
		}
		if g := c.c.ForwardFLOPs() / 1e9; math.Abs(g/c.gflop-1) > 0.005 {
			t.Errorf("%s: %.4f GFLOP, want %.4f", c.name, g, c.gflop)
		}
	}
}

// Every factor by hand: 2 × 2 patches of 3·4·4 numbers, 5 tokens of width 8,
// hidden width 16, 2 blocks, 7 classes.
func TestForwardFLOPs(t *testing.T) {
	c := nn.ViTConfig{Image: [2]int{8, 8}, Patch: [2]int{4, 4}, Channels: 3, Dim: 8, Depth: 2, Heads: 2, Classes: 7, MLPRatio: 2}
	embed := 4 * 48 * 8
	block := 5*8*24 + 5*8*8 + 5*8*16 + 5*16*8 + 5*8*5 + 5*5*8
	if got, want := c.ForwardFLOPs(), float64(2*(embed+2*block+8*7)); got != want {
		t.Errorf("%v FLOP, want %v", got, want)
	}
}

// ForwardFLOPs is what a profile counts of a forward pass.
func TestForwardFLOPsAreProfiled(t *testing.T) {
	mini := nn.ViTMini(64, 10)
	mini.MeanPool = true // every token counts, up to the end
	for _, c := range []nn.ViTConfig{
		mini,
		{Image: [2]int{9, 8}, Patch: [2]int{3, 4}, Stride: [2]int{2, 4}, Channels: 2, Dim: 8, Depth: 2, Heads: 2, Classes: 7, MLPRatio: 2, MeanPool: true},
	} {
		m, err := nn.NewViT(c, tensor.NewRNG(1))
		if err != nil {
			t.Fatal(err)
		}
		const batch = 3
		p := new(autograd.Profile)
		tape := autograd.Inference().Profile(p)
		m.Forward(tape.Input(tensor.New(batch, c.Channels, c.Image[0], c.Image[1])))
		p.Stop()
		sum := 0.0
		for _, r := range p.Rows() {
			sum += r.FLOPs
		}
		if want := batch * c.ForwardFLOPs(); sum != want {
			t.Errorf("%+v: a profile counts %v FLOP, ForwardFLOPs says %v", c, sum, want)
		}
	}
}
