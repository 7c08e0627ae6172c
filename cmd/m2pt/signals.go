package main

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"github.com/gopathway/pathway/train"
)

// This file: how the program ends after a signal.

// grace is how long a command may go on after the first signal, unless it is saving
// what it has done.
const grace = 700 * time.Millisecond

// saving counts the commands that have work to save when they are interrupted: they are
// waited for, whatever it takes. A second signal ends them too.
var saving atomic.Int32

// mustSave marks the caller as one that saves its work when its context ends, until it
// calls done.
func mustSave() (done func()) {
	saving.Add(1)
	return func() { saving.Add(-1) }
}

// abandonable calls f and returns its error. When ctx ends it gives f some time, and then
// leaves it behind: f can be blocked where nothing ends it, such as in the reading of a
// pipe.
func abandonable(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for since := time.Now(); time.Since(since) < grace || saving.Load() > 0; {
		select {
		case err := <-done:
			return err
		case <-tick.C:
		}
	}
	return train.ErrInterrupted
}

// output is standard output. It remembers the first error, because what a command prints
// is its result: a command whose result is lost has failed.
type output struct {
	w   io.Writer
	err error
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(p)
	o.err = err
	return n, err
}
