package autograd

import (
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// stopper closes a channel when its Forward is called for the at-th time.
type stopper struct {
	Segment
	calls, at int
	done      chan struct{}
}

// Forward implements Segment.
func (s *stopper) Forward(x *Var) *Var {
	if s.calls++; s.calls == s.at {
		close(s.done)
	}
	return s.Segment.Forward(x)
}

// A step can be left wherever it is: forward, and backward in the middle of the second
// run of a checkpoint. The tape holds nothing afterwards, and the next step has the bits
// of one on a new tape.
func TestUntilLeavesEverywhere(t *testing.T) {
	m := newMLP()
	x := tensor.New(8, 5, 12).Uniform(tensor.NewRNG(3), -1, 1)
	const blocks = 3
	step := func(tape *Tape, f Segment) []*tensor.Tensor {
		tape.Reset()
		tape.RNG().Seed(5)
		for _, p := range m.params() {
			p.ZeroGrad()
		}
		y := tape.Input(x)
		for i := 0; i < blocks; i++ {
			y = Checkpoint(y, f)
		}
		loss := weighted(y)
		out := []*tensor.Tensor{loss.Value.Clone()}
		Backward(loss)
		for _, p := range m.params() {
			if p.HasGrad() {
				out = append(out, p.Grad.Clone())
			}
		}
		return out
	}
	b := randomBlock(m)
	want := step(NewTape().Train(5), b)
	tape := NewTape().Train(5)
	for at := 1; at <= 2*blocks+1; at++ {
		s := &stopper{Segment: b, at: at, done: make(chan struct{})}
		ended := tape.Until(s.done, func() { step(tape, s) })
		if ended != (at > 2*blocks) || !ended && s.calls != at {
			t.Errorf("told to stop in call %d of %d: ended %v after %d", at, 2*blocks, ended, s.calls)
		}
		if ended {
			tape.Reset()
		}
		if tape.mem.held != 0 || len(tape.vars) != 0 || len(tape.nodes) != 0 || !tape.Recording() || tape.Recomputing() {
			t.Errorf("stopped in call %d: %d floats, %d Vars and %d nodes are held", at, tape.mem.held, len(tape.vars), len(tape.nodes))
		}
		got := step(tape, b) // nobody stops it now
		for i := range want {
			if len(got) != len(want) || !sameBits(got[i], want[i]) {
				t.Errorf("stopped in call %d: result %d of the next step differs", at, i)
			}
		}
	}
}

// Between the products of a linear layer a step can be left, too, when the gradient of
// the bias waits to be added.
func TestUntilLeavesWithinAnOp(t *testing.T) {
	tape := NewTape()
	w, b := Param(tensor.Full(1, 3, 3)), Param(tensor.Full(1, 3))
	y := Linear(Linear(tape.Variable(tensor.Full(1, 2, 3)), w, b), w, b)
	y.newGrad().Fill(1)
	n := &tape.nodes[1]
	linearBackward(n)
	n.finish(tape)
	done := make(chan struct{})
	close(done)
	if tape.Until(done, func() { linearBackward(&tape.nodes[0]) }) {
		t.Error("the gradient came to its end")
	}
	if tape.mem.held != 0 || len(tape.pending) != 0 {
		t.Errorf("%d floats and %d gradients are held", tape.mem.held, len(tape.pending))
	}
}

// A panic that is not Until's passes through, and so does one of another tape.
func TestUntilPassesPanics(t *testing.T) {
	tape, other := NewTape(), NewTape()
	done := make(chan struct{})
	close(done)
	for name, f := range map[string]func(){
		"a panic":      func() { panic("broken") },
		"another tape": func() { other.stop = done; Square(other.Variable(tensor.Scalar(1))) },
	} {
		func() {
			defer func() {
				if r := recover(); r == nil {
					t.Errorf("%s is swallowed", name)
				}
			}()
			tape.Until(nil, f)
		}()
	}
	if !tape.Until(nil, func() { Square(tape.Variable(tensor.Scalar(1))) }) {
		t.Error("a nil channel stops")
	}
}
