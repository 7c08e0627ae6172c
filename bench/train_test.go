package bench

import (
	"fmt"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/fmapeak"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// models are Vision Transformers by name.
var models = []struct {
	name  string
	c     nn.ViTConfig
	batch int
}{
	{"mini64", nn.ViTConfig{Image: [2]int{28, 28}, Patch: [2]int{4, 4}, Channels: 1, Dim: 64, Depth: 6, Heads: 4, Classes: 10}, 64},
	{"mini128", nn.ViTConfig{Image: [2]int{28, 28}, Patch: [2]int{4, 4}, Channels: 1, Dim: 128, Depth: 6, Heads: 4, Classes: 10}, 64},
	{"tiny", nn.ViTConfig{Image: [2]int{224, 224}, Patch: [2]int{16, 16}, Channels: 3, Dim: 192, Depth: 12, Heads: 3, Classes: 1000}, 8},
}

// flops returns the operations of one image going forward: those of the
// matrix products.
func flops(c nn.ViTConfig) float64 {
	rows, cols := c.Grid()
	p, d := float64(rows*cols), float64(c.Dim)
	t := p + 1
	embed := 2 * p * float64(c.Channels*c.Patch[0]*c.Patch[1]) * d
	block := 2*t*12*d*d + 4*t*t*d
	return embed + float64(c.Depth)*block + 2*d*float64(c.Classes)
}

func newViT(b *testing.B, c nn.ViTConfig) *nn.ViT {
	m, err := nn.NewViT(c, tensor.NewRNG(1))
	if err != nil {
		b.Fatal(err)
	}
	return m
}

func images(c nn.ViTConfig, batch int) *tensor.Tensor {
	return tensor.New(batch, c.Channels, c.Image[0], c.Image[1]).Normal(tensor.NewRNG(2), 0, 1)
}

// benchStep measures forward, cross entropy, backward and AdamW.
func benchStep(b *testing.B, m *nn.ViT, batch int) {
	opt := nn.NewAdamW(nn.WeightDecayGroups(nn.Params(m), 0.05), nn.AdamConfig{LR: 1e-3})
	x := images(m.Config, batch)
	labels := make([]int, batch)
	for i := range labels {
		labels[i] = i * 7 % m.Config.Classes
	}
	tape := autograd.NewTape().Train(1)
	step := func() {
		tape.Reset()
		opt.ZeroGrad()
		loss := autograd.CrossEntropy(m.Forward(tape.Input(x)), labels, autograd.LossOptions{})
		autograd.Backward(loss)
		opt.Step()
	}
	step()
	fmapeak.GFLOPS()
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		step()
	}
	reportFLOPS(b, 3*flops(m.Config)*float64(batch))
	b.ReportMetric(float64(batch*b.N)/b.Elapsed().Seconds(), "images/s")
	b.ReportMetric(float64(tape.PeakBytes())/1e6, "peak-MB")
}

func BenchmarkTrainStep(b *testing.B) {
	for _, m := range models {
		b.Run(fmt.Sprintf("%s/b%d", m.name, m.batch), func(b *testing.B) {
			benchStep(b, newViT(b, m.c), m.batch)
		})
	}
	c := models[0]
	b.Run(fmt.Sprintf("%s-pathway/b%d", c.name, c.batch), func(b *testing.B) {
		m := newViT(b, c.c)
		if err := m2pt.Reparameterize(m, newViT(b, c.c), m2pt.Options{}); err != nil {
			b.Fatal(err)
		}
		benchStep(b, m, c.batch)
	})
}

// BenchmarkForward measures inference, batch 1 and the training batch.
func BenchmarkForward(b *testing.B) {
	for _, m := range models {
		for _, batch := range []int{1, m.batch} {
			b.Run(fmt.Sprintf("%s/b%d", m.name, batch), func(b *testing.B) {
				v, x := newViT(b, m.c), images(m.c, batch)
				tape := autograd.Inference()
				fmapeak.GFLOPS()
				b.ReportAllocs()
				b.ResetTimer()
				for i := 0; i < b.N; i++ {
					tape.Reset()
					v.Forward(tape.Input(x))
				}
				reportFLOPS(b, flops(m.c)*float64(batch))
			})
		}
	}
}
