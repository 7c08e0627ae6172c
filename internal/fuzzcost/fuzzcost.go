// Package fuzzcost measures what a reader takes of an input, for fuzz targets: an input
// that takes more time or memory than its size allows is a failure, as one that panics is.
package fuzzcost

import (
	"runtime"
	"testing"
	"time"

	"github.com/gopathway/pathway/internal/race"
)

// Limit is what a reader may take of an input.
type Limit struct {
	Time    time.Duration // for an input of any size; 0: 5 seconds
	Bytes   uint64        // allocated in all, for an input of any size
	PerByte uint64        // allocated in all, for each byte of the input besides
}

// perByte is the time for each byte of an input besides Limit.Time.
const perByte = 4 * time.Microsecond

// Check calls f, which reads an input of so many bytes, and fails t if it takes more than
// l allows. What other goroutines allocate counts, too: targets run one at a time.
func Check(t testing.TB, size int, l Limit, f func()) {
	t.Helper()
	if l.Time == 0 {
		l.Time = 5 * time.Second
	}
	l.Time += time.Duration(size) * perByte
	if race.Enabled { // which slows code down several times
		l.Time *= 10
	}
	l.Bytes += uint64(size) * l.PerByte
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begin := time.Now()
	f()
	took := time.Since(begin)
	runtime.ReadMemStats(&after)
	if took > l.Time {
		t.Errorf("an input of %d bytes takes %v, the limit is %v", size, took, l.Time)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > l.Bytes {
		t.Errorf("an input of %d bytes takes %d bytes of memory, the limit is %d", size, n, l.Bytes)
	}
}
