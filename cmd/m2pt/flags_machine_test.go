package main

import (
	"runtime"
	"testing"

	"github.com/gopathway/pathway/internal/parallel"
)

// --threads 0 means all processors, also after a command that had fewer or more.
func TestThreads(t *testing.T) {
	keepThreads(t)
	before := runtime.GOMAXPROCS(0)
	for _, n := range []int{before + 6, 1, 3} {
		if err := setThreads(n); err != nil {
			t.Fatal(err)
		}
		if got := parallel.Threads(); got != n {
			t.Errorf("%d threads, want %d", got, n)
		}
	}
	for range 2 {
		if err := setThreads(0); err != nil {
			t.Fatal(err)
		}
		if got := parallel.Threads(); got != before || runtime.GOMAXPROCS(0) != before {
			t.Errorf("%d threads of %d after --threads 0, want %d", got, runtime.GOMAXPROCS(0), before)
		}
	}
}
