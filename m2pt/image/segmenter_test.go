package image

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// small fits the blocks of modeltest.ViT.
var small = SegmenterConfig{ViT: nn.ViTConfig{Image: [2]int{12, 12}, Patch: [2]int{4, 4}, Channels: 1, Dim: 24, Depth: 3, Heads: 3, Classes: 5}, Width: 10, Upsample: 2}

func newSegmenter(t testing.TB, seed uint64, change func(*SegmenterConfig)) *Segmenter {
	t.Helper()
	c := small
	if change != nil {
		change(&c)
	}
	m, err := NewSegmenter(c, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSegmenterConfigErrors(t *testing.T) {
	for word, change := range map[string]func(*SegmenterConfig){
		"depth": func(c *SegmenterConfig) { c.ViT.Depth = 0 }, "mean_pool": func(c *SegmenterConfig) { c.ViT.MeanPool = true },
		"mask_rows": func(c *SegmenterConfig) { c.ViT.MaskRows = 0.4 },
		"tile":      func(c *SegmenterConfig) { c.ViT.Image[1] = 14 }, "stride": func(c *SegmenterConfig) { c.ViT.Stride = [2]int{2, 2} },
		"[0]": func(c *SegmenterConfig) { c.FeatureBlocks = []int{0} }, "feature_blocks names no block": func(c *SegmenterConfig) { c.FeatureBlocks = []int{} },
		"head_width": func(c *SegmenterConfig) { c.Width = -1 }, "head_upsample": func(c *SegmenterConfig) { c.Upsample = 65 },
	} {
		c := small
		change(&c)
		if _, err := NewSegmenter(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
}

// Gradient checkpointing changes no bit of the gradients.
func TestSegmenterCheckpointing(t *testing.T) {
	x := tensor.New(2, 1, 12, 12).Normal(tensor.NewRNG(5), 0, 1)
	labels := make([]int, 288)
	grads := func(checkpointing bool) (all []float32) {
		m := newSegmenter(t, 1, nil)
		nn.SetGradCheckpointing(m, checkpointing)
		tape := autograd.NewTape().Train(1)
		autograd.Backward(nn.CrossEntropy(m.Forward(tape.Input(x)), labels, autograd.LossOptions{}))
		for _, p := range nn.Params(m) {
			all = append(all, p.Param.Grad.Data()...)
		}
		return all
	}
	modeltest.SameBits(t, "gradients", grads(true), grads(false))
}

// The state dict has as many elements as the configuration says, and there is a
// logit for each pixel and class.
func TestSegmenterParams(t *testing.T) {
	for name, change := range map[string]func(*SegmenterConfig){
		"small": nil, "defaults": func(c *SegmenterConfig) { c.Width, c.Upsample = 0, 0 }, "one block": func(c *SegmenterConfig) { c.FeatureBlocks = []int{2} },
		"no bias": func(c *SegmenterConfig) { c.ViT.NoQKVBias = true },
	} {
		m := newSegmenter(t, 1, change)
		if n := nn.CountParams(m); float64(n) != m.Config.NumParams() {
			t.Errorf("%s: %d parameters, NumParams says %v", name, n, m.Config.NumParams())
		}
		if y := nn.Predict(m, modeltest.Images(m.Config.ViT, 2)); fmt.Sprint(y.Shape()) != "[2 5 12 12]" {
			t.Errorf("%s: logits %v", name, y.Shape())
		}
	}
}

// An image's logits have the same bits in any batch, on any number of threads and
// on every instruction set.
func TestSegmenterBits(t *testing.T) {
	defer parallel.SetLimit(0)
	old := runtime.GOMAXPROCS(8)
	defer runtime.GOMAXPROCS(old)
	m := newSegmenter(t, 1, nil)
	x := modeltest.Images(m.Config.ViT, 5)
	want := nn.Predict(m, x).Data()
	const each = 5 * 144
	if len(want) != 5*each {
		t.Fatalf("%d logits, want %d", len(want), 5*each)
	}
	for _, n := range []int{1, 2, 8} {
		parallel.SetLimit(n)
		modeltest.SameBits(t, fmt.Sprint(n, " threads"), nn.Predict(m, x).Data(), want)
	}
	for i := 0; i < 5; i++ {
		one := tensor.FromSlice(x.Data()[i*144:(i+1)*144], 1, 1, 12, 12)
		modeltest.SameBits(t, "alone", nn.Predict(m, one).Data(), want[i*each:(i+1)*each])
	}
	for _, l := range simd.Levels() {
		restore, err := simd.Use(l)
		if err != nil {
			t.Fatal(err)
		}
		modeltest.SameBits(t, fmt.Sprint(l), nn.Predict(m, x).Data(), want)
		restore()
	}
}

// A segmenter starts from a classifier, and keeps its own head.
func TestSegmenterFromClassifier(t *testing.T) {
	shape := func(c *nn.ViTConfig) { c.Image, c.Channels = small.ViT.Image, small.ViT.Channels }
	from, to := modeltest.ViT(t, 1, shape), newSegmenter(t, 2, nil)
	head := to.Conv.Weight.Value.Clone()
	if err := nn.Transfer(to, from, nn.TransferOptions{}); err != nil {
		t.Fatal(err)
	}
	modeltest.SameBits(t, "positions", to.ViT.PosEmbed.Value.Data(), from.PosEmbed.Value.Data())
	modeltest.SameBits(t, "last norm", to.ViT.Norm.Weight.Value.Data(), from.Norm.Weight.Value.Data())
	modeltest.SameBits(t, "head", to.Conv.Weight.Value.Data(), head.Data())
	noBias := modeltest.ViT(t, 1, func(c *nn.ViTConfig) { shape(c); c.NoQKVBias = true })
	if err := nn.Transfer(to, noBias, nn.TransferOptions{}); err == nil || !strings.Contains(err.Error(), "attn.qkv.bias") {
		t.Errorf("no bias: error %v", err)
	}
}

// After the first, a step allocates little whatever the size.
func TestSegmenterStepAllocations(t *testing.T) {
	if race.Enabled {
		t.Skip("sync.Pool drops what it is given")
	}
	m, x, classes := newSegmenter(t, 1, nil), tensor.New(4, 1, 12, 12), make([]int, 4*144)
	tape := autograd.NewTape().Train(1)
	step := func() {
		tape.Reset()
		autograd.Backward(nn.CrossEntropy(m.Forward(tape.Input(x)), classes, autograd.LossOptions{}))
	}
	step()
	if n := testing.AllocsPerRun(20, step); n > 20 {
		t.Errorf("%v allocations a step", n)
	}
}
