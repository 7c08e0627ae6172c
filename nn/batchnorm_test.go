package nn_test

import (
	"math"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// Training normalises with the batch's statistics and moves the running ones;
// evaluation uses those and leaves them as they are; the optimizer does too.
func TestBatchNorm(t *testing.T) {
	l := nn.NewBatchNorm(2)
	x := tensor.FromSlice([]float32{1, 10, 3, 10, 5, 16, 3, 4}, 4, 2) // means 3 and 10, variances 2 and 18
	opt := optim.NewAdamW(optim.WeightDecayGroups(nn.Params(l), 0.5), optim.AdamConfig{LR: 0.1})
	tape := autograd.NewTape().Train(1)
	y := l.Forward(tape.Input(x))
	if got, want := y.Value.At(0, 0), float32(-2/math.Sqrt(2+1e-5)); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	// Unbiased variances are 8/3 and 24.
	near := func(what string, got *autograd.Var, want ...float64) {
		t.Helper()
		for i, w := range want {
			if math.Abs(float64(got.Value.Data()[i])-w) > 1e-6 {
				t.Errorf("%s is %v, want %v", what, got.Value, want)
			}
		}
	}
	near("mean", l.RunningMean, 0.3, 1)
	near("variance", l.RunningVar, 0.9+0.8/3, 0.9+2.4)
	near("batches", l.NumBatches, 1)

	autograd.Backward(autograd.Sum(autograd.Square(y), nil, false))
	opt.Step()
	near("mean after a step", l.RunningMean, 0.3, 1)
	near("batches after a step", l.NumBatches, 1)
	if l.Weight.Value.At(0) == 1 {
		t.Error("the weight was not trained")
	}

	l.Weight.Value.Fill(1)
	l.Bias.Value.Fill(0)
	y = l.Forward(autograd.Inference().Input(x))
	if got, want := float64(y.Value.At(2, 0)), (5-0.3)/math.Sqrt(0.9+0.8/3+1e-5); math.Abs(got-want) > 1e-5 {
		t.Errorf("evaluation gives %v, want %v", got, want)
	}
	near("mean after evaluation", l.RunningMean, 0.3, 1)
	near("batches after evaluation", l.NumBatches, 1)
}

// Running statistics go to a file and back under PyTorch's names.
func TestBatchNormFile(t *testing.T) {
	l := nn.NewBatchNorm(3)
	var names []string
	for i, p := range nn.Params(l) {
		names = append(names, p.Name)
		p.Param.Value.Fill(float32(i + 2))
	}
	if want := []string{"weight", "bias", "running_mean", "running_var", "num_batches_tracked"}; !reflect.DeepEqual(names, want) {
		t.Errorf("names %v, want %v", names, want)
	}
	path := filepath.Join(t.TempDir(), "norm.safetensors")
	if err := nn.SaveWeights(path, l, nil); err != nil {
		t.Fatal(err)
	}
	back := nn.NewBatchNorm(3)
	if err := nn.LoadWeights(path, back); err != nil {
		t.Fatal(err)
	}
	for i, p := range nn.Params(back) {
		if got := p.Param.Value.Data()[0]; got != float32(i+2) {
			t.Errorf("%s is %v, want %d", p.Name, got, i+2)
		}
	}
}
