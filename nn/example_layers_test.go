package nn_test

import (
	"fmt"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt/image"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: examples of single layers, and of what nets are asked through
// interfaces.

// lowRank is a linear layer with a trained term of low rank beside it (LoRA; Hu
// et al., 2021): x·Wᵀ + b + x·Aᵀ·Bᵀ.
type lowRank struct {
	nn.Projector
	a, b *nn.Linear
}

func newLowRank(l *nn.Linear, rank int, rng *tensor.RNG) *lowRank {
	out, in := l.Weight.Shape()[0], l.Weight.Shape()[1]
	return &lowRank{Projector: l, a: nn.NewLinear(in, rank, false, rng), b: nn.NewLinear(rank, out, false, nil)} // b is 0 at first
}

func (l *lowRank) Forward(x *autograd.Var) *autograd.Var { return l.Project(x, nn.Epilogue{}) }

// Project computes both terms, and then what e asks for.
func (l *lowRank) Project(x *autograd.Var, e nn.Epilogue) *autograd.Var {
	y := autograd.Add(l.Projector.Project(x, nn.Epilogue{Bias: e.Bias}), l.b.Forward(l.a.Forward(x)))
	if e.GELU {
		y = autograd.GELU(y)
	}
	if e.Residual != nil {
		y = autograd.Add(y, e.Residual)
	}
	return y
}

func (l *lowRank) NamedParams(prefix string, yield func(nn.NamedParam)) {
	l.Projector.NamedParams(prefix, yield)
	l.a.NamedParams(prefix+"lora_a.", yield)
	l.b.NamedParams(prefix+"lora_b.", yield)
}

// A block's linear layers are Projectors: any of them can be replaced by a layer of
// one's own, which blocks then use as they use a Linear.
func ExampleProjector() {
	rng := tensor.NewRNG(1)
	block := nn.NewBlock(16, 4, 64, true, 1e-6, rng)
	x := tensor.New(2, 5, 16).Normal(rng, 0, 1)
	before := nn.Predict(block, x)

	var attention *nn.MultiHeadAttention = block.Attn
	var mlp *nn.MLP = block.MLP
	attention.QKV = newLowRank(attention.QKV.(*nn.Linear), 2, rng)
	mlp.FC1 = newLowRank(mlp.FC1.(*nn.Linear), 2, rng)
	block.Projectors(func(name string, at *nn.Projector) {
		_, changed := (*at).(*lowRank)
		fmt.Println(name, changed)
	})
	fmt.Println("starts as the plain block:", equal(nn.Predict(block, x), before))
	// Output:
	// attn.qkv true
	// attn.proj false
	// mlp.fc1 true
	// mlp.fc2 false
	// starts as the plain block: true
}

// equal reports whether two tensors have the same numbers.
func equal(a, b *tensor.Tensor) bool {
	for i, v := range a.Data() {
		if v != b.Data()[i] {
			return false
		}
	}
	return tensor.SameShape(a, b)
}

// shifted adds a learned shift to a linear layer. It is a BiasAdder, because
// attention may keep the bias of the layer in parts.
type shifted struct {
	*nn.Linear
	shift *autograd.Var // [out]
}

func (l shifted) AddBias(t *autograd.Tape, own *autograd.Var, lo, hi int) *autograd.Var {
	return autograd.Add(own, autograd.Slice(t.Attach(l.shift), 0, lo, hi, 1))
}

// An encoder like VideoMAE's has biases for queries and values alone, which
// attention adds to those of a BiasAdder.
func ExampleBiasAdder() {
	c := nn.EncoderConfig{Dim: 8, Depth: 1, Heads: 2, Hidden: 16, Eps: 1e-6, QKVBias: nn.SeparateBias}
	encoder := nn.NewEncoder(c, tensor.NewRNG(1))
	x := tensor.New(1, 3, 8).Normal(tensor.NewRNG(2), 0, 1)
	before := nn.Predict(encoder, x)

	attention := encoder.Blocks[0].Attn
	layer := shifted{attention.QKV.(*nn.Linear), autograd.Param(tensor.Full(0.5, 24))}
	attention.QKV = layer
	_, ok := attention.QKV.(nn.BiasAdder)
	fmt.Println(ok, equal(nn.Predict(encoder, x), before))
	// Output: true false
}

// A small convolutional net: BatchNorm uses the statistics of the batch on a tape
// that trains, and its running ones elsewhere.
func ExampleBatchNorm() {
	norm := nn.NewBatchNorm(8)
	model := nn.Sequential{nn.NewConv2d(1, 8, 3, tensor.NewRNG(1)), norm, nn.Lambda(autograd.ReLU)}
	x := tensor.New(4, 1, 6, 6).Normal(tensor.NewRNG(2), 0, 1)
	model.Forward(autograd.NewTape().Train(1).Input(x))
	fmt.Println(norm.NumBatches.Value.Item(), nn.Predict(model, x).Shape(), norm.NumBatches.Value.Item())
	// Output: 1 [4 8 6 6] 1
}

// A kernel that finds upright edges; the layer keeps the size of the image.
func ExampleConv2d() {
	conv := nn.NewConv2d(1, 1, 3, nil)
	copy(conv.Weight.Value.Data(), []float32{0, 0, 0, -1, 0, 1, 0, 0, 0})
	image := tensor.FromSlice([]float32{0, 0, 1, 1, 0, 0, 1, 1}, 1, 1, 2, 4)
	fmt.Println(nn.Predict(conv, image))
	// Output:
	// Tensor[1 1 2 4]
	// [[[[ 0  1  1 -1]
	//    [ 0  1  1 -1]]]]
}

// Each row gets mean 0 and variance 1.
func ExampleLayerNorm() {
	norm := nn.NewLayerNorm(3, 1e-6)
	fmt.Printf("%.2f\n", nn.Predict(norm, tensor.FromSlice([]float32{1, 2, 3, 10, 20, 30}, 2, 3)).Data())
	// Output: [-1.22 0.00 1.22 -1.22 0.00 1.22]
}

// Patches that overlap by half: the stride is half of a patch.
func ExamplePatchEmbed() {
	embed := nn.NewPatchEmbed(3, 32, [2]int{8, 8}, [2]int{4, 4}, tensor.NewRNG(1))
	fmt.Println(nn.Predict(embed, tensor.New(2, 3, 24, 24)).Shape())
	// Output: [2 25 32]
}

// A net with a grid of patches tells its size; Transfer asks for it.
func ExampleGridded() {
	model, err := nn.NewViT(nn.ViTMini(32, 10), tensor.NewRNG(1))
	if err != nil {
		panic(err)
	}
	var net nn.Transformer = model
	if g, ok := net.(nn.Gridded); ok {
		fmt.Println(g.Grid())
	}
	// Output: 7 7
}

// How many numbers of each kind a model has.
func ExampleKind() {
	model, err := nn.NewViT(nn.ViTMini(32, 10), tensor.NewRNG(1))
	if err != nil {
		panic(err)
	}
	count := map[nn.Kind]int{}
	for _, p := range nn.Params(model) {
		count[p.Role.Kind] += p.Param.Value.Size()
	}
	fmt.Println(count[nn.Weight], count[nn.Token], count[nn.Position])
	// Output: 77162 32 1600
}

// Pack changes the form in which linear layers store their weights. Any net can
// offer its layers, as Sequential does.
func ExamplePack() {
	rng := tensor.NewRNG(1)
	model := nn.Sequential{nn.NewLinear(4, 8, true, rng), nn.Lambda(autograd.GELU), nn.NewLinear(8, 3, true, rng)}
	x := tensor.New(5, 4).Normal(rng, 0, 1)
	before := nn.Predict(model, x)

	var _ nn.LinearReplacer = model
	nn.Pack(model)
	_, packed := model[0].(*nn.PackedLinear)
	fmt.Println(packed, equal(nn.Predict(model, x), before), nn.TakenOver(model) != nil)
	// Output: true true true
}

// The configuration of a net of one's own: sizes within bounds, and how many
// parameters the net will have, before any memory is taken.
func ExampleCheckSizes() {
	c := nn.EncoderConfig{Dim: 64, Depth: 4, Heads: 4, Hidden: 256, Eps: 1e-6, QKVBias: nn.NoBias}
	words := nn.Size{Name: "words", Value: 0}
	fmt.Println(nn.CheckSizes("words", words))
	fmt.Println(c.Validate("words"), c.NumParams()+nn.LinearParams(64, 10))
	// Output:
	// words: words is 0, want 1 to 1048576
	// <nil> 199818
}

// A report lists how tensors differ from those that a model wants.
func ExampleLoadReport() {
	model := nn.NewLinear(3, 2, true, nil)
	got := []nn.TensorSpec{{Name: "weight", Shape: []int{2, 4}}, {Name: "gain", Shape: []int{2}}}
	report := nn.CompareParams(nn.Params(model), got)
	var wrong nn.ShapeMismatch = report.Misshaped[0]
	fmt.Println(wrong.Name, report.Missing, report.Unexpected)
	fmt.Println(report)
	// Output:
	// weight [bias] [gain]
	// 1 missing: bias; 1 unexpected: gain; 1 mis-shaped: weight (model [2 3], file [2 4])
}

// An autoencoder is pretrained by its loss under random masks. A Predictor of
// MaskedLossOf evaluates it.
func ExampleMaskedLossOf() {
	c := image.MAEConfig{ViTConfig: nn.ViTConfig{Image: [2]int{8, 8}, Patch: [2]int{4, 4}, Channels: 1, Dim: 16, Depth: 1, Heads: 2}}
	mae, err := image.NewMAE(c, tensor.NewRNG(1))
	if err != nil {
		panic(err)
	}
	var auto nn.Autoencoder = mae
	x := tensor.New(6, 1, 8, 8).Normal(tensor.NewRNG(2), 0, 1)
	masked := 0
	for _, m := range auto.Mask(6, tensor.NewRNG(3)) {
		if m {
			masked++
		}
	}
	loss := nn.MaskedLoss(auto, autograd.Inference().Input(x)).Value
	fmt.Println(masked, "of 24 patches are masked;", loss.Item() == nn.Predict(nn.MaskedLossOf{Autoencoder: auto}, x).Item())
	// Output: 18 of 24 patches are masked; true
}

// Where a classifier looks: the attention of its class token in the last block, and the
// rollout through all blocks, over the 7×7 patches of the image. picture.Over draws them.
func ExampleAttentionMaps() {
	model, err := nn.NewViT(nn.ViTMini(32, 10), tensor.NewRNG(1))
	if err != nil {
		panic(err)
	}
	x := tensor.New(1, 1, 28, 28).Normal(tensor.NewRNG(2), 0, 1)
	maps, err := nn.AttentionMaps(model, x)
	if err != nil {
		panic(err)
	}
	rows, columns := model.Grid()
	last := nn.PatchAttention(maps[len(maps)-1], 0, rows, columns)
	rollout := nn.PatchAttention(nn.AttentionRollout(maps), 0, rows, columns)
	fmt.Println(len(maps), maps[0].Shape(), last.Shape(), rollout.Shape())
	// Output: 6 [1 4 50 50] [1 7 7] [1 7 7]
}
