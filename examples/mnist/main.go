// Mnist trains a Vision Transformer on handwritten digits in sixty lines below the imports,
// with all in sight: the data, the model, the optimizer and the loop of training. Without the files of MNIST it takes
// figures made by code.
//
//	go run ./cmd/m2pt download mnist && go run ./examples/mnist
//
//	...
//	epoch 5: loss 0.159
//	test accuracy 91.1 %
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

func main() {
	data := flag.String("data", "data/mnist", "folder of MNIST's files")
	samples := flag.Int("samples", 5000, "images to train on")
	epochs := flag.Int("epochs", 5, "passes over them")
	flag.Parse()
	train, test := synthetic.Images(*samples, 1), synthetic.Images(1000, 2)
	if datasets.HoldsMNIST(*data) {
		var err error
		if train, test, err = datasets.LoadMNIST(context.Background(), *data); err != nil {
			log.Fatal(err)
		}
	}
	run(os.Stdout, train, test, min(*samples, train.Len()), *epochs)
}

// run trains a model on the first samples of a set and returns its accuracy on another.
func run(w io.Writer, train, test *datasets.Images, samples, epochs int) float64 {
	train.Mean, train.Std = train.MeanStd()
	test.Mean, test.Std = train.Mean, train.Std
	model, err := nn.NewViT(nn.ViTConfig{
		Image: [2]int{28, 28}, Patch: [2]int{7, 7}, Channels: 1,
		Dim: 48, Depth: 3, Heads: 4, Classes: len(train.Classes), MeanPool: true,
	}, tensor.NewRNG(1))
	if err != nil {
		log.Fatal(err) // a configuration that makes no sense
	}
	params := nn.Params(model)
	opt := optim.NewAdamW(optim.WeightDecayGroups(params, 0.05), optim.AdamConfig{})
	rate := optim.WarmupCosine{Peak: 3e-3, Warmup: 0.5, Total: float64(epochs)}
	tape := autograd.NewTape()
	for epoch := 0; epoch < epochs; epoch++ {
		sum, batches := 0.0, datasets.Batches(datasets.Order(samples, 1, uint64(epoch)), 25, false)
		for i, idx := range batches {
			tape.Reset() // the memory of the last step is used again
			opt.ZeroGrad()
			logits := model.Forward(tape.Input(datasets.NewBatch(train, idx)))
			loss := autograd.CrossEntropy(logits, train.Targets(nil, idx), autograd.LossOptions{})
			autograd.Backward(loss)
			optim.ClipGradNorm(params, 1)
			opt.SetLR(rate.LR(float64(epoch) + float64(i+1)/float64(len(batches))))
			opt.Step()
			sum += float64(loss.Value.Item()) / float64(len(batches))
		}
		fmt.Fprintf(w, "epoch %d: loss %.3f\n", epoch+1, sum)
	}
	right := 0
	for _, idx := range datasets.Batches(datasets.Order(test.Len(), 0, 0), 100, false) {
		given := nn.Likeliest(nn.Predict(model, datasets.NewBatch(test, idx)))
		for k, label := range test.Targets(nil, idx) {
			if given[k] == label {
				right++
			}
		}
	}
	accuracy := float64(right) / float64(test.Len())
	fmt.Fprintf(w, "test accuracy %.1f %%\n", 100*accuracy)
	return accuracy
}
