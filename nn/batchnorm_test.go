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

// A batch counts once under gradient checkpointing, which runs the layer twice.
func TestBatchNormCheckpoint(t *testing.T) {
	x := tensor.New(6, 3).Normal(tensor.NewRNG(1), 1, 2)
	run := func(checkpoint bool) *nn.BatchNorm {
		l := nn.NewBatchNorm(3)
		tape := autograd.NewTape().Train(1)
		for i := 0; i < 2; i++ {
			tape.Reset()
			v := tape.Variable(x)
			if checkpoint {
				v = autograd.Checkpoint(v, l)
			} else {
				v = l.Forward(v)
			}
			autograd.Backward(autograd.Sum(autograd.Square(v), nil, false))
		}
		return l
	}
	want, got := nn.Params(run(false)), nn.Params(run(true))
	for i, p := range want {
		if !reflect.DeepEqual(got[i].Param.Value.Data(), p.Param.Value.Data()) {
			t.Errorf("%s is %v with a checkpoint, %v without", p.Name, got[i].Param.Value, p.Param.Value)
		}
	}
	if n := want[4].Param.Value.Item(); n != 2 {
		t.Errorf("%v batches are counted, want 2", n)
	}
}

// A layer whose weight and bias are frozen uses its running statistics in
// training and keeps them; one of the two that is trained makes it train.
func TestBatchNormFrozen(t *testing.T) {
	x := tensor.New(6, 3).Normal(tensor.NewRNG(1), 1, 2)
	for _, c := range []struct{ weight, bias bool }{{false, false}, {true, false}, {false, true}, {true, true}} {
		l := nn.NewBatchNorm(3)
		l.Weight.SetRequiresGrad(c.weight)
		l.Bias.SetRequiresGrad(c.bias)
		l.RunningMean.Value.Fill(0.5)
		l.RunningVar.Value.Fill(2)
		want := l.Forward(autograd.Inference().Input(x)).Value.Clone()
		v := autograd.NewTape().Train(1).Variable(x)
		y := l.Forward(v)
		trained := c.weight || c.bias
		if same := reflect.DeepEqual(y.Value.Data(), want.Data()); same == trained {
			t.Errorf("%+v: has the results of inference: %v", c, same)
		}
		if kept := l.RunningMean.Value.At(0) == 0.5 && l.RunningVar.Value.At(0) == 2 && l.NumBatches.Value.Item() == 0; kept == trained {
			t.Errorf("%+v: keeps its statistics: %v", c, kept)
		}
		autograd.Backward(autograd.Sum(y, nil, false))
		// With running statistics dx is weight/√variance, with the batch's 0.
		if got, want := float64(v.Grad.At(0, 0)), 1/math.Sqrt(2+1e-5); (math.Abs(got-want) < 1e-6) == trained {
			t.Errorf("%+v: the gradient of x is %v; with running statistics it is %v", c, got, want)
		}
		// A batch of one sample will do.
		one := func() { l.Forward(autograd.NewTape().Train(1).Input(tensor.New(1, 3))) }
		if err := tensor.Catch(one); (err == nil) == trained {
			t.Errorf("%+v: a batch of one gives the error %v", c, err)
		}
	}
}
