package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/gopathway/pathway/train"
)

// This file: the progress of runs, on a terminal or elsewhere.

// display shows the progress of runs: a bar on a terminal, a line for each epoch
// elsewhere. A nil display shows nothing.
type display struct {
	w        io.Writer
	terminal bool
	columns  func() int // of the terminal, which may change
	brief    bool       // a line for each run, none for each epoch
}

// width returns the columns of a line that can be written without it being broken.
func (d *display) width() int {
	if d.columns == nil {
		return 79
	}
	return d.columns() - 1
}

func newDisplay(w io.Writer, quiet bool) *display {
	if quiet {
		return nil
	}
	f, ok := w.(*os.File)
	d := &display{w: w}
	// A terminal that cannot move its cursor gets plain lines.
	if t := os.Getenv("TERM"); ok && t != "dumb" && (t != "" || runtime.GOOS == "windows") && term.IsTerminal(int(f.Fd())) {
		d.terminal = true
		d.columns = func() int {
			w, _, err := term.GetSize(int(f.Fd()))
			if err != nil || w < 1 {
				return 80
			}
			return w
		}
	}
	return d
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
	part   string                   // of the data that the model is tested on, such as "test"
	masked bool                     // the model is an autoencoder, which has no accuracy
	p      *progressbar.ProgressBar // nil elsewhere than on a terminal
}

// bar returns the progress of a run that is called label. part names the part of the data
// that the model is tested on.
func (d *display) bar(label, part string, masked bool) *bar {
	return &bar{d: d, label: label, part: part, masked: masked}
}

// hooks returns the hooks of the run, which tell b of its progress.
func (b *bar) hooks() train.Hooks {
	if b.d == nil {
		return train.Hooks{}
	}
	return train.Hooks{
		Resume: func(p train.Progress) {
			b.d.printf("resuming %s after %d of %d epochs\n", b.label, p.Epoch, p.Epochs)
		},
		Start: b.start,
		Step:  b.step,
		Epoch: b.epoch,
	}
}

// barWidth is the width of the bar itself, in columns.
const barWidth = 24

// barRest is the most that follows the bar in its line: the share done, the speed and
// the times.
const barRest = 46

// minBar is how many columns the description has at least, or there is no bar.
const minBar = 20

// start draws the bar.
func (b *bar) start(p train.Progress) {
	if !b.d.terminal || b.d.width() < minBar {
		return
	}
	options := []progressbar.Option{
		progressbar.OptionSetWriter(b.d.w),
		progressbar.OptionSetDescription(b.fit(b.label)),
		progressbar.OptionSetWidth(min(barWidth, max(b.d.width()-minBar-8, 4))),
		progressbar.OptionThrottle(100 * time.Millisecond),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionSetPredictTime(b.d.width() >= barWidth+barRest+minBar),
	}
	if b.d.width() >= barWidth+barRest+minBar {
		options = append(options, progressbar.OptionSetItsString("samples"), progressbar.OptionShowIts())
	}
	b.p = progressbar.NewOptions(p.Total, options...)
	_ = b.p.Set(p.Samples) // a bar that cannot be drawn must not end a run
}

// fit shortens a description so that the line of the bar fits the terminal: a line that
// is broken cannot be drawn over.
func (b *bar) fit(text string) string {
	w := b.d.width()
	room := w - barWidth - barRest
	if w < barWidth+barRest+minBar {
		room = w - min(barWidth, max(w-minBar-8, 4)) - 12
	}
	return shorten(text, max(room, 4))
}

// shorten cuts text to n columns. The end is kept, which changes as a run goes on.
func shorten(text string, n int) string {
	r := []rune(text)
	if len(r) <= n {
		return text
	}
	return "…" + string(r[len(r)-n+1:])
}

// step shows the figures of the epoch so far.
func (b *bar) step(p train.Progress) {
	if b.p == nil {
		return
	}
	line := fmt.Sprintf("%s: epoch %d/%d, loss %.3f", b.label, p.Epoch+1, p.Epochs, p.Loss)
	if !b.masked {
		line += fmt.Sprintf(", accuracy %.1f %%", 100*p.Accuracy)
	}
	b.p.Describe(b.fit(line))
	_ = b.p.Set(p.Samples)
}

// epoch writes the line of a finished epoch.
func (b *bar) epoch(p train.Progress, r train.Record) {
	if b.d.brief && p.Epoch < p.Epochs {
		return
	}
	line := fmt.Sprintf("%s: epoch %d/%d, loss %.4f", b.label, p.Epoch, p.Epochs, r.Loss)
	switch {
	case b.masked && r.Test != nil:
		line += fmt.Sprintf(", %s loss %.4f", b.part, r.Test.Loss)
	case r.Test != nil && r.Test.Segment != nil:
		line += fmt.Sprintf(", accuracy %.2f %%, %s %v", 100*r.Accuracy, b.part, r.Test.Segment)
	case r.Test != nil:
		line += fmt.Sprintf(", accuracy %.2f %%, %s %.2f %%", 100*r.Accuracy, b.part, 100*r.Test.Accuracy)
	case !b.masked:
		line += fmt.Sprintf(", accuracy %.2f %%", 100*r.Accuracy)
	}
	if !b.d.brief { // labels are long there, and the line is to fit 80 columns
		line += fmt.Sprintf(", %.0f samples/s", r.PerSecond)
	}
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

// tellNotes writes what was passed over or changed as data was read, progress or not: no
// data is left out without a word.
func tellNotes(w io.Writer, notes []string) {
	for _, n := range notes {
		fmt.Fprintf(w, "note: %s\n", n)
	}
}

// tellMisfit writes that a recipe was made for models or data of another size, if it was,
// progress or not.
func tellMisfit(w io.Writer, line string) {
	if line != "" {
		fmt.Fprintf(w, "note: %s; m2pt recipes lists all\n", line)
	}
}

// lockedWriter lets several goroutines write to w, one at a time.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

// Write implements io.Writer.
func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}
