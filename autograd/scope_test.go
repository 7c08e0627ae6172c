package autograd

import (
	"math"
	"strings"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// spoil fills all memory that the tape could hand out with NaN, as the build
// tag poison does whenever memory is released.
func spoil(t *Tape) {
	for _, l := range t.mem.free {
		for _, b := range l {
			for i := range b {
				b[i] = float32(math.NaN())
			}
		}
	}
}

// inScope returns f with inputs and a result that are internal to a scope,
// or with scope false the same ops outside of any. A scope that has ended
// leaves only what backward reads.
func inScope(scope bool, f func(in []*Var) *Var, then func(*Var) *Var) func(in []*Var) *Var {
	return func(in []*Var) *Var {
		t := in[0].Tape()
		m := t.Mark()
		inner := make([]*Var, len(in))
		for i, x := range in {
			inner[i] = Scale(x, 1)
		}
		y := then(f(inner))
		if scope {
			t.Keep(m, y)
			spoil(t)
		}
		return y
	}
}

// What an op declares about its backward holds: the gradients are those
// without scopes. The result is read by the next op (Square), for results
// that are computed again, or not read (Neg).
func TestScopedGradients(t *testing.T) {
	eachCase(t, func(t *testing.T, r row, x []*tensor.Tensor) {
		for name, then := range map[string]func(*Var) *Var{"read": Square, "not read": Neg} {
			want := gradients(inScope(false, r.f, then), x)
			got := gradients(inScope(true, r.f, then), x)
			for i := range want {
				if !sameBits(got[i], want[i]) {
					t.Errorf("result %s afterwards, input %d: gradient %v in a scope, want %v", name, i, got[i], want[i])
				}
			}
		}
	})
}

// The check above sees an op that reads more than it declares.
func TestWrongDeclarationIsSeen(t *testing.T) {
	x := []*tensor.Tensor{tensor.Arange(40)}
	for name, liar := range map[string]*Op{
		"input":  new(Op).Reads(Result),
		"result": new(Op).Reads(0),
		"all":    new(Op).Reads(),
	} {
		liar.backward = squareBackward
		if name == "result" {
			liar.backward = expBackward
		}
		f := f1(func(x *Var) *Var { return unary(liar, tensor.Square, x) })
		want := gradients(inScope(false, f, Neg), x)
		if got := gradients(inScope(true, f, Neg), x); sameBits(got[0], want[0]) {
			t.Errorf("%s: the wrong declaration changes nothing", name)
		}
	}
}

// A result computed again from a result computed again, through views.
func TestRecallChain(t *testing.T) {
	x := []*tensor.Tensor{tensor.New(3, 8).Uniform(tensor.NewRNG(1), -1, 1), tensor.New(8, 8).Uniform(tensor.NewRNG(2), -1, 1)}
	f := func(in []*Var) *Var {
		h := GELU(Reshape(LayerNorm(in[0], nil, nil, 1e-5), 3, 8))
		h = LinearGELU(h, in[1], nil)
		h = LayerNorm(SiLU(Reshape(h, 1, 3, 8)), nil, nil, 1e-5)
		return MatMul(Reshape(h, 3, 8), Reshape(GELUTanh(Reshape(h, 3, 8)), 8, 3))
	}
	want := gradients(inScope(false, f, Square), x)
	got := gradients(inScope(true, f, Square), x)
	for i := range want {
		if !sameBits(got[i], want[i]) {
			t.Errorf("input %d: gradient %v, want %v", i, got[i], want[i])
		}
	}
}

// Values leave the tape when nothing reads them any more: at the end of the
// scope, or when backward has passed.
func TestScopeReleases(t *testing.T) {
	tape := NewTape()
	x := tape.Variable(tensor.Arange(64))
	size := func(bufs int) int { return 64 * bufs }
	mark := tape.Mark()
	sum := Add(x, x)
	y := tape.Keep(mark, Neg(Exp(Reshape(sum, 8, 8))))
	if want := size(2); tape.mem.held != want { // Exp's result and y; sum is read by nothing
		t.Errorf("after the scope %d floats are held, want %d", tape.mem.held, want)
	}
	for _, use := range []func(){func() { Neg(sum) }, func() { tape.Attach(sum) }, func() { tape.Keep(mark, sum) }} {
		if text := panics(t, use); !strings.Contains(text, "its value was released at the end of its scope") {
			t.Errorf("using a Var of an ended scope says %q", text)
		}
	}
	loss := Sum(y, nil, false)
	Backward(loss)
	if want := size(2) + minBuffer; tape.mem.held != want { // y, x's gradient and the loss
		t.Errorf("after Backward %d floats are held, want %d", tape.mem.held, want)
	}
	if got := x.Grad.Data()[1]; got != -2*float32(math.Exp(2)) && math.Abs(float64(got)+2*math.Exp(2)) > 1e-5 {
		t.Errorf("gradient %v, want -2·e²", got)
	}
	if text := panics(t, func() { Backward(loss) }); !strings.Contains(text, "gone back already") {
		t.Errorf("a second Backward says %q", text)
	}
	tape.Reset()
	if tape.mem.held != 0 {
		t.Errorf("%d floats are held after Reset", tape.mem.held)
	}
}

// Saved tensors go as backward passes their op.
func TestSavedIsReleased(t *testing.T) {
	tape := NewTape().Train(1)
	x := tape.Variable(tensor.Full(1, 64))
	y := Sum(Dropout(Dropout(x, 0.5), 0.5), nil, false)
	Backward(y)
	if want := 3*64 + minBuffer; tape.mem.held != want { // two results, x's gradient, y
		t.Errorf("%d floats are held after Backward, want %d", tape.mem.held, want)
	}
	if len(tape.saved) != 0 {
		t.Errorf("%d tensors are still saved", len(tape.saved))
	}
}

// A scope makes training take less memory.
func TestScopesLowerTheTrainingPeak(t *testing.T) {
	rng := tensor.NewRNG(1)
	w, x := Param(tensor.New(32, 32).Uniform(rng, -1, 1)), tensor.New(64, 32).Uniform(rng, -1, 1)
	peak := func(scope bool) int {
		tape := NewTape()
		y := tape.Input(x)
		for i := 0; i < 8; i++ {
			m := tape.Mark()
			h := Add(y, DropPath(LinearGELU(LayerNorm(y, nil, nil, 1e-5), w, nil), 0.1))
			if scope {
				tape.Keep(m, h)
			}
			y = h
		}
		Backward(Sum(y, nil, false))
		return tape.PeakBytes()
	}
	// Of LayerNorm's result, what is saved, GELU's and the sum, two are left.
	if with, without := peak(true), peak(false); 10*with > 7*without {
		t.Errorf("peak of %d bytes with scopes, %d without: want at most 70 %%", with, without)
	}
}

// After a change of the batch size the memory of the old one is let go.
func TestArenaForgets(t *testing.T) {
	m := newMLP()
	step := func(tape *Tape, n int) {
		tape.Reset()
		for _, p := range m.params() {
			p.ZeroGrad()
		}
		x := tensor.New(n, 3, 4, 4).Uniform(tensor.NewRNG(2), -1, 1)
		Backward(Mean(Square(m.forward(tape.Input(x))), nil, false))
	}
	total := func(tape *Tape) (n int) {
		tape.Reset()
		for _, l := range tape.mem.free {
			for _, b := range l {
				n += cap(b)
			}
		}
		return n
	}
	fresh := NewTape()
	step(fresh, 3)
	tape := NewTape()
	for i := 0; i < trimEvery; i++ {
		step(tape, 600)
		step(tape, 3)
	}
	if big := total(tape); big < 50*total(fresh) {
		t.Errorf("sizes in use by turns: only %d floats are left of the larger one", big)
	}
	for i := 0; i < 2*trimEvery; i++ {
		step(tape, 3)
	}
	if got, want := total(tape), total(fresh); got != want {
		t.Errorf("%d floats are kept, a tape that knew one size keeps %d", got, want)
	}
}
