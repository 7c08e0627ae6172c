package main

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// flops returns the operations of the matrix products that Pathway does for
// one image, going forward or in a training step, as a profile counts them.
// They are fewer than ViTConfig.ForwardFLOPs, and three times as many: the last
// block computes the class token alone. A share of the peak must not count what
// was left out.
func flops(c nn.ViTConfig, train bool) (sum float64, err error) {
	m, err := nn.NewViT(c, nil)
	if err != nil {
		return 0, err
	}
	p := new(autograd.Profile)
	tape := autograd.Inference()
	if train {
		tape = autograd.NewTape()
	}
	x := tensor.New(1, c.Channels, c.Image[0], c.Image[1])
	logits := m.Forward(tape.Profile(p).Input(x))
	if train {
		autograd.Backward(autograd.CrossEntropy(logits, []int{0}, autograd.LossOptions{}))
	}
	p.Stop()
	for _, r := range p.Rows() {
		sum += r.FLOPs
	}
	return sum, nil
}
