package pathway_test

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// The program of the README: train a small Vision Transformer, connect it to
// another one, merge the two.
func Example() {
	config := nn.ViTConfig{
		Image: [2]int{28, 28}, Patch: [2]int{7, 7}, Channels: 1,
		Dim: 32, Depth: 2, Heads: 4, Classes: 10,
	}
	model, err := nn.NewViT(config, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err)
	}
	auxiliary, err := nn.NewViT(config, tensor.NewRNG(2)) // a trained one, in earnest
	if err != nil {
		log.Fatal(err)
	}
	if err := m2pt.Reparameterize(model, auxiliary, m2pt.Options{}); err != nil {
		log.Fatal(err)
	}

	images := synthetic.Images(64, 1)
	images.Mean, images.Std = images.MeanStd()
	opt := optim.NewAdamW(optim.WeightDecayGroups(nn.Params(model), 0.05), optim.AdamConfig{LR: 1e-3})
	tape := autograd.NewTape().Train(1) // 1 seeds Dropout and DropPath
	var first, last float32
	for epoch := uint64(0); epoch < 3; epoch++ {
		for _, idx := range datasets.Batches(datasets.Order(images.Len(), 1, epoch), 16, false) {
			tape.Reset() // every byte of the last step is used again
			opt.ZeroGrad()
			logits := model.Forward(tape.Input(datasets.NewBatch(images, idx)))
			loss := autograd.CrossEntropy(logits, images.Targets(nil, idx), autograd.LossOptions{})
			autograd.Backward(loss)
			opt.Step()
			last = loss.Value.Item()
			if first == 0 {
				first = last
			}
		}
	}
	fmt.Println("the loss fell:", last < first)

	merged := m2pt.Merge(model)
	x := datasets.NewBatch(images, []int{0, 1, 2})
	a := model.Forward(autograd.Inference().Input(x)).Value.Data()
	b := merged.Forward(autograd.Inference().Input(x)).Value.Data()
	equal := 0
	for i := range a {
		if a[i] == b[i] {
			equal++
		}
	}
	fmt.Printf("%d of %d logits equal after the merge\n", equal, len(a))
	fmt.Println(nn.CountParams(model), "parameters became", nn.CountParams(merged))
	// Output:
	// the loss fell: true
	// 30 of 30 logits equal after the merge
	// 52562 parameters became 27978
}
