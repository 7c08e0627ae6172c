package peer

import (
	"time"

	"github.com/gopathway/pathway/bench/peers/internal/measure"
)

// This file: fair timing of several libraries on a machine whose speed moves.
// They take turns, so that a slow moment hits all of them, and the turns are
// compared within a round.

// Timing says how to measure.
type Timing struct {
	Rounds int
	Turn   time.Duration // how long a turn is timed, or one product if that takes longer
}

// Measure returns the seconds of a product, of each runner in each round. Each
// round begins with another runner.
func (t Timing) Measure(runs []*Runner) [][]float64 {
	times, n := make([][]float64, len(runs)), make([]int, len(runs))
	for i, r := range runs {
		settle()
		n[i] = max(1, int(t.Turn.Seconds()/min(r.seconds(1), r.seconds(1))))
	}
	for round := 0; round < t.Rounds; round++ {
		for j := range runs {
			i := (j + round) % len(runs)
			settle()
			times[i] = append(times[i], runs[i].seconds(n[i]))
		}
	}
	return times
}

// settle waits until the threads of the library that had the last turn have
// fallen asleep. Some look for more work for tens of milliseconds, which would
// take a core from the next one: OpenBLAS in two threads halves its speed.
func settle() {
	const slice = 10 * time.Millisecond
	for try := 0; try < 50; try++ {
		before := measure.OwnSeconds()
		time.Sleep(slice)
		if measure.OwnSeconds()-before < 0.1*slice.Seconds() {
			return
		}
	}
}

// seconds returns what a product takes, the mean of n. As many go before them
// untimed: the system needs some milliseconds until it has spread threads that
// slept over the cores.
func (r *Runner) seconds(n int) float64 {
	r.Run(n)
	start := time.Now()
	r.Run(n)
	return time.Since(start).Seconds() / float64(n)
}
