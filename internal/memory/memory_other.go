//go:build !linux

package memory

import (
	"runtime"
)

// Peak returns the memory the Go runtime has from the system, in bytes:
// it gives little back, so this is near the most there was in use.
func Peak() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys)
}
