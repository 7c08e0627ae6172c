package point

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// small fits the blocks of modeltest.ViT.
var small = Config{Groups: 9, GroupSize: 6, Dim: 24, Depth: 3, Heads: 4, Classes: 5, Hidden: [3]int{12, 20, 28}}

func newTransformer(t testing.TB, seed uint64, change func(*Config)) *Transformer {
	t.Helper()
	c := small
	if change != nil {
		change(&c)
	}
	m, err := NewTransformer(c, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	modeltest.RandomStatistics(m, seed)
	return m
}

func logits(m *Transformer, x *tensor.Tensor) []float32 {
	return m.Forward(autograd.Inference().Input(x)).Value.Clone().Data()
}

// A cloud's logits have the same bits in any batch, on any number of threads
// and on every instruction set.
func TestTransformerBits(t *testing.T) {
	defer parallel.SetLimit(0)
	m, x := newTransformer(t, 1, nil), modeltest.Clouds(1, 5, 40)
	want := logits(m, x)
	parallel.SetLimit(1)
	modeltest.SameBits(t, "one thread", logits(m, x), want)
	for i := 0; i < 5; i++ {
		one := tensor.FromSlice(x.Data()[i*120:(i+1)*120], 1, 40, 3)
		modeltest.SameBits(t, "a cloud alone", logits(m, one), want[5*i:5*i+5])
	}
	for _, l := range simd.Levels() {
		restore, err := simd.Use(l)
		if err != nil {
			t.Fatal(err)
		}
		modeltest.SameBits(t, fmt.Sprint(l), logits(m, x), want)
		restore()
	}
}

// The order of the points does not matter but for the first, where the search
// begins.
func TestTransformerOrder(t *testing.T) {
	m := newTransformer(t, 1, nil)
	x := tensor.New(1, 40, 3).Uniform(tensor.NewRNG(2), -1, 1)
	y := x.Clone()
	for i, p := range tensor.NewRNG(3).Perm(39) {
		copy(y.Data()[3*(i+1):3*(i+2)], x.Data()[3*(p+1):3*(p+2)])
	}
	modeltest.SameBits(t, "shuffled", logits(m, y), logits(m, x))
}

// NumParams counts what the models have.
func TestNumParams(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"small": nil, "bias": func(c *Config) { c.QKVBias = true }, "official widths": func(c *Config) { c.Hidden = [3]int{} },
	} {
		m := newTransformer(t, 1, change)
		if n := nn.CountParams(m); float64(n) != m.Config.NumParams() {
			t.Errorf("%s: %d parameters, NumParams says %v", name, n, m.Config.NumParams())
		}
	}
}

// A few steps on synthetic bodies tell them apart, and the same seed gives
// the same weights on any number of threads.
func TestTransformerLearns(t *testing.T) {
	set := synthetic.Points(40, 1)
	set.Points = 64
	varied := augment.Points(set, augment.Point{RotateUp: 180, Up: 2, Scale: 1.2, Translate: 0.1}, 1)
	train := func(epochs int) (*Transformer, float32) {
		m := newTransformer(t, 1, func(c *Config) { c.Classes, c.DropPath, c.HeadDropout = 10, 0.1, 0.2 })
		const batch = 20
		per := set.Len() / batch
		losses := modeltest.Fit(m, 2e-3, epochs*per, func(step int, tape *autograd.Tape) *autograd.Var {
			epoch := uint64(step / per)
			idx := datasets.Batches(datasets.Order(set.Len(), 1, epoch), batch, true)[step%per]
			x := datasets.NewBatch(varied.Epoch(epoch), idx)
			return autograd.CrossEntropy(m.Forward(tape.Input(x)), set.Targets(nil, idx), autograd.LossOptions{})
		})
		return m, losses[len(losses)-1]
	}
	if !testing.Short() {
		if _, loss := train(60); !(loss < 1.6) { // ln 10 = 2.3 at the start
			t.Errorf("the loss is still %v", loss)
		}
	}
	want, _ := train(2)
	old := runtime.GOMAXPROCS(1)
	got, _ := train(2)
	runtime.GOMAXPROCS(old)
	for i, p := range nn.Params(want) {
		modeltest.SameBits(t, p.Name, nn.Params(got)[i].Param.Value.Data(), p.Param.Value.Data())
	}
	if n := want.Head[1].(*nn.BatchNorm).NumBatches.Value.Item(); n != 4 {
		t.Errorf("%v batches counted, want 4", n)
	}
}

func TestConfigErrors(t *testing.T) {
	for word, change := range map[string]func(*MAEConfig){
		"groups":        func(c *MAEConfig) { c.Groups = 0 },
		"group_size":    func(c *MAEConfig) { c.GroupSize = -1 },
		"4 heads":       func(c *MAEConfig) { c.Dim = 30 },
		"hidden 1":      func(c *MAEConfig) { c.Hidden[1] = 0 },
		"eps":           func(c *MAEConfig) { c.Eps = float32(math.NaN()) },
		"drop_path":     func(c *MAEConfig) { c.DropPath = 1 },
		"head_dropout":  func(c *MAEConfig) { c.HeadDropout = -0.1 },
		"decoder_depth": func(c *MAEConfig) { c.DecoderDepth = -1 },
		"decoder_heads": func(c *MAEConfig) { c.DecoderHeads = 5 },
		"mask_ratio":    func(c *MAEConfig) { c.MaskRatio = 1 },
		"masks none":    func(c *MAEConfig) { c.MaskRatio = 0.1 },
	} {
		c := MAEConfig{Config: small}
		change(&c)
		if _, err := NewMAE(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
	c := small
	c.Classes = 0
	if _, err := NewTransformer(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), "classes") {
		t.Errorf("no classes: error is %v", err)
	}
	m := newTransformer(t, 1, nil)
	for _, x := range []*tensor.Tensor{tensor.New(1, 8, 3), tensor.New(40, 3), tensor.New(1, 40, 2)} {
		err := tensor.Catch(func() { m.Forward(autograd.Inference().Input(x)) })
		if e, ok := err.(*tensor.ShapeError); !ok || e.Op != "point.Transformer" {
			t.Errorf("%v: error %v", x.Shape(), err)
		}
	}
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "no gradient for the points") {
			t.Errorf("a gradient of the points: %v", r)
		}
	}()
	m.Forward(autograd.NewTape().Variable(modeltest.Clouds(1, 1, 40)))
}

// After the first, a step allocates little whatever the size.
func TestStepAllocations(t *testing.T) {
	if race.Enabled {
		t.Skip("sync.Pool drops what it is given")
	}
	m, x := newTransformer(t, 1, nil), modeltest.Clouds(1, 4, 40)
	tape := autograd.NewTape().Train(1)
	labels := []int{0, 1, 2, 3}
	step := func() {
		tape.Reset()
		autograd.Backward(autograd.CrossEntropy(m.Forward(tape.Input(x)), labels, autograd.LossOptions{}))
	}
	step()
	if n := testing.AllocsPerRun(20, step); n > 20 {
		t.Errorf("%v allocations a step", n)
	}
}

func BenchmarkStep(b *testing.B) {
	for _, c := range []struct {
		name string
		Config
	}{
		{"official tokenizer", Config{Groups: 64, GroupSize: 32, Dim: 128, Depth: 6, Heads: 4, Classes: 10}},
		{"small tokenizer", Config{Groups: 64, GroupSize: 32, Dim: 128, Depth: 6, Heads: 4, Classes: 10, Hidden: [3]int{32, 64, 128}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			m, err := NewTransformer(c.Config, tensor.NewRNG(1))
			if err != nil {
				b.Fatal(err)
			}
			x := tensor.New(8, 1024, 3).Uniform(tensor.NewRNG(1), -1, 1)
			tape := autograd.NewTape().Train(1)
			b.ReportAllocs()
			for i := 0; i < b.N; i++ {
				tape.Reset()
				autograd.Backward(autograd.CrossEntropy(m.Forward(tape.Input(x)), []int{0, 1, 2, 3, 4, 5, 6, 7}, autograd.LossOptions{}))
			}
			b.ReportMetric(float64(b.N)*8/b.Elapsed().Seconds(), "clouds/s")
		})
	}
}
