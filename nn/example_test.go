package nn_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// A Vision Transformer for images of 28×28 pixels and ten classes.
func ExampleNewViT() {
	model, err := nn.NewViT(nn.ViTMini(32, 10), tensor.NewRNG(1))
	if err != nil {
		panic(err)
	}
	images := tensor.New(2, 1, 28, 28).Normal(tensor.NewRNG(2), 0, 1)
	tape := autograd.NewTape()
	logits := model.Forward(tape.Input(images))
	fmt.Println(logits.Shape(), nn.CountParams(model))
	for _, p := range nn.Params(model)[:4] {
		fmt.Println(p.Name, p.Param.Shape())
	}

	_, err = nn.NewViT(nn.ViTConfig{Image: [2]int{28, 28}, Patch: [2]int{4, 4}, Channels: 1, Dim: 32, Depth: 6, Heads: 5, Classes: 10}, nil)
	fmt.Println(err)
	// Output:
	// [2 10] 78794
	// cls_token [1 1 32]
	// pos_embed [1 50 32]
	// patch_embed.proj.weight [32 1 4 4]
	// patch_embed.proj.bias [32]
	// nn: ViT: dim 32 is not divisible by 5 heads
}

// The most likely class of each image of a batch.
func ExamplePredict() {
	model, err := nn.NewViT(nn.ViTMini(32, 10), tensor.NewRNG(1))
	if err != nil {
		panic(err)
	}
	images := tensor.New(4, 1, 28, 28).Normal(tensor.NewRNG(2), 0, 1)
	logits := nn.Predict(model, images)
	fmt.Println(logits.Shape(), len(nn.Likeliest(logits)))
	// Output: [4 10] 4
}

// A server's handlers share one Predictor.
func ExamplePredictor() {
	model, err := nn.NewViT(nn.ViTMini(32, 10), tensor.NewRNG(1))
	if err != nil {
		panic(err)
	}
	x := tensor.New(1, 1, 28, 28).Normal(tensor.NewRNG(2), 0, 1)
	want := nn.Predict(model, x)

	p, err := nn.NewPredictor(model, nn.PredictorOptions{}) // takes the model over
	if err != nil {
		panic(err)
	}
	var wg sync.WaitGroup
	var same [4]bool
	for i := range same {
		wg.Add(1)
		go func() {
			defer wg.Done()
			y, err := p.Predict(context.Background(), x)
			same[i] = err == nil && y.At(0, 3) == want.At(0, 3)
		}()
	}
	wg.Wait()
	fmt.Println(same)
	// Output: [true true true true]
}

// Weights go to a safetensors file and into another model of the same
// configuration.
func ExampleSaveWeights() {
	dir, err := os.MkdirTemp("", "weights")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "linear.safetensors")

	trained := nn.NewLinear(3, 2, true, tensor.NewRNG(1))
	if err := nn.SaveWeights(path, trained, map[string]string{"trained on": "nothing"}); err != nil {
		panic(err)
	}
	dict, meta, err := nn.ReadWeights(path)
	if err != nil {
		panic(err)
	}
	for _, t := range dict {
		fmt.Println(t.Name, t.Tensor.Shape())
	}
	fmt.Println(meta)
	// Output:
	// bias [2]
	// weight [2 3]
	// map[trained on:nothing]
}

// Weights are loaded by name. A model that they do not fit stays as it is.
func ExampleLoadWeights() {
	dir, err := os.MkdirTemp("", "weights")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "linear.safetensors")
	trained := nn.NewLinear(3, 2, true, tensor.NewRNG(1))
	if err := nn.SaveWeights(path, trained, nil); err != nil {
		panic(err)
	}

	model := nn.NewLinear(3, 2, true, nil) // nil: no random weights
	fmt.Println(nn.LoadWeights(path, model), model.Weight.Value.At(1, 2) == trained.Weight.Value.At(1, 2))

	dict, _, err := nn.ReadWeights(path)
	if err != nil {
		panic(err)
	}
	_, err = nn.LoadStateDict(nn.NewLinear(4, 2, false, nil), dict, true)
	fmt.Println(err)
	// Output:
	// <nil> true
	// state dict: 1 unexpected: bias; 1 mis-shaped: weight (model [2 4], file [2 3])
}

// A classifier of three classes starts from one of ten that was trained on
// smaller images: its positions are interpolated, its head is its own.
func ExampleTransfer() {
	from, err := nn.NewViT(nn.ViTMini(32, 10), tensor.NewRNG(1))
	if err != nil {
		panic(err)
	}
	c := nn.ViTMini(32, 3)
	c.Image = [2]int{32, 32}
	to, err := nn.NewViT(c, tensor.NewRNG(2))
	if err != nil {
		panic(err)
	}
	if err := nn.Transfer(to, from, nn.TransferOptions{}); err != nil {
		panic(err)
	}
	fmt.Println(from.PosEmbed.Shape(), to.PosEmbed.Shape(), to.PosEmbed.Value.At(0, 0, 5) == from.PosEmbed.Value.At(0, 0, 5))
	fmt.Println(nn.Transfer(to, from, nn.TransferOptions{Head: true}))
	// Output:
	// [1 50 32] [1 65 32] true
	// nn: transfer: 2 mis-shaped: head.weight (model [3 32], file [10 32]), head.bias (model [3], file [10])
}

// The positions of 2×2 patches become those of 4×1, for timm's models as timm does it.
func ExamplePosResize() {
	pos := tensor.FromSlice([]float32{0, 1, 2, 3}, 1, 4, 1)
	for _, resize := range []nn.PosResize{nn.PosBicubic, nn.PosBicubicAntialias} {
		fmt.Printf("%s %.2f\n", resize, nn.InterpolatePosEmbed(pos, 0, [2]int{2, 2}, [2]int{4, 1}, resize).Data())
	}
	// Output:
	// bicubic [0.29 0.95 2.05 2.71]
	// bicubic-antialias [0.32 0.91 2.09 2.68]
}

// A network of layers in order. Lambda makes a layer of a function.
func ExampleSequential() {
	rng := tensor.NewRNG(1)
	model := nn.Sequential{
		nn.NewLinear(4, 8, true, rng),
		nn.Lambda(autograd.GELU),
		nn.Dropout(0.1), // in training alone
		nn.NewLinear(8, 3, true, rng),
	}
	for _, p := range nn.Params(model) {
		fmt.Println(p.Name, p.Param.Shape())
	}
	fmt.Println(nn.Predict(model, tensor.New(5, 4)).Shape())
	// Output:
	// 0.weight [8 4]
	// 0.bias [8]
	// 3.weight [3 8]
	// 3.bias [3]
	// [5 3]
}

func ExampleLambda() {
	double := nn.Lambda(func(x *autograd.Var) *autograd.Var { return autograd.Scale(x, 2) })
	fmt.Println(nn.Predict(double, tensor.FromSlice([]float32{1, 2, 3}, 3)).Data())
	// Output: [2 4 6]
}

// A model of one's own on the blocks of a ViT: words are looked up in a table,
// the encoder relates them, and the mean is mapped to two classes.
func ExampleEncoder() {
	const words, dim = 50, 16
	rng := tensor.NewRNG(1)
	c := nn.EncoderConfig{Dim: dim, Depth: 2, Heads: 4, Hidden: 4 * dim, Eps: 1e-6}
	if err := c.Validate("words"); err != nil {
		panic(err)
	}
	table := tensor.New(words, dim).TruncNormal(rng, 0, 0.02)
	encoder := nn.NewEncoder(c, rng)
	head := nn.NewLinear(dim, 2, true, rng)
	fmt.Println(nn.CountParams(encoder), c.NumParams())

	tape := autograd.NewTape().Train(1)
	sentences := autograd.IndexSelect(tape.Input(table), 0, []int{3, 1, 4, 1, 5, 9, 2, 6})
	tokens := autograd.Reshape(sentences, 2, 4, dim)

	// What leaves block 1 is wanted as well.
	tokens = encoder.Run(tape.Mark(), tokens, nn.Run{Taps: []int{1, 2}, Tap: func(i int, x *autograd.Var) {
		fmt.Println("tap", i, x.Shape())
	}})
	logits := head.Forward(autograd.Mean(tokens, []int{1}, false))
	fmt.Println(logits.Shape())
	// Output:
	// 6560 6560
	// tap 0 [2 4 16]
	// tap 1 [2 4 16]
	// [2 2]
}

// One function serves classifiers and segmenters: here two images of 1×2
// pixels, three classes, and a pixel without a label.
func ExampleCrossEntropy() {
	logits := tensor.FromSlice([]float32{
		9, 0, // image 0: class 0 of both pixels,
		0, 9, // class 1
		0, 0, // and class 2
		0, 0,
		0, 0,
		9, 9,
	}, 2, 3, 1, 2)
	labels := []int{0, 1, 2, autograd.IgnoreLabel}
	loss := nn.CrossEntropy(autograd.Inference().Input(logits), labels, autograd.LossOptions{})
	fmt.Printf("%.4f %v\n", loss.Value.Item(), nn.Likeliest(logits))
	// Output: 0.0002 [0 1 2 2]
}

// Parameters say what they are: here everything before block 4 is frozen, and
// the optimizer leaves it alone.
func ExampleRole() {
	model, err := nn.NewViT(nn.ViTMini(32, 10), tensor.NewRNG(1))
	if err != nil {
		panic(err)
	}
	frozen := 0
	for _, p := range nn.Params(model) {
		if p.Role.Stage == nn.Embedding || p.Role.Stage == nn.InBlock && p.Role.Block < 4 {
			p.Param.SetRequiresGrad(false)
			frozen++
		}
	}
	opt := optim.NewSGD(optim.WeightDecayGroups(nn.Params(model), 0.05), optim.SGDConfig{LR: 0.1})
	tape := autograd.NewTape().Train(1)
	loss := nn.CrossEntropy(model.Forward(tape.Input(tensor.New(2, 1, 28, 28))), []int{0, 1}, autograd.LossOptions{})
	autograd.Backward(loss)
	opt.Step()
	fmt.Println(frozen, len(opt.State().Steps))
	// Output: 52 28
}

// The table of a small Vision Transformer whose positions are fixed.
func ExampleLayerTable() {
	c := nn.ViTMini(32, 10)
	c.FixedPos = true
	m, err := nn.NewViT(c, nil)
	if err != nil {
		panic(err)
	}
	fmt.Print(nn.LayerTable(m))
	// Output:
	// layer                 parameters                    elements
	// cls_token             [1 1 32]                            32
	// pos_embed             [1 50 32]                        1,600
	// patch_embed.proj      weight [32 1 4 4], bias [32]       544
	// blocks.0-5.norm1      weight [32], bias [32]             384
	// blocks.0-5.attn.qkv   weight [96 32], bias [96]       19,008
	// blocks.0-5.attn.proj  weight [32 32], bias [32]        6,336
	// blocks.0-5.norm2      weight [32], bias [32]             384
	// blocks.0-5.mlp.fc1    weight [128 32], bias [128]     25,344
	// blocks.0-5.mlp.fc2    weight [32 128], bias [32]      24,768
	// norm                  weight [32], bias [32]              64
	// head                  weight [10 32], bias [10]          330
	// all                   77,194 are trained              78,794
}

// A configuration shows what is set; a model shows its layers.
func ExampleViTConfig_String() {
	fmt.Print(nn.ViTMini(32, 10))
	// Output:
	// nn.ViTConfig
	//   Image     28, 28
	//   Patch     4, 4
	//   Channels  1
	//   Dim       32
	//   Depth     6
	//   Heads     4
	//   Classes   10
}
