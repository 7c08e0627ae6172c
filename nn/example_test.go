package nn_test

import (
	"context"
	"fmt"
	"sync"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

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
