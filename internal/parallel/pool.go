package parallel

import (
	"sync"
	"sync/atomic"
	"time"
)

// This file: the helpers. An idle helper first polls its box for a while and
// then sleeps; a loop is put into its box, and if it sleeps it is woken.

type helper struct {
	box    atomic.Pointer[loop]
	asleep atomic.Bool
	wake   chan struct{}
}

// pool is locked for moments only.
var pool struct {
	sync.Mutex
	idle []*helper
	busy int   // helpers that are not idle
	free *loop // loops to use again
}

// start hands a loop to at most want helpers that are idle, or new ones as
// long as all loops together use no more than Threads. It returns nil if it
// finds none.
func start(want, n, grain, chunks int, body Body) *loop {
	pool.Lock()
	want = min(want, Threads()-1-pool.busy)
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
	l.body, l.labels, l.n, l.grain, l.chunks = body, labels.Load(), n, grain, chunks
	l.next.Store(0)
	l.pending.Store(int64(chunks))
	l.refs.Store(int64(want) + 1)
	pool.busy += want
	for ; want > 0; want-- {
		if last := len(pool.idle) - 1; last >= 0 {
			pool.idle[last].take(l)
			pool.idle = pool.idle[:last]
			continue
		}
		h := &helper{wake: make(chan struct{}, 1)}
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

// take gives the helper a loop to work on.
func (h *helper) take(l *loop) {
	h.box.Store(l)
	if h.asleep.CompareAndSwap(true, false) {
		h.wake <- struct{}{}
	}
}

// live is a helper's life.
func (h *helper) live() {
	for {
		l := h.await()
		if l.labels == nil {
			l.work()
		} else {
			l.labels.apply()
			l.work()
			unlabelled.apply()
		}
		pool.Lock()
		pool.idle = append(pool.idle, h)
		pool.busy--
		pool.Unlock()
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
