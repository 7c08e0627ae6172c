package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/gopathway/pathway/bench/peers/internal/measure"
)

// This file: two workers by turns, and what comes of it.

// disturbed is the share of a core that others may take without being told.
const disturbed = 0.05

// result is what was measured of a cell.
type result struct {
	about  string
	times  [2][]float64 // seconds of a step, Pathway's and the rival's, by round
	peaks  []float64    // GFLOP/s of multiply-adds in registers, by round
	allocs []float64    // of a step of Pathway, by round
	memory [2]float64   // peak, bytes
	others float64      // share of a core that other processes took
}

// ratios returns the rival's time over Pathway's in each round.
func (r result) ratios() []float64 {
	q := make([]float64, len(r.times[0]))
	for i := range q {
		q[i] = r.times[1][i] / r.times[0][i]
	}
	return q
}

// header is that of the table that result.row belongs to.
func header(ours string) string {
	return "| model | batch | threads | Pathway " + ours + " ms | ± % | % of peak | MB | allocs | rival | ms | MB | ratio | ± |\n" +
		"|---|--:|--:|--:|--:|--:|--:|--:|---|--:|--:|--:|--:|\n"
}

// row is a line of the table, for steps of the given number of GFLOP.
func (r result) row(c cell, gflop float64) string {
	a, b, ratios := measure.Median(r.times[0]), measure.Median(r.times[1]), r.ratios()
	shares := make([]float64, len(r.peaks))
	for i, peak := range r.peaks {
		shares[i] = gflop / r.times[0][i] / peak
	}
	percent := "" // where no peak is known
	if m := measure.Median(shares); !math.IsInf(m, 0) {
		percent = fmt.Sprintf("%.0f", 100*m)
	}
	mark := ""
	if r.others > disturbed {
		mark = fmt.Sprintf(" (others took %.0f %% of a core)", 100*r.others)
	}
	return fmt.Sprintf("| %s | %d | %d | %.2f | %.0f | %s | %.0f | %.1f | %s | %.2f | %.0f | %.3f | %.3f%s |\n",
		c.model, c.batch, c.threads, 1e3*a, 100*measure.Spread(r.times[0])/a, percent, r.memory[0]/1e6, measure.Median(r.allocs),
		r.about, 1e3*b, r.memory[1]/1e6, measure.Median(ratios), measure.Spread(ratios), mark)
}

// compare prints one line: the two by turns.
func (c cell) compare(rival string) error {
	w, err := c.startBoth(rival)
	if err != nil {
		return err
	}
	defer w[0].end()
	defer w[1].end()
	if err := c.sameModel(rival, w); err != nil {
		return err
	}
	r, err := patiently(w)
	if err != nil {
		return err
	}
	switch rival { // what says more than the worker does of itself
	case "plain":
		r.about = "Pathway plain"
	case "single":
		r.about = "Pathway on one thread"
	}
	flop, err := flops(models[c.model], *train)
	if err != nil {
		return err
	}
	fmt.Print(r.row(c, flop*float64(c.batch)/1e9))
	return nil
}

// startBoth starts Pathway's worker and the rival's.
func (c cell) startBoth(rival string) ([2]*worker, error) {
	var w [2]*worker
	cmd, err := c.own(*ours, c.threads)
	if err == nil {
		w[0], err = start("pathway", cmd)
	}
	if err != nil {
		return w, err
	}
	if cmd, err = c.rival(rival); err == nil {
		w[1], err = start(rival, cmd)
	}
	if err != nil {
		w[0].end()
	}
	return w, err
}

// sameModel checks that the two compute the same. Pathway does to the bit on
// any number of threads. In training the logits of the second and the third
// step hang on the gradients and the optimizer too, where roundings add up. A
// merged model, or one with a pathway, has other logits than its rival by
// design.
func (c cell) sameModel(rival string, w [2]*worker) error {
	steps, tolerance := 1, 1e-4
	if *train {
		steps = 3
	}
	if rival == "single" {
		tolerance = 0
	} else if *ours != "plain" {
		return nil
	}
	for i := 0; i < steps; i++ {
		if err := sameLogits(w[0], w[1], tolerance); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		if tolerance > 0 {
			tolerance = 1e-2
		}
	}
	return nil
}

// sameLogits compares what the two compute next. The tolerance is relative to
// the largest logit.
func sameLogits(a, b *worker, tolerance float64) error {
	var y [2][]float64
	for i, w := range [2]*worker{a, b} {
		s, err := w.ask("logits")
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(s), &y[i]); err != nil {
			return fmt.Errorf("%s: logits: %w", w.name, err)
		}
	}
	if len(y[0]) != len(y[1]) {
		return fmt.Errorf("%d logits and %d", len(y[0]), len(y[1]))
	}
	most, worst := 0.0, 0.0
	for i, v := range y[0] {
		most, worst = max(most, math.Abs(v)), max(worst, math.Abs(v-y[1][i]))
	}
	if !(worst <= tolerance*most) {
		return fmt.Errorf("logits differ by %.2g, the largest is %.2g", worst, most)
	}
	return nil
}

// patiently measures until others do not disturb or the time to wait is over,
// and returns the least disturbed measurement.
func patiently(w [2]*worker) (best result, err error) {
	end := time.Now().Add(*wait)
	for try := 0; try == 0 || best.others > disturbed && time.Now().Before(end); try++ {
		for load := measure.StartLoad(); time.Now().Before(end); load = measure.StartLoad() {
			time.Sleep(250 * time.Millisecond)
			if load.Others() < disturbed {
				break
			}
		}
		r, err := byTurns(w, *rounds, *turn)
		if err != nil {
			return result{}, err
		}
		if try == 0 || r.others < best.others {
			best = r
		}
	}
	return best, nil
}

// byTurns measures: in each round both workers and the peak have a turn of at
// least so many seconds, or one step, and each round begins with another one.
func byTurns(w [2]*worker, rounds int, turn float64) (result, error) {
	r := result{about: w[1].about}
	var n [2]int
	for i := range w {
		var s [2]float64
		for k := range s {
			var err error
			if s[k], err = w[i].run(1); err != nil {
				return r, err
			}
		}
		n[i] = max(1, int(math.Ceil(turn/min(s[0], s[1]))))
	}
	load := measure.StartLoad()
	before, err := cpu(w)
	if err != nil {
		return r, err
	}
	for round := 0; round < rounds; round++ {
		for k := 0; k < 3; k++ {
			if err := settle(w); err != nil {
				return r, err
			}
			if err := r.take((k+round)%3, w, n); err != nil {
				return r, err
			}
		}
	}
	after, err := cpu(w)
	if err != nil {
		return r, err
	}
	r.others = load.OthersThan(after - before)
	for i := range w {
		r.memory[i] = measure.PeakMemory(w[i].cmd.Process.Pid)
	}
	return r, nil
}

// take gives a turn to a worker, or to the peak, which comes third.
func (r *result) take(who int, w [2]*worker, n [2]int) error {
	if who == 2 {
		peak, err := w[0].number("peak")
		r.peaks = append(r.peaks, peak)
		return err
	}
	if _, err := w[who].run(1); err != nil { // threads that slept find their cores
		return err
	}
	s, err := w[who].run(n[who])
	if err != nil {
		return err
	}
	r.times[who] = append(r.times[who], s)
	if who == 0 {
		allocs, err := w[0].number("allocs")
		r.allocs = append(r.allocs, allocs)
		return err
	}
	return nil
}

// cpu returns the processor time that both have used.
func cpu(w [2]*worker) (float64, error) {
	a, err := w[0].number("cpu")
	if err != nil {
		return 0, err
	}
	b, err := w[1].number("cpu")
	return a + b, err
}

// settle waits until the threads of both sleep: some look for more work for a
// while, and would take a core from whoever has the next turn.
func settle(w [2]*worker) error {
	const slice = 10 * time.Millisecond
	before, err := cpu(w)
	for try := 0; err == nil && try < 50; try++ {
		time.Sleep(slice)
		var now float64
		if now, err = cpu(w); now-before < 0.1*slice.Seconds() {
			break
		}
		before = now
	}
	return err
}

// report prints an error that ends one cell but not the others.
func report(model, rival string, err error) {
	fmt.Fprintf(os.Stderr, "models: %s against %s: %v\n", model, rival, err)
}
