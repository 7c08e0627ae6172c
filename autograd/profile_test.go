package autograd

import (
	"bytes"
	"errors"
	"io"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/tensor"
)

// rowsByName returns a profile's rows under "name pass", or the name of a
// section.
func rowsByName(p *Profile) map[string]ProfileRow {
	m := map[string]ProfileRow{}
	for _, r := range p.Rows() {
		m[strings.TrimSpace(r.Name+" "+r.Pass)] = r
	}
	return m
}

func param(dims ...int) *Var { return Param(tensor.New(dims...).Normal(tensor.NewRNG(5), 0, 1)) }

// The rows of a step add up to its wall time, less the time in which nothing is
// profiled.
func TestProfileAddsUp(t *testing.T) {
	const steps = 5
	p := new(Profile)
	tape := NewTape().Train(1).Profile(p)
	w1, w2, x := param(256, 64), param(64, 256), tensor.New(256, 64).Normal(tensor.NewRNG(6), 0, 1)
	begin := time.Now()
	for i := 0; i < steps; i++ {
		tape.Reset()
		p.Section("data")
		time.Sleep(2 * time.Millisecond)
		y := Linear(LinearGELU(tape.Input(x), w1, nil), w2, nil)
		Backward(Mean(Square(Dropout(y, 0)), nil, false))
		p.Section("optimizer")
		time.Sleep(time.Millisecond)
	}
	p.Stop()
	wall := time.Since(begin)
	time.Sleep(5 * time.Millisecond) // nobody's
	p.Stop()
	var sum time.Duration
	for _, r := range p.Rows() {
		if r.Time < 0 {
			t.Errorf("%s %s took %v", r.Name, r.Pass, r.Time)
		}
		sum += r.Time
	}
	if sum > wall || float64(sum) < 0.8*float64(wall) {
		t.Errorf("the rows add up to %v of %v", sum, wall)
	}
	rows := rowsByName(p)
	for name, calls := range map[string]int{
		"LinearGELU forward": steps, "LinearGELU backward": steps, "Linear forward": steps, "Linear backward": steps,
		"Square forward": steps, "Square backward": steps, "Mean forward": steps, "Mean backward": steps,
		"data": steps, "optimizer": steps, "other": 0,
	} {
		r, ok := rows[name]
		if !ok || r.Calls != calls {
			t.Errorf("%s: %d calls, want %d", name, r.Calls, calls)
		}
		delete(rows, name)
	}
	if len(rows) > 0 {
		t.Errorf("more rows than ops: %v", rows)
	}
	if data := rowsByName(p)["data"].Time; data < steps*2*time.Millisecond {
		t.Errorf("data took %v, slept %v", data, steps*2*time.Millisecond)
	}

	p.Clear()
	if len(p.Rows()) > 0 {
		t.Errorf("Clear left %v", p.Rows())
	}
}

// A tape without a profile, and one whose profile was taken off, collect
// nothing; a nil Profile takes every call.
func TestProfileOff(t *testing.T) {
	var none *Profile
	none.Section("nothing")
	none.Stop()
	p := new(Profile)
	tape := Inference().Profile(p).Profile(none)
	Neg(tape.Input(tensor.New(3)))
	tape.Reset()
	if len(p.Rows()) > 0 {
		t.Errorf("a profile that was taken off has %v", p.Rows())
	}
}

func TestProfileCountsFLOPs(t *testing.T) {
	const b, n, m, d, e = 2, 5, 7, 4, 6
	frozen := func(v *Var) *Var { v.SetRequiresGrad(false); return v }
	for _, c := range []struct {
		name              string
		f                 func(tape *Tape) *Var
		forward, backward float64
	}{
		{"Linear", func(tape *Tape) *Var { return Linear(tape.Variable(tensor.New(b, n, d)), param(m, d), param(m)) }, 2 * b * n * m * d, 4 * b * n * m * d},
		{"Linear", func(tape *Tape) *Var { return Linear(tape.Input(tensor.New(n, d)), param(m, d), nil) }, 2 * n * m * d, 2 * n * m * d},
		{"Linear", func(tape *Tape) *Var { return Linear(tape.Input(tensor.New(n, d)), frozen(param(m, d)), param(m)) }, 2 * n * m * d, 0},
		{"LinearGELU", func(tape *Tape) *Var { return LinearGELU(tape.Variable(tensor.New(n, d)), param(m, d), param(m)) }, 2 * n * m * d, 4 * n * m * d},
		{"LinearAdd", func(tape *Tape) *Var {
			return LinearAdd(tape.Variable(tensor.New(n, d)), param(m, d), param(m), param(n, m))
		}, 2 * n * m * d, 4 * n * m * d},
		{"MatMul", func(tape *Tape) *Var { return MatMul(tape.Variable(tensor.New(b, n, d)), param(d, m)) }, 2 * b * n * m * d, 4 * b * n * m * d},
		{"MatMul", func(tape *Tape) *Var { return MatMul(tape.Variable(tensor.New(d)), frozen(param(b, d, m))) }, 2 * b * m * d, 2 * b * m * d},
		{"MatMul", func(tape *Tape) *Var { return MatMul(tape.Variable(tensor.New(b, n, d)), param(d)) }, 2 * b * n * d, 4 * b * n * d},
		{"Attention", func(tape *Tape) *Var {
			return Attention(tape.Variable(tensor.New(b, n, d)), param(b, m, d), param(b, m, e), 1)
		}, 2 * b * n * m * (d + e), 2 * b * n * m * (d + d + d + e + e)},
		{"SelfAttention", func(tape *Tape) *Var { return SelfAttention(tape.Variable(tensor.New(b, n, 3*e)), 2) },
			2 * b * n * n * 2 * e, 2 * b * n * n * 5 * e},
	} {
		p := new(Profile)
		Backward(Sum(c.f(NewTape().Profile(p)), nil, false))
		rows := rowsByName(p)
		if got := rows[c.name+" forward"].FLOPs; got != c.forward {
			t.Errorf("%s forward: %v FLOP, want %v", c.name, got, c.forward)
		}
		if got := rows[c.name+" backward"].FLOPs; got != c.backward {
			t.Errorf("%s backward: %v FLOP, want %v", c.name, got, c.backward)
		}
		if got := rows["Sum forward"].FLOPs + rows["Sum backward"].FLOPs; got != 0 {
			t.Errorf("Sum: %v FLOP, want 0", got)
		}
	}
}

func TestProfileCountsBytes(t *testing.T) {
	const n, d, m = 5, 4, 7
	for _, c := range []struct {
		name              string
		f                 func(tape *Tape) *Var
		forward, backward float64 // floats
	}{
		{"Linear", func(tape *Tape) *Var { return Linear(tape.Variable(tensor.New(n, d)), param(m, d), param(m)) },
			n*d + m*d + m + n*m, n*m + 2*(n*d+m*d) + m}, // the bias is not read
		{"Mul", func(tape *Tape) *Var { return Mul(tape.Variable(tensor.New(n, d)), param(d)) }, 2*n*d + d, n*d + 2*(n*d+d)},
		// The gradient's buffer changes hands; the bias's is summed.
		{"Add", func(tape *Tape) *Var { return Add(tape.Variable(tensor.New(n, d)), param(d)) }, 2*n*d + d, n*d + d},
		{"Neg", func(tape *Tape) *Var { return Neg(tape.Variable(tensor.New(n, d))) }, 2 * n * d, n * d},
		{"Select", func(tape *Tape) *Var { return Select(tape.Variable(tensor.New(n, m, d)), 1, 0) }, 2 * n * d, n*d + n*m*d},
		{"Reshape", func(tape *Tape) *Var { return Reshape(Neg(tape.Variable(tensor.New(n, d))), d, n) }, 0, 0},
		{"Attach", func(tape *Tape) *Var { return tape.Attach(param(n, d)) }, 0, 2 * n * d}, // copied to the parameter
	} {
		p := new(Profile)
		Backward(Sum(c.f(NewTape().Profile(p)), nil, false))
		rows := rowsByName(p)
		if got := rows[c.name+" forward"].Bytes / 4; got != c.forward {
			t.Errorf("%s forward: %v floats, want %v", c.name, got, c.forward)
		}
		if got := rows[c.name+" backward"].Bytes / 4; got != c.backward {
			t.Errorf("%s backward: %v floats, want %v", c.name, got, c.backward)
		}
	}
}

// Every op counts under the name it is registered by, whatever the function
// that computed it, on tapes that record and tapes that do not.
func TestProfileKnowsEveryOp(t *testing.T) {
	known := map[string]bool{"other": true, "dotConst": true} // weighted's own
	for _, name := range Ops() {
		known[name] = true
	}
	for name := range picks {
		if !known[name] {
			t.Errorf("picks has %q, which is no op", name)
		}
	}
	eachCase(t, func(t *testing.T, r row, xs []*tensor.Tensor) {
		if r.op == "Checkpoint" {
			return // its forward is the ops of its segment
		}
		for _, tape := range []*Tape{NewTape().Train(1), Inference()} {
			p := new(Profile)
			tape.Profile(p)
			y := r.f(variables(tape, xs))
			if tape.record {
				Backward(weighted(y))
			}
			p.Stop()
			rows := rowsByName(p)
			for _, got := range p.Rows() {
				if !known[got.Name] {
					t.Errorf("a row of %q, which is no op", got.Name)
				}
			}
			if rows[r.op+" forward"].Calls == 0 {
				t.Errorf("no row of %s forward: %v", r.op, rows)
			}
			if tape.record && rows[r.op+" backward"].Calls == 0 {
				t.Errorf("no row of %s backward: %v", r.op, rows)
			}
		}
	})
}

// A profile that knows its ops allocates no more than the tape without it.
func TestProfileDoesNotAllocate(t *testing.T) {
	if race.Enabled {
		t.Skip("under the race detector the pools forget at random")
	}
	m, x := newMLP(), images()
	p := new(Profile)
	tape := NewTape().Train(1).Profile(p)
	step := func() {
		tape.Reset()
		p.Section("data")
		Backward(Mean(Square(m.forward(tape.Input(x))), nil, false))
		p.Section("optimizer")
		for _, v := range m.params() {
			v.ZeroGrad()
		}
	}
	for i := 0; i < 3; i++ {
		step()
	}
	if n := testing.AllocsPerRun(20, step); n > 2 { // one slab of Vars, at times two
		t.Errorf("%v allocations, want at most 2", n)
	}
	p.Stop()
}

// labelsNow returns the pprof labels of all goroutines as text.
func labelsNow(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&b, 1); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, l := range strings.Split(b.String(), "\n") {
		if strings.HasPrefix(l, "# labels:") {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n")
}

func TestProfileSetsLabels(t *testing.T) {
	var forward, backward, section, idle string
	op := &Op{Name: "Spy", backward: func(n *Node) {
		backward = labelsNow(t)
		n.PassGrad(0)
	}}
	p := new(Profile)
	tape := NewTape().Profile(p)
	p.Section("data")
	section = labelsNow(t)
	x := param(3)
	tape.Begin("Spy")
	y := tape.New(3)
	y.Value.Fill(0)
	forward = labelsNow(t)
	tape.Record(op, y, x)
	Backward(Sum(y, nil, false))
	idle = labelsNow(t)
	for _, c := range []struct {
		when, got string
		want      []string
	}{
		{"forward", forward, []string{`"op":"Spy"`, `"pass":"forward"`}},
		{"backward", backward, []string{`"op":"Spy"`, `"pass":"backward"`}},
		{"in a section", section, []string{`"op":"data"`}},
	} {
		for _, w := range c.want {
			if !strings.Contains(c.got, w) {
				t.Errorf("%s: the labels are %q, want %s", c.when, c.got, w)
			}
		}
	}
	if strings.Contains(section, "pass") {
		t.Errorf("a section has a pass: %q", section)
	}
	if strings.Contains(idle, `"op"`) {
		t.Errorf("after Backward the labels are %q, want none", idle)
	}
}

// An op that panics, forward or backward, does not leave the profile in it.
func TestProfileSurvivesPanics(t *testing.T) {
	p := new(Profile)
	tape := NewTape().Profile(p)
	bad := &Op{Name: "Bad", backward: func(n *Node) { panic("bad") }}
	x := tape.Variable(tensor.New(2))
	y := tape.New()
	y.Value.Fill(1)
	tape.Record(bad, y, x)
	panics(t, func() { Backward(y) })
	panics(t, func() { MatMul(x, tape.Input(tensor.New(5))) })
	tape.Reset()
	Neg(tape.Input(tensor.New(2)))
	p.Stop()
	if r := rowsByName(p)["Neg forward"]; r.Calls != 1 {
		t.Errorf("after the panics the rows are %v", p.Rows())
	}
}

func TestWriteTable(t *testing.T) {
	p := new(Profile)
	add := func(name, pass string, calls int, took time.Duration, flops, bytes float64) {
		r := p.row(name, pass)
		r.ProfileRow = ProfileRow{name, pass, calls, took, flops, bytes}
	}
	add("Linear", forwardPass, 4, 20*time.Millisecond, 1e9, 5e7)
	add("Linear", backwardPass, 4, 50*time.Millisecond, 2e9, 1e8)
	add("Add", forwardPass, 2, 5*time.Millisecond, 0, 1.234e7)
	add("λ", "", 1, 25*time.Millisecond, 0, 0)
	add("Dropout", forwardPass, 0, 0, 0, 0) // was off: no row
	for _, c := range []struct {
		peak float64
		want string
	}{
		{100, `
op       pass        share  calls      ms  GFLOP/s  % peak     MB  GB/s
Linear   backward   50.0 %      4   50.00     40.0    40.0  100.0   2.0
λ                   25.0 %      1   25.00        -       -      -     -
Linear   forward    20.0 %      4   20.00     50.0    50.0   50.0   2.5
Add      forward     5.0 %      2    5.00        -       -   12.3   2.5
-----------------------------------------------------------------------
all ops  forward    25.0 %      6   25.00     40.0    40.0   62.3   2.5
all ops  backward   50.0 %      4   50.00     40.0    40.0  100.0   2.0
total              100.0 %     11  100.00     30.0    30.0  162.3   1.6
`},
		{0, `
op       pass        share  calls      ms  GFLOP/s  % peak     MB  GB/s
Linear   backward   50.0 %      4   50.00     40.0       -  100.0   2.0
λ                   25.0 %      1   25.00        -       -      -     -
Linear   forward    20.0 %      4   20.00     50.0       -   50.0   2.5
Add      forward     5.0 %      2    5.00        -       -   12.3   2.5
-----------------------------------------------------------------------
all ops  forward    25.0 %      6   25.00     40.0       -   62.3   2.5
all ops  backward   50.0 %      4   50.00     40.0       -  100.0   2.0
total              100.0 %     11  100.00     30.0       -  162.3   1.6
`},
	} {
		var b strings.Builder
		if err := p.WriteTable(&b, c.peak); err != nil {
			t.Fatal(err)
		}
		if b.String() != c.want[1:] {
			t.Errorf("peak %v:\n%s\nwant:%s", c.peak, b.String(), c.want)
		}
	}
	if err := p.WriteTable(fullDisk{}, 0); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("writing to a full disk says %v", err)
	}
	var b strings.Builder
	if err := new(Profile).WriteTable(&b, 0); err != nil || !strings.Contains(b.String(), "total") {
		t.Errorf("an empty profile writes %q, %v", b.String(), err)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
