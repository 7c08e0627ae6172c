package study

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// This file: the beginning and the end of a run; schedule.go has what lies between.

// Options say how Run works.
type Options struct {
	Out      string      // the study's folder
	Parallel int         // cells at a time; 0 and less mean 1
	Watch    func(Event) // is called with what happens, one call at a time; nil: it is not

	Now func() time.Time // the clock; nil: the real one
}

// Summary tells how a run ended.
type Summary struct {
	Cells   int       // of the study
	Reused  int       // finished before this run
	Ran     int       // finished in it
	Failed  []Failure // in it
	Damaged []string  // stored cells that cannot be trusted and were to be run again, with the reason
	Missing []Cell    // not finished and not tried, in the order of a run
	Stopped string    // why some are missing; empty if none is
}

// Failure is a cell that its runner could not train.
type Failure struct {
	Cell Cell
	Err  error
}

// Run checks a study, then trains the cells that its folder lacks. It ends when all are
// done, when the next one would not end within the budget, or when ctx ends. The budget
// is for this run alone. A cell is expected to take as long as those most like it; the
// first always starts, because nothing is known of it.
//
// Cells begin in the order of Config.Cells. With Options.Parallel above 1, a cell that
// needs an artefact which another is building lets the cells after it go first.
//
// A cell that fails is noted and the others go on; the error of Run joins all
// failures. A folder of another study is an *OtherStudyError. The Summary is
// nil if nothing was begun.
func Run(ctx context.Context, c *Config, r Runner, o Options) (*Summary, error) {
	if err := Check(c, r); err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	f := folder{o.Out}
	release, err := f.open(c)
	if err != nil {
		return nil, err
	}
	defer release()
	defer os.Remove(f.work("")) // if nothing is left there
	w := newWork(c, r, f, o)
	if err := w.survey(); err != nil {
		return nil, err
	}
	err = w.all(ctx)
	for _, failure := range w.summary.Failed {
		err = errors.Join(err, fmt.Errorf("%s: %w", failure.Cell.Label(), failure.Err))
	}
	return &w.summary, err
}
