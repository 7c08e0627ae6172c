package bench

import (
	"fmt"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
)

// BenchmarkTrainStep measures forward, cross entropy, backward and AdamW; with
// /pathway through an auxiliary of the same shape whose weights are trained too.
func BenchmarkTrainStep(b *testing.B) {
	for _, m := range models {
		for _, batch := range m.train {
			name := fmt.Sprintf("%s/b%d", m.name, batch)
			b.Run(name, func(b *testing.B) { benchStep(b, newViT(b, m.c), batch) })
			b.Run(name+"/pathway", func(b *testing.B) { benchStep(b, withPathway(b, newViT(b, m.c)), batch) })
		}
	}
}

func benchStep(b *testing.B, m *nn.ViT, batch int) {
	opt := optim.NewAdamW(optim.WeightDecayGroups(nn.Params(m), 0.05), optim.AdamConfig{LR: 1e-3})
	x := images(m.Config, batch)
	labels := make([]int, batch)
	for i := range labels {
		labels[i] = i * 7 % m.Config.Classes
	}
	tape := autograd.NewTape().Train(1)
	benchModel(b, batch, flops(m, true), func() {
		tape.Reset()
		opt.ZeroGrad()
		loss := autograd.CrossEntropy(m.Forward(tape.Input(x)), labels, autograd.LossOptions{})
		autograd.Backward(loss)
		opt.Step()
	})
	b.ReportMetric(float64(tape.PeakBytes())/1e6, "peak-MB")
}
