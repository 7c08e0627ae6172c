//go:build race

package autograd

// Under the race detector sync.Pool drops buffers at random, so counts of
// allocations mean nothing.
func init() { raceDetector = true }
