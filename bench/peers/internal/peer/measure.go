package peer

import (
	"runtime"
	"slices"
	"time"
)

// This file: fair timing of several libraries on a machine whose speed moves.
// They take turns, so that a slow moment hits all of them, and the turns are
// compared within a round.

// Timing says how to measure.
type Timing struct {
	Rounds int
	Turn   time.Duration // the least a turn lasts
	Pause  time.Duration // before a turn, for the threads of the last to fall asleep
}

// Measure returns the seconds of a Run, of each runner in each round. Each
// round begins with another runner.
func (t Timing) Measure(runs []*Runner) [][]float64 {
	times, n, way := make([][]float64, len(runs)), make([]int, len(runs)), make([]float64, len(runs))
	for i, r := range runs {
		n[i], way[i] = t.calibrate(r)
	}
	for round := 0; round < t.Rounds; round++ {
		for j := range runs {
			i := (j + round) % len(runs)
			time.Sleep(t.Pause)
			times[i] = append(times[i], runs[i].seconds(n[i])-way[i])
		}
	}
	return times
}

// calibrate returns how often a runner fits into a turn and, of a native one,
// the seconds it takes to call the library.
func (t Timing) calibrate(r *Runner) (n int, way float64) {
	time.Sleep(t.Pause)
	once := min(r.seconds(1), r.seconds(1))
	n = max(1, int(t.Turn.Seconds()/once))
	if r.Empty != nil {
		empty, tries := &Runner{Run: r.Empty, Empty: r.Empty}, make([]float64, 9)
		for i := range tries {
			tries[i] = empty.seconds(1000)
		}
		way = Median(tries)
	}
	return n, way
}

// seconds returns what a Run takes, the mean of n after one more that warms
// the caches and wakes the threads.
func (r *Runner) seconds(n int) float64 {
	if r.Empty != nil {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
	}
	r.Run()
	start := time.Now()
	for i := 0; i < n; i++ {
		r.Run()
	}
	return time.Since(start).Seconds() / float64(n)
}

// Median returns the middle of x, or the mean of the two in the middle.
func Median(x []float64) float64 {
	s := slices.Sorted(slices.Values(x))
	n := len(s)
	if n == 0 {
		return 0
	}
	return (s[(n-1)/2] + s[n/2]) / 2
}
