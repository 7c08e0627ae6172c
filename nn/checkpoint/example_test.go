package checkpoint_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/checkpoint"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/tensor"
)

// run is a model in training and what trains it.
type run struct {
	model nn.Module
	opt   optim.Optimizer
	tape  *autograd.Tape
}

func newRun(seed uint64) *run {
	m := nn.NewLinear(4, 3, true, tensor.NewRNG(seed))
	return &run{m, optim.NewAdamW(optim.WeightDecayGroups(nn.Params(m), 0.1), optim.AdamConfig{LR: 0.1}), autograd.NewTape().Train(1)}
}

// steps trains for n updates and returns the last loss.
func (r *run) steps(n int) (loss float32) {
	x := tensor.New(6, 4).Normal(tensor.NewRNG(7), 0, 1)
	for i := 0; i < n; i++ {
		r.tape.Reset()
		r.opt.ZeroGrad()
		l := nn.CrossEntropy(r.model.Forward(r.tape.Input(x)), []int{0, 1, 2, 0, 1, 2}, autograd.LossOptions{})
		autograd.Backward(l)
		r.opt.Step()
		loss = l.Value.Item()
	}
	return loss
}

// A run that is saved, loaded into new objects and continued is the run that
// was never stopped, bit for bit.
func Example() {
	whole := newRun(1)
	want := whole.steps(10)

	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "run.ckpt")

	first := newRun(1)
	first.steps(4)
	err = checkpoint.Save(path, &checkpoint.State{
		Step:      4,
		Config:    []byte(`{"inputs":4}`),
		Model:     nn.StateDict(first.model),
		Optimizer: first.opt.State(),
	})
	if err != nil {
		panic(err)
	}

	state, err := checkpoint.Load(path)
	if err != nil {
		panic(err)
	}
	second := newRun(2) // other random weights, which Restore replaces
	if err := state.Restore(second.model, second.opt, nil); err != nil {
		panic(err)
	}
	got := second.steps(10 - int(state.Step))
	fmt.Println(string(state.Config), got == want)
	// Output: {"inputs":4} true
}
