package modeltest

import (
	"runtime"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
)

// This file: models that are trained for some steps.

// Fit trains m with AdamW and a weight decay of 0.05, and returns the loss of each step.
// loss builds that of a step, numbered from 0, on the tape.
func Fit(m nn.Module, lr float64, steps int, loss func(step int, tape *autograd.Tape) *autograd.Var) []float32 {
	opt := optim.NewAdamW(optim.WeightDecayGroups(nn.Params(m), 0.05), optim.AdamConfig{LR: lr})
	tape := autograd.NewTape().Train(1)
	losses := make([]float32, steps)
	for step := range losses {
		tape.Reset()
		opt.ZeroGrad()
		l := loss(step, tape)
		losses[step] = l.Value.Item()
		autograd.Backward(l)
		opt.Step()
	}
	return losses
}

// SameOnThreads checks that a model of run has the same weights on any number of threads.
func SameOnThreads(t *testing.T, run func() nn.Module) {
	t.Helper()
	on := func(threads int) map[string][]float32 {
		old := runtime.GOMAXPROCS(threads)
		defer runtime.GOMAXPROCS(old)
		return Values(run())
	}
	want := on(1)
	for _, n := range []int{2, 8} {
		for name, v := range on(n) {
			SameBits(t, name, v, want[name])
		}
	}
}
