package m2pt

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// smallPoints fits the blocks of vit.
var smallPoints = PointConfig{Groups: 9, GroupSize: 6, Dim: 24, Depth: 3, Heads: 4, Classes: 5, Hidden: [3]int{12, 20, 28}}

func pointModel(t testing.TB, seed uint64, change func(*PointConfig)) *PointTransformer {
	t.Helper()
	c := smallPoints
	if change != nil {
		change(&c)
	}
	m, err := NewPointTransformer(c, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	randomStatistics(m, seed)
	return m
}

// randomStatistics gives m running statistics as after training, not those of
// a new model.
func randomStatistics(m nn.Module, seed uint64) {
	rng := tensor.NewRNG(seed, 1)
	for _, p := range nn.Params(m) {
		if strings.HasSuffix(p.Name, "running_mean") {
			p.Param.Value.Uniform(rng, -0.2, 0.2)
		} else if strings.HasSuffix(p.Name, "running_var") {
			p.Param.Value.Uniform(rng, 0.5, 1.5)
		}
	}
}

func pointMAE(t testing.TB, seed uint64) *PointMAE {
	t.Helper()
	m, err := NewPointMAE(PointMAEConfig{PointConfig: smallPoints, DecoderDepth: 2}, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func pointLogits(m *PointTransformer, x *tensor.Tensor) []float32 {
	return m.Forward(autograd.Inference().Input(x)).Value.Clone().Data()
}

// A cloud's logits have the same bits in any batch, on any number of threads
// and on every instruction set.
func TestPointTransformerBits(t *testing.T) {
	defer parallel.SetLimit(0)
	m, x := pointModel(t, 1, nil), clouds(1, 5, 40)
	want := pointLogits(m, x)
	parallel.SetLimit(1)
	sameBits(t, "one thread", pointLogits(m, x), want)
	for i := 0; i < 5; i++ {
		one := tensor.FromSlice(x.Data()[i*120:(i+1)*120], 1, 40, 3)
		sameBits(t, "a cloud alone", pointLogits(m, one), want[5*i:5*i+5])
	}
	for _, l := range simd.Levels() {
		restore, err := simd.Use(l)
		if err != nil {
			t.Fatal(err)
		}
		sameBits(t, fmt.Sprint(l), pointLogits(m, x), want)
		restore()
	}
}

// The order of the points does not matter but for the first, where the search
// begins.
func TestPointTransformerOrder(t *testing.T) {
	m := pointModel(t, 1, nil)
	x := tensor.New(1, 40, 3).Uniform(tensor.NewRNG(2), -1, 1)
	y := x.Clone()
	for i, p := range tensor.NewRNG(3).Perm(39) {
		copy(y.Data()[3*(i+1):3*(i+2)], x.Data()[3*(p+1):3*(p+2)])
	}
	sameBits(t, "shuffled", pointLogits(m, y), pointLogits(m, x))
}

// Pathways run between point transformers, from an image transformer, from a
// pretrained PointMAE, and from a point transformer to an image one; all
// merge exactly, layers without bias too.
func TestPointMergeIsExact(t *testing.T) {
	x := clouds(1, 5, 40)
	for name, aux := range map[string]nn.Transformer{
		"points":   pointModel(t, 2, nil),
		"PointMAE": pointMAE(t, 3),
		"image":    vit(t, 4, nil),
	} {
		for _, l := range simd.Levels() {
			t.Run(fmt.Sprintf("%s/%v", name, l), func(t *testing.T) {
				restore, err := simd.Use(l)
				if err != nil {
					t.Fatal(err)
				}
				defer restore()
				m := pointModel(t, 1, nil)
				plain := pointLogits(m, x)
				if err := Reparameterize(m, aux, Options{AuxBias: true}); err != nil {
					t.Fatal(err)
				}
				sameBits(t, "λ = 0", pointLogits(m, x), plain)
				if n := len(Scales(m)); n != 12 {
					t.Errorf("%d pathways, want 12", n)
				}
				setScales(m)
				got := pointLogits(m, x)
				if reflect.DeepEqual(got, plain) {
					t.Fatal("the pathways change nothing")
				}
				merged := m.Merge()
				sameBits(t, "merged", pointLogits(merged, x), got)
				if n := nn.CountParams(merged); float64(n) != m.Config.NumParams() {
					t.Errorf("the merged model has %d parameters, want %v", n, m.Config.NumParams())
				}
				for _, p := range nn.Params(m) {
					p.Param.Value.Fill(7)
				}
				sameBits(t, "merged, after m has changed", pointLogits(merged, x), got)
			})
		}
	}
	image := vit(t, 1, noBias)
	if err := Reparameterize(image, pointModel(t, 2, nil), Options{}); err != nil {
		t.Fatal(err)
	}
	setScales(image)
	sameBits(t, "image with points, merged", logits(Merge(image)), logits(image))
}

// With the blocks frozen the λs and the head are trained, and of the head not
// the running statistics.
func TestFreezePointBlocks(t *testing.T) {
	m := pointModel(t, 1, nil)
	if err := Reparameterize(m, pointModel(t, 2, nil), Options{}); err != nil {
		t.Fatal(err)
	}
	FreezeBlocks(m)
	trained := 0
	for _, p := range nn.Params(m) {
		want := strings.HasSuffix(p.Name, "cross_modal_scale") || strings.HasPrefix(p.Name, "cls_head_finetune.") &&
			(strings.HasSuffix(p.Name, ".weight") || strings.HasSuffix(p.Name, ".bias"))
		if p.Param.RequiresGrad() != want {
			t.Errorf("%s is trained: %v", p.Name, !want)
		}
		if want {
			trained++
		}
	}
	if trained != 12+10 {
		t.Errorf("%d parameters are trained", trained)
	}
}

// NumParams counts what the models have.
func TestPointNumParams(t *testing.T) {
	for name, change := range map[string]func(*PointConfig){
		"small": nil, "bias": func(c *PointConfig) { c.QKVBias = true }, "official widths": func(c *PointConfig) { c.Hidden = [3]int{} },
	} {
		m := pointModel(t, 1, change)
		if n := nn.CountParams(m); float64(n) != m.Config.NumParams() {
			t.Errorf("%s: %d parameters, NumParams says %v", name, n, m.Config.NumParams())
		}
	}
}

// A few steps on synthetic bodies tell them apart, and the same seed gives
// the same weights on any number of threads.
func TestPointTransformerLearns(t *testing.T) {
	set := synthetic.Points(40, 1)
	set.Points = 64
	varied := augment.Points(set, augment.Point{Rotate: 180, Up: 2, Scale: 1.2, Shift: 0.1}, 1)
	train := func(epochs uint64) (*PointTransformer, float32) {
		m := pointModel(t, 1, func(c *PointConfig) { c.Classes, c.DropPath, c.HeadDropout = 10, 0.1, 0.2 })
		opt := nn.NewAdamW(nn.WeightDecayGroups(nn.Params(m), 0.05), nn.AdamConfig{LR: 2e-3})
		tape := autograd.NewTape().Train(1)
		last := float32(0)
		for epoch := uint64(0); epoch < epochs; epoch++ {
			for _, idx := range datasets.Batches(datasets.Order(set.Len(), 1, epoch), 20, true) {
				tape.Reset()
				opt.ZeroGrad()
				x := datasets.NewBatch(varied.Epoch(epoch), idx)
				loss := autograd.CrossEntropy(m.Forward(tape.Input(x)), set.Targets(nil, idx), autograd.LossOptions{})
				last = loss.Value.Item()
				autograd.Backward(loss)
				opt.Step()
			}
		}
		return m, last
	}
	if _, loss := train(60); !(loss < 1.6) { // ln 10 = 2.3 at the start
		t.Errorf("the loss is still %v", loss)
	}
	want, _ := train(2)
	old := runtime.GOMAXPROCS(1)
	got, _ := train(2)
	runtime.GOMAXPROCS(old)
	for i, p := range nn.Params(want) {
		sameBits(t, p.Name, nn.Params(got)[i].Param.Value.Data(), p.Param.Value.Data())
	}
	if n := want.Head[1].(*nn.BatchNorm).NumBatches.Value.Item(); n != 4 {
		t.Errorf("%v batches counted, want 4", n)
	}
}

func TestPointMAE(t *testing.T) {
	m, x := pointMAE(t, 1), clouds(1, 4, 40)
	mask := m.Mask(4, tensor.NewRNG(1))
	for b := 0; b < 4; b++ {
		n := 0
		for _, v := range mask[9*b : 9*b+9] {
			if v {
				n++
			}
		}
		if n != 5 { // 60 % of 9
			t.Errorf("%d groups of cloud %d are masked", n, b)
		}
	}
	if slices.Equal(mask, m.Mask(4, tensor.NewRNG(2))) {
		t.Error("two seeds give one mask")
	}

	// Without training, Forward always draws the same mask.
	eval := func() float32 { return m.Forward(autograd.Inference().Input(x)).Value.Item() }
	if a, b := eval(), eval(); a != b {
		t.Errorf("the loss is %v, then %v", a, b)
	}

	// The loss falls.
	opt := nn.NewAdamW(nn.WeightDecayGroups(nn.Params(m), 0.05), nn.AdamConfig{LR: 2e-3})
	tape := autograd.NewTape().Train(1)
	first, last := float32(0), float32(0)
	for step := 0; step < 60; step++ {
		tape.Reset()
		opt.ZeroGrad()
		loss := m.Forward(tape.Input(x))
		if last = loss.Value.Item(); step == 0 {
			first = last
		}
		autograd.Backward(loss)
		opt.Step()
	}
	if !(last < first/2) {
		t.Errorf("the loss went from %v to %v", first, last)
	}

	for name, bad := range map[string][]bool{
		"short": mask[1:], "none": make([]bool, 36), "unequal": append([]bool{!mask[0]}, mask[1:]...),
		"as many in all": append(append(append([]bool(nil), mask[:18]...), slices.Repeat([]bool{true}, 9)...), append([]bool{true}, make([]bool, 8)...)...),
	} {
		err := tensor.Catch(func() { m.Loss(autograd.Inference().Input(x), bad) })
		if e, ok := err.(*tensor.ShapeError); !ok || e.Op != "PointMAE" {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// What is rebuilt does not depend on the token of a masked group.
func TestPointMAEHidesMaskedGroups(t *testing.T) {
	m := pointMAE(t, 1)
	centers := tensor.New(1, 4, 3).Uniform(tensor.NewRNG(1), -1, 1)
	rebuilt := func(seed uint64) []float32 {
		tokens := tensor.New(1, 4, 24).Uniform(tensor.NewRNG(1), -1, 1)
		for i := 24; i < 48; i++ { // group 1 is masked
			tokens.Data()[i] = float32(seed)
		}
		tape := autograd.Inference()
		return m.rebuild(tape.Input(centers), tape.Input(tokens), []int{0, 2, 3}, []int{1}).Value.Clone().Data()
	}
	sameBits(t, "rebuilt", rebuilt(1), rebuilt(2))
}

func TestPointMAETransfer(t *testing.T) {
	mae, to := pointMAE(t, 1), pointModel(t, 2, nil)
	head := to.Head[0].(*nn.Linear).Weight.Value.Clone()
	if err := mae.Transfer(to); err != nil {
		t.Fatal(err)
	}
	sameBits(t, "head", to.Head[0].(*nn.Linear).Weight.Value.Data(), head.Data())
	have := map[string]*autograd.Var{}
	for _, p := range nn.Params(to) {
		have[p.Name] = p.Param
	}
	copied := 0
	for _, p := range nn.Params(mae) {
		if name, ok := strings.CutPrefix(p.Name, "MAE_encoder."); ok {
			sameBits(t, name, have[name].Value.Data(), p.Param.Value.Data())
			copied++
		}
	}
	if copied != 18+4+3*11+2 {
		t.Errorf("%d tensors copied", copied)
	}
	other := pointModel(t, 2, func(c *PointConfig) { c.Depth = 4 })
	before := pointLogits(other, clouds(1, 1, 40))
	if err := mae.Transfer(other); err == nil || !strings.Contains(err.Error(), "blocks.blocks.3") {
		t.Errorf("error %v", err)
	}
	sameBits(t, "after an error", pointLogits(other, clouds(1, 1, 40)), before)
}

func TestPointConfigErrors(t *testing.T) {
	for word, change := range map[string]func(*PointMAEConfig){
		"groups":        func(c *PointMAEConfig) { c.Groups = 0 },
		"group_size":    func(c *PointMAEConfig) { c.GroupSize = -1 },
		"4 heads":       func(c *PointMAEConfig) { c.Dim = 30 },
		"hidden 1":      func(c *PointMAEConfig) { c.Hidden[1] = 0 },
		"eps":           func(c *PointMAEConfig) { c.Eps = float32(math.NaN()) },
		"drop_path":     func(c *PointMAEConfig) { c.DropPath = 1 },
		"head_dropout":  func(c *PointMAEConfig) { c.HeadDropout = -0.1 },
		"decoder_depth": func(c *PointMAEConfig) { c.DecoderDepth = -1 },
		"decoder_heads": func(c *PointMAEConfig) { c.DecoderHeads = 5 },
		"mask_ratio":    func(c *PointMAEConfig) { c.MaskRatio = 1 },
		"masks none":    func(c *PointMAEConfig) { c.MaskRatio = 0.1 },
	} {
		c := PointMAEConfig{PointConfig: smallPoints}
		change(&c)
		if _, err := NewPointMAE(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
	c := smallPoints
	c.Classes = 0
	if _, err := NewPointTransformer(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), "classes") {
		t.Errorf("no classes: error is %v", err)
	}
	m := pointModel(t, 1, nil)
	for _, x := range []*tensor.Tensor{tensor.New(1, 8, 3), tensor.New(40, 3), tensor.New(1, 40, 2)} {
		err := tensor.Catch(func() { m.Forward(autograd.Inference().Input(x)) })
		if e, ok := err.(*tensor.ShapeError); !ok || e.Op != "PointTransformer" {
			t.Errorf("%v: error %v", x.Shape(), err)
		}
	}
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "no gradient for the points") {
			t.Errorf("a gradient of the points: %v", r)
		}
	}()
	m.Forward(autograd.NewTape().Variable(clouds(1, 1, 40)))
}

// After the first, a step allocates little whatever the size.
func TestPointStepAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("sync.Pool drops what it is given")
	}
	m, x := pointModel(t, 1, nil), clouds(1, 4, 40)
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

func BenchmarkPointStep(b *testing.B) {
	for _, c := range []struct {
		name string
		PointConfig
	}{
		{"official tokenizer", PointConfig{Groups: 64, GroupSize: 32, Dim: 128, Depth: 6, Heads: 4, Classes: 10}},
		{"small tokenizer", PointConfig{Groups: 64, GroupSize: 32, Dim: 128, Depth: 6, Heads: 4, Classes: 10, Hidden: [3]int{32, 64, 128}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			m, err := NewPointTransformer(c.PointConfig, tensor.NewRNG(1))
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

// A frozen tokenizer does not change in training: its running statistics stay,
// and it computes what it computes in inference. The head's statistics move.
func TestFrozenPointTokenizer(t *testing.T) {
	m, x := pointModel(t, 1, nil), clouds(1, 4, 40)
	FreezeBlocks(m)
	before := map[string][]float32{}
	for _, p := range nn.Params(m) {
		before[p.Name] = append([]float32(nil), p.Param.Value.Data()...)
	}
	groups := tensor.New(4, 9, 6, 3).Uniform(tensor.NewRNG(2), -1, 1)
	want := m.Encoder.Forward(autograd.Inference().Input(groups)).Value
	tape := autograd.NewTape().Train(1)
	sameBits(t, "tokens", m.Encoder.Forward(tape.Input(groups)).Value.Data(), want.Data())
	autograd.Backward(autograd.CrossEntropy(m.Forward(tape.Input(x)), []int{0, 1, 2, 3}, autograd.LossOptions{}))
	moved := 0
	for _, p := range nn.Params(m) {
		same := slices.Equal(p.Param.Value.Data(), before[p.Name])
		switch {
		case isStatistic(p.Name) && isHead(p.Name):
			moved++
			if same {
				t.Errorf("%s stays", p.Name)
			}
		case !same:
			t.Errorf("%s moves", p.Name)
		}
	}
	if moved != 6 {
		t.Errorf("the head has %d statistics, want 6", moved)
	}
}
