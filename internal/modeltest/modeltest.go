// Package modeltest holds what the tests of nn, of m2pt and of their rooms share:
// small models, parameters and inputs, comparisons of bits, errors and panics, and
// the parts of golden cases that several rooms read alike. Tests alone import it.
package modeltest

import (
	"strings"
	"testing"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// ViT returns a small vision transformer with random weights; change, if not
// nil, changes its configuration first.
func ViT(t testing.TB, seed uint64, change func(*nn.ViTConfig)) *nn.ViT {
	t.Helper()
	c := nn.ViTConfig{Image: [2]int{12, 8}, Patch: [2]int{4, 4}, Channels: 2, Dim: 24, Depth: 3, Heads: 3, Classes: 5}
	if change != nil {
		change(&c)
	}
	m, err := nn.NewViT(c, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Images returns a batch of random images of the size that c describes.
func Images(c nn.ViTConfig, batch int) *tensor.Tensor {
	return tensor.New(batch, c.Channels, c.Image[0], c.Image[1]).Normal(tensor.NewRNG(2), 0, 1)
}

// Clouds returns random clouds [batch, points, 3], with some points twice.
func Clouds(seed uint64, batch, points int) *tensor.Tensor {
	x := tensor.New(batch, points, 3).Uniform(tensor.NewRNG(seed), -1, 1)
	for i := 0; i < batch; i++ {
		copy(x.Data()[3*(i*points+points/2):], x.Data()[3*i*points:3*i*points+3*(points/4)])
	}
	return x
}

// RandomStatistics gives m running statistics as after training.
func RandomStatistics(m nn.Module, seed uint64) {
	rng := tensor.NewRNG(seed, 1)
	for _, p := range nn.Params(m) {
		if strings.HasSuffix(p.Name, "running_mean") {
			p.Param.Value.Uniform(rng, -0.2, 0.2)
		} else if strings.HasSuffix(p.Name, "running_var") {
			p.Param.Value.Uniform(rng, 0.5, 1.5)
		}
	}
}
