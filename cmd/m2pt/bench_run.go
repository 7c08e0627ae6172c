package main

import (
	"context"
	"runtime"
	"sort"
	"time"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// This file: how bench measures a model.

// benchWarmUp is the number of steps before time is measured. They fill the memory of
// the tape and of the optimizer, and the caches.
const benchWarmUp = 2

// benchRun is a model that is measured, and what has been measured.
type benchRun struct {
	model   *m2pt.Model
	x       *tensor.Tensor
	targets []int
	tape    *autograd.Tape
	opt     optim.Optimizer // nil: inference
	profile *autograd.Profile

	took   []time.Duration // of each step
	allocs float64         // per step
}

func newBenchRun(m *m2pt.Model, batch int, training bool) *benchRun {
	b := &benchRun{
		model:   m,
		x:       tensor.New(append([]int{batch}, m.Config.InputShape()...)...).Normal(tensor.NewRNG(3), 0, 1),
		targets: make([]int, batch*m.Config.Targets()),
		tape:    autograd.Inference(),
		took:    make([]time.Duration, 0, 1<<12),
	}
	if classes := m.Config.NumClasses(); m.Config.Masked == nil {
		for i := range b.targets {
			b.targets[i] = i * 7 % classes
		}
	}
	if training {
		b.tape = autograd.NewTape().Train(1)
		b.opt = optim.NewAdamW(optim.WeightDecayGroups(nn.Params(m.Net), 0.05), optim.AdamConfig{LR: 1e-4})
	} else {
		nn.Pack(m.Net) // as a resident Predictor does
	}
	return b
}

// step runs the model once over the batch.
func (b *benchRun) step() {
	b.tape.Reset()
	x := b.tape.Input(b.x)
	var y *autograd.Var
	net, masked := b.model.Net.(nn.Autoencoder)
	if masked {
		y = nn.MaskedLoss(net, x)
	} else {
		y = b.model.Net.Forward(x)
	}
	if b.opt != nil {
		b.opt.ZeroGrad()
		if !masked {
			y = nn.CrossEntropy(y, b.targets, autograd.LossOptions{})
		}
		autograd.Backward(y)
		b.profile.Section("optimizer")
		b.opt.Step()
	}
	b.profile.Stop()
}

// run measures so many steps. If that is 0, it measures for a duration.
func (b *benchRun) run(ctx context.Context, d time.Duration, steps int) error {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for begin := time.Now(); ; {
		if ctx.Err() != nil {
			return train.ErrInterrupted
		}
		start := time.Now()
		b.step()
		now := time.Now()
		b.took = append(b.took, now.Sub(start))
		if steps > 0 && len(b.took) == steps || steps == 0 && now.Sub(begin) >= d {
			break
		}
	}
	runtime.ReadMemStats(&after)
	b.allocs = float64(after.Mallocs-before.Mallocs) / float64(len(b.took))
	return nil
}

// flops returns the number of operations of a step. It is known for classifiers on a
// ViT alone; 0: unknown.
func (b *benchRun) flops() float64 {
	c := b.model.Config
	if c.ViT() == nil || c.Masked != nil || c.Segment != nil {
		return 0
	}
	f := c.ViT().ForwardFLOPs() * float64(b.x.Dim(0))
	if b.opt != nil {
		f *= 3
	}
	return f
}

func medianDuration(d []time.Duration) time.Duration {
	d = append([]time.Duration(nil), d...)
	sort.Slice(d, func(i, j int) bool { return d[i] < d[j] })
	return d[len(d)/2]
}
