package parallel

import (
	"sync"
	"sync/atomic"
	"time"
)

// This file: the helpers. An idle helper first polls its box for a while and
// then sleeps; a loop is put into its box, and a sleeping helper is woken.

// helper is a goroutine that works on the loops it is handed.
type helper struct {
	id     int // counted from the oldest
	share  int // of the loop in the box
	box    atomic.Pointer[loop]
	asleep atomic.Bool
	wake   chan struct{}
}

// pool holds the helpers. Its lock is held for moments only.
var pool struct {
	sync.Mutex
	helpers int          // how many have been started
	idle    []*helper    // the oldest last, so that a helper's share is mostly the same
	busy    atomic.Int64 // helpers that are not idle; changed under the lock
	free    *loop        // loops to use again
}

// start hands a loop to at most want helpers: to idle ones, or to new ones as long
// as all loops together use no more than Threads. It returns nil if it finds none.
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

// release gives up a reference to the loop. The last one to do so puts the loop back
// into the pool.
func (l *loop) release() {
	if l.refs.Add(-1) == 0 {
		l.body, l.panicked, l.exited = nil, nil, false
		pool.Lock()
		l.free, pool.free = pool.free, l
		pool.Unlock()
	}
}

// take hands the helper a loop, in which it begins with a share.
func (h *helper) take(l *loop, share int) {
	h.share = share // before the box: the helper reads it after the box
	h.box.Store(l)
	if h.asleep.CompareAndSwap(true, false) {
		h.wake <- struct{}{}
	}
}

// live is all that a helper does: it waits for a loop, works on it and becomes idle.
func (h *helper) live() {
	for {
		l := h.await()
		if l.labels != nil {
			l.labels.apply()
		}
		h.help(l)
	}
}

// help works on a loop. If a chunk calls runtime.Goexit, the helper is no more, but
// the loop ends.
func (h *helper) help(l *loop) {
	done, alive := 0, false
	defer func() {
		// Become idle before reporting the chunks: the caller's next loop must find
		// this helper idle.
		pool.Lock()
		if alive {
			pool.idle = append(pool.idle, h)
			for i := len(pool.idle) - 1; i > 0 && pool.idle[i-1].id < h.id; i-- {
				pool.idle[i-1], pool.idle[i] = pool.idle[i], pool.idle[i-1]
			}
		}
		pool.busy.Add(-1)
		pool.Unlock()
		l.finish(done)
		l.release()
	}()
	l.work(h.share, &done)
	if l.labels != nil {
		unlabelled.apply()
	}
	alive = true
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
