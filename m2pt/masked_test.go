package m2pt

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: what all modalities' models and masked autoencoders have in common.

// modalityConfigs are small models whose blocks fit together.
func modalityConfigs() map[Modality]Config {
	classes := []string{"a", "b", "c", "d", "e"}
	image := testConfig()
	audio := testConfig()
	audio.Modality, audio.Filters = Audio, &FilterBankConfig{SampleRate: 8000, NumMelBins: 12, TargetLength: 12}
	audio.ViT.MeanPool = true
	return map[Modality]Config{
		Image: image,
		Audio: audio,
		Point: {Modality: Point, Points: 40, Classes: classes, Point: &PointConfig{Groups: 8, GroupSize: 6, Dim: 24, Depth: 3, Heads: 3, Classes: 5, Hidden: [3]int{8, 8, 8}, QKVBias: true}},
		Video: {Modality: Video, Classes: classes, Mean: []float32{0.1}, Std: []float32{0.3},
			Video: &VideoConfig{Frames: 4, Image: [2]int{8, 8}, Patch: [2]int{4, 4}, Channels: 1, Dim: 24, Depth: 3, Heads: 3, Classes: 5}},
	}
}

func newModel(t *testing.T, c Config, seed uint64) *Model {
	t.Helper()
	m, err := NewModel(c, tensor.NewRNG(seed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// inputs returns a batch of random inputs for a model.
func inputs(c Config, batch int) *tensor.Tensor {
	return tensor.New(append([]int{batch}, c.InputShape()...)...).Normal(tensor.NewRNG(5), 0, 0.5)
}

// Every modality is the target of every other, and of itself: a new pathway
// changes nothing, a trained one merges exactly, on every instruction set,
// alone or in a batch, and comes back from a file.
func TestEveryPair(t *testing.T) {
	configs := modalityConfigs()
	for _, target := range Modalities {
		for _, aux := range Modalities {
			t.Run(fmt.Sprintf("%s with %s", target, aux), func(t *testing.T) {
				x := inputs(configs[target], 3)
				m := newModel(t, configs[target], 1)
				plain := m.Logits(x).Data()
				if err := m.Connect(newModel(t, configs[aux], 2), Options{AuxBias: true}); err != nil {
					t.Fatal(err)
				}
				if err := m.Connect(newModel(t, configs[aux], 3), Options{Reversed: true, FreezeAux: true, ScalePer: PerChannel}); err != nil {
					t.Fatal(err)
				}
				sameBits(t, "λ = 0", m.Logits(x).Data(), plain)
				setScales(m.Net)
				want := m.Logits(x).Data()
				if reflect.DeepEqual(want, plain) {
					t.Fatal("the pathways change nothing")
				}
				merged := m.Merge()
				path := filepath.Join(t.TempDir(), ModelFile)
				if err := m.Save(path); err != nil {
					t.Fatal(err)
				}
				back, err := Load(path)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range simd.Levels() {
					restore, err := simd.Use(l)
					if err != nil {
						t.Fatal(err)
					}
					sameBits(t, fmt.Sprint("unmerged, ", l), m.Logits(x).Data(), want)
					sameBits(t, fmt.Sprint("merged, ", l), merged.Logits(x).Data(), want)
					sameBits(t, fmt.Sprint("from a file, ", l), back.Logits(x).Data(), want)
					restore()
				}
				one := tensor.FromSlice(x.Data()[:x.Size()/3], append([]int{1}, configs[target].InputShape()...)...)
				sameBits(t, "merged, a sample alone", merged.Logits(one).Data(), want[:5])
				FreezeBlocks(m.Net)
				for _, p := range nn.Params(m.Net) {
					if p.Param.RequiresGrad() && !isHead(p.Name) && !strings.Contains(p.Name, "cross_modal_scale") {
						t.Errorf("%s is trained though the blocks are frozen", p.Name)
					}
				}
				p, err := nn.NewPredictor(merged.Net, nn.PredictorOptions{Concurrency: 1})
				if err != nil {
					t.Fatal(err)
				}
				y, err := p.Predict(context.Background(), x)
				if err != nil {
					t.Fatal(err)
				}
				sameBits(t, "a predictor", y.Data(), want)
			})
		}
	}
}

// maskedConfigs are the masked autoencoders of all modalities.
func maskedConfigs() map[string]Config {
	all := map[string]Config{}
	for name, c := range modalityConfigs() {
		c.Masked, c.Classes = &Masked{DecoderDepth: 1}, nil
		all[string(name)] = c
	}
	stripes := modalityConfigs()[Audio]
	stripes.Masked, stripes.Classes = &Masked{DecoderDepth: 1, TimeRatio: 0.6, FreqRatio: 0.4}, nil
	all["audio, in stripes"] = stripes
	normed := modalityConfigs()
	for _, name := range []Modality{Image, Video} {
		c := normed[name]
		c.Masked, c.Classes = &Masked{DecoderDepth: 1, NormPixLoss: true}, nil
		all[string(name)+", normalised"] = c
	}
	return all
}

// Training an autoencoder gives the same bits on any number of threads and
// lowers its loss; it comes back from a file; a classifier takes its encoder
// over, or its blocks, or a pathway through it.
func TestMasked(t *testing.T) {
	defer parallel.SetLimit(0)
	for name, c := range maskedConfigs() {
		t.Run(name, func(t *testing.T) {
			x := inputs(c, 4)
			train := func(threads int) (*Model, []float32) {
				parallel.SetLimit(threads)
				m := newModel(t, c, 1)
				if n := nn.CountParams(m.Net); float64(n) != m.Config.kind().numParams(m.Config) {
					t.Errorf("%d parameters, the configuration says %v", n, m.Config.kind().numParams(m.Config))
				}
				opt := nn.NewAdamW(nn.WeightDecayGroups(nn.Params(m.Net), 0.05), nn.AdamConfig{LR: 1e-2})
				tape := autograd.NewTape().Train(1)
				var losses []float32
				for step := 0; step < 12; step++ {
					tape.Reset()
					opt.ZeroGrad()
					loss := m.Net.Forward(tape.Input(x))
					losses = append(losses, loss.Value.Item())
					autograd.Backward(loss)
					opt.Step()
				}
				return m, losses
			}
			m, losses := train(1)
			_, again := train(2)
			sameBits(t, "two threads", again, losses)
			if first, last := losses[0], losses[len(losses)-1]; !(last < 0.95*first) {
				t.Errorf("the loss goes from %v to %v", first, last)
			}
			path := filepath.Join(t.TempDir(), ModelFile)
			if err := m.Save(path); err != nil {
				t.Fatal(err)
			}
			back, err := Load(path)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(back.Config, m.Config) {
				t.Errorf("configuration\n%+v, want\n%+v", back.Config, m.Config)
			}
			sameBits(t, "from a file", back.Logits(x).Data(), m.Logits(x).Data())

			classifier := modalityConfigs()[c.Modality]
			var starts [3][]float32
			for i, start := range []func(to *Model) error{
				func(to *Model) error { return to.Init(m) },
				func(to *Model) error { return CopyBlocks(to.Net, m.Net) },
				func(to *Model) error { return to.Connect(m, Options{Scale: 0.5}) },
			} {
				to := newModel(t, classifier, 7)
				if err := start(to); err != nil {
					t.Fatal(err)
				}
				starts[i] = to.Logits(x).Data()
			}
			plain := newModel(t, classifier, 7).Logits(x).Data()
			for i, s := range starts {
				if reflect.DeepEqual(s, plain) || i > 0 && reflect.DeepEqual(s, starts[i-1]) {
					t.Errorf("start %d changes nothing", i)
				}
			}
			if other := modalityConfigs()[map[Modality]Modality{Image: Audio, Audio: Point, Point: Video, Video: Image}[c.Modality]]; other.Modality != "" {
				to := newModel(t, other, 7)
				if err := to.Init(m); err == nil || !strings.Contains(err.Error(), string(c.Modality)) {
					t.Errorf("a model of %s starts from one of %s: %v", other.Modality, c.Modality, err)
				}
			}
		})
	}
}

// A transferred encoder computes the features that it did: with the mean of the
// patch tokens as feature, a classifier's are the autoencoder's when nothing is
// masked but what cannot be seen.
func TestTransferredWeights(t *testing.T) {
	for name, c := range maskedConfigs() {
		m := newModel(t, c, 1)
		to := newModel(t, modalityConfigs()[c.Modality], 2)
		if err := to.Init(m); err != nil {
			t.Fatal(err)
		}
		from := map[string]*tensor.Tensor{}
		for _, p := range nn.StateDict(m.Net) {
			prefix := map[Modality]string{Point: encoderPrefix, Video: videoEncoder}[c.Modality]
			from[strings.TrimPrefix(p.Name, prefix)] = p.Tensor
		}
		same := 0
		for _, p := range nn.StateDict(to.Net) {
			if isHead(p.Name) || strings.HasPrefix(p.Name, "fc_norm") || c.Modality == Point && strings.HasPrefix(p.Name, "cls_") {
				continue
			}
			sameBits(t, name+": "+p.Name, p.Tensor.Data(), from[p.Name].Data())
			same++
		}
		if same < 40 {
			t.Errorf("%s: only %d tensors were taken over", name, same)
		}
	}
}

// What is rebuilt is the sample but for masked cells, which are predictions; a
// prediction of the truth rebuilds the truth.
func TestReconstruct(t *testing.T) {
	for name, c := range maskedConfigs() {
		m := newModel(t, c, 1).Net.(Autoencoder)
		x := inputs(c, 2)
		mask := m.Mask(2, tensor.NewRNG(1))
		seen, rebuilt := m.Reconstruct(x, mask)
		loss, baseline := float64(m.Loss(autograd.Inference().Input(x), mask).Value.Item()), m.MeanLoss(x, mask)
		if !(baseline > 0) {
			t.Errorf("%s: the loss of the mean is %v", name, baseline)
		}
		var g cells
		switch m := m.(type) {
		case *MAE:
			g = m.Config.cells()
		case *VideoMAE:
			g = m.Config.cells()
			for i := range mask {
				if i%8 >= 4 && mask[i] != mask[i-4] {
					t.Errorf("%s: the mask is no tube", name)
				}
			}
		case *PointMAE:
			checkRebuiltPoints(t, m, x, mask, seen, rebuilt)
			continue
		}
		_, masked := splitMask("test", mask, x, g.count())
		inside := map[int]bool{}
		for _, w := range masked {
			g.each(w%g.count(), func(at int) { inside[w/g.count()*g.sample()+at] = true })
		}
		if n := len(masked) * g.elements(); len(inside) != n {
			t.Errorf("%s: %d elements in the masked cells, want %d", name, len(inside), n)
		}
		square, per := 0.0, 0
		for i, v := range x.Data() {
			switch {
			case !inside[i] && (seen.Data()[i] != v || rebuilt.Data()[i] != v):
				t.Fatalf("%s: element %d is not masked and was changed", name, i)
			case inside[i] && seen.Data()[i] != 0:
				t.Fatalf("%s: element %d is masked and can be seen", name, i)
			case inside[i]:
				d := float64(rebuilt.Data()[i] - v)
				square += d * d
				per++
			}
		}
		// Without normalisation the loss is what can be seen of the rebuilt.
		if got := square / float64(per); !g.norm && math.Abs(got-loss) > 1e-4*loss {
			t.Errorf("%s: the rebuilt cells are off by %v, the loss is %v", name, got, loss)
		}
		truth := make([]float32, len(masked)*g.elements())
		g.cut(truth, x.Data(), masked)
		again := x.Clone()
		g.paste(again.Data(), truth, masked)
		for i, v := range x.Data() {
			if d := math.Abs(float64(again.Data()[i] - v)); d > 1e-5 {
				t.Fatalf("%s: the truth pasted differs at %d by %v", name, i, d)
			}
		}
	}
}

// checkRebuiltPoints checks that all that is seen are points of the cloud, in
// both results, and that nothing else is.
func checkRebuiltPoints(t *testing.T, m *PointMAE, x *tensor.Tensor, mask []bool, seen, rebuilt *tensor.Tensor) {
	t.Helper()
	of := func(cloud int, p []float32) bool {
		for i := 0; i < x.Dim(1); i++ {
			q := x.Data()[(cloud*x.Dim(1)+i)*3:]
			if math.Abs(float64(p[0]-q[0]))+math.Abs(float64(p[1]-q[1]))+math.Abs(float64(p[2]-q[2])) < 1e-5 {
				return true
			}
		}
		return false
	}
	for i := 0; i < seen.Size(); i += 3 {
		if !of(i/(3*seen.Dim(1)), seen.Data()[i:i+3]) {
			t.Fatalf("point %d that is seen is none of the cloud's", i/3)
		}
	}
	size := m.Config.GroupSize
	for i := 0; i < rebuilt.Dim(0)*rebuilt.Dim(1); i++ {
		if was := of(i/rebuilt.Dim(1), rebuilt.Data()[3*i:3*i+3]); was == mask[i/size] {
			t.Fatalf("point %d of group %d, masked: %v, is the cloud's: %v", i, i/size, mask[i/size], was)
		}
	}
}

// Structured masks cover whole rows and columns: all but 2 (2.4) of 6 rows.
func TestStructuredMask(t *testing.T) {
	c := MAEConfig{ViTConfig: nn.ViTConfig{Image: [2]int{24, 16}, Patch: [2]int{4, 4}, Channels: 1, Dim: 16, Depth: 1, Heads: 2},
		TimeRatio: 0.6, FreqRatio: 0.25, Decoder: Decoder{DecoderDepth: 1}}
	m, err := NewMAE(c, tensor.NewRNG(1))
	if err != nil {
		t.Fatal(err)
	}
	mask := m.Mask(3, tensor.NewRNG(2))
	for b := 0; b < 3; b++ {
		var rows [6]int
		var cols [4]int
		for i, v := range mask[b*24 : (b+1)*24] {
			if v {
				rows[i/4]++
				cols[i%4]++
			}
		}
		full := func(n []int, all int) (k int) {
			for _, v := range n {
				if v == all {
					k++
				}
			}
			return k
		}
		if full(rows[:], 4) != 4 || full(cols[:], 6) != 1 {
			t.Errorf("sample %d: %v by row, %v by column", b, rows, cols)
		}
	}
	if loss := m.Forward(autograd.Inference().Input(tensor.New(3, 1, 24, 16).Normal(tensor.NewRNG(1), 0, 1))); !(loss.Value.Item() > 0) {
		t.Errorf("the loss is %v", loss.Value.Item())
	}
}

func TestMaskedErrors(t *testing.T) {
	for word, change := range map[string]func(c *Config){
		"would be masked": func(c *Config) { c.Masked.Ratio = 0.999 },
		"mask_ratio":      func(c *Config) { c.Masked.Ratio = 1 },
		"decoder_heads":   func(c *Config) { c.Masked.DecoderHeads = 5 },
		"overlap":         func(c *Config) { c.ViT.Stride = [2]int{2, 2} },
		"divisible":       func(c *Config) { c.ViT.Image = [2]int{13, 12} },
		"decoder_depth":   func(c *Config) { c.Masked.DecoderDepth = -1 },
	} {
		c := maskedConfigs()["image"]
		v := *c.ViT
		c.ViT = &v
		change(&c)
		if _, err := NewModel(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: error is %v", word, err)
		}
	}
	for _, name := range []string{"point", "video"} {
		c := maskedConfigs()[name]
		c.Masked.FreqRatio = 0.5
		if _, err := NewModel(c, tensor.NewRNG(1)); err == nil || !strings.Contains(err.Error(), "freq_ratio 0.5") || !strings.Contains(err.Error(), name) {
			t.Errorf("stripes of %s: error is %v", name, err)
		}
	}
	m := newModel(t, maskedConfigs()["image"], 1).Net.(*MAE)
	x := autograd.Inference().Input(tensor.New(2, 1, 12, 12))
	for name, f := range map[string]func(){
		"no mask":      func() { m.Loss(x, nil) },
		"nothing":      func() { m.Loss(x, make([]bool, 18)) },
		"unequal":      func() { m.Loss(x, append(make([]bool, 17), true)) },
		"other images": func() { m.Forward(autograd.Inference().Input(tensor.New(2, 3, 12, 12))) },
	} {
		if err := tensor.Catch(f); err == nil || !strings.Contains(err.Error(), "MAE") {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}
