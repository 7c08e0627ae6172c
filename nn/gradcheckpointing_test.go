package nn_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// Training with GradCheckpointing gives the weights that training without
// gives, on any number of threads.
func TestGradCheckpointingBits(t *testing.T) {
	for name, change := range map[string]func(*nn.ViTConfig){
		"random":    func(c *nn.ViTConfig) { c.Dropout, c.DropPath = 0.1, 0.3 },
		"mean pool": func(c *nn.ViTConfig) { c.MeanPool, c.GELUTanh = true, true },
		"a part":    func(c *nn.ViTConfig) { c.MaskRows, c.MaskCols, c.Dropout = 0.3, 0.5, 0.1 },
	} {
		want := trainSteps(t, modeltest.ViT(t, 1, change))
		for _, threads := range []int{1, 2, 3} {
			m := modeltest.ViT(t, 1, change)
			m.GradCheckpointing = true
			old := runtime.GOMAXPROCS(threads)
			got := trainSteps(t, m)
			runtime.GOMAXPROCS(old)
			modeltest.SameBits(t, fmt.Sprintf("%s, %d threads", name, threads), got, want)
		}
	}
}

// trainer returns a step of training, and its tape.
func trainer(m *nn.ViT, batch int) (step func(), tape *autograd.Tape) {
	x, labels := modeltest.Images(m.Config, batch), make([]int, batch)
	opt := optim.NewAdamW(optim.WeightDecayGroups(nn.Params(m), 0.05), optim.AdamConfig{LR: 1e-3})
	tape = autograd.NewTape().Train(3)
	return func() {
		tape.Reset()
		opt.ZeroGrad()
		autograd.Backward(autograd.CrossEntropy(m.Forward(tape.Input(x)), labels, autograd.LossOptions{}))
		opt.Step()
	}, tape
}

// Checkpoints take less than half of a deep model's memory. Without them the
// blocks keep what their gradients read.
func TestTrainingMemory(t *testing.T) {
	peak := func(depth int, checkpoint bool) int {
		m := modeltest.ViT(t, 1, func(c *nn.ViTConfig) { c.Depth, c.Dropout = depth, 0.1 })
		m.GradCheckpointing = checkpoint
		step, tape := trainer(m, 32)
		step()
		return tape.PeakBytes()
	}
	if with, without := peak(16, true), peak(16, false); 2*with > without {
		t.Errorf("%d bytes with checkpoints, %d without: want half at most", with, without)
	}
	// One more block: the tokens x (1, for norm1), qkv 3, attention 1, x (1,
	// for norm2), the hidden layer before GELU 4, and each dropout's mask 1, 4,
	// 1 and its result 4, in tokens; sizes are rounded up by an eighth at most.
	const tokens = 4 * 32 * 7 * 24
	if per := (peak(16, false) - peak(4, false)) / 12; per > tokens*20*9/8 {
		t.Errorf("a block keeps %d bytes, %.1f times its tokens: want 20 times", per, float64(per)/tokens)
	}
}

func TestWarmStepAllocations(t *testing.T) {
	if race.Enabled {
		t.Skip("under the race detector the pools forget at random")
	}
	for _, checkpoint := range []bool{false, true} {
		for _, masked := range []float64{0, 0.4} {
			m := modeltest.ViT(t, 1, func(c *nn.ViTConfig) { c.Dropout, c.DropPath, c.MaskRows, c.MaskCols = 0.1, 0.1, masked, masked })
			m.GradCheckpointing = checkpoint
			step, _ := trainer(m, 16)
			step()
			step()
			if n := testing.AllocsPerRun(20, step); n > 20 {
				t.Errorf("checkpoints %v, masked %v: %v allocations a step, want at most 20", checkpoint, masked, n)
			}
		}
	}
}

// A checkpointed model infers as a plain one does.
func TestGradCheckpointingInference(t *testing.T) {
	m := modeltest.ViT(t, 1, nil)
	x := modeltest.Images(m.Config, 3)
	want := m.Forward(autograd.Inference().Input(x)).Value.Clone()
	m.GradCheckpointing = true
	tape := autograd.Inference()
	modeltest.SameBits(t, "logits", m.Forward(tape.Input(x)).Value.Data(), want.Data())
	if y := m.Forward(autograd.NewTape().Input(x)); !tensor.SameShape(y.Value, want) || !y.RequiresGrad() {
		t.Error("the recorded logits want no gradient")
	}
}
