package training_test

import (
	"fmt"
	"strings"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/plot"
	"github.com/gopathway/pathway/plot/training"
	"github.com/gopathway/pathway/train"
)

// The learning curve of one training. In a notebook the last line of a cell would be p alone.
func Example() {
	history := train.History{{Epoch: 1, Loss: 2}, {Epoch: 2, Loss: 1}, {Epoch: 3, Loss: 0.6}}
	p := training.Curves(plot.Options{Title: "plain"}, training.Run{Histories: []train.History{history}})
	fmt.Println(p.Image().Bounds().Size(), strings.Contains(p.SVG(), "training loss"))
	// Output: (1280,400) true
}

// The learning curves of two ways to train, two seeds each.
func ExampleCurves() {
	history := func(k float64) train.History {
		return train.History{{Epoch: 1, Loss: k, Test: &train.Score{Accuracy: 0.5}}, {Epoch: 2, Loss: k / 2, Test: &train.Score{Accuracy: 0.8}}}
	}
	p := training.Curves(plot.Options{},
		training.Run{Name: "plain", Histories: []train.History{history(1), history(1.1)}},
		training.Run{Name: "pathway", Histories: []train.History{history(0.9), history(0.8)}},
	)
	fmt.Println(p.Image().Bounds().Size(), strings.Contains(p.SVG(), "test accuracy"))
	// Output: (1280,400) true
}

// The λ of a model's pathways: as lines, and as a map of blocks and layers.
func ExampleLambdas() {
	lambdas := []m2pt.Lambda{ // as m2pt.Lambdas(model) lists them
		{Block: 0, Layer: "attn.qkv", Value: 0.12}, {Block: 0, Layer: "mlp.fc1", Value: -0.05},
		{Block: 1, Layer: "attn.qkv", Value: 0.31}, {Block: 1, Layer: "mlp.fc1", Value: 0.02},
	}
	p := plot.Beside(training.Lambdas(plot.Options{Width: 400, Height: 300}, lambdas), training.LambdaMap(plot.Options{}, lambdas))
	fmt.Println(p.Image().Bounds().Dx() > 400, strings.Contains(p.SVG(), "λ"))
	// Output: true true
}
