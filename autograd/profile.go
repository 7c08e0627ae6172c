package autograd

import (
	"time"

	"github.com/gopathway/pathway/internal/parallel"
)

// Profile tells where the time of steps goes. It counts by op, with a row for
// the forward pass and one for the gradient, and by section for work that is no
// op, such as reading data or the optimizer. The zero Profile is ready for use;
// Tape.Profile attaches it.
//
//	w := autograd.Param(tensor.Full(0.5, 3, 4))
//	p := new(autograd.Profile)
//	tape := autograd.NewTape().Profile(p)
//	for step := 0; step < 10; step++ {
//		tape.Reset()
//		p.Section("data")
//		x := tensor.Full(1, 2, 4)
//		autograd.Backward(autograd.Mean(autograd.Linear(tape.Input(x), w, nil), nil, false))
//		p.Section("optimizer")
//		w.ZeroGrad()
//	}
//	p.Stop()
//	p.WriteTable(os.Stdout, 0)
//
// Time is wall time of the tape's goroutine. An op lasts from its call to the
// next event: another op, Section, Backward, Reset or Stop. What the program
// does after an op therefore counts as the op's, unless a Section says
// otherwise. No time is counted after Backward, Reset and Stop. What belongs to
// no op, such as Reset itself or a Dropout that is off, is in the row "other".
//
// Floating-point operations are those of matrix products; a multiply-add is
// two. Other ops count none (see Op.CountFLOPs). Bytes are counted by a
// convention, not measured. In the forward pass every operand is read once and
// the result is written once; ops that pick elements read as much as they write,
// and views move nothing. In the backward pass the gradient of the result is
// read once, and so is every operand that the gradient depends on. The gradient
// of each input that wants one is written once, unless it takes over the buffer
// of the result's gradient.
//
// While time runs, the goroutine and the helpers that work on its loops have the
// pprof labels op (the name of the op or section) and, for ops, pass (forward or
// backward), so that a CPU profile can be read by op (go tool pprof -tags). They
// replace labels that the goroutine had before. Several profiles may run at once
// in several goroutines: their times are right, but all helpers have the labels
// of one.
//
// A Profile belongs to one goroutine, whose tapes may share it. On a nil
// *Profile, Section and Stop do nothing.
type Profile struct {
	rows  map[rowKey]*profileRow
	open  *profileRow // the row whose time runs; nil: none
	since time.Time
	began bool // open is an op that has recorded nothing yet
	ins   []*Var
}

// rowKey names a row.
type rowKey struct{ name, pass string }

// The passes of ops.
const (
	forwardPass  = "forward"
	backwardPass = "backward"
)

// otherRow is the row of what belongs to no op.
const otherRow = "other"

// profileRow is a row being collected.
type profileRow struct {
	ProfileRow
	labels *parallel.Labels
	picks  bool
}

// Profile makes p collect what t does from now on, and returns the tape; nil
// ends it. A tape without a Profile pays for a look at a nil pointer per op.
func (t *Tape) Profile(p *Profile) *Tape {
	t.profile.Stop()
	t.profile = p
	return t
}

// Begin is Of for an op whose inputs may all be parameters, so that the tape is
// not known from them. It panics unless they can be used on t, and tells the
// tape's Profile that the op begins.
func (t *Tape) Begin(op string, vs ...*Var) {
	for _, v := range vs {
		t.live(op, v)
	}
	t.mayStop()
	if t.profile != nil {
		t.profile.begin(op)
	}
}

// Section counts the time until the next op, Section, Backward, Reset or Stop
// under this name. Use it for work that is not an op.
func (p *Profile) Section(name string) {
	if p == nil {
		return
	}
	r := p.row(name, "")
	r.Calls++
	p.runFor(r)
}

// Section calls Section of the tape's Profile, if it has one.
func (t *Tape) Section(name string) { t.profile.Section(name) }

// Stop counts no time until the next op or Section.
func (p *Profile) Stop() {
	if p == nil {
		return
	}
	p.runFor(nil)
}

// row returns the row of a name and pass.
func (p *Profile) row(name, pass string) *profileRow {
	key := rowKey{name, pass}
	r := p.rows[key]
	if r == nil {
		r = &profileRow{picks: picks[name]}
		r.Name, r.Pass = name, pass
		r.labels = parallel.NewLabels("op", name)
		if pass != "" {
			r.labels = parallel.NewLabels("op", name, "pass", pass)
		}
		if p.rows == nil {
			p.rows = map[rowKey]*profileRow{}
		}
		p.rows[key] = r
	}
	return r
}

// runFor counts the time so far for the open row, and from now on for r, or for
// nothing. One reading of the clock does both, so that no time is lost.
func (p *Profile) runFor(r *profileRow) {
	now := time.Now()
	if was := p.open; was != nil {
		if p.began {
			was = p.row(otherRow, "")
		}
		was.Time += now.Sub(p.since)
	}
	p.open, p.since, p.began = r, now, false
	p.label()
}

func (p *Profile) label() {
	if p.open == nil {
		parallel.SetLabels(nil)
	} else {
		parallel.SetLabels(p.open.labels)
	}
}

// begin counts time for an op that may turn out to do nothing.
func (p *Profile) begin(op string) {
	p.runFor(p.row(op, forwardPass))
	p.began = true
}

// record settles which op has begun, counts what it costs, and returns what its
// gradient will cost.
func (p *Profile) record(op *Op, out *Var, in []*Var) backwardCost {
	r := p.row(op.Name, forwardPass)
	switch {
	case p.open == r:
	case p.began: // under another name, as Embedding, which is an IndexSelect
		p.open = r
		p.label()
	default: // an op that called neither Of nor Begin
		p.runFor(r)
	}
	p.began = false
	r.Calls++
	// The caller's slice is on its stack, and must stay there.
	p.ins = append(p.ins[:0], in...)
	r.FLOPs += op.cost(out, p.ins, false)
	r.Bytes += r.forwardBytes(out, p.ins)
	back := newBackwardCost(op, out, p.ins)
	clear(p.ins)
	return back
}

// runForOther counts time for the tape's own work.
func (p *Profile) runForOther() { p.runFor(p.row(otherRow, "")) }

// node counts time for the gradient of n.
func (p *Profile) node(n *Node) {
	r := p.row(n.Op.Name, backwardPass)
	r.Calls++
	r.FLOPs += n.cost.flops
	p.runFor(r)
}

// nodeDone counts the bytes that the gradient of n moved. An op whose gradient
// runs other ops has opened their rows: p.open need not be n's row.
func (p *Profile) nodeDone(n *Node) {
	p.row(n.Op.Name, backwardPass).Bytes += n.cost.moved(n.passed)
}
