package train

import (
	"context"
	"math"
	"slices"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// This file: a batch on its way from the set to the optimizer.

// batch is a batch of prepared samples.
type batch struct {
	inputs     inputs
	x          *tensor.Tensor
	categories []int          // for a segmenter that takes them
	targets    []int          // what the outputs are compared with
	soft       *tensor.Tensor // the same of mixed samples; nil: targets say it
}

// fill prepares the samples idx of set, batch number at of an epoch.
func (t *Trainer) fill(b *batch, set datasets.Set, idx []int, epoch, at int) {
	b.x = b.inputs.of(len(idx))
	set.Batch(b.x, idx)
	b.soft = nil
	c := t.model.Config
	if c.Masked != nil {
		return
	}
	b.categories = Categories(c, set, b.categories, idx)
	b.targets = set.Targets(b.targets, idx)
	if mix := t.recipe.Mix(); mix.Mixup > 0 || mix.CutMix > 0 {
		b.soft = augment.OneHot(nil, b.targets, len(c.Classes), 0)
		mix.Apply(b.x, b.soft, uint64(epoch), uint64(at))
	}
}

// step makes one update from b. When ctx ends before the optimizer begins, step leaves
// what it does, at once and within the model: nothing has changed then, and the error is
// that of ctx.
func (t *Trainer) step(ctx context.Context, b *batch) error {
	p := t.options.Profile
	if t.void(b) {
		// The mean over nothing is no number. Such a batch has no loss and no gradient,
		// and the model stays as it is.
		t.state.Sum.Samples += b.x.Dim(0)
		t.state.Sum.Void += b.x.Dim(0)
		return nil
	}
	var outputs *autograd.Var
	l, norm := 0.0, 0.0
	t.statistics.keep()
	if !t.tape.Until(ctx.Done(), func() {
		t.tape.Reset()
		t.tape.RNG().Seed(t.recipe.Seed, uint64(t.state.Epoch), uint64(t.state.Batch))
		var loss *autograd.Var
		loss, outputs = t.loss(b)
		if l = float64(loss.Value.Item()); finite(l) {
			t.opt.ZeroGrad()
			autograd.Backward(loss)
			p.Section("clip")
			norm = optim.ClipGradNorm(t.params, t.clip())
		}
	}) {
		t.statistics.restore()
		return ctx.Err()
	}
	if !finite(l) || !finite(norm) {
		return &DivergedError{Epoch: t.state.Epoch + 1, Batch: t.state.Batch + 1, Loss: l, Samples: !finiteAll(b.x.Data()), Checkpoint: t.lastCheckpoint()}
	}
	p.Section("optimizer")
	t.opt.Step()
	if t.ema != nil {
		t.ema.UpdateAt(t.steps() + 1)
	}
	p.Section("metrics")
	t.count(b, outputs, l)
	p.Stop()
	return nil
}

// void reports whether nothing of b has a label, as where all pixels of a mask are
// ignored.
func (t *Trainer) void(b *batch) bool {
	if t.model.Config.Masked != nil || b.soft != nil {
		return false
	}
	return !slices.ContainsFunc(b.targets, func(label int) bool { return label != autograd.IgnoreLabel })
}

// loss returns the loss of b, and the outputs that it compares with the targets,
// nil for an autoencoder.
func (t *Trainer) loss(b *batch) (loss, outputs *autograd.Var) {
	x := t.tape.Input(b.x)
	if net, ok := t.model.Net.(nn.Autoencoder); ok {
		return nn.MaskedLoss(net, x), nil
	}
	outputs = t.model.Forward(x, b.categories)
	o := autograd.LossOptions{LabelSmoothing: float32(t.recipe.LabelSmoothing)}
	if b.soft != nil {
		return autograd.CrossEntropySoft(outputs, b.soft, o), outputs
	}
	return nn.CrossEntropy(outputs, b.targets, o), outputs
}

// count adds a batch with the mean loss l to the sums of the epoch. Its
// accuracy is that of all classes, also where a segmenter takes a category.
func (t *Trainer) count(b *batch, outputs *autograd.Var, l float64) {
	s, n := &t.state.Sum, b.x.Dim(0)
	s.Samples += n
	s.Loss += l * float64(n)
	c := t.model.Config
	if outputs == nil {
		return
	}
	hits, judged := matches(b.targets, Given(c, outputs.Value, nil))
	s.Correct += hits
	if c.Segment != nil {
		s.Targets += judged
	}
}

// finiteAll reports whether all values are finite numbers.
func finiteAll(values []float32) bool {
	return !slices.ContainsFunc(values, func(v float32) bool { return !finite(float64(v)) })
}

// finite reports whether v is a number, and no infinite one.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
