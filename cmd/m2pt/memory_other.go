//go:build !linux

package main

import "runtime"

// peakMemory returns the memory the Go runtime has from the system, in bytes:
// it gives little back, so this is near the most there was in use.
func peakMemory() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys)
}
