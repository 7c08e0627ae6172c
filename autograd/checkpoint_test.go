package autograd

import (
	"runtime"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/tensor"
)

// segmentFunc is a function as a Segment.
type segmentFunc func(x *Var) *Var

// Forward implements Segment.
func (f segmentFunc) Forward(x *Var) *Var { return f(x) }

// plain is Checkpoint without its effect.
func plain(x *Var, f Segment) *Var { return f.Forward(x) }

// randomBlock is a block with random masks, scopes, and a view as its result.
func randomBlock(m *mlp) segmentFunc {
	return func(x *Var) *Var {
		t, s := x.Tape(), shapeOf(x)
		x = m.block(x)
		mark := t.Mark()
		h := LayerNorm(Dropout(x, 0.3), nil, nil, 1e-5)
		h = t.Keep(mark, Add(x, DropPath(h, 0.4)))
		return Reshape(Reshape(h, -1, 12), s.slice()...)
	}
}

// run makes one step of a model and returns its result, the gradients of the
// parameters and of x (if it wants one), and the next random number.
func runSegments(m *mlp, x *tensor.Tensor, variable bool, model func(x *Var) *Var) []*tensor.Tensor {
	tape := NewTape().Train(5)
	v := tape.Input(x)
	if variable {
		v = tape.Variable(x)
	}
	y := model(v)
	out := []*tensor.Tensor{y.Value.Clone()}
	spoil(tape)
	Backward(weighted(y))
	out = append(out, tensor.Scalar(tape.RNG().Float32()))
	for _, p := range m.params() {
		if p.HasGrad() {
			out = append(out, p.Grad.Clone())
		}
		p.ZeroGrad()
	}
	if variable {
		out = append(out, v.Grad.Clone())
	}
	return out
}

// Values, gradients and random numbers have the bits they have without
// Checkpoint.
func TestCheckpointBits(t *testing.T) {
	m := newMLP()
	b := randomBlock(m)
	type checkpoint func(x *Var, f Segment) *Var
	for name, model := range map[string]func(c checkpoint) func(x *Var) *Var{
		"blocks": func(c checkpoint) func(x *Var) *Var {
			return func(x *Var) *Var { return c(c(c(x, b), b), b) }
		},
		"in a scope": func(c checkpoint) func(x *Var) *Var {
			return func(x *Var) *Var {
				t := x.Tape()
				mark := t.Mark()
				for i := 0; i < 3; i++ {
					x = t.Keep(mark, c(GELU(x), b))
				}
				return Square(x)
			}
		},
		"nested": func(c checkpoint) func(x *Var) *Var {
			return func(x *Var) *Var {
				inner := segmentFunc(func(x *Var) *Var { return c(Dropout(c(x, b), 0.2), b) })
				return b(c(x, segmentFunc(func(x *Var) *Var { return Add(c(x, inner), c(x, b)) })))
			}
		},
		"input used before, inside and after": func(c checkpoint) func(x *Var) *Var {
			return func(x *Var) *Var {
				h := Dropout(x, 0.1)
				k := Tanh(h)
				y := c(h, segmentFunc(func(x *Var) *Var { return Mul(b(x), Add(x, Linear(LinearGELU(x, m.w1, m.b1), m.w2, nil))) }))
				return Add(Mul(y, h), Add(k, b(h)))
			}
		},
		"another Var of the tape": func(c checkpoint) func(x *Var) *Var {
			return func(x *Var) *Var {
				h, k := Scale(x, 0.7), Sigmoid(x)
				y := c(h, segmentFunc(func(x *Var) *Var { return Mul(b(x), k) }))
				return Mul(y, k)
			}
		},
		"nothing but the input": func(c checkpoint) func(x *Var) *Var {
			return func(x *Var) *Var {
				h := b(x)
				y := c(h, segmentFunc(func(x *Var) *Var { return x }))
				return Add(Mul(y, h), c(y, segmentFunc(func(x *Var) *Var { return Reshape(x, x.Shape()...) })))
			}
		},
	} {
		x := tensor.New(40, 5, 12).Uniform(tensor.NewRNG(3), -1, 1)
		for _, variable := range []bool{true, false} {
			want := runSegments(m, x, variable, model(plain))
			for _, threads := range []int{1, 2, 3} {
				old := runtime.GOMAXPROCS(threads)
				got := runSegments(m, x, variable, model(Checkpoint))
				runtime.GOMAXPROCS(old)
				if len(got) != len(want) {
					t.Fatalf("%s: %d results, want %d", name, len(got), len(want))
				}
				for i := range want {
					if !sameBits(got[i], want[i]) {
						t.Errorf("%s, variable %v, %d threads: result %d differs", name, variable, threads, i)
					}
				}
			}
		}
	}
}

// A checkpointed chain holds one segment at a time, and a warm tape does not
// allocate for it.
func TestCheckpointMemory(t *testing.T) {
	m := newMLP()
	b := randomBlock(m)
	x := tensor.New(40, 5, 12).Uniform(tensor.NewRNG(3), -1, 1)
	step := func(tape *Tape, c func(x *Var, f Segment) *Var) {
		tape.Reset()
		y := tape.Input(x)
		for i := 0; i < 16; i++ {
			y = c(y, b)
		}
		Backward(Mean(y, nil, false))
	}
	with, without := NewTape().Train(1), NewTape().Train(1)
	step(with, Checkpoint)
	step(without, plain)
	if with.PeakBytes()*2 > without.PeakBytes() {
		t.Errorf("%d bytes with Checkpoint, %d without: want half at most", with.PeakBytes(), without.PeakBytes())
	}
	with.Reset()
	if with.mem.held != 0 || len(with.inner) != 0 || with.nSegs != 0 {
		t.Errorf("after Reset %d floats, %d Vars and %d segments are held", with.mem.held, len(with.inner), with.nSegs)
	}
	if race.Enabled {
		return
	}
	step(with, Checkpoint)
	if n := testing.AllocsPerRun(10, func() { step(with, Checkpoint) }); n > 10 { // slabs of Vars
		t.Errorf("%v allocations a step, want at most 10", n)
	}
}

// The second run is not another batch for running statistics.
func TestCheckpointBatchNorm(t *testing.T) {
	x := tensor.New(6, 3).Uniform(tensor.NewRNG(1), -1, 1)
	run := func(c func(x *Var, f Segment) *Var) []*tensor.Tensor {
		mean, variance := tensor.New(3), tensor.Full(1, 3)
		w, b := Param(tensor.Full(1, 3)), Param(tensor.New(3))
		v := NewTape().Train(1).Variable(x)
		norm := segmentFunc(func(x *Var) *Var { return BatchNorm(x, w, b, mean, variance, true, 0.1, 1e-5) })
		Backward(weighted(c(v, segmentFunc(func(x *Var) *Var { return Square(c(x, norm)) }))))
		return []*tensor.Tensor{mean, variance, v.Grad, w.Grad, b.Grad}
	}
	want, got := run(plain), run(Checkpoint)
	for i := range want {
		if !sameBits(got[i], want[i]) {
			t.Errorf("result %d is %v, want %v", i, got[i], want[i])
		}
	}
}

func TestCheckpointMisuse(t *testing.T) {
	x := tensor.Full(1, 2, 3)
	for name, c := range map[string]struct {
		f    func() func(x *Var) *Var
		want string
	}{
		"another shape": {func() func(x *Var) *Var {
			runs := 0
			return func(x *Var) *Var {
				if runs++; runs == 2 {
					return Transpose(x, 0, 1)
				}
				return Neg(x)
			}
		}, "does the same when it is run again"},
		"a Var of an inner scope": {func() func(x *Var) *Var {
			var k *Var
			return func(x *Var) *Var {
				if k == nil {
					k = Neg(x)
				}
				return Mul(x, k)
			}
		}, "end of its scope"},
	} {
		tape := NewTape().Train(1)
		text := panics(t, func() { Backward(Sum(Checkpoint(tape.Variable(x), segmentFunc(c.f())), nil, false)) })
		if !strings.Contains(text, c.want) {
			t.Errorf("%s: says %q, want %q", name, text, c.want)
		}
		// A panic that is caught leaves a tape that can be used after Reset.
		tape.Reset()
		v := tape.Variable(x)
		Backward(Sum(Checkpoint(v, segmentFunc(Square)), nil, false))
		if v.Grad.Data()[0] != 2 {
			t.Errorf("%s: the next step's gradient is %v, want 2s", name, v.Grad)
		}
	}
	// In the first run, too.
	tape := NewTape()
	panics(t, func() { Checkpoint(tape.Variable(x), segmentFunc(func(x *Var) *Var { return Reshape(x, 7) })) })
	if !tape.Recording() {
		t.Error("a panic in the segment stops the recording")
	}
	// Nothing to go back to: a constant, and a tape that does not record.
	if y := Checkpoint(tape.Input(x), segmentFunc(Square)); y.RequiresGrad() || y.Value.Data()[0] != 1 {
		t.Errorf("of a constant: %v, wants a gradient: %v", y.Value, y.RequiresGrad())
	}
	if y := Checkpoint(Inference().Input(x), segmentFunc(Square)); y.Value.Data()[0] != 1 {
		t.Errorf("in inference: %v", y.Value)
	}
}
