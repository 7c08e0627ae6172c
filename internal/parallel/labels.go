package parallel

import (
	"context"
	"runtime/pprof"
	"sync/atomic"
)

// This file: pprof labels. A CPU profile knows the goroutine that a sample
// was taken on; helpers work for whoever hands them a loop, so its labels have
// to travel with the loop.

// Labels are pprof labels for a goroutine and the loops it starts. They are
// made once and set many times without an allocation.
type Labels struct{ ctx context.Context }

// NewLabels returns the labels key, value, key, value, ...
func NewLabels(pairs ...string) *Labels {
	return &Labels{pprof.WithLabels(context.Background(), pprof.Labels(pairs...))}
}

// labels are what helpers take on while they work on a loop; nil: nothing is
// profiled, and a loop costs no more than this look.
var labels atomic.Pointer[Labels]

// SetLabels gives the calling goroutine the labels, and helpers as long as
// they work on loops that begin from now on, whoever starts these: there is
// one set of labels at a time. Nil removes them.
func SetLabels(l *Labels) {
	labels.Store(l)
	l.apply()
}

func (l *Labels) apply() {
	if l == nil {
		l = unlabelled
	}
	pprof.SetGoroutineLabels(l.ctx)
}

var unlabelled = &Labels{context.Background()}
