package parallel

import (
	"context"
	"runtime/pprof"
	"sync/atomic"
)

// This file: pprof labels. A CPU profile knows the goroutine that a sample
// was taken on; helpers work for whoever hands them a loop, so its labels have
// to travel with the loop.

// Labels are pprof labels for a goroutine and the loops it starts. They are made
// once; setting them does not allocate.
type Labels struct{ ctx context.Context }

// NewLabels returns the labels key, value, key, value, ...
func NewLabels(pairs ...string) *Labels {
	return &Labels{pprof.WithLabels(context.Background(), pprof.Labels(pairs...))}
}

// labels are those that helpers bear while they work on a loop. Nil means that
// nothing is profiled; a loop then only looks here.
var labels atomic.Pointer[Labels]

// SetLabels gives the labels to the calling goroutine, and to helpers while they
// work on loops that begin from now on. There is one set of labels at a time,
// whoever starts a loop. Nil removes the labels.
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
