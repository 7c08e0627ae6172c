package bench

import (
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/fmapeak"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: the models that are measured.

// models are Vision Transformers by name, with the batches they are measured
// with going forward and in training.
var models = []struct {
	name           string
	c              nn.ViTConfig
	forward, train []int
}{
	{"tiny", nn.ViTTiny(1000), []int{1, 8}, []int{8}},
	{"small", nn.ViTSmall(1000), []int{1, 8}, []int{8}},
	{"base", nn.ViTBase(1000), []int{1, 8}, nil},
	{"mini64", nn.ViTMini(64, 10), []int{1, 64}, []int{64}},
	{"mini128", nn.ViTMini(128, 10), []int{1, 64}, []int{64}},
}

func newViT(b *testing.B, c nn.ViTConfig) *nn.ViT {
	m, err := nn.NewViT(c, tensor.NewRNG(1))
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// withPathway connects m to an auxiliary of its own shape.
func withPathway(b *testing.B, m *nn.ViT) *nn.ViT {
	if err := m2pt.Reparameterize(m, newViT(b, m.Config), m2pt.Options{Lambda: 0.01}); err != nil {
		b.Fatal(err)
	}
	return m
}

func images(c nn.ViTConfig, batch int) *tensor.Tensor {
	return tensor.New(batch, c.Channels, c.Image[0], c.Image[1]).Normal(tensor.NewRNG(2), 0, 1)
}

// flops returns the operations of the matrix products that m does for one
// image, going forward or in a training step, as a profile counts them. They
// are fewer than ViTConfig.ForwardFLOPs, and three times as many: the last
// block computes the class token alone.
func flops(m *nn.ViT, train bool) (sum float64) {
	p := new(autograd.Profile)
	tape := autograd.Inference()
	if train {
		tape = autograd.NewTape()
	}
	logits := m.Forward(tape.Profile(p).Input(images(m.Config, 1)))
	if train {
		autograd.Backward(autograd.CrossEntropy(logits, []int{0}, autograd.LossOptions{}))
	}
	p.Stop()
	for _, r := range p.Rows() {
		sum += r.FLOPs
	}
	return sum
}

// benchModel measures step, which computes batch images at the given number of
// floating-point operations each. The first steps are not measured.
func benchModel(b *testing.B, batch int, flops float64, step func()) {
	step()
	step()
	fmapeak.GFLOPS()
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		step()
	}
	b.StopTimer()
	reportFLOPS(b, flops*float64(batch))
	b.ReportMetric(float64(batch*b.N)/b.Elapsed().Seconds(), "images/s")
}
