package parallel

import (
	"sync"
	"sync/atomic"
	"time"
)

// This file: the helpers. An idle helper first polls its box for a while and
// then sleeps; a loop is put into its box, and if it sleeps it is woken.

type helper struct {
	id     int // by age
	share  int // of the loop in the box
	box    atomic.Pointer[loop]
	asleep atomic.Bool
	wake   chan struct{}
}

// pool is locked for moments only.
var pool struct {
	sync.Mutex
	helpers int          // how many there are
	idle    []*helper    // the oldest last, so that a helper's share is mostly the same
	busy    atomic.Int64 // helpers that are not idle; changed under the lock
	free    *loop        // loops to use again
}

// start hands a loop to at most want helpers that are idle, or new ones as
// long as all loops together use no more than Threads. It returns nil if it
// finds none.
func start(want, n, grain, chunks int, body Body) *loop {
	pool.Lock()
	want = min(want, Available()-1)
	if want <= 0 {
		pool.Unlock()
		return nil
	}
	l := pool.free
	if l == nil {
		l = &loop{done: make(chan struct{}, 1)}
	} else {
		pool.free = l.free
	}
	l.body, l.labels, l.n, l.grain = body, labels.Load(), n, grain
	l.divide(want+1, chunks)
	l.refs.Store(int64(want) + 1)
	pool.busy.Add(int64(want))
	for share := 1; share <= want; share++ {
		if last := len(pool.idle) - 1; last >= 0 {
			pool.idle[last].take(l, share)
			pool.idle = pool.idle[:last]
			continue
		}
		h := &helper{id: pool.helpers, share: share, wake: make(chan struct{}, 1)}
		pool.helpers++
		h.box.Store(l)
		go h.live()
	}
	pool.Unlock()
	return l
}

// release lets go of the loop; the last one to do so gives it back.
func (l *loop) release() {
	if l.refs.Add(-1) == 0 {
		l.body, l.panicked = nil, nil
		pool.Lock()
		l.free, pool.free = pool.free, l
		pool.Unlock()
	}
}

// take gives the helper a loop to work on, from a share on.
func (h *helper) take(l *loop, share int) {
	h.share = share // read after the box
	h.box.Store(l)
	if h.asleep.CompareAndSwap(true, false) {
		h.wake <- struct{}{}
	}
}

// live is a helper's life.
func (h *helper) live() {
	for {
		l := h.await()
		if l.labels != nil {
			l.labels.apply()
		}
		done := l.work(h.share)
		if l.labels != nil {
			unlabelled.apply()
		}
		// Idle first, and done then: the caller's next loop is to find it so.
		pool.Lock()
		pool.idle = append(pool.idle, h)
		for i := len(pool.idle) - 1; i > 0 && pool.idle[i-1].id < h.id; i-- {
			pool.idle[i-1], pool.idle[i] = pool.idle[i], pool.idle[i-1]
		}
		pool.busy.Add(-1)
		pool.Unlock()
		l.finish(done)
		l.release()
	}
}

// await returns the next loop to work on.
func (h *helper) await() *loop {
	for begin := time.Now(); time.Since(begin) < patience; {
		if h.box.Load() != nil {
			return h.box.Swap(nil)
		}
	}
	h.asleep.Store(true)
	if h.box.Load() == nil || !h.asleep.CompareAndSwap(true, false) {
		<-h.wake
	}
	return h.box.Swap(nil)
}
