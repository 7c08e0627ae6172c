package study

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Options of Run.
type Options struct {
	Out   string      // the study's folder
	Watch func(Event) // told of what happens, one call at a time; nil: nobody

	now func() time.Time // tests have clocks of their own
}

// Summary tells how a run ended.
type Summary struct {
	Cells   int       // of the study
	Reused  int       // finished before this run
	Ran     int       // finished in it
	Failed  []Failure // in it
	Damaged []string  // why a stored cell was run again, or is missing now
	Missing []Cell    // not finished and not tried, in the order of a run
	Stopped string    // why some are missing; empty if none is
}

// Failure is a cell that its runner could not train.
type Failure struct {
	Cell Cell
	Err  error
}

// Run checks a study, then trains the cells that its folder lacks until all are
// done, the budget would not hold the next one, or ctx ends. The budget counts
// this run alone and a cell is expected to take as long as those most like it;
// nothing is known of the first, which always starts.
//
// A cell that fails is noted and the others go on; the error of Run then joins
// what failed. A folder of another study is an *OtherStudyError. The Summary is
// nil if nothing was begun.
func Run(ctx context.Context, c *Config, r Runner, o Options) (*Summary, error) {
	if err := Check(c, r); err != nil {
		return nil, err
	}
	if o.now == nil {
		o.now = time.Now
	}
	f := folder{o.Out}
	release, err := f.open(c)
	if err != nil {
		return nil, err
	}
	defer release()
	w := &work{
		config: c, runner: r, folder: f, options: o, start: o.now(),
		artefacts: artefacts{folder: f, runner: r, failed: map[string]error{}},
	}
	if err := w.survey(); err != nil {
		return nil, err
	}
	err = w.all(ctx)
	for _, failure := range w.summary.Failed {
		err = errors.Join(err, fmt.Errorf("%s: %w", failure.Cell.Label(), failure.Err))
	}
	return &w.summary, err
}

// work is one run.
type work struct {
	config    *Config
	runner    Runner
	folder    folder
	options   Options
	artefacts artefacts
	start     time.Time
	expect    expectation
	todo      []Cell
	ahead     forecast
	summary   Summary

	mu sync.Mutex // of Watch
}

// survey finds out what is left to do.
func (w *work) survey() error {
	cells := w.config.Cells()
	w.summary.Cells = len(cells)
	for _, cell := range cells {
		s, err := w.folder.read(cell)
		var damaged *damagedError
		switch {
		case errors.As(err, &damaged):
			w.summary.Damaged = append(w.summary.Damaged, err.Error())
			w.tell(Event{What: Damaged, Cell: cell, Err: err})
			w.todo = append(w.todo, cell)
		case err != nil:
			return err
		case s == nil:
			w.todo = append(w.todo, cell)
		default:
			w.summary.Reused++
			w.expect.add(cell, s.WallSeconds)
		}
	}
	w.look()
	return nil
}

// all runs the cells in order.
func (w *work) all(ctx context.Context) error {
	for len(w.todo) > 0 {
		cell := w.todo[0]
		if err := ctx.Err(); err != nil {
			return w.stop("interrupted", err)
		}
		if reason := w.overBudget(cell); reason != "" {
			return w.stop(reason, nil)
		}
		var result *Result
		err := w.prepare(ctx, &cell)
		if err == nil {
			if reason := w.overBudget(cell); reason != "" { // artefacts take time too
				return w.stop(reason, nil)
			}
			result, err = w.one(ctx, cell)
		}
		var ours *folderError
		switch {
		case errors.As(err, &ours):
			return w.stop(err.Error(), err)
		case err != nil && ctx.Err() != nil:
			return w.stop("interrupted", ctx.Err())
		}
		w.todo = w.todo[1:]
		w.look()
		if err == nil {
			w.summary.Ran++
			w.tell(Event{What: Finished, Cell: cell, Result: result})
			continue
		}
		w.summary.Failed = append(w.summary.Failed, Failure{cell, err})
		if err := w.folder.saveFailure(cell, err); err != nil {
			return w.stop(err.Error(), err)
		}
		w.tell(Event{What: Failed, Cell: cell, Err: err})
	}
	return nil
}

func (w *work) stop(reason string, err error) error {
	w.summary.Stopped, w.summary.Missing = reason, w.todo
	return err
}

// elapsed is the time since the run began.
func (w *work) elapsed() time.Duration { return w.options.now().Sub(w.start) }

// overBudget says why a cell can't start, or nothing.
func (w *work) overBudget(cell Cell) string {
	budget := w.config.Budget
	if budget <= 0 {
		return ""
	}
	seconds, _ := w.expect.of(cell)
	need := time.Duration(seconds * float64(time.Second))
	if used := w.elapsed(); used >= budget || used+need > budget {
		return fmt.Sprintf("the budget of %v: %v are used and the next cell (%s) is expected to take %v",
			budget, used.Round(time.Second), cell.Label(), need.Round(time.Second))
	}
	return ""
}

// prepare builds what a cell needs and is not there, and tells the cell where
// it is.
func (w *work) prepare(ctx context.Context, cell *Cell) error {
	cell.Artefacts = map[string]string{}
	for _, key := range w.runner.Needs(*cell) {
		have, err := w.artefacts.have(key)
		if err != nil {
			return &folderError{err}
		}
		if !have {
			e := Event{What: Building, Cell: *cell, Key: key}
			w.tell(e)
			if err := w.artefacts.build(ctx, key, w.progress(e, nil)); err != nil {
				return err
			}
			w.tell(Event{What: Built, Cell: *cell, Key: key, Done: 1})
		}
		cell.Artefacts[key] = w.folder.artefact(key)
	}
	return nil
}

// one runs a prepared cell and stores it.
func (w *work) one(ctx context.Context, cell Cell) (*Result, error) {
	cell.Dir = w.folder.cellDir(cell.ID)
	if err := removeIfThere(w.folder.cellFile(cell.ID)); err != nil {
		return nil, &folderError{err}
	}
	if err := emptyDir(cell.Dir); err != nil {
		return nil, &folderError{err}
	}
	w.tell(Event{What: Running, Cell: cell})
	begin := w.options.now()
	result, err := w.runner.Run(ctx, cell, w.progress(Event{What: Running, Cell: cell}, &begin))
	if err != nil {
		return nil, err
	}
	wall := w.options.now().Sub(begin).Seconds()
	if result.Seconds == 0 {
		result.Seconds = wall
	}
	if err := result.check(cell.Dir); err != nil {
		return nil, err
	}
	if err := w.folder.save(cell, wall, result); err != nil {
		return nil, &folderError{err}
	}
	w.expect.add(cell, wall)
	return &result, nil
}

// progress returns what a runner calls while it works on an event's subject,
// since begin if it is a cell.
func (w *work) progress(e Event, begin *time.Time) Progress {
	return func(done float64, note string) {
		e := e
		e.Done, e.Note = min(max(done, 0), 1), note
		if begin != nil {
			e.since = w.options.now().Sub(*begin)
		}
		w.tell(e)
	}
}

// tell completes an event and hands it on.
func (w *work) tell(e Event) {
	if w.options.Watch == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	e.Cells, e.Finished = w.summary.Cells, w.summary.Reused+w.summary.Ran
	e.Elapsed, e.Left = w.elapsed(), w.left(e)
	w.options.Watch(e)
}

// forecast is what is expected of the cells to do, kept because progress is told
// often and a grid may be large.
type forecast struct {
	first   float64 // seconds of the next cell
	known   bool    // whether first is
	later   float64 // of the others, as far as known
	unknown int     // how many of them are not
}

// look makes the forecast anew, after the cells to do or what is known changed.
func (w *work) look() {
	w.ahead = forecast{}
	for i, cell := range w.todo {
		seconds, ok := w.expect.of(cell)
		switch {
		case i == 0:
			w.ahead.first, w.ahead.known = seconds, ok
		case ok:
			w.ahead.later += seconds
		default:
			w.ahead.unknown++
		}
	}
}

// left is how long the cells to do are expected to take, -1 if nothing is
// known. While no cell is finished, the running one speaks for all.
func (w *work) left(e Event) time.Duration {
	if len(w.todo) == 0 {
		return 0
	}
	a, done := w.ahead, 0.0
	if e.What == Running {
		done = e.Done
	}
	if !a.known {
		if done == 0 {
			return -1
		}
		a.first = e.since.Seconds() / done
	}
	sum := a.first*(1-done) + a.later + float64(a.unknown)*a.first
	return time.Duration(sum * float64(time.Second))
}
