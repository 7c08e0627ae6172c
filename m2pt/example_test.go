package m2pt_test

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/audio"
	"github.com/gopathway/pathway/m2pt/point"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// images returns a small classifier of images.
func images(seed uint64) *m2pt.Model {
	m, err := m2pt.NewModel(m2pt.Config{
		Modality: m2pt.Image,
		Net:      &nn.ViTConfig{Image: [2]int{16, 16}, Patch: [2]int{4, 4}, Channels: 1, Dim: 16, Depth: 2, Heads: 2, Classes: 3},
		Classes:  []string{"cat", "dog", "owl"},
		Mean:     []float32{0.5}, Std: []float32{0.25},
	}, tensor.NewRNG(seed))
	if err != nil {
		log.Fatal(err)
	}
	return m
}

// sounds returns a small classifier of sounds.
func sounds(seed uint64) *m2pt.Model {
	m, err := m2pt.NewModel(m2pt.Config{
		Modality: m2pt.Audio,
		Net:      &nn.ViTConfig{Image: [2]int{32, 16}, Patch: [2]int{8, 8}, Channels: 1, Dim: 16, Depth: 2, Heads: 2, Classes: 2},
		Classes:  []string{"bark", "meow"},
		Mean:     []float32{-4}, Std: []float32{4},
		Filters: &audio.FilterBankConfig{SampleRate: 8000, NumMelBins: 16, TargetLength: 32},
	}, tensor.NewRNG(seed))
	if err != nil {
		log.Fatal(err)
	}
	return m
}

// batch returns random inputs for a model.
func batch(m *m2pt.Model, n int) *tensor.Tensor {
	return tensor.New(append([]int{n}, m.Config.InputShape()...)...).Normal(tensor.NewRNG(5), 0, 1)
}

// equal reports whether two tensors have the same bits.
func equal(a, b *tensor.Tensor) bool {
	for i, v := range a.Data() {
		if v != b.Data()[i] {
			return false
		}
	}
	return tensor.SameShape(a, b)
}

// A model is a configuration and a net. A configuration that makes no sense is an
// error that names the field.
func ExampleNewModel() {
	m := images(1)
	fmt.Printf("%T %v\n", m.Net, m.Logits(batch(m, 5)).Shape())

	c := m.Config
	c.Net = &point.Config{}
	_, err := m2pt.NewModel(c, tensor.NewRNG(1))
	fmt.Println(err)
	// Output:
	// *nn.ViT [5 3]
	// m2pt: config: image without vit
}

// A model of images with a pathway through one of sounds: it starts as it was, for
// every λ is 0, and training moves λ.
func ExampleReparameterize() {
	target, aux := images(1), sounds(2)
	x := batch(target, 6)
	before := target.Logits(x).Clone()
	if err := m2pt.Reparameterize(target.Net, aux.Net, m2pt.Options{}); err != nil {
		log.Fatal(err)
	}
	fmt.Println("as before:", equal(target.Logits(x), before))

	opt := optim.NewAdamW(optim.WeightDecayGroups(nn.Params(target.Net), 0.05), optim.AdamConfig{LR: 1e-3})
	tape := autograd.NewTape().Train(1)
	for step := 0; step < 2; step++ {
		tape.Reset()
		opt.ZeroGrad()
		autograd.Backward(nn.CrossEntropy(target.Net.Forward(tape.Input(x)), []int{0, 1, 2, 0, 1, 2}, autograd.LossOptions{}))
		opt.Step()
	}
	moved := 0
	for _, s := range m2pt.Lambdas(target.Net) {
		if s.Value != 0 {
			moved++
		}
	}
	fmt.Println(moved, "of", len(m2pt.Lambdas(target.Net)), "λ moved")
	// Output:
	// as before: true
	// 8 of 8 λ moved
}

// Merge folds the pathways in. The plain model has the same logits, bit for bit,
// and as many parameters as before the pathways.
func ExampleMerge() {
	target, aux := images(1), sounds(2)
	plain := nn.CountParams(target.Net)
	if err := m2pt.Reparameterize(target.Net, aux.Net, m2pt.Options{Lambda: 0.1}); err != nil {
		log.Fatal(err)
	}
	merged := m2pt.Merge(target.Net)
	x := batch(target, 5)
	fmt.Println(nn.CountParams(target.Net) > plain, nn.CountParams(merged) == plain)
	fmt.Println(equal(nn.Predict(merged, x), nn.Predict(target.Net, x)))
	// Output:
	// true true
	// true
}

// A model file holds weights and configuration, pathways included.
func ExampleModel_Save() {
	dir, err := os.MkdirTemp("", "m2pt")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	m := images(1)
	if err := m.Connect(sounds(2), m2pt.Options{AuxLayers: []string{"mlp.fc1", "mlp.fc2"}, Lambda: 0.1}); err != nil {
		log.Fatal(err)
	}
	path := filepath.Join(dir, m2pt.ModelFile)
	if err := m.Save(path); err != nil {
		log.Fatal(err)
	}
	back, err := m2pt.Load(dir)
	if err != nil {
		log.Fatal(err)
	}
	x := batch(m, 2)
	fmt.Println(back.Config.Classes, back.Config.Paths[0].Modality, equal(back.Logits(x), m.Logits(x)))
	// Output: [cat dog owl] audio true
}

// Load reads what Save wrote; what it cannot read is an error that names the file.
func ExampleLoad() {
	_, err := m2pt.Load("no-such-folder/model.safetensors")
	fmt.Println(err != nil)
	// Output: true
}

// Lambdas tells how much of the auxiliary each layer takes.
func ExampleLambdas() {
	target := images(1)
	if err := m2pt.Reparameterize(target.Net, sounds(2).Net, m2pt.Options{AuxLayers: []string{"attn.qkv"}, Lambda: 0.25}); err != nil {
		log.Fatal(err)
	}
	for _, s := range m2pt.Lambdas(target.Net) {
		fmt.Printf("block %d, %s: %v\n", s.Block, s.Layer, s.Value)
	}
	// Output:
	// block 0, attn.qkv: 0.25
	// block 1, attn.qkv: 0.25
}

// With the backbone frozen, only the head and the λ are trained.
func ExampleFreezeBackbone() {
	target := images(1)
	if err := m2pt.Reparameterize(target.Net, sounds(2).Net, m2pt.Options{AuxBlocks: 1, AuxLayers: []string{"mlp.fc1"}}); err != nil {
		log.Fatal(err)
	}
	m2pt.FreezeBackbone(target.Net)
	for _, p := range nn.Params(target.Net) {
		if p.Param.RequiresGrad() {
			fmt.Println(p.Name)
		}
	}
	// Output:
	// blocks.0.mlp.fc1.cross_modal_scale
	// head.weight
	// head.bias
}

// A classifier starts from a pretrained autoencoder of its modality.
func ExampleModel_Init() {
	m := images(1)
	c := m.Config
	c.Classes, c.Masked = nil, &m2pt.Masked{DecoderDepth: 1}
	pretrained, err := m2pt.NewModel(c, tensor.NewRNG(2))
	if err != nil {
		log.Fatal(err)
	}
	if err := m.Init(pretrained); err != nil {
		log.Fatal(err)
	}
	fmt.Println(equal(m.Net.Trunk().Blocks[1].Norm1.Weight.Value, pretrained.Net.Trunk().Blocks[1].Norm1.Weight.Value))
	fmt.Println(m.Init(sounds(3)))
	// Output:
	// true
	// m2pt: a model of image cannot start from one of audio
}

// PathwayLinear is a linear layer of weight W + λ·W'.
func ExamplePathwayLinear() {
	l := &m2pt.PathwayLinear{
		Weight: autograd.Param(tensor.FromSlice([]float32{1, 0, 0, 1}, 2, 2)),
		Aux: []m2pt.Auxiliary{{
			Weight: autograd.Param(tensor.FromSlice([]float32{0, 10, 20, 0}, 2, 2)),
			Lambda: autograd.Param(tensor.FromSlice([]float32{0.5}, 1)),
		}},
	}
	x := tensor.FromSlice([]float32{1, 2}, 1, 2)
	fmt.Println(nn.Predict(l, x).Data(), l.Merge().Weight.Value.Data())
	// Output: [11 12] [1 5 10 1]
}

// Modalities lists what is registered; FamilyOf tells of one.
func ExampleModalities() {
	fmt.Println(m2pt.Modalities())
	fmt.Println(m2pt.FamilyOf(m2pt.Audio).Segmenter == nil, m2pt.FamilyOf(m2pt.Point).Segmenter == nil)
	// Output:
	// [image audio point video]
	// true false
}

// A model that lies in memory, such as one that go:embed has put into the program.
func ExampleRead() {
	folder, err := os.MkdirTemp("", "model")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, m2pt.ModelFile)
	if err := images(1).Save(path); err != nil {
		log.Fatal(err)
	}
	file, err := os.ReadFile(path) // or: //go:embed model.safetensors
	if err != nil {
		log.Fatal(err)
	}
	model, err := m2pt.Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.Config.Classes)
	// Output: [cat dog owl]
}
