package m2pt

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// smallParts fits the blocks of vit; smallMasks those of vit as well.
var (
	smallParts = PointSegmenterConfig{PointConfig: smallPoints, Categories: 4, CategoryDim: 6, Propagate: [2]int{20, 16}, HeadHidden: [2]int{24, 12}}
	smallMasks = ImageSegmenterConfig{ViT: nn.ViTConfig{Image: [2]int{12, 12}, Patch: [2]int{4, 4}, Channels: 1, Dim: 24, Depth: 3, Heads: 3, Classes: 5}, Width: 10, Upsample: 2}
)

func pointSegmenter(t testing.TB, seed uint64, change func(*PointSegmenterConfig)) *PointSegmenter {
	t.Helper()
	c := smallParts
	if change != nil {
		change(&c)
	}
	m, err := NewPointSegmenter(c, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	randomStatistics(m, seed)
	return m
}

func imageSegmenter(t testing.TB, seed uint64, change func(*ImageSegmenterConfig)) *ImageSegmenter {
	t.Helper()
	c := smallMasks
	if change != nil {
		change(&c)
	}
	m, err := NewImageSegmenter(c, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// segmenter is a model of either kind, with inputs for it.
type segmenter struct {
	name  string
	model nn.Transformer
	run   func(m nn.Transformer, from, to int) []float32 // logits of a part of a batch of 5
	merge func() nn.Transformer
	size  int // logits of one sample
}

func segmenters(t *testing.T) []segmenter {
	points, images := pointSegmenter(t, 1, nil), imageSegmenter(t, 1, nil)
	x, categories := clouds(1, 5, 70), []int{3, 0, -1, 1, 0}
	pixels := tensor.New(5, 1, 12, 12).Normal(tensor.NewRNG(5), 0, 1)
	part := func(x *tensor.Tensor, from, to int) *tensor.Tensor {
		n := x.Size() / 5
		shape := append([]int{to - from}, x.Shape()[1:]...)
		return tensor.FromSlice(x.Data()[from*n:to*n], shape...)
	}
	return []segmenter{
		{"points", points, func(m nn.Transformer, from, to int) []float32 {
			return m.(*PointSegmenter).Segment(autograd.Inference().Input(part(x, from, to)), categories[from:to]).Value.Clone().Data()
		}, func() nn.Transformer { return points.Merge() }, 70 * 5},
		{"images", images, func(m nn.Transformer, from, to int) []float32 {
			return m.Forward(autograd.Inference().Input(part(pixels, from, to))).Value.Clone().Data()
		}, func() nn.Transformer { return images.Merge() }, 5 * 144},
	}
}

// A sample's logits have the same bits in any batch, on any number of threads
// and on every instruction set.
func TestSegmenterBits(t *testing.T) {
	defer parallel.SetLimit(0)
	old := runtime.GOMAXPROCS(8)
	defer runtime.GOMAXPROCS(old)
	for _, s := range segmenters(t) {
		want := s.run(s.model, 0, 5)
		if len(want) != 5*s.size {
			t.Fatalf("%s: %d logits, want %d", s.name, len(want), 5*s.size)
		}
		for _, n := range []int{1, 2, 8} {
			parallel.SetLimit(n)
			sameBits(t, fmt.Sprint(s.name, " on ", n, " threads"), s.run(s.model, 0, 5), want)
		}
		for i := 0; i < 5; i++ {
			sameBits(t, s.name+" alone", s.run(s.model, i, i+1), want[i*s.size:(i+1)*s.size])
		}
		for _, l := range simd.Levels() {
			restore, err := simd.Use(l)
			if err != nil {
				t.Fatal(err)
			}
			sameBits(t, fmt.Sprint(s.name, l), s.run(s.model, 0, 5), want)
			restore()
		}
	}
}

// Pathways run into both segmenters from any transformer, change nothing at
// λ = 0, and merge exactly.
func TestSegmenterMergeIsExact(t *testing.T) {
	for _, l := range simd.Levels() {
		restore, err := simd.Use(l)
		if err != nil {
			t.Fatal(err)
		}
		for name, aux := range map[string]nn.Transformer{"PointMAE": pointMAE(t, 3), "image": vit(t, 4, nil), "segmenter": imageSegmenter(t, 5, nil)} {
			for _, s := range segmenters(t) {
				what := fmt.Sprintf("%s with %s, %v", s.name, name, l)
				plain := s.run(s.model, 0, 5)
				if err := Reparameterize(s.model, aux, Options{AuxBias: true}); err != nil {
					t.Fatal(err)
				}
				sameBits(t, what+", λ = 0", s.run(s.model, 0, 5), plain)
				if n := len(Scales(s.model)); n != 12 {
					t.Errorf("%s: %d pathways, want 12", what, n)
				}
				setScales(s.model)
				got := s.run(s.model, 0, 5)
				if reflect.DeepEqual(got, plain) {
					t.Fatalf("%s: the pathways change nothing", what)
				}
				merged := s.merge()
				if len(Scales(merged)) != 0 {
					t.Errorf("%s: the merged model has pathways", what)
				}
				sameBits(t, what+", merged", s.run(merged, 0, 5), got)
				for _, p := range nn.Params(s.model) {
					p.Param.Value.Fill(7)
				}
				sameBits(t, what+", merged, after the model has changed", s.run(merged, 0, 5), got)
			}
		}
		restore()
	}
}

// With the blocks frozen the λs and the heads are trained, not their running
// statistics.
func TestFreezeSegmenterBlocks(t *testing.T) {
	for i, want := range []int{12 + 1 + 2 + 2*4 + 3*2 + 2*2, 12 + 3*2 + 4} {
		m := segmenters(t)[i].model
		if err := Reparameterize(m, vit(t, 2, nil), Options{}); err != nil {
			t.Fatal(err)
		}
		FreezeBlocks(m)
		got := 0
		for _, p := range nn.Params(m) {
			if p.Param.RequiresGrad() {
				got++
			}
			if isStatistic(p.Name) && p.Param.RequiresGrad() {
				t.Errorf("%s is trained", p.Name)
			}
		}
		if got != want {
			t.Errorf("model %d: %d parameters are trained, want %d", i, got, want)
		}
	}
}

// The logits of the point model are what the definition says, computed without
// the short cuts: everything side by side for every point, then one product.
func TestPointSegmenterDefinition(t *testing.T) {
	const b, n = 2, 70
	m, x, categories := pointSegmenter(t, 1, nil), clouds(1, b, n), []int{2, 0}
	got := m.Segment(autograd.Inference().Input(x), categories).Value.Clone().Data()

	tape := autograd.Inference()
	points := tape.Input(x)
	centers, groups := m.Config.group("test", points)
	f := m.features(centers, groups)
	if f.Value.Dim(2) != 3*24 {
		t.Fatalf("features %v", f.Shape())
	}
	near := autograd.Reshape(InterpolatePoints(f, centers.Value, x), b*n, 72)
	y := autograd.Concat(1, autograd.Reshape(points, b*n, 3), near)
	for i, l := range m.Propagate {
		y = autograd.ReLU(m.PropagateNorm[i].Forward(l.Forward(y)))
	}
	hot := tensor.New(b, 4)
	for i, c := range categories {
		hot.Data()[4*i+c] = 1
	}
	label := m.LabelNorm.Forward(m.LabelConv.Forward(tape.Input(hot)))
	for i, v := range label.Value.Data() {
		if v < 0 {
			label.Value.Data()[i] = v * 0.2
		}
	}
	cloud := autograd.Concat(1, autograd.Max(f, []int{1}, false), autograd.Mean(f, []int{1}, false), label)
	wide := autograd.Expand(autograd.Reshape(cloud, b, 1, -1), b, n, cloud.Value.Dim(1))
	y = autograd.Concat(1, y, autograd.Reshape(wide, b*n, -1))
	for i, norm := range m.ConvNorm {
		y = autograd.ReLU(norm.Forward(m.Conv[i].Forward(y)))
	}
	for i, want := range m.Conv[2].Forward(y).Value.Data() {
		if d := math.Abs(float64(got[i] - want)); !(d < 2e-5) {
			t.Fatalf("logit %d is %v, by the definition %v", i, got[i], want)
		}
	}
}

// What a head reads: blocks 4, 8 and 12 of 12, and of shallow models fewer.
func TestEvenTaps(t *testing.T) {
	for _, c := range []struct {
		depth, n int
		want     []int
	}{{12, 3, []int{4, 8, 12}}, {12, 4, []int{3, 6, 9, 12}}, {4, 3, []int{2, 3, 4}}, {2, 4, []int{1, 2}}, {1, 3, []int{1}}} {
		if got := evenTaps(c.depth, c.n); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%d of %d: %v, want %v", c.n, c.depth, got, c.want)
		}
	}
}

func TestSegmenterParams(t *testing.T) {
	for name, change := range map[string]func(*PointSegmenterConfig){
		"small": nil, "no categories": func(c *PointSegmenterConfig) { c.Categories = 0 }, "one block": func(c *PointSegmenterConfig) { c.Taps = []int{2} },
		"official widths": func(c *PointSegmenterConfig) { c.CategoryDim, c.Propagate, c.HeadHidden = 0, [2]int{}, [2]int{} },
	} {
		m := pointSegmenter(t, 1, change)
		if n := nn.CountParams(m); float64(n) != m.Config.NumParams() {
			t.Errorf("%s: %d parameters, NumParams says %v", name, n, m.Config.NumParams())
		}
		if y := m.Forward(autograd.Inference().Input(clouds(1, 2, 40))); !reflect.DeepEqual(y.Shape(), []int{2, 40, 5}) {
			t.Errorf("%s: logits %v", name, y.Shape())
		}
	}
	// Point-MAE's sizes: the widths of its code.
	m, err := NewPointSegmenter(PointSegmenterConfig{PointConfig: PointConfig{Groups: 128, GroupSize: 32, Dim: 384, Depth: 12, Heads: 6, Classes: 50}, Categories: 16}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]int{"label_conv.0.weight": {64, 16, 1}, "propagation_0.mlp_convs.0.weight": {1536, 1155, 1}, "propagation_0.mlp_bns.1.weight": {1024},
		"convs1.weight": {512, 3392, 1}, "convs2.weight": {256, 512, 1}, "convs3.weight": {50, 256, 1}, "bns2.running_mean": {256}}
	for _, p := range nn.Params(m) {
		if s, ok := want[p.Name]; ok && !reflect.DeepEqual(p.Param.Shape(), s) {
			t.Errorf("%s is %v, want %v", p.Name, p.Param.Shape(), s)
		}
		delete(want, p.Name)
	}
	if len(want) > 0 {
		t.Errorf("there is no %v", want)
	}
}

// The category of a shape changes its logits and no other's.
func TestPointSegmenterCategories(t *testing.T) {
	m, x := pointSegmenter(t, 1, nil), clouds(1, 2, 40)
	run := func(categories ...int) []float32 {
		return m.Segment(autograd.Inference().Input(x), categories).Value.Clone().Data()
	}
	a, b := run(1, 2), run(3, 2)
	sameBits(t, "the other cloud", b[200:], a[200:])
	if reflect.DeepEqual(a[:200], b[:200]) {
		t.Error("the category does not matter")
	}
	sameBits(t, "unknown", m.Forward(autograd.Inference().Input(x)).Value.Data(), run(-1, -1))
	for _, bad := range [][]int{{1}, {4, 0}, {0, -2}, {1, 2, 3}} {
		err := tensor.Catch(func() { run(bad...) })
		if e, ok := err.(*tensor.ShapeError); !ok || e.Op != "PointSegmenter" {
			t.Errorf("%v: error %v", bad, err)
		}
	}
}

func TestSegmenterConfigErrors(t *testing.T) {
	for word, change := range map[string]func(*PointSegmenterConfig){
		"groups": func(c *PointSegmenterConfig) { c.Groups = 0 }, "classes": func(c *PointSegmenterConfig) { c.Classes = 0 },
		"categories": func(c *PointSegmenterConfig) { c.Categories = -1 }, "category_dim": func(c *PointSegmenterConfig) { c.CategoryDim = -1 },
		"[1 4]": func(c *PointSegmenterConfig) { c.Taps = []int{1, 4} }, "[2 2]": func(c *PointSegmenterConfig) { c.Taps = []int{2, 2} },
		"number of feature_blocks": func(c *PointSegmenterConfig) { c.Taps = []int{} },
		"propagate 1":              func(c *PointSegmenterConfig) { c.Propagate[1] = 0 }, "head_hidden 0": func(c *PointSegmenterConfig) { c.HeadHidden[0] = -3 },
		"depth": func(c *PointSegmenterConfig) { c.Depth = 0 },
	} {
		c := smallParts
		change(&c)
		if _, err := NewPointSegmenter(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
	for word, change := range map[string]func(*ImageSegmenterConfig){
		"depth": func(c *ImageSegmenterConfig) { c.ViT.Depth = 0 }, "mean_pool": func(c *ImageSegmenterConfig) { c.ViT.MeanPool = true },
		"mask_rows": func(c *ImageSegmenterConfig) { c.ViT.MaskRows = 0.4 },
		"tile":      func(c *ImageSegmenterConfig) { c.ViT.Image[1] = 14 }, "stride": func(c *ImageSegmenterConfig) { c.ViT.Stride = [2]int{2, 2} },
		"[0]": func(c *ImageSegmenterConfig) { c.Taps = []int{0} }, "names none": func(c *ImageSegmenterConfig) { c.Taps = []int{} },
		"head_width": func(c *ImageSegmenterConfig) { c.Width = -1 }, "head_upsample": func(c *ImageSegmenterConfig) { c.Upsample = 65 },
	} {
		c := smallMasks
		change(&c)
		if _, err := NewImageSegmenter(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
}

func TestSegmenterTransfer(t *testing.T) {
	mae, to := pointMAE(t, 1), pointSegmenter(t, 2, nil)
	if err := mae.TransferSegmenter(to); err != nil {
		t.Fatal(err)
	}
	sameBits(t, "block", to.Blocks[2].Norm1.Weight.Value.Data(), mae.Blocks[2].Norm1.Weight.Value.Data())
	sameBits(t, "tokenizer", to.Encoder.Conv4.Weight.Value.Data(), mae.Encoder.Conv4.Weight.Value.Data())
	if err := mae.TransferSegmenter(pointSegmenter(t, 2, func(c *PointSegmenterConfig) { c.Depth = 4 })); err == nil || !strings.Contains(err.Error(), "blocks.blocks.3") {
		t.Errorf("another depth: error %v", err)
	}

	from, image := vit(t, 1, nil), imageSegmenter(t, 2, nil)
	head := image.Conv.Weight.Value.Clone()
	if err := image.Transfer(from); err != nil {
		t.Fatal(err)
	}
	sameBits(t, "positions", image.Backbone.PosEmbed.Value.Data(), from.PosEmbed.Value.Data())
	sameBits(t, "head", image.Conv.Weight.Value.Data(), head.Data())
	if err := image.Transfer(vit(t, 1, noBias)); err == nil || !strings.Contains(err.Error(), "attn.qkv.bias") {
		t.Errorf("no bias: error %v", err)
	}
}

// Gradient checkpointing changes no bit of the gradients.
func TestImageSegmenterCheckpointing(t *testing.T) {
	x := tensor.New(2, 1, 12, 12).Normal(tensor.NewRNG(5), 0, 1)
	labels := make([]int, 288)
	grads := func(checkpointing bool) (all []float32) {
		m := imageSegmenter(t, 1, nil)
		m.Backbone.GradCheckpointing = checkpointing
		tape := autograd.NewTape().Train(1)
		autograd.Backward(PixelCrossEntropy(m.Forward(tape.Input(x)), labels, autograd.LossOptions{}))
		for _, p := range nn.Params(m) {
			all = append(all, p.Param.Grad.Data()...)
		}
		return all
	}
	sameBits(t, "gradients", grads(true), grads(false))
}

// After the first, a step allocates little whatever the size.
func TestSegmenterStepAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("sync.Pool drops what it is given")
	}
	points, images := pointSegmenter(t, 1, nil), imageSegmenter(t, 1, nil)
	x, pixels := clouds(1, 4, 40), tensor.New(4, 1, 12, 12)
	parts, classes, categories := make([]int, 160), make([]int, 4*144), []int{0, 1, 2, 3}
	tape, other := autograd.NewTape().Train(1), autograd.NewTape().Train(1)
	for name, step := range map[string]func(){
		"points": func() {
			tape.Reset()
			autograd.Backward(PointCrossEntropy(points.Segment(tape.Input(x), categories), parts, autograd.LossOptions{}))
		},
		"images": func() {
			other.Reset()
			autograd.Backward(PixelCrossEntropy(images.Forward(other.Input(pixels)), classes, autograd.LossOptions{}))
		},
	} {
		step()
		if n := testing.AllocsPerRun(20, step); n > 20 {
			t.Errorf("%s: %v allocations a step", name, n)
		}
	}
}

// The features of a point are those of the nearest centers, by inverse squared
// distance; as many as there are if fewer than three.
func TestInterpolatePoints(t *testing.T) {
	tape := autograd.NewTape()
	centers := tensor.FromSlice([]float32{0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 100}, 1, 4, 3)
	points := tensor.FromSlice([]float32{1, 0, 0, 2, 0, 0}, 1, 2, 3)
	x := tensor.FromSlice([]float32{1, -1, 2, -2, 3, -3, 1000, 1000}, 1, 4, 2)
	// Squared distances 1, 1 and 17: weights 17, 17 and 1 of 35. The second point is a center.
	got := InterpolatePoints(tape.Input(x), centers, points).Value.Data()
	for i, want := range []float64{54.0 / 35, -54.0 / 35, 2, -2} {
		if math.Abs(float64(got[i])-want) > 1e-6 {
			t.Errorf("element %d is %v, want %v", i, got[i], want)
		}
	}
	one := InterpolatePoints(tape.Input(tensor.FromSlice([]float32{5, 6}, 1, 1, 2)), tensor.New(1, 1, 3), points)
	sameBits(t, "one center", one.Value.Data(), []float32{5, 6, 5, 6})

	for _, groups := range []int{1, 2, 7} {
		centers, points := clouds(1, 2, groups), clouds(2, 2, 70)
		in := []*tensor.Tensor{tensor.New(2, groups, 5).Normal(tensor.NewRNG(3), 0, 1)}
		f := func(v []*autograd.Var) *autograd.Var { return InterpolatePoints(v[0], centers, points) }
		if err := autograd.GradCheck(f, in, 1e-3); err != nil {
			t.Error(err)
		}
		twice := func(v []*autograd.Var) *autograd.Var { return autograd.Mul(f(v), autograd.Add(f(v), f(v))) }
		if err := autograd.GradCheck(twice, in, 1e-3); err != nil {
			t.Error("used twice:", err)
		}
	}
	for _, f := range []func(){
		func() { InterpolatePoints(tape.Input(tensor.New(1, 3, 2)), centers, points) },
		func() { InterpolatePoints(tape.Input(tensor.New(4, 2)), centers, points) },
		func() { InterpolatePoints(tape.Input(x), centers, tensor.New(2, 2, 3)) },
		func() { InterpolatePoints(tape.Input(x), tensor.New(1, 4, 2), points) },
	} {
		err := tensor.Catch(f)
		if e, ok := err.(*tensor.ShapeError); !ok || e.Op != "InterpolatePoints" {
			t.Errorf("error %v", err)
		}
	}
}

// Values and gradients have the same bits on any number of threads, also when
// the channels are cut.
func TestInterpolatePointsThreads(t *testing.T) {
	defer parallel.SetLimit(0)
	old := runtime.GOMAXPROCS(8)
	defer runtime.GOMAXPROCS(old)
	centers, points := clouds(1, 3, 9), clouds(2, 3, 200)
	x := tensor.New(3, 9, 300).Normal(tensor.NewRNG(3), 0, 1)
	tape := autograd.NewTape()
	step := func() (y, dx []float32) {
		tape.Reset()
		v := tape.Variable(x)
		r := InterpolatePoints(v, centers, points)
		y = append(y, r.Value.Data()...)
		autograd.Backward(autograd.Sum(autograd.Square(r), nil, false))
		return y, append(dx, v.Grad.Data()...)
	}
	parallel.SetLimit(1)
	y, dx := step()
	for _, n := range []int{2, 8} {
		parallel.SetLimit(n)
		y2, dx2 := step()
		sameBits(t, "values", y2, y)
		sameBits(t, "gradient", dx2, dx)
	}
}

func TestSegmentationLosses(t *testing.T) {
	tape := autograd.Inference()
	// One pixel of two with p = 1/4 for its class, one that does not count.
	z := tensor.FromSlice([]float32{0, 5, float32(math.Log(3)), 5}, 1, 2, 1, 2) // [1, classes, 1, 2]
	got := PixelCrossEntropy(tape.Input(z), []int{0, autograd.IgnoreLabel}, autograd.LossOptions{}).Value.Item()
	if math.Abs(float64(got)-math.Log(4)) > 1e-6 {
		t.Errorf("pixels: %v, want ln 4", got)
	}
	p := tensor.FromSlice([]float32{0, float32(math.Log(3)), 7, 7}, 1, 2, 2) // [1, points, parts]
	got = PointCrossEntropy(tape.Input(p), []int{0, 1}, autograd.LossOptions{Reduction: autograd.ReduceSum}).Value.Item()
	if math.Abs(float64(got)-math.Log(8)) > 1e-6 {
		t.Errorf("points: %v, want ln 8", got)
	}
	for op, f := range map[string]func(){
		"PixelCrossEntropy": func() { PixelCrossEntropy(tape.Input(z), []int{0}, autograd.LossOptions{}) },
		"PointCrossEntropy": func() { PointCrossEntropy(tape.Input(z), []int{0, 0}, autograd.LossOptions{}) },
	} {
		err := tensor.Catch(f)
		if e, ok := err.(*tensor.ShapeError); !ok || e.Op != op {
			t.Errorf("%s: error %v", op, err)
		}
	}
	// A set's ignored pixels are the loss's.
	set := &datasets.ImageMasks{Images: datasets.Images{Labelled: datasets.Labelled{Label: []int{-1}}, C: 1, H: 1, W: 2, Pixels: make([]uint8, 2)}, Masks: []uint8{1, datasets.IgnoreMask}}
	if got := set.Targets(nil, []int{0}); !reflect.DeepEqual(got, []int{1, autograd.IgnoreLabel}) {
		t.Errorf("targets %v", got)
	}
}
