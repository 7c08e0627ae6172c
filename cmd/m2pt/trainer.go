package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train/recipe"
)

// checkpointFile is the name of the state to resume from, in a run's folder.
const checkpointFile = "checkpoint.safetensors"

// trainer trains one model. Its state is the model, the optimizer and
// progress; everything random is derived from the seed, the epoch and the
// place in the epoch, so a resumed run computes what an unbroken one does.
type trainer struct {
	label       string
	model       *m2pt.Model
	train, test source
	part        string                          // what test is
	recipe      recipe.Recipe                   // complete
	out         string                          // folder for checkpoints; "" keeps none
	every       int                             // steps between checkpoints; 0: only after an epoch
	watch       func(done float64, note string) // told of every epoch; nil: nobody
	show        *display

	params   []nn.NamedParam
	opt      nn.Optimizer
	ema      *nn.EMA // nil: none
	tape     *autograd.Tape
	slots    [2]batch // the present batch and the next
	progress progress
	profile  *autograd.Profile // nil: none
}

// progress is how far a run is: what a checkpoint holds besides tensors.
type progress struct {
	Epoch   int     `json:"epoch"` // epochs done
	Batch   int     `json:"batch"` // batches done in the next one
	Sum     sums    `json:"sums"`  // over those batches
	History history `json:"history"`
}

// sums are running totals of an epoch.
type sums struct {
	Samples int     `json:"samples"`
	Correct int     `json:"correct"`
	Targets int     `json:"targets,omitempty"` // that Correct is of; 0: Samples
	Loss    float64 `json:"loss"`
	Seconds float64 `json:"seconds"`
}

// accuracy is the share of what is correct.
func (s sums) accuracy() float64 {
	if s.Targets > 0 {
		return float64(s.Correct) / float64(s.Targets)
	}
	return float64(s.Correct) / float64(s.Samples)
}

// profiled makes p, unless it is nil, collect where the time of the run goes.
func (t *trainer) profiled(p *autograd.Profile) {
	t.profile = p
	t.tape.Profile(p)
}

// newTrainer prepares a run from the beginning.
func newTrainer(label string, m *m2pt.Model, train, test source, r recipe.Recipe, show *display) *trainer {
	t := &trainer{label: label, part: partName(false), model: m, train: train, test: test, recipe: r, show: show}
	t.params = nn.Params(m.Net)
	groups := nn.WeightDecayGroups(t.params, r.WeightDecay)
	if r.LayerDecay < 1 {
		_, depth, _ := m.Config.Size()
		groups = nn.LayerDecayGroups(t.params, depth, r.LayerDecay, r.WeightDecay)
	}
	if r.LambdaLR != 1 {
		groups = nn.ScaleLR(groups, "cross_modal_scale", r.LambdaLR)
	}
	t.opt = nn.NewAdamW(groups, nn.AdamConfig{LR: r.LR, Beta1: r.Betas[0], Beta2: r.Betas[1]})
	if r.EMA > 0 {
		t.ema = nn.NewEMA(t.params, r.EMA)
	}
	t.tape = autograd.NewTape().Train(r.Seed)
	for i := range t.slots {
		t.slots[i].room = newInputs(min(r.Batch, train.Len()), m.Config)
	}
	return t
}

// batch is a batch of prepared samples.
type batch struct {
	room    *tensor.Tensor // for the largest batch
	x       *tensor.Tensor
	targets []int          // what the outputs are compared with
	soft    *tensor.Tensor // the same of mixed samples; nil: targets say it
}

// fill prepares the samples idx, batch number at of an epoch.
func (t *trainer) fill(b *batch, idx []int, epoch, at int) {
	aug := &augment{t.recipe.Seed, uint64(epoch), &t.recipe}
	b.x = fillBatch(b.room, t.train, idx, aug)
	b.soft = nil
	if t.model.Config.Masked != nil {
		return
	}
	b.targets = t.train.Targets(b.targets, idx, aug)
	if mix := t.recipe.Mix(); mix.Mixup > 0 || mix.CutMix > 0 {
		b.soft = datasets.OneHot(nil, b.targets, len(t.model.Config.Classes), 0)
		mix.Apply(b.x, b.soft, uint64(epoch), uint64(at))
	}
}

// schedule is linear warm-up, then half a cosine, by fractions of an epoch.
func (t *trainer) schedule() nn.WarmupCosine {
	r := t.recipe
	return nn.WarmupCosine{Peak: r.LR, Floor: r.MinLR, Warmup: r.WarmupEpochs, Total: float64(r.Epochs)}
}

// runConfig identifies a run: a checkpoint is resumed by an equal one only.
func (t *trainer) runConfig() (json.RawMessage, error) {
	return json.Marshal(struct {
		Model   m2pt.Config   `json:"model"`
		Recipe  recipe.Recipe `json:"recipe"`
		Samples int           `json:"samples"`
	}{t.model.Config, t.recipe, t.train.Len()})
}

// run trains to the end, from the last checkpoint if there is one. When ctx
// ends it writes a checkpoint and returns errInterrupted.
func (t *trainer) run(ctx context.Context) error {
	if err := t.resume(); err != nil {
		return err
	}
	schedule := t.schedule()
	bar := t.show.bar(t.label, t.part, t.recipe.Epochs*t.train.Len(), t.progress.Epoch*t.train.Len()+t.progress.Sum.Samples)
	bar.masked = t.model.Config.Masked != nil
	defer bar.done()
	for t.progress.Epoch < t.recipe.Epochs {
		epoch := t.progress.Epoch
		batches := datasets.Batches(datasets.Order(t.train.Len(), t.recipe.Seed, uint64(epoch)), t.recipe.Batch, false)
		err := t.epoch(ctx, batches, bar, func(at int) float64 {
			return schedule.LR(float64(epoch) + float64(at)/float64(len(batches)))
		})
		if err != nil {
			return err
		}
		if err := t.endEpoch(ctx, bar); err != nil {
			return err
		}
	}
	t.swap() // the model of the run is the average
	return nil
}

// epoch makes the updates of the rest of an epoch, each at the learning rate
// lr(batch), while the next batch is prepared.
func (t *trainer) epoch(ctx context.Context, batches [][]int, bar *bar, lr func(at int) float64) error {
	epoch := t.progress.Epoch
	next := datasets.NewPrefetcher(t.progress.Batch, len(batches), func(slot, at int) {
		t.fill(&t.slots[slot], batches[at], epoch, at)
	})
	defer next.Stop()
	for t.progress.Batch < len(batches) {
		if ctx.Err() != nil {
			return t.interrupted()
		}
		start := time.Now()
		at := t.progress.Batch
		t.opt.SetLR(lr(at))
		t.profile.Section("data")
		slot, _ := next.Next()
		if err := t.step(&t.slots[slot], batches[at]); err != nil {
			return err
		}
		t.progress.Batch++
		t.progress.Sum.Seconds += time.Since(start).Seconds()
		bar.step(len(batches[at]), epoch, t.recipe.Epochs, t.progress.Sum)
		if t.every > 0 && t.progress.Batch%t.every == 0 && t.progress.Batch < len(batches) {
			if err := t.save(); err != nil {
				return err
			}
		}
	}
	return nil
}

// step makes one update from b, the samples idx.
func (t *trainer) step(b *batch, idx []int) error {
	epoch, batch := t.progress.Epoch, t.progress.Batch
	t.tape.Reset()
	t.tape.RNG().Seed(t.recipe.Seed, uint64(epoch), uint64(batch))
	y := forward(t.model, t.tape.Input(b.x), categoriesOf(t.model.Config, t.train, idx))
	loss := y // that of a masked autoencoder
	masked := t.model.Config.Masked != nil
	o := autograd.LossOptions{LabelSmoothing: float32(t.recipe.LabelSmoothing)}
	switch {
	case masked:
	case b.soft != nil:
		loss = autograd.CrossEntropySoft(y, b.soft, o)
	default:
		loss = crossEntropy(t.model.Config, y, b.targets, o)
	}
	l := float64(loss.Value.Item())
	norm := 0.0
	if !math.IsNaN(l) && !math.IsInf(l, 0) {
		t.opt.ZeroGrad()
		autograd.Backward(loss)
		t.profile.Section("clip")
		norm = nn.ClipGradNorm(t.params, t.clip())
	}
	if bad := l + norm; math.IsNaN(bad) || math.IsInf(bad, 0) {
		return t.diverged(l)
	}
	t.profile.Section("optimizer")
	t.opt.Step()
	if t.ema != nil {
		t.ema.UpdateAt(t.steps() + 1)
	}
	t.profile.Section("metrics")
	t.progress.Sum.Samples += len(idx)
	if !masked {
		hits, judged := matches(b.targets, likeliest(y.Value))
		t.progress.Sum.Correct += hits
		if t.model.Config.Segment != nil {
			t.progress.Sum.Targets += judged
		}
	}
	t.progress.Sum.Loss += l * float64(len(idx))
	t.profile.Stop()
	return nil
}

// clip is the largest gradient norm allowed.
func (t *trainer) clip() float64 {
	if t.recipe.Clip == 0 {
		return math.Inf(1)
	}
	return t.recipe.Clip
}

// diverged names the step and the state that can still be used.
func (t *trainer) diverged(loss float64) error {
	last := "there is no checkpoint yet"
	if path := t.checkpointPath(); path != "" {
		if _, err := os.Stat(path); err == nil {
			last = "the last good checkpoint is " + path
		}
	}
	what := fmt.Sprintf("the loss is %v", loss)
	if !math.IsNaN(loss) && !math.IsInf(loss, 0) {
		what = "the gradient is not finite"
	}
	return fmt.Errorf("training diverged: %s in epoch %d, batch %d; %s (try a smaller --lr)", what, t.progress.Epoch+1, t.progress.Batch+1, last)
}

// endEpoch records the epoch's figures and saves the state.
func (t *trainer) endEpoch(ctx context.Context, bar *bar) error {
	p := &t.progress
	row := record{
		Epoch: p.Epoch + 1, LR: t.opt.LR(),
		Loss:      p.Sum.Loss / float64(p.Sum.Samples),
		Accuracy:  p.Sum.accuracy(),
		PerSecond: float64(p.Sum.Samples) / p.Sum.Seconds,
	}
	if last := p.Epoch+1 == t.recipe.Epochs; t.test != nil && (last || (p.Epoch+1)%t.recipe.EvalEvery == 0) {
		t.profile.Section("evaluation")
		t.swap()
		e, err := evaluate(ctx, t.model, t.test, nil)
		t.swap()
		if errors.Is(err, errInterrupted) {
			return t.interrupted()
		}
		if err != nil {
			return err
		}
		row.Test = &e
	}
	p.History = append(p.History, row)
	p.Epoch, p.Batch, p.Sum = p.Epoch+1, 0, sums{}
	bar.epoch(row, t.recipe.Epochs)
	if t.watch != nil {
		t.watch(float64(p.Epoch)/float64(t.recipe.Epochs), fmt.Sprintf("epoch %d/%d, loss %.4f", p.Epoch, t.recipe.Epochs, row.Loss))
	}
	return t.save()
}

// swap exchanges the weights and their moving average, if there is one: before
// an evaluation and after it, and once when the run has ended.
func (t *trainer) swap() {
	if t.ema != nil {
		t.ema.Swap()
	}
}

func (t *trainer) interrupted() error {
	if t.out == "" {
		return errInterrupted
	}
	if err := t.save(); err != nil {
		return err
	}
	return fmt.Errorf("%w after %d of %d epochs; the same command goes on from %s", errInterrupted, t.progress.Epoch, t.recipe.Epochs, t.checkpointPath())
}

func (t *trainer) checkpointPath() string {
	if t.out == "" {
		return ""
	}
	return filepath.Join(t.out, checkpointFile)
}

// save writes the checkpoint and the metrics so far.
func (t *trainer) save() error {
	if t.out == "" {
		return nil
	}
	t.profile.Section("checkpoint")
	defer t.profile.Stop()
	config, err := t.runConfig()
	if err != nil {
		return err
	}
	extra, err := json.Marshal(t.progress)
	if err != nil {
		return err
	}
	schedule := t.schedule()
	var average []tensor.Named
	if t.ema != nil {
		average = t.ema.State()
	}
	err = nn.SaveCheckpoint(t.checkpointPath(), &nn.Checkpoint{
		Step: t.steps(), Epoch: t.progress.Epoch, Config: config, Extra: extra, Schedule: &schedule,
		Model: nn.StateDict(t.model.Net), Optimizer: t.opt.State(), EMA: average,
	})
	if err != nil {
		return err
	}
	return t.progress.History.write(t.out)
}

// steps is the number of updates made.
func (t *trainer) steps() int64 {
	perEpoch := (t.train.Len() + t.recipe.Batch - 1) / t.recipe.Batch
	return int64(t.progress.Epoch*perEpoch + t.progress.Batch)
}

// resume restores the checkpoint of the run's folder, if there is one.
func (t *trainer) resume() error {
	if t.out == "" {
		return nil
	}
	path := t.checkpointPath()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	c, err := nn.LoadCheckpoint(path)
	if err != nil {
		return fmt.Errorf("%w (use --overwrite to begin anew)", err)
	}
	config, err := t.runConfig()
	if err != nil {
		return err
	}
	if !bytes.Equal(config, c.Config) {
		return fmt.Errorf("%s belongs to a run with other settings: choose another --out, or --overwrite to begin anew", path)
	}
	var p progress
	if err := json.Unmarshal(c.Extra, &p); err != nil {
		return fmt.Errorf("%s: progress: %w", path, err)
	}
	if err := c.Restore(t.model.Net, t.opt, t.ema); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	t.progress = p
	t.show.printf("resuming %s after %d of %d epochs\n", t.label, p.Epoch, t.recipe.Epochs)
	return nil
}

// newInputs returns memory for a batch of inputs of a model.
func newInputs(batch int, c m2pt.Config) *tensor.Tensor {
	return tensor.New(append([]int{batch}, c.InputShape()...)...)
}

// fillBatch prepares the samples idx in the memory of buf, which holds the
// largest batch.
func fillBatch(buf *tensor.Tensor, s source, idx []int, aug *augment) *tensor.Tensor {
	per := buf.Size() / buf.Dim(0)
	x := tensor.FromSlice(buf.Data()[:len(idx)*per], append([]int{len(idx)}, buf.Shape()[1:]...)...)
	s.Batch(x, idx, aug)
	return x
}

// pick returns v[i] for each i of idx, in dst if it has room.
func pick(dst, v, idx []int) []int {
	dst = dst[:0]
	for _, i := range idx {
		dst = append(dst, v[i])
	}
	return dst
}
