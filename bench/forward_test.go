package bench

import (
	"fmt"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
)

// BenchmarkViTForward measures inference as a resident Predictor does it, with
// packed weights.
func BenchmarkViTForward(b *testing.B) {
	for _, m := range models {
		for _, batch := range m.forward {
			b.Run(fmt.Sprintf("%s/b%d", m.name, batch), func(b *testing.B) { benchForward(b, newViT(b, m.c), batch) })
		}
	}
}

// BenchmarkMerged sets a merged model beside the plain one that it must be as
// fast as, and beside the pathway before the merge.
func BenchmarkMerged(b *testing.B) {
	c := nn.ViTMini(128, 10)
	b.Run("plain", func(b *testing.B) { benchForward(b, newViT(b, c), 64) })
	b.Run("merged", func(b *testing.B) { benchForward(b, m2pt.Merge(withPathway(b, newViT(b, c))).(*nn.ViT), 64) })
	b.Run("pathway", func(b *testing.B) { benchForward(b, withPathway(b, newViT(b, c)), 64) })
}

func benchForward(b *testing.B, m *nn.ViT, batch int) {
	x, work := images(m.Config, batch), flops(m, false)
	nn.Pack(m) // as a Predictor does
	tape := autograd.Inference()
	benchModel(b, batch, work, func() {
		tape.Reset()
		m.Forward(tape.Input(x))
	})
	b.ReportMetric(float64(tape.PeakBytes())/1e6, "peak-MB")
}
