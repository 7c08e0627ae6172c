// Package fmapeak measures how many multiply-adds per second this machine can
// do at best, so that benchmarks can say how near the limit they are.
package fmapeak

import (
	"sync"
	"time"
)

var (
	once sync.Once
	peak float64
	best loop // the loop that reached it
)

// loop runs rounds of independent chains of multiply-adds in registers, of so
// many floating-point operations each.
type loop struct {
	run   func(rounds int)
	flops float64
}

// GFLOPS returns the float32 fused-multiply-add peak of one thread in
// GFLOP/s: the best of several short runs of the loops for its vectors, of any
// width. It is measured once; 0 means that this platform has no such loop.
func GFLOPS() float64 {
	once.Do(func() {
		const rounds = 100_000
		for try := 0; try < 20; try++ {
			for _, l := range loops() {
				start := time.Now()
				l.run(rounds)
				if p := rounds * l.flops / time.Since(start).Seconds() / 1e9; p > peak {
					peak, best = p, l
				}
			}
		}
	})
	return peak
}

// Run does about flop floating-point operations on the calling thread, in the
// loop that reached GFLOPS, and returns how many it did. Timed beside a kernel
// it tells what the machine could do at that moment. It does none where GFLOPS
// is 0.
func Run(flop float64) (did float64) {
	if GFLOPS() == 0 {
		return 0
	}
	rounds := max(1, int(flop/best.flops))
	best.run(rounds)
	return float64(rounds) * best.flops
}
