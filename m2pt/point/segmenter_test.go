package point

import (
	"fmt"
	"math"
	"reflect"
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

// smallSegmenter fits the blocks of modeltest.ViT.
var smallSegmenter = SegmenterConfig{Config: small, Categories: 4, CategoryDim: 6, Propagate: [2]int{20, 16}, HeadHidden: [2]int{24, 12}}

func newSegmenter(t testing.TB, seed uint64, change func(*SegmenterConfig)) *Segmenter {
	t.Helper()
	c := smallSegmenter
	if change != nil {
		change(&c)
	}
	m, err := NewSegmenter(c, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	modeltest.RandomStatistics(m, seed)
	return m
}

// The logits of the point model are what the definition says, computed without
// the short cuts: everything side by side for every point, then one product.
func TestSegmenterDefinition(t *testing.T) {
	const b, n = 2, 70
	m, x, categories := newSegmenter(t, 1, nil), modeltest.Clouds(1, b, n), []int{2, 0}
	got := m.Segment(autograd.Inference().Input(x), categories).Value.Clone().Data()

	tape := autograd.Inference()
	points := tape.Input(x)
	centers, groups := m.Config.group("test", points)
	f := m.features(centers, groups)
	if f.Value.Dim(2) != 3*24 {
		t.Fatalf("features %v", f.Shape())
	}
	near := autograd.Reshape(Interpolate(f, centers.Value, x), b*n, 72)
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

func TestSegmenterParams(t *testing.T) {
	for name, change := range map[string]func(*SegmenterConfig){
		"small": nil, "no categories": func(c *SegmenterConfig) { c.Categories = 0 }, "one block": func(c *SegmenterConfig) { c.FeatureBlocks = []int{2} },
		"official widths": func(c *SegmenterConfig) { c.CategoryDim, c.Propagate, c.HeadHidden = 0, [2]int{}, [2]int{} },
	} {
		m := newSegmenter(t, 1, change)
		if n := nn.CountParams(m); float64(n) != m.Config.NumParams() {
			t.Errorf("%s: %d parameters, NumParams says %v", name, n, m.Config.NumParams())
		}
		if y := m.Forward(autograd.Inference().Input(modeltest.Clouds(1, 2, 40))); !reflect.DeepEqual(y.Shape(), []int{2, 40, 5}) {
			t.Errorf("%s: logits %v", name, y.Shape())
		}
	}
	// Point-MAE's sizes: the widths of its code.
	m, err := NewSegmenter(SegmenterConfig{Config: Config{Groups: 128, GroupSize: 32, Dim: 384, Depth: 12, Heads: 6, Classes: 50}, Categories: 16}, nil)
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
func TestSegmenterCategories(t *testing.T) {
	m, x := newSegmenter(t, 1, nil), modeltest.Clouds(1, 2, 40)
	run := func(categories ...int) []float32 {
		return m.Segment(autograd.Inference().Input(x), categories).Value.Clone().Data()
	}
	a, b := run(1, 2), run(3, 2)
	modeltest.SameBits(t, "the other cloud", b[200:], a[200:])
	if reflect.DeepEqual(a[:200], b[:200]) {
		t.Error("the category does not matter")
	}
	modeltest.SameBits(t, "unknown", m.Forward(autograd.Inference().Input(x)).Value.Data(), run(-1, -1))
	for _, bad := range [][]int{{1}, {4, 0}, {0, -2}, {1, 2, 3}} {
		err := tensor.Catch(func() { run(bad...) })
		if e, ok := err.(*tensor.ShapeError); !ok || e.Op != "point.Segmenter" {
			t.Errorf("%v: error %v", bad, err)
		}
	}
}

func TestSegmenterConfigErrors(t *testing.T) {
	for word, change := range map[string]func(*SegmenterConfig){
		"groups": func(c *SegmenterConfig) { c.Groups = 0 }, "classes": func(c *SegmenterConfig) { c.Classes = 0 },
		"categories": func(c *SegmenterConfig) { c.Categories = -1 }, "category_dim": func(c *SegmenterConfig) { c.CategoryDim = -1 },
		"[1 4]": func(c *SegmenterConfig) { c.FeatureBlocks = []int{1, 4} }, "[2 2]": func(c *SegmenterConfig) { c.FeatureBlocks = []int{2, 2} },
		"feature_blocks names no block": func(c *SegmenterConfig) { c.FeatureBlocks = []int{} },
		"propagate 1":                   func(c *SegmenterConfig) { c.Propagate[1] = 0 }, "head_hidden 0": func(c *SegmenterConfig) { c.HeadHidden[0] = -3 },
		"depth": func(c *SegmenterConfig) { c.Depth = 0 },
	} {
		c := smallSegmenter
		change(&c)
		if _, err := NewSegmenter(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
}

// segmented returns copies of the logits of clouds x.
func segmented(m *Segmenter, x *tensor.Tensor, categories []int) []float32 {
	return m.Segment(autograd.Inference().Input(x), categories).Value.Clone().Data()
}

// A cloud's logits have the same bits in any batch, on any number of threads and
// on every instruction set.
func TestSegmenterBits(t *testing.T) {
	defer parallel.SetLimit(0)
	old := runtime.GOMAXPROCS(8)
	defer runtime.GOMAXPROCS(old)
	m, x, categories := newSegmenter(t, 1, nil), modeltest.Clouds(1, 5, 70), []int{3, 0, -1, 1, 0}
	want := segmented(m, x, categories)
	const each = 70 * 5
	if len(want) != 5*each {
		t.Fatalf("%d logits, want %d", len(want), 5*each)
	}
	for _, n := range []int{1, 2, 8} {
		parallel.SetLimit(n)
		modeltest.SameBits(t, fmt.Sprint(n, " threads"), segmented(m, x, categories), want)
	}
	for i := 0; i < 5; i++ {
		one := tensor.FromSlice(x.Data()[i*210:(i+1)*210], 1, 70, 3)
		modeltest.SameBits(t, "alone", segmented(m, one, categories[i:i+1]), want[i*each:(i+1)*each])
	}
	for _, l := range simd.Levels() {
		restore, err := simd.Use(l)
		if err != nil {
			t.Fatal(err)
		}
		modeltest.SameBits(t, fmt.Sprint(l), segmented(m, x, categories), want)
		restore()
	}
}

// A segmenter starts from an autoencoder of the same encoder.
func TestSegmenterFromMAE(t *testing.T) {
	mae, to := newMAE(t, 1), newSegmenter(t, 2, nil)
	head := to.Conv[0].Weight.Value.Clone()
	if err := nn.Transfer(to, mae, nn.TransferOptions{}); err != nil {
		t.Fatal(err)
	}
	modeltest.SameBits(t, "block", to.Blocks[2].Norm1.Weight.Value.Data(), mae.Blocks[2].Norm1.Weight.Value.Data())
	modeltest.SameBits(t, "tokenizer", to.Tokenizer.Conv4.Weight.Value.Data(), mae.Tokenizer.Conv4.Weight.Value.Data())
	modeltest.SameBits(t, "head", to.Conv[0].Weight.Value.Data(), head.Data())
	deep := newSegmenter(t, 2, func(c *SegmenterConfig) { c.Depth = 4 })
	if err := nn.Transfer(deep, mae, nn.TransferOptions{}); err == nil || !strings.Contains(err.Error(), "blocks.blocks.3") {
		t.Errorf("another depth: error %v", err)
	}
}

// After the first, a step allocates little whatever the size.
func TestSegmenterStepAllocations(t *testing.T) {
	if race.Enabled {
		t.Skip("sync.Pool drops what it is given")
	}
	m, x := newSegmenter(t, 1, nil), modeltest.Clouds(1, 4, 40)
	parts, categories := make([]int, 160), []int{0, 1, 2, 3}
	tape := autograd.NewTape().Train(1)
	step := func() {
		tape.Reset()
		autograd.Backward(nn.CrossEntropy(m.Segment(tape.Input(x), categories), parts, autograd.LossOptions{}))
	}
	step()
	if n := testing.AllocsPerRun(20, step); n > 20 {
		t.Errorf("%v allocations a step", n)
	}
}
