package study

import (
	"fmt"
	"io"
	"time"
)

// This file: what a run tells its watcher.

// What is a kind of event.
type What int

// The kinds of events.
const (
	Building What = iota // an artefact, begun or going on
	Built                // an artefact, done
	Running              // a cell, begun (Done is 0) or going on
	Finished             // a cell
	Failed               // a cell; Err says why
	Damaged              // a stored cell that is run again; Err says why
)

// Event tells a run's watcher what happens.
type Event struct {
	What   What
	Cell   Cell    // the cell that runs, or that needs the artefact
	Key    string  // of an artefact
	Done   float64 // share of the cell or artefact
	Note   string  // the runner's words
	Result *Result // of a finished cell
	Err    error

	Cells    int           // of the study
	Finished int           // of them, in earlier runs too
	Elapsed  time.Duration // since this run began
	Left     time.Duration // how long the rest is expected to take; -1: unknown
}

// noteEvery is how often Lines prints a note of what is going on.
const noteEvery = 30 * time.Second

// Lines returns a watcher that writes a line, with the time left, whenever something
// begins, ends or fails, and every half minute while something goes on.
func Lines(w io.Writer) func(Event) {
	var last time.Duration
	return func(e Event) {
		count := fmt.Sprintf("[%d/%d]", e.Finished, e.Cells)
		left := ""
		if e.Left >= 0 && e.Finished < e.Cells {
			left = ", about " + roughly(e.Left) + " left"
		}
		switch e.What {
		case Building, Running:
			what := e.Cell.Label()
			if e.What == Building {
				what = "artefact " + e.Key
			}
			if e.Done == 0 && e.Note == "" {
				fmt.Fprintf(w, "%s %s%s\n", count, what, left)
			} else if e.Elapsed-last >= noteEvery {
				fmt.Fprintf(w, "%s %s: %.0f %% %s%s\n", count, what, 100*e.Done, e.Note, left)
			} else {
				return
			}
			last = e.Elapsed
		case Built:
			fmt.Fprintf(w, "%s artefact %s: built\n", count, e.Key)
		case Finished:
			fmt.Fprintf(w, "%s %s: %s %.2f %% in %.1f s%s\n", count, e.Cell.Label(), e.Result.MeasureName(), 100*e.Result.Accuracy, e.Result.Seconds, left)
		case Failed:
			fmt.Fprintf(w, "%s %s failed: %v\n", count, e.Cell.Label(), e.Err)
		case Damaged:
			fmt.Fprintf(w, "%s: run again: %v\n", e.Cell.Label(), e.Err)
		}
	}
}

// roughly writes a duration in two units at most.
func roughly(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	}
	return fmt.Sprintf("%d h %d min", s/3600, s/60%60)
}
