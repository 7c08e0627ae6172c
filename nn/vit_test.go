package nn

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

func testViT(t *testing.T, change func(*ViTConfig)) *ViT {
	t.Helper()
	c := ViTConfig{Image: [2]int{12, 8}, Patch: [2]int{4, 4}, Channels: 2, Dim: 24, Depth: 3, Heads: 3, Classes: 5}
	if change != nil {
		change(&c)
	}
	m, err := NewViT(c, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func testImages(m *ViT, batch int) *tensor.Tensor {
	c := m.Config
	return tensor.New(batch, c.Channels, c.Image[0], c.Image[1]).Normal(tensor.NewRNG(2), 0, 1)
}

func equalBits(t *testing.T, what string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d elements, want %d", what, len(got), len(want))
	}
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

// trainSteps makes a few updates and returns all weights, one after another.
func trainSteps(t *testing.T, m *ViT) []float32 {
	t.Helper()
	opt := NewAdamW(WeightDecayGroups(Params(m), 0.05), AdamConfig{LR: 1e-3})
	x := testImages(m, 70)
	labels := make([]int, 70)
	for i := range labels {
		labels[i] = i % m.Config.Classes
	}
	tape := autograd.NewTape().Train(3)
	for i := 0; i < 3; i++ {
		tape.Reset()
		opt.ZeroGrad()
		autograd.Backward(autograd.CrossEntropy(m.Forward(tape.Input(x)), labels, autograd.LossOptions{LabelSmoothing: 0.1}))
		ClipGradNorm(Params(m), 1)
		opt.Step()
	}
	var all []float32
	for _, p := range Params(m) {
		all = append(all, p.Param.Value.Data()...)
	}
	return all
}

// A training run gives the same bits on any number of threads and on any
// instruction set.
func TestTrainingBits(t *testing.T) {
	drop := func(c *ViTConfig) { c.Dropout, c.DropPath = 0.1, 0.2 }
	want := trainSteps(t, testViT(t, drop))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(procs)
		equalBits(t, fmt.Sprintf("%d threads", procs), trainSteps(t, testViT(t, drop)), want)
	}
	for _, l := range simd.Levels() {
		restore, err := simd.Use(l)
		if err != nil {
			t.Fatal(err)
		}
		got := trainSteps(t, testViT(t, drop))
		restore()
		equalBits(t, l.String(), got, want)
	}
}

// A row's logits do not depend on the batch it sits in, on recording, or on
// what the tape was used for before.
func TestLogitsBits(t *testing.T) {
	for name, change := range map[string]func(*ViTConfig){
		"class token": nil,
		"mean pool":   func(c *ViTConfig) { c.MeanPool = true },
		"no bias":     func(c *ViTConfig) { c.NoQKVBias = true },
		"overlap":     func(c *ViTConfig) { c.Stride = [2]int{2, 3} },
		"tanh":        func(c *ViTConfig) { c.GELUTanh = true },
	} {
		m := testViT(t, change)
		x := testImages(m, 33)
		tape := autograd.Inference()
		want := m.Forward(tape.Input(x)).Value.Clone().Data()
		tape.Reset()
		equalBits(t, name+", tape used again", m.Forward(tape.Input(x)).Value.Data(), want)
		equalBits(t, name+", recording", m.Forward(autograd.NewTape().Input(x)).Value.Data(), want)
		per := x.Size() / 33
		for i := 0; i < 33; i++ {
			one := tensor.FromSlice(x.Data()[i*per:(i+1)*per], 1, 2, 12, 8)
			equalBits(t, fmt.Sprintf("%s, row %d alone", name, i), m.Forward(autograd.Inference().Input(one)).Value.Data(), want[i*5:(i+1)*5])
		}
	}
}

// Inference keeps the activations of one block, whatever the depth.
func TestInferenceMemory(t *testing.T) {
	peak := func(depth int) int {
		m := testViT(t, func(c *ViTConfig) { c.Depth = depth })
		tape := autograd.Inference()
		m.Forward(tape.Input(testImages(m, 8)))
		return tape.PeakBytes()
	}
	if a, b := peak(2), peak(12); a != b {
		t.Errorf("12 blocks hold %d bytes at the peak, 2 blocks %d", b, a)
	}
}

func TestViTNames(t *testing.T) {
	m := testViT(t, func(c *ViTConfig) { c.Depth = 1; c.MeanPool = true; c.NoQKVBias = true })
	var names []string
	for _, p := range Params(m) {
		names = append(names, p.Name)
	}
	want := "cls_token pos_embed patch_embed.proj.weight patch_embed.proj.bias " +
		"blocks.0.norm1.weight blocks.0.norm1.bias blocks.0.attn.qkv.weight blocks.0.attn.proj.weight blocks.0.attn.proj.bias " +
		"blocks.0.norm2.weight blocks.0.norm2.bias blocks.0.mlp.fc1.weight blocks.0.mlp.fc1.bias blocks.0.mlp.fc2.weight blocks.0.mlp.fc2.bias " +
		"fc_norm.weight fc_norm.bias head.weight head.bias"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("names are\n%s\nwant\n%s", got, want)
	}
	for _, change := range []func(*ViTConfig){nil, func(c *ViTConfig) { c.NoQKVBias = true; c.MLPRatio = 2.5; c.Stride = [2]int{1, 2} }} {
		m := testViT(t, change)
		if got, want := m.Config.NumParams(), CountParams(m); got != float64(want) {
			t.Errorf("NumParams says %v, the model has %d", got, want)
		}
	}
}

func TestViTConfigErrors(t *testing.T) {
	for word, change := range map[string]func(*ViTConfig){
		"heads":      func(c *ViTConfig) { c.Heads = 5 },
		"depth":      func(c *ViTConfig) { c.Depth = 0 },
		"larger":     func(c *ViTConfig) { c.Patch[1] = 9 },
		"channels":   func(c *ViTConfig) { c.Channels = 1 << 30 },
		"mlp_ratio":  func(c *ViTConfig) { c.MLPRatio = math.NaN() },
		"layer_norm": func(c *ViTConfig) { c.Eps = -1 },
		"drop_path":  func(c *ViTConfig) { c.DropPath = 1 },
		"mask_cols":  func(c *ViTConfig) { c.MaskCols = 1 },
		"0 of 3":     func(c *ViTConfig) { c.MaskRows = 0.7 },
	} {
		c := ViTConfig{Image: [2]int{12, 8}, Patch: [2]int{4, 4}, Channels: 2, Dim: 24, Depth: 3, Heads: 3, Classes: 5}
		change(&c)
		if _, err := NewViT(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
	m := testViT(t, nil)
	err := tensor.Catch(func() { m.Forward(autograd.Inference().Input(tensor.New(1, 2, 8, 12))) })
	if err == nil || !strings.Contains(err.Error(), "[1 2 8 12]") || !strings.Contains(err.Error(), "12, 8") {
		t.Errorf("an image of another size: %v", err)
	}
}

func TestSequential(t *testing.T) {
	m := Sequential{NewLinear(3, 4, true, tensor.NewRNG(1)), Lambda(autograd.GELU), Dropout(0.5), DropPath(0.5), NewLinear(4, 2, false, tensor.NewRNG(2))}
	if got := len(Params(m)); got != 3 {
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
