package nn_test

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// trainSteps makes a few updates and returns all weights, one after another.
func trainSteps(t *testing.T, m *nn.ViT) []float32 {
	t.Helper()
	opt := optim.NewAdamW(optim.WeightDecayGroups(nn.Params(m), 0.05), optim.AdamConfig{LR: 1e-3})
	x := modeltest.Images(m.Config, 70)
	labels := make([]int, 70)
	for i := range labels {
		labels[i] = i % m.Config.Classes
	}
	tape := autograd.NewTape().Train(3)
	for i := 0; i < 3; i++ {
		tape.Reset()
		opt.ZeroGrad()
		autograd.Backward(autograd.CrossEntropy(m.Forward(tape.Input(x)), labels, autograd.LossOptions{LabelSmoothing: 0.1}))
		optim.ClipGradNorm(nn.Params(m), 1)
		opt.Step()
	}
	var all []float32
	for _, p := range nn.Params(m) {
		all = append(all, p.Param.Value.Data()...)
	}
	return all
}

// A training run gives the same bits on any number of threads and on any
// instruction set.
func TestTrainingBits(t *testing.T) {
	drop := func(c *nn.ViTConfig) { c.Dropout, c.DropPath = 0.1, 0.2 }
	want := trainSteps(t, modeltest.ViT(t, 1, drop))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(procs)
		modeltest.SameBits(t, fmt.Sprintf("%d threads", procs), trainSteps(t, modeltest.ViT(t, 1, drop)), want)
	}
	for _, l := range simd.Levels() {
		restore, err := simd.Use(l)
		if err != nil {
			t.Fatal(err)
		}
		got := trainSteps(t, modeltest.ViT(t, 1, drop))
		restore()
		modeltest.SameBits(t, l.String(), got, want)
	}
}

// A row's logits do not depend on the batch it sits in, on recording, or on
// what the tape was used for before.
func TestLogitsBits(t *testing.T) {
	for name, change := range map[string]func(*nn.ViTConfig){
		"class token": nil,
		"mean pool":   func(c *nn.ViTConfig) { c.MeanPool = true },
		"no bias":     func(c *nn.ViTConfig) { c.NoQKVBias = true },
		"overlap":     func(c *nn.ViTConfig) { c.Stride = [2]int{2, 3} },
		"tanh":        func(c *nn.ViTConfig) { c.GELUTanh = true },
	} {
		m := modeltest.ViT(t, 1, change)
		x := modeltest.Images(m.Config, 33)
		tape := autograd.Inference()
		want := m.Forward(tape.Input(x)).Value.Clone().Data()
		tape.Reset()
		modeltest.SameBits(t, name+", tape used again", m.Forward(tape.Input(x)).Value.Data(), want)
		modeltest.SameBits(t, name+", recording", m.Forward(autograd.NewTape().Input(x)).Value.Data(), want)
		per := x.Size() / 33
		for i := 0; i < 33; i++ {
			one := tensor.FromSlice(x.Data()[i*per:(i+1)*per], 1, 2, 12, 8)
			modeltest.SameBits(t, fmt.Sprintf("%s, row %d alone", name, i), m.Forward(autograd.Inference().Input(one)).Value.Data(), want[i*5:(i+1)*5])
		}
	}
}

// Inference keeps the activations of one block, whatever the depth.
func TestInferenceMemory(t *testing.T) {
	peak := func(depth int) int {
		m := modeltest.ViT(t, 1, func(c *nn.ViTConfig) { c.Depth = depth })
		tape := autograd.Inference()
		m.Forward(tape.Input(modeltest.Images(m.Config, 8)))
		return tape.PeakBytes()
	}
	if a, b := peak(2), peak(12); a != b {
		t.Errorf("12 blocks hold %d bytes at the peak, 2 blocks %d", b, a)
	}
}

func TestViTNames(t *testing.T) {
	m := modeltest.ViT(t, 1, func(c *nn.ViTConfig) { c.Depth = 1; c.MeanPool = true; c.NoQKVBias = true })
	var names []string
	for _, p := range nn.Params(m) {
		names = append(names, p.Name)
	}
	want := "cls_token pos_embed patch_embed.proj.weight patch_embed.proj.bias " +
		"blocks.0.norm1.weight blocks.0.norm1.bias blocks.0.attn.qkv.weight blocks.0.attn.proj.weight blocks.0.attn.proj.bias " +
		"blocks.0.norm2.weight blocks.0.norm2.bias blocks.0.mlp.fc1.weight blocks.0.mlp.fc1.bias blocks.0.mlp.fc2.weight blocks.0.mlp.fc2.bias " +
		"fc_norm.weight fc_norm.bias head.weight head.bias"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("names are\n%s\nwant\n%s", got, want)
	}
	for _, change := range []func(*nn.ViTConfig){nil, func(c *nn.ViTConfig) { c.NoQKVBias = true; c.MLPRatio = 2.5; c.Stride = [2]int{1, 2} }} {
		m := modeltest.ViT(t, 1, change)
		if got, want := m.Config.NumParams(), nn.CountParams(m); got != float64(want) {
			t.Errorf("NumParams says %v, the model has %d", got, want)
		}
	}
}

func TestViTConfigErrors(t *testing.T) {
	for word, change := range map[string]func(*nn.ViTConfig){
		"heads":      func(c *nn.ViTConfig) { c.Heads = 5 },
		"depth":      func(c *nn.ViTConfig) { c.Depth = 0 },
		"larger":     func(c *nn.ViTConfig) { c.Patch[1] = 9 },
		"channels":   func(c *nn.ViTConfig) { c.Channels = 1 << 30 },
		"mlp_ratio":  func(c *nn.ViTConfig) { c.MLPRatio = math.NaN() },
		"layer_norm": func(c *nn.ViTConfig) { c.Eps = -1 },
		"drop_path":  func(c *nn.ViTConfig) { c.DropPath = 1 },
		"mask_cols":  func(c *nn.ViTConfig) { c.MaskCols = 1 },
		"0 of 3":     func(c *nn.ViTConfig) { c.MaskRows = 0.7 },
	} {
		c := nn.ViTConfig{Image: [2]int{12, 8}, Patch: [2]int{4, 4}, Channels: 2, Dim: 24, Depth: 3, Heads: 3, Classes: 5}
		change(&c)
		if _, err := nn.NewViT(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
	m := modeltest.ViT(t, 1, nil)
	err := tensor.Catch(func() { m.Forward(autograd.Inference().Input(tensor.New(1, 2, 8, 12))) })
	if err == nil || !strings.Contains(err.Error(), "[1 2 8 12]") || !strings.Contains(err.Error(), "12, 8") {
		t.Errorf("an image of another size: %v", err)
	}
}

func TestSequential(t *testing.T) {
	m := nn.Sequential{nn.NewLinear(3, 4, true, tensor.NewRNG(1)), nn.Lambda(autograd.GELU), nn.Dropout(0.5), nn.DropPath(0.5), nn.NewLinear(4, 2, false, tensor.NewRNG(2))}
	if got := len(nn.Params(m)); got != 3 {
		t.Errorf("%d parameters, want 3", got)
	}
	x := tensor.New(5, 3).Normal(tensor.NewRNG(3), 0, 1)
	a := m.Forward(autograd.Inference().Input(x)).Value.Clone()
	b := m.Forward(autograd.NewTape().Train(1).Input(x)).Value
	if a.Dim(0) != 5 || a.Dim(1) != 2 {
		t.Errorf("result is %v", a.Shape())
	}
	differ := 0
	for i, v := range a.Data() {
		if b.Data()[i] != v {
			differ++
		}
	}
	if differ == 0 {
		t.Error("dropout did nothing while training")
	}
}
