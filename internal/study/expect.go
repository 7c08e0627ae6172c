package study

import "time"

// This file: how long cells are expected to take.

// expectation guesses how long a cell takes from those that are finished.
type expectation struct {
	levels [4]map[string][2]float64 // seconds and count by what a cell has in common with others
}

// likeness returns what cells share, the closest relation first: all but the
// seed, target and size, target, nothing.
func likeness(c Cell) [4]string {
	return [4]string{c.SettingsKey(), c.Target + "\n" + SizeLabel(c.Size), c.Target, ""}
}

// add learns from a finished cell.
func (e *expectation) add(c Cell, seconds float64) {
	for i, key := range likeness(c) {
		if e.levels[i] == nil {
			e.levels[i] = map[string][2]float64{}
		}
		v := e.levels[i][key]
		e.levels[i][key] = [2]float64{v[0] + seconds, v[1] + 1}
	}
}

// of returns the mean time of the finished cells closest to c; ok is false if none is
// finished.
func (e *expectation) of(c Cell) (seconds float64, ok bool) {
	for i, key := range likeness(c) {
		if v, ok := e.levels[i][key]; ok {
			return v[0] / v[1], true
		}
	}
	return 0, false
}

// forecast is how long the cells that have not begun will take. It is kept, because
// progress is reported often and a grid may be large.
type forecast struct {
	seconds float64 // of the cells about which something is known
	unknown int     // number of the other cells
}

// look makes the forecast again. It is called when other cells are to do, or more is
// known of their times.
func (w *work) look() {
	w.ahead = forecast{}
	for _, cell := range w.todo {
		if seconds, ok := w.expect.of(cell); ok {
			w.ahead.seconds += seconds
		} else {
			w.ahead.unknown++
		}
	}
}

// left returns how long the rest of a run is expected to take, or -1 if nothing is
// known. While no cell is finished, all are expected to take as long as those that
// run.
func (w *work) left() time.Duration {
	like := -1.0 // seconds of a running cell
	for _, t := range w.running {
		like = max(like, w.secondsOf(t, -1))
	}
	if like < 0 && (len(w.running) > 0 || w.ahead.unknown > 0) {
		return -1
	}
	sum := w.ahead.seconds + float64(w.ahead.unknown)*like
	longest := 0.0
	for _, t := range w.running {
		rest := w.secondsOf(t, like) * (1 - t.done)
		sum += rest
		longest = max(longest, rest)
	}
	return time.Duration(max(longest, sum/float64(max(w.options.Parallel, 1))) * float64(time.Second))
}

// secondsOf returns how long a running cell takes from its beginning to its end: as
// long as others like it, or as its own progress says, or else unknown.
func (w *work) secondsOf(t *task, unknown float64) float64 {
	switch {
	case t.known:
		return t.seconds
	case t.done > 0:
		return w.options.Now().Sub(t.begun).Seconds() / t.done
	}
	return unknown
}
