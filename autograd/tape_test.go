package autograd

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/tensor"
)

// panics returns what f panics with, as text.
func panics(t *testing.T, f func()) (text string) {
	t.Helper()
	defer func() {
		switch r := recover().(type) {
		case nil:
			t.Error("no panic")
		case error:
			text = r.Error()
		case string:
			text = r
		default:
			t.Errorf("panic with a %T", r)
		}
	}()
	f()
	return ""
}

func TestMisuseIsNamed(t *testing.T) {
	tape := NewTape()
	x := tape.Variable(tensor.New(2, 3))
	old := func() *Var {
		other := NewTape()
		v := Scale(other.Variable(tensor.New(2, 3)), 2)
		other.Reset()
		return v
	}()
	p := Param(tensor.New(2, 3))
	for _, c := range []struct {
		name string
		f    func()
		want []string
	}{
		{"used after Reset", func() { Add(x, old) }, []string{"Add", "reset"}},
		{"used after Reset, alone", func() { Dropout(old, 0.5) }, []string{"Dropout"}},
		{"two tapes", func() { Mul(x, NewTape().Variable(tensor.New(2, 3))) }, []string{"Mul", "different tapes"}},
		{"attached to another tape", func() { NewTape().Attach(x) }, []string{"Attach", "different tapes"}},
		{"parameters only", func() { Add(p, p) }, []string{"Add", "Attach"}},
		{"backward from many elements", func() { Backward(x) }, []string{"Backward", "[2 3]"}},
		{"backward from a constant", func() { Backward(Sum(tape.Input(tensor.New(2)), nil, false)) }, []string{"Backward"}},
		{"backward on an inference tape", func() { Backward(Sum(Inference().Input(tensor.New(2)), nil, false)) }, []string{"Backward"}},
		{"freezing a Variable", func() { x.SetRequiresGrad(false) }, []string{"SetRequiresGrad"}},
		{"dropout of probability 2", func() { Dropout(x, 2) }, []string{"Dropout", "2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := panics(t, c.f)
			for _, w := range c.want {
				if !strings.Contains(text, w) {
					t.Errorf("the text %q does not say %q", text, w)
				}
			}
		})
	}
}

// Every misuse of shapes is a *tensor.ShapeError that names the op as the
// caller knows it, with the shapes.
func TestShapeErrors(t *testing.T) {
	tape := NewTape()
	v := func(dims ...int) *Var { return tape.Variable(tensor.New(dims...)) }
	for op, f := range map[string]func(){
		"Add":         func() { Add(v(2, 3), v(4)) },
		"Maximum":     func() { Maximum(v(2, 3), v(2)) },
		"Where":       func() { Where(tensor.New(5), v(2, 3), v(3)) },
		"MaskedFill":  func() { MaskedFill(v(2, 3), tensor.New(4, 2, 3), 0) },
		"Sum":         func() { Sum(v(2, 3), []int{2}, false) },
		"Mean":        func() { Mean(v(2, 3), []int{0, -2}, false) },
		"Variance":    func() { Variance(v(2, 3), []int{-3}, false, false) },
		"Max":         func() { Max(v(2, 0), []int{1}, false) },
		"MaxDim":      func() { MaxDim(v(2, 0), 1) },
		"CumSum":      func() { CumSum(v(2, 3), 2) },
		"Softmax":     func() { Softmax(v(2, 3), 2) },
		"LogSumExp":   func() { LogSumExp(v(2, 3), 2, false) },
		"MatMul":      func() { MatMul(v(2, 3), v(2, 3)) },
		"Reshape":     func() { Reshape(v(2, 3), 4, -1) },
		"Transpose":   func() { Transpose(v(2, 3), 0, 2) },
		"Permute":     func() { Permute(v(2, 3), 0, 0) },
		"Expand":      func() { Expand(v(2, 3), 2, 4) },
		"Repeat":      func() { Repeat(v(2, 3), 2) },
		"Pad":         func() { Pad(v(2, 3), []int{0, -1}, []int{0, 0}, 0) },
		"Flip":        func() { Flip(v(2, 3), 1, 1) },
		"Slice":       func() { Slice(v(2, 3), 1, 2, 1, 1) },
		"Select":      func() { Select(v(2, 3), 1, 3) },
		"Split":       func() { Split(v(2, 3), 1, 2, 2) },
		"Unbind":      func() { Unbind(v(2, 3), 2) },
		"Concat":      func() { Concat(0, v(2, 3), v(2, 4)) },
		"Stack":       func() { Stack(0, v(2, 3), v(3, 2)) },
		"Gather":      func() { Gather(v(2, 3), 1, []int{3}, []int{1, 1}) },
		"IndexSelect": func() { IndexSelect(v(2, 3), 0, []int{2}) },
		"Embedding":   func() { Embedding(v(2), []int{0}) },
		"ScatterAdd":  func() { ScatterAdd(v(2, 3), v(3, 3), 1, make([]int, 9)) },
		"Patchify":    func() { Patchify(v(1, 1, 4, 4), 5, 4, 4, 4) },
		"DropPath":    func() { DropPath(v(), 0.5) },
	} {
		var e *tensor.ShapeError
		if err := tensor.Catch(f); !errors.As(err, &e) || e.Op != op || len(e.Got) == 0 {
			t.Errorf("%s: error %v, want a ShapeError of %s with the shapes", op, err, op)
		}
	}
	var e *tensor.ShapeError
	for op, f := range map[string]func(){"Concat": func() { Concat(0) }, "Stack": func() { Stack(0) }} {
		if err := tensor.Catch(f); !errors.As(err, &e) || e.Op != op {
			t.Errorf("%s of nothing: error %v", op, err)
		}
	}
}

// mlp is a small model with every kind of node: fused, view, broadcast.
type mlp struct {
	w1, b1, w2, pos, cls *Var
}

func newMLP() *mlp {
	rng := tensor.NewRNG(1)
	p := func(dims ...int) *Var { return Param(tensor.New(dims...).Uniform(rng, -0.5, 0.5)) }
	return &mlp{w1: p(24, 12), b1: p(24), w2: p(12, 24), pos: p(1, 5, 12), cls: p(1, 1, 12)}
}

func (m *mlp) params() []*Var { return []*Var{m.w1, m.b1, m.w2, m.pos, m.cls} }

// block is x + w2·gelu(w1·x + b1).
func (m *mlp) block(x *Var) *Var {
	t := x.Tape()
	mark := t.Mark()
	return t.Keep(mark, Add(x, Linear(GELU(Linear(x, m.w1, m.b1)), m.w2, nil)))
}

// forward embeds images [n, 3, 4, 4] as four tokens and the class token, as a
// ViT does, and returns the first token of each.
func (m *mlp) forward(x *Var) *Var {
	t := x.Tape()
	tok := Patchify(x, 2, 2, 2, 2)
	mark := t.Mark()
	cls := Expand(t.Attach(m.cls), x.Shape()[0], 1, 12)
	tok = t.Keep(mark, Add(Concat(1, cls, tok), m.pos))
	for i := 0; i < 4; i++ {
		tok = m.block(tok)
	}
	return Select(Slice(tok, 1, 0, 2, 1), 1, 0)
}

func images() *tensor.Tensor { return tensor.New(6, 3, 4, 4).Uniform(tensor.NewRNG(2), -1, 1) }

func TestScopesRecycleAndKeepTheBits(t *testing.T) {
	m, x := newMLP(), images()
	recorded := NewTape()
	want := m.forward(recorded.Input(x)).Value
	scoped := Inference()
	if got := m.forward(scoped.Input(x)).Value; !sameBits(got, want) {
		t.Error("scopes change the result")
	}
	// Live in a block: x, the hidden layer before and after GELU, the result.
	if limit := 2 * (6*5*12*3 + 6*5*24*2); scoped.mem.peak > limit {
		t.Errorf("the inference tape held %d floats at a time, want at most %d", scoped.mem.peak, limit)
	}
}

func TestKeep(t *testing.T) {
	tape := Inference()
	x := tape.Input(tensor.Arange(6))
	mark := tape.Mark()
	a := Scale(x, 2)
	b := Reshape(Reshape(AddScalar(a, 1), 3, 2), 2, 3)
	b = tape.Keep(mark, b)
	if a.Value != nil {
		t.Error("a value of the scope outlived it")
	}
	c := Scale(b, 10) // may take a's buffer, must not take b's
	for i, v := range b.Value.Data() {
		if v != float32(2*i+1) || c.Value.Data()[i] != 10*v {
			t.Fatalf("kept %v, scaled %v: want 1, 3, 5, ...", b.Value, c.Value)
		}
	}
	if text := panics(t, func() { Neg(a) }); !strings.Contains(text, "Neg") {
		t.Errorf("using a dropped value says %q", text)
	}
}

// A warm tape allocates next to nothing, training or not.
func TestWarmTapeDoesNotAllocate(t *testing.T) {
	if race.Enabled {
		t.Skip("under the race detector the pools forget at random")
	}
	m, x := newMLP(), images()
	train := NewTape().Train(1)
	step := func() {
		train.Reset()
		y := m.forward(train.Input(x))
		y = DropPath(Dropout(y, 0.1), 0.1)
		Backward(Mean(Square(y), nil, false))
		for _, p := range m.params() {
			p.ZeroGrad()
		}
	}
	infer := Inference()
	pass := func() {
		infer.Reset()
		m.forward(infer.Input(x))
	}
	for _, c := range []struct {
		name  string
		f     func()
		limit float64
	}{{"training step", step, 2}, {"inference", pass, 2}} { // one slab of Vars, at times two
		for i := 0; i < 3; i++ {
			c.f()
		}
		if n := testing.AllocsPerRun(20, c.f); n > c.limit {
			t.Errorf("%s: %v allocations, want at most %v", c.name, n, c.limit)
		}
	}
}

// A step on a used tape gives the bits of a step on a new one, and Reset
// takes every buffer back.
func TestResetReuse(t *testing.T) {
	m, x := newMLP(), images()
	run := func(tape *Tape) []*tensor.Tensor {
		tape.Reset()
		tape.Train(7)
		Backward(Mean(Square(Dropout(m.forward(tape.Input(x)), 0.3)), nil, false))
		var gs []*tensor.Tensor
		for _, p := range m.params() {
			gs = append(gs, p.Grad.Clone())
			p.ZeroGrad()
		}
		return gs
	}
	used := NewTape()
	run(used)
	again, fresh := run(used), run(NewTape())
	for i := range again {
		if !sameBits(again[i], fresh[i]) {
			t.Errorf("parameter %d: another gradient on a used tape", i)
		}
	}
	used.Reset()
	if used.mem.held != 0 {
		t.Errorf("%d floats are still held after Reset", used.mem.held)
	}
}

// The number of threads leaves no trace in values, gradients or masks.
func TestThreadsDoNotShow(t *testing.T) {
	m := newMLP()
	x := tensor.New(400, 3, 4, 4).Uniform(tensor.NewRNG(3), -1, 1)
	step := func(threads int) (out *tensor.Tensor, grads []*tensor.Tensor) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
		tape := NewTape().Train(5)
		y := DropPath(Dropout(m.forward(tape.Input(x)), 0.2), 0.1)
		Backward(Mean(Square(y), nil, false))
		for _, p := range m.params() {
			grads = append(grads, p.Grad.Clone())
			p.ZeroGrad()
		}
		return y.Value.Clone(), grads
	}
	want, wantGrads := step(1)
	for _, threads := range []int{2, 3, 8} {
		got, grads := step(threads)
		if !sameBits(got, want) {
			t.Errorf("%d threads give another result", threads)
		}
		for i := range grads {
			if !sameBits(grads[i], wantGrads[i]) {
				t.Errorf("%d threads give another gradient of parameter %d", threads, i)
			}
		}
	}
}

// Every case of the table gives back all scratch: after Reset nothing is held.
func TestOpsReleaseScratch(t *testing.T) {
	eachCase(t, func(t *testing.T, r row, x []*tensor.Tensor) {
		tape := NewTape()
		Backward(weighted(r.f(variables(tape, x))))
		tape.Reset()
		if tape.mem.held != 0 {
			t.Errorf("%d floats are held after Reset", tape.mem.held)
		}
	})
}

func TestArenaClasses(t *testing.T) {
	last := 0
	for n := 1; n < 5000; n++ {
		class, size := classOf(n)
		if size < n || n > minBuffer && size > n+n/8+1 {
			t.Fatalf("%d floats get a buffer of %d", n, size)
		}
		if c, s := classOf(size); c != class || s != size {
			t.Fatalf("class %d of size %d for %d is class %d of size %d when it returns", class, size, n, c, s)
		}
		if class < last {
			t.Fatalf("class %d of %d comes after class %d", class, n, last)
		}
		last = class
	}
}

func TestTrainingMode(t *testing.T) {
	x := tensor.Full(1, 1000, 4)
	quiet := NewTape()
	v := quiet.Variable(x)
	if Dropout(v, 0.5) != v || DropPath(v, 0.5) != v {
		t.Error("Dropout or DropPath acts on a tape that does not train")
	}
	draw := func(seed uint64, f func(x *Var, p float32) *Var) *tensor.Tensor {
		return f(NewTape().Train(seed).Variable(x), 0.25).Value.Clone()
	}
	for name, f := range map[string]func(x *Var, p float32) *Var{"Dropout": Dropout, "DropPath": DropPath} {
		a := draw(1, f)
		if !sameBits(a, draw(1, f)) {
			t.Errorf("%s: equal seeds differ", name)
		}
		if sameBits(a, draw(2, f)) {
			t.Errorf("%s: different seeds agree", name)
		}
		kept := 0
		for i, y := range a.Data() {
			switch y {
			case 0:
			case float32(1) / 0.75:
				kept++
			default:
				t.Fatalf("%s: element %d is %v", name, i, y)
			}
			if name == "DropPath" && y != a.Data()[i/4*4] {
				t.Fatalf("DropPath cuts sample %d in two", i/4)
			}
		}
		if kept < 2800 || kept > 3200 {
			t.Errorf("%s keeps %d of 4000, want about 3000", name, kept)
		}
		if tensor.SumAll(f(NewTape().Train(1).Variable(x), 1).Value) != 0 {
			t.Errorf("%s with p = 1 lets something through", name)
		}
	}
}

// What happens where a function has no derivative is PyTorch's rule.
func TestTies(t *testing.T) {
	x := []*tensor.Tensor{tensor.FromSlice([]float32{2, 2, 1, 2}, 4), tensor.FromSlice([]float32{2, 3, 0, 2}, 4)}
	for _, c := range []struct {
		name string
		f    func(in []*Var) *Var
		want []float32 // gradient of input 0
	}{
		{"Maximum", f2(Maximum), []float32{0.5, 0, 1, 0.5}},
		{"Max", f1(func(x *Var) *Var { return Max(x, nil, false) }), []float32{1. / 3, 1. / 3, 0, 1. / 3}},
		{"MaxDim", f1(func(x *Var) *Var { v, _ := MaxDim(x, 0); return v }), []float32{1, 0, 0, 0}},
		{"ReLU", f1(func(x *Var) *Var { return ReLU(AddScalar(x, -2)) }), []float32{0, 0, 0, 0}},
		{"Abs", f1(func(x *Var) *Var { return Abs(AddScalar(x, -2)) }), []float32{0, 0, -1, 0}},
		{"PowScalar", f1(func(x *Var) *Var { return PowScalar(AddScalar(x, -2), 0) }), []float32{0, 0, 0, 0}},
		{"Clamp", f1(func(x *Var) *Var { return Clamp(x, 1, 2) }), []float32{1, 1, 1, 1}},
	} {
		tape := NewTape()
		in := variables(tape, x)
		Backward(Sum(c.f(in), nil, false))
		if want := tensor.FromSlice(c.want, 4); !sameBits(in[0].Grad, want) {
			t.Errorf("%s: gradient %v, want %v", c.name, in[0].Grad, want)
		}
	}
}

// Gradients of inputs that leave no element in the result are zero, not what
// the buffer held before.
func TestEmptyResults(t *testing.T) {
	for name, f := range map[string]func(x *Var) *Var{
		"Slice":       func(x *Var) *Var { return Slice(x, 1, 2, 2, 1) },
		"IndexSelect": func(x *Var) *Var { return IndexSelect(x, 0, nil) },
		"Repeat":      func(x *Var) *Var { return Repeat(x, 0, 2) },
		"Gather":      func(x *Var) *Var { return Gather(x, 1, nil, []int{0, 3}) },
		"MatMul":      func(x *Var) *Var { return MatMul(x, x.Tape().Input(tensor.New(3, 0))) },
		"Add":         func(x *Var) *Var { return Add(Slice(x, 0, 0, 1, 1), x.Tape().Input(tensor.New(0, 3))) },
	} {
		tape := NewTape()
		// Fill the free lists with numbers that must not show.
		Scale(tape.Input(tensor.Full(7, 2, 3)), 1)
		tape.Save(2, 3).Fill(7)
		tape.Reset()
		x := tape.Variable(tensor.Full(1, 2, 3))
		Backward(Sum(f(x), nil, false))
		for _, g := range x.Grad.Data() {
			if g != 0 {
				t.Errorf("%s: gradient %v, want zeros", name, x.Grad)
				break
			}
		}
	}
}
