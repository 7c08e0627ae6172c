package study

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

// This file: which cell runs when, on how many goroutines.

// work is one run.
type work struct {
	config    *Config
	runner    Runner
	folder    folder
	options   Options
	artefacts artefacts
	start     time.Time

	mu       sync.Mutex // guards what follows, and calls of Watch
	changed  *sync.Cond // signals that a cell or an artefact is done, or that no more cells begin
	cells    []Cell     // to do when the run began
	todo     []Cell     // those of them that have not begun, in order
	running  []*task
	settled  map[string]bool // cells of this run that are finished or have failed
	building map[string]bool // artefacts, by key
	expect   expectation
	ahead    forecast
	summary  Summary
	err      error // the one that stopped the run
}

// task is a cell that is being trained.
type task struct {
	cell    Cell
	missing []string // the artefacts that it builds first
	seconds float64  // how long it is expected to take, if that is known
	known   bool
	begun   time.Time
	done    float64
}

func newWork(c *Config, r Runner, f folder, o Options) *work {
	w := &work{
		config: c, runner: r, folder: f, options: o, start: o.Now(),
		artefacts: artefacts{folder: f, runner: r, failed: map[string]error{}},
		settled:   map[string]bool{}, building: map[string]bool{},
	}
	w.changed = sync.NewCond(&w.mu)
	return w
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
	w.cells = w.todo
	w.look()
	return nil
}

// all trains the cells.
func (w *work) all(ctx context.Context) error {
	beside := min(w.options.Parallel, len(w.todo)) - 1
	endOthers := func() {} // when the folder fails
	if beside > 0 {
		ctx, endOthers = context.WithCancel(ctx)
		defer endOthers()
	}
	worker := func() {
		for {
			t := w.next(ctx)
			if t == nil {
				return
			}
			result, err := w.train(ctx, t)
			if w.finish(ctx, t, result, err) {
				endOthers()
			}
		}
	}
	var others sync.WaitGroup
	for range beside {
		others.Add(1)
		go func() {
			defer others.Done()
			worker()
		}()
	}
	worker()
	others.Wait()
	if w.summary.Stopped != "" {
		for _, cell := range w.cells {
			if !w.settled[cell.ID] {
				w.summary.Missing = append(w.summary.Missing, cell)
			}
		}
	}
	return w.err
}

// stop lets no more cells begin. Of several reasons the first counts.
func (w *work) stop(reason string, err error) {
	if w.summary.Stopped == "" {
		w.summary.Stopped, w.err = reason, err
	}
}

// next returns the next cell that can begin. It waits until one can, and returns nil if
// none will.
func (w *work) next(ctx context.Context) *task {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.summary.Stopped == "" && len(w.todo) > 0 {
		if err := ctx.Err(); err != nil {
			w.stop("interrupted", err)
			break
		}
		i := slices.IndexFunc(w.todo, func(c Cell) bool {
			return !slices.ContainsFunc(w.runner.Needs(c), func(key string) bool { return w.building[key] })
		})
		if i < 0 {
			w.changed.Wait()
			continue
		}
		t := &task{cell: w.todo[i]}
		if reason := w.overBudget(t.cell); reason != "" {
			w.stop(reason, nil)
			break
		}
		for _, key := range w.runner.Needs(t.cell) {
			have, err := w.artefacts.have(key)
			if err != nil {
				w.stop(err.Error(), err)
				return nil
			}
			if !have && !w.building[key] {
				t.missing = append(t.missing, key)
				w.building[key] = true
			}
		}
		w.todo = slices.Delete(slices.Clone(w.todo), i, i+1)
		t.seconds, t.known = w.expect.of(t.cell)
		w.running = append(w.running, t)
		w.look()
		return t
	}
	return nil
}

// train builds what a cell needs and trains it.
func (w *work) train(ctx context.Context, t *task) (*Result, error) {
	if err := w.prepare(ctx, t); err != nil {
		return nil, err
	}
	return w.one(ctx, t)
}

// finish notes how a cell ended. It reports whether the folder has failed.
func (w *work) finish(ctx context.Context, t *task, result *Result, err error) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.changed.Broadcast()
	w.running = slices.DeleteFunc(w.running, func(r *task) bool { return r == t })
	for _, key := range t.missing {
		delete(w.building, key)
	}
	var ours *folderError
	var budget *budgetError
	switch {
	case errors.As(err, &ours):
		w.stop(err.Error(), err)
		return true
	case errors.As(err, &budget):
		w.stop(err.Error(), nil)
		return false
	case err != nil && ctx.Err() != nil:
		w.stop("interrupted", ctx.Err())
		return false
	}
	w.settled[t.cell.ID] = true
	w.look()
	if err == nil {
		w.summary.Ran++
		w.tellLocked(Event{What: Finished, Cell: t.cell, Result: result})
		return false
	}
	w.summary.Failed = append(w.summary.Failed, Failure{t.cell, err})
	if err := w.folder.saveFailure(t.cell, err); err != nil {
		w.stop(err.Error(), err)
		return true
	}
	w.tellLocked(Event{What: Failed, Cell: t.cell, Err: err})
	return false
}

// elapsed is the time since the run began.
func (w *work) elapsed() time.Duration { return w.options.Now().Sub(w.start) }

// budgetError says why a cell can't start.
type budgetError struct{ reason string }

func (e *budgetError) Error() string { return e.reason }

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

// prepare builds the artefacts that a cell needs and that are not there, and tells the
// cell where all its artefacts are.
func (w *work) prepare(ctx context.Context, t *task) error {
	for _, key := range t.missing {
		e := Event{What: Building, Cell: t.cell, Key: key}
		w.tell(e)
		if err := w.artefacts.build(ctx, key, w.progress(e, nil)); err != nil {
			return err
		}
		w.tell(Event{What: Built, Cell: t.cell, Key: key, Done: 1})
		w.mu.Lock()
		delete(w.building, key)
		w.changed.Broadcast()
		w.mu.Unlock()
	}
	t.cell.Artefacts = map[string]string{}
	for _, key := range w.runner.Needs(t.cell) {
		t.cell.Artefacts[key] = w.folder.artefact(key)
	}
	if len(t.missing) == 0 {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if reason := w.overBudget(t.cell); reason != "" { // artefacts take time too
		return &budgetError{reason}
	}
	return nil
}

// one trains a prepared cell and stores it.
func (w *work) one(ctx context.Context, t *task) (*Result, error) {
	cell := &t.cell
	cell.Dir = w.folder.cellDir(cell.ID)
	if err := removeIfThere(w.folder.cellFile(cell.ID)); err != nil {
		return nil, &folderError{err}
	}
	if err := emptyDir(cell.Dir); err != nil {
		return nil, &folderError{err}
	}
	cell.Work = w.folder.work(cell.ID)
	if err := os.MkdirAll(cell.Work, 0o777); err != nil {
		return nil, &folderError{err}
	}
	w.tell(Event{What: Running, Cell: *cell})
	begin := w.options.Now()
	w.mu.Lock()
	t.begun = begin
	w.mu.Unlock()
	result, err := w.runner.Run(ctx, *cell, w.progress(Event{What: Running, Cell: *cell}, t))
	if err != nil {
		if ctx.Err() == nil {
			os.RemoveAll(cell.Work) // a new try begins anew
		}
		return nil, err
	}
	wall := w.options.Now().Sub(begin).Seconds()
	if result.Seconds == 0 {
		result.Seconds = wall
	}
	if err := result.check(cell.Dir); err != nil {
		return nil, err
	}
	if err := w.folder.save(*cell, wall, result); err != nil {
		return nil, &folderError{err}
	}
	os.RemoveAll(cell.Work) // its cell is stored; a rest of it does no harm
	w.mu.Lock()
	w.expect.add(*cell, wall)
	w.mu.Unlock()
	return &result, nil
}

// progress returns what a runner calls while it works on an event's subject: t
// if it is a cell, nil if it is an artefact.
func (w *work) progress(e Event, t *task) Progress {
	return func(done float64, note string) {
		e := e
		e.Done, e.Note = min(max(done, 0), 1), note
		w.mu.Lock()
		defer w.mu.Unlock()
		if t != nil {
			t.done = e.Done
		}
		w.tellLocked(e)
	}
}

// tell completes an event and hands it on.
func (w *work) tell(e Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tellLocked(e)
}

func (w *work) tellLocked(e Event) {
	if w.options.Watch == nil {
		return
	}
	e.Cells, e.Finished = w.summary.Cells, w.summary.Reused+w.summary.Ran
	e.Elapsed, e.Left = w.elapsed(), w.left()
	w.options.Watch(e)
}
