package autograd

import (
	"time"

	"github.com/gopathway/pathway/internal/parallel"
)

// Profile tells where the time of steps goes: by op, forward and backward
// apart, and by section of what is no op, such as reading data or the
// optimizer. The zero Profile is ready for use; Tape.Profile attaches it.
//
//	p := new(autograd.Profile)
//	tape := autograd.NewTape().Train(1).Profile(p)
//	for i := range batches {
//		tape.Reset()
//		p.Section("data")
//		x, labels := read(i)
//		opt.ZeroGrad()
//		loss := autograd.CrossEntropy(model.Forward(tape.Input(x)), labels, autograd.LossOptions{})
//		autograd.Backward(loss)
//		p.Section("optimizer")
//		opt.Step()
//	}
//	p.Stop()
//	p.WriteTable(os.Stdout, 0)
//
// Time is wall time of the tape's goroutine. An op lasts from its call to the
// next event: another op, Section, Backward, Reset or Stop; so what the
// program does after an op counts as the op's unless a Section says
// otherwise. Nothing runs after Backward, Reset and Stop. What belongs to no
// op, such as Reset itself or a Dropout that is off, is in the row "other".
//
// Floating-point operations are those of matrix products, a multiply-add
// being two; other ops count none (see Op.CountFLOPs). Bytes follow a
// convention, they are not measured. Forward, every operand is read once and
// the result written once; ops that pick elements read what they write, and
// views move nothing. Backward, the gradient of the result is read once, so
// are the operands unless the gradient does not depend on them, and the
// gradient of each input that wants one is written once, unless it takes over
// the buffer of the result's.
//
// While time runs, the goroutine, and helpers that work on its loops, bear
// the pprof labels op (or the section's name) and, in ops, pass (forward or
// backward), so that a CPU profile can be read by op (go tool pprof -tags).
// Labels that the goroutine had before are lost. Of profiles running at once in several
// goroutines the times are right, but all helpers bear the labels of one.
//
// A Profile belongs to one goroutine; several tapes of it may share one. On a
// nil *Profile, Section and Stop do nothing.
type Profile struct {
	rows  map[rowKey]*profileRow
	open  *profileRow // what time runs for; nil: nothing
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

// Begin is Of for an op whose inputs may all be parameters, which then do not
// name the tape: it panics unless they can be used on t, and tells the tape's
// Profile that the op begins.
func (t *Tape) Begin(op string, vs ...*Var) {
	for _, v := range vs {
		t.live(op, v)
		refusePacked(op, v)
	}
	if t.profile != nil {
		t.profile.begin(op)
	}
}

// Section makes time run for what has this name and is no op, until the next
// op, Section, Backward, Reset or Stop.
func (p *Profile) Section(name string) {
	if p == nil {
		return
	}
	r := p.row(name, "")
	r.Calls++
	p.runFor(r)
}

// Section is that of the tape's profile, if it has one.
func (t *Tape) Section(name string) { t.profile.Section(name) }

// Stop makes time run for nothing until the next op or Section.
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

// runFor ends what time ran for and makes it run for r, or for nothing. One
// reading of the clock does both, so that no time is lost.
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

// begin makes time run for an op that may turn out to do nothing.
func (p *Profile) begin(op string) {
	p.runFor(p.row(op, forwardPass))
	p.began = true
}

// record settles which op has begun, counts what it costs, and returns what
// its gradient will.
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

// runForOther makes time run for what is the tape's own work.
func (p *Profile) runForOther() { p.runFor(p.row(otherRow, "")) }

// node makes time run for the gradient of n.
func (p *Profile) node(n *Node) {
	r := p.row(n.Op.Name, backwardPass)
	r.Calls++
	r.FLOPs += n.cost.flops
	p.runFor(r)
}

// nodeDone counts what the gradient of n moved. An op that runs others on its
// way back has made time run for them: p.open need not be n's row.
func (p *Profile) nodeDone(n *Node) {
	p.row(n.Op.Name, backwardPass).Bytes += n.cost.moved(n.passed)
}
