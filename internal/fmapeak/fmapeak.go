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
)

// GFLOPS returns the float32 fused-multiply-add peak of one thread in
// GFLOP/s: the best of several short runs of independent chains in registers.
// It is measured once; 0 means that this platform has no such loop.
func GFLOPS() float64 {
	once.Do(func() {
		const rounds = 200_000
		for try := 0; try < 20; try++ {
			start := time.Now()
			flops := chains(rounds)
			if flops == 0 {
				return
			}
			peak = max(peak, flops/time.Since(start).Seconds()/1e9)
		}
	})
	return peak
}
