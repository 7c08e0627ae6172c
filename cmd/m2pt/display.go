package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// display shows the progress of runs: as bars on a terminal, as a line per
// epoch elsewhere. A nil display shows nothing.
type display struct {
	w        io.Writer
	terminal bool
	brief    bool // a line per run instead of a line per epoch
}

func newDisplay(w io.Writer, quiet bool) *display {
	if quiet {
		return nil
	}
	f, ok := w.(*os.File)
	return &display{w: w, terminal: ok && term.IsTerminal(int(f.Fd()))}
}

func (d *display) printf(format string, args ...any) {
	if d != nil {
		fmt.Fprintf(d.w, format, args...)
	}
}

// bar is the progress of one run, in samples.
type bar struct {
	d      *display
	label  string
	part   string                   // what it is tested on
	masked bool                     // there is a loss and no accuracy
	p      *progressbar.ProgressBar // nil when not on a terminal
}

// bar starts showing a run over total samples of which some are done, tested on
// a part of that name.
func (d *display) bar(label, part string, total, done int) *bar {
	b := &bar{d: d, label: label, part: part}
	if d == nil || !d.terminal {
		return b
	}
	b.p = progressbar.NewOptions(total,
		progressbar.OptionSetWriter(d.w),
		progressbar.OptionSetDescription(label),
		progressbar.OptionSetItsString("samples"),
		progressbar.OptionShowIts(),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionSetWidth(24),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
	_ = b.p.Set(done) // a bar that cannot be drawn must not end a run
	return b
}

// step tells of n more samples and the figures of the epoch so far.
func (b *bar) step(n, epoch, epochs int, s sums) {
	if b.p == nil {
		return
	}
	line := fmt.Sprintf("%s: epoch %d/%d, loss %.3f", b.label, epoch+1, epochs, s.Loss/float64(s.Samples))
	if !b.masked {
		line += fmt.Sprintf(", accuracy %.1f %%", 100*s.accuracy())
	}
	b.p.Describe(line)
	_ = b.p.Add(n)
}

// epoch tells of a finished epoch.
func (b *bar) epoch(r record, epochs int) {
	if b.d == nil || b.d.brief && r.Epoch < epochs {
		return
	}
	line := fmt.Sprintf("%s: epoch %d/%d, loss %.4f", b.label, r.Epoch, epochs, r.Loss)
	switch {
	case b.masked && r.Test != nil:
		line += fmt.Sprintf(", %s loss %.4f", b.part, r.Test.Loss)
	case r.Test != nil && r.Test.Segment != nil:
		line += fmt.Sprintf(", accuracy %.2f %%, %s %v", 100*r.Accuracy, b.part, r.Test.Segment)
	case r.Test != nil:
		line += fmt.Sprintf(", accuracy %.2f %%, %s accuracy %.2f %%", 100*r.Accuracy, b.part, 100*r.Test.Accuracy)
	case !b.masked:
		line += fmt.Sprintf(", accuracy %.2f %%", 100*r.Accuracy)
	}
	line += fmt.Sprintf(", %.0f samples/s", r.PerSecond)
	if b.p != nil {
		_ = b.p.Clear()
	}
	b.d.printf("%s\n", line)
}

// done removes the bar.
func (b *bar) done() {
	if b.p != nil {
		_ = b.p.Clear()
	}
}
