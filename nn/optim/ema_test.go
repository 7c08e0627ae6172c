package optim_test

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/checkpoint"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// TestEMA follows the average of a weight that jumps from 1 to 3: it is
// 3 − 2·decayⁿ after n updates; a weight that stays has itself as average.
func TestEMA(t *testing.T) {
	moving, still := modeltest.Named("moving", 3000), modeltest.Named("still", 5)
	moving.Param.Value.Fill(1)
	still.Param.Value.Fill(0.1)
	params := []nn.NamedParam{moving, still}
	e := optim.NewEMA(params, 0.9)
	moving.Param.Value.Fill(3)
	want := 1.0
	for n := 1; n <= 20; n++ {
		e.Update()
		want = 3 - 2*math.Pow(0.9, float64(n))
		state := e.State()
		for _, i := range []int{0, 1023, 1024, 2999} {
			if got := float64(state[0].Tensor.Data()[i]); math.Abs(got-want) > 1e-6 {
				t.Fatalf("update %d, element %d: average %v, want %v", n, i, got, want)
			}
		}
		if got := state[1].Tensor.At(4); got != 0.1 {
			t.Fatalf("update %d: average of a still weight %v, want 0.1", n, got)
		}
	}

	e.Swap()
	if got := float64(moving.Param.Value.At(2000)); math.Abs(got-want) > 1e-6 {
		t.Errorf("swapped in: weight %v, want %v", got, want)
	}
	modeltest.MustPanic(t, "Swap back", e.Update)
	modeltest.MustPanic(t, "Swap back", func() { e.CopyTo(params) })
	modeltest.MustPanic(t, "Swap back", func() { e.State() })
	e.Swap()
	if got := moving.Param.Value.At(2000); got != 3 {
		t.Errorf("swapped back: weight %v, want 3", got)
	}

	other := []nn.NamedParam{modeltest.Named("a", 3000), modeltest.Named("b", 5)}
	e.CopyTo(other)
	if got := float64(other[0].Param.Value.At(2999)); math.Abs(got-want) > 1e-6 {
		t.Errorf("copied: weight %v, want %v", got, want)
	}
}

func TestEMAMisuse(t *testing.T) {
	params := []nn.NamedParam{modeltest.Named("a", 3)}
	e := optim.NewEMA(params, 0.5)
	modeltest.MustPanic(t, "step -1", func() { e.UpdateAt(-1) })
	modeltest.MustPanic(t, "decay 1 is not in [0, 1)", func() { optim.NewEMA(params, 1) })
	modeltest.MustPanic(t, "2 parameters, the average has 1", func() { e.CopyTo([]nn.NamedParam{params[0], params[0]}) })
	modeltest.MustPanic(t, "EMA.CopyTo: [4], [3]: want the shape of the average of a", func() { e.CopyTo([]nn.NamedParam{modeltest.Named("a", 4)}) })
	if err := e.LoadState([]tensor.Named{{Name: "a", Tensor: tensor.New(4)}}); err == nil {
		t.Error("a state of another shape was loaded")
	}
}

// TestEMAUpdateAt: early updates forget faster, later ones are Update's.
func TestEMAUpdateAt(t *testing.T) {
	w := modeltest.Named("w", 2)
	e := optim.NewEMA([]nn.NamedParam{w}, 0.9)
	w.Param.Value.Fill(1)
	want := 0.0
	for step := int64(1); step <= 200; step++ {
		e.UpdateAt(step)
		want += (1 - min(0.9, float64(1+step)/float64(10+step))) * (1 - want)
		if got := float64(e.State()[0].Tensor.At(1)); math.Abs(got-want) > 1e-6 {
			t.Fatalf("step %d: average %v, want %v", step, got, want)
		}
		if step == 1 && math.Abs(want-9.0/11) > 1e-12 {
			t.Errorf("the first update gives %v", want)
		}
	}
	e.Swap()
	modeltest.MustPanic(t, "EMA.UpdateAt: the average is swapped into the model", func() { e.UpdateAt(1) })
	e.Swap()
	later, update := optim.NewEMA([]nn.NamedParam{w}, 0.5), optim.NewEMA([]nn.NamedParam{w}, 0.5)
	w.Param.Value.Fill(3)
	later.UpdateAt(1000)
	update.Update()
	if !slices.Equal(later.State()[0].Tensor.Data(), update.State()[0].Tensor.Data()) {
		t.Error("a late update is not Update")
	}
}

// averagedRun trains a model for steps updates and evaluates its average after
// each. With stop it is saved to a file after that many, and goes on in another
// model from that file. It returns the logits of the averages, the last weights
// and the last average.
func averagedRun(t *testing.T, steps, stop int) (logits [][]float32, weights, average []float32) {
	t.Helper()
	begin := func() (*nn.ViT, optim.Optimizer, *optim.EMA) {
		m := modeltest.ViT(t, 1, func(c *nn.ViTConfig) { c.Depth = 1 })
		return m, optim.NewAdamW(optim.WeightDecayGroups(nn.Params(m), 0.05), optim.AdamConfig{LR: 1e-2}), optim.NewEMA(nn.Params(m), 0.6)
	}
	m, opt, ema := begin()
	x, labels := modeltest.Images(m.Config, 4), []int{0, 1, 2, 0}
	tape := autograd.NewTape().Train(3)
	for step := 1; step <= steps; step++ {
		tape.Reset()
		opt.ZeroGrad()
		autograd.Backward(autograd.CrossEntropy(m.Forward(tape.Input(x)), labels, autograd.LossOptions{}))
		opt.Step()
		ema.UpdateAt(int64(step))
		ema.Swap()
		logits = append(logits, slices.Clone(nn.Predict(m, x).Data()))
		ema.Swap()
		if step != stop {
			continue
		}
		path := filepath.Join(t.TempDir(), "run.ckpt")
		if err := checkpoint.Save(path, &checkpoint.State{Model: nn.StateDict(m), Optimizer: opt.State(), EMA: ema.State()}); err != nil {
			t.Fatal(err)
		}
		m, opt, ema = begin()
		c, err := checkpoint.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Restore(m, opt, ema); err != nil {
			t.Fatal(err)
		}
	}
	for i, p := range nn.Params(m) {
		weights = append(weights, p.Param.Value.Data()...)
		average = append(average, ema.State()[i].Tensor.Data()...)
	}
	return logits, weights, average
}

// TestEMAEvaluatedAndResumed: evaluating the average leaves training alone, and
// a run that was saved and resumed computes the same averages, bit for bit.
func TestEMAEvaluatedAndResumed(t *testing.T) {
	logits, weights, average := averagedRun(t, 6, 0)
	again, resumed, resumedAverage := averagedRun(t, 6, 3)
	for i := range logits {
		if !slices.Equal(logits[i], again[i]) {
			t.Errorf("the average gives other logits after step %d", i+1)
		}
	}
	if !slices.Equal(weights, resumed) || !slices.Equal(average, resumedAverage) {
		t.Error("the resumed run ends with other weights or another average")
	}
	if slices.Equal(weights, average) || slices.Equal(logits[0], logits[5]) {
		t.Error("the average is the weights, or stands still")
	}

	// The logits are those of a model that holds the average alone.
	m := modeltest.ViT(t, 1, func(c *nn.ViTConfig) { c.Depth = 1 })
	at := 0
	for _, p := range nn.Params(m) {
		at += copy(p.Param.Value.Data(), average[at:])
	}
	if !slices.Equal(nn.Predict(m, modeltest.Images(m.Config, 4)).Data(), logits[5]) {
		t.Error("Swap evaluates something else than the average")
	}
}
