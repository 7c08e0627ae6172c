// Package parallel is the worker pool of all numeric code, which starts no
// other goroutines.
//
// A loop is cut into chunks of a size that the caller fixes, so what is
// computed together does not depend on the number of threads. The calling
// goroutine works too, beside helpers that are idle. Each thread begins with a
// run of chunks of its own, the same share in every loop: a loop over the rows
// that the loop before wrote finds them in the thread's own cache. Then it takes
// over chunks that others have not begun. Nothing ever waits for a free helper:
// if there is none (GOMAXPROCS is 1, or a loop around this one keeps them all
// busy), the caller does all the work.
//
// While something is profiled, pprof labels travel with the loops: SetLabels.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Body is what a loop runs. Chunks run concurrently and in any order, so Run may
// write only to places that belong to [lo, hi).
type Body interface {
	Run(lo, hi int)
}

var limit atomic.Int64 // what SetLimit was given; 0: no limit

// SetLimit caps the number of threads that loops use; 0 removes the cap.
// Without a cap the number is GOMAXPROCS.
func SetLimit(n int) { limit.Store(int64(n)) }

// Threads returns how many threads a loop may use at present.
func Threads() int {
	n := runtime.GOMAXPROCS(0)
	if l := int(limit.Load()); l > 0 && l < n {
		n = l
	}
	return n
}

// Available returns how many threads a loop that begins now would use: the
// caller's, and those of Threads that no other loop has taken. Within a loop it is
// mostly 1, so that it does not pay to prepare work for more.
func Available() int { return max(Threads()-int(pool.busy.Load()), 1) }

// For runs body over [0, n) in chunks of grain (the last may be shorter) and
// returns when all are done. It allocates nothing if body is a pointer. If body
// panics, For panics with the same value. If it ends its goroutine (runtime.Goexit, as
// FailNow of a test does), For ends that of the caller.
func For(n, grain int, body Body) {
	if n <= 0 {
		return
	}
	if grain < 1 {
		grain = 1
	}
	chunks := (n-1)/grain + 1
	var l *loop
	if want := min(Threads(), chunks) - 1; want > 0 {
		l = start(want, n, grain, chunks, body)
	}
	if l == nil {
		for lo := 0; lo < n; lo += grain {
			body.Run(lo, min(lo+grain, n))
		}
		return
	}
	if p, exited := l.lead(); p != nil {
		panic(p)
	} else if exited {
		runtime.Goexit()
	}
}

// lead does the caller's share of a loop and returns when the loop has ended: with
// what a chunk has panicked with, and whether one has ended its goroutine. If the
// caller's own chunk does that, the loop is over before the caller is.
func (l *loop) lead() (panicked any, exited bool) {
	done := 0
	defer func() {
		l.finish(done)
		l.wait()
		panicked, exited = l.panicked, l.exited
		l.release()
	}()
	l.work(0, &done)
	return nil, false
}

// Do is For with a function, where the allocation of a closure does not
// matter.
func Do(n, grain int, f func(lo, hi int)) { For(n, grain, funcBody(f)) }

type funcBody func(lo, hi int)

// Run implements Body.
func (f funcBody) Run(lo, hi int) { f(lo, hi) }

// loop is one call of For that has helpers. It ends when all its chunks are done.
// Its memory is used again when nobody refers to it, which may be later: a helper
// that wakes up late finds no chunks and lets go of it.
type loop struct {
	body     Body
	labels   *Labels // of helpers; nil: none
	n, grain int
	shares   []share      // the first is the caller's
	pending  atomic.Int64 // chunks not done
	waiting  atomic.Bool  // the caller is blocked on done
	done     chan struct{}
	refs     atomic.Int64 // the caller and its helpers
	mu       sync.Mutex
	panicked any
	exited   bool  // a chunk has called runtime.Goexit
	free     *loop // next in the pool's list
}

// share holds the chunks that one thread begins with. Those from next to end are
// not taken yet; next may pass end.
type share struct {
	next atomic.Int64
	end  int64
	_    [48]byte // a cache line of its own
}

// divide gives every thread a share of the chunks, in order.
func (l *loop) divide(threads, chunks int) {
	if cap(l.shares) < threads {
		l.shares = make([]share, threads)
	}
	l.shares = l.shares[:threads]
	for i := range l.shares {
		l.shares[i].next.Store(int64(i * chunks / threads))
		l.shares[i].end = int64((i + 1) * chunks / threads)
	}
	l.pending.Store(int64(chunks))
}

// work takes chunks until none are left, first those of one share, then those left
// of the others. It counts in done the chunks that it has done, and those that are
// given up after a panic or runtime.Goexit.
func (l *loop) work(first int, done *int) {
	taken := false
	defer func() {
		if !taken {
			return
		}
		// A chunk has panicked. The others need not be begun.
		p := recover()
		l.mu.Lock()
		if p != nil {
			l.panicked = p
		} else {
			l.exited = true
		}
		l.mu.Unlock()
		*done++
		for i := range l.shares {
			s := &l.shares[i]
			*done += int(max(s.end-s.next.Swap(s.end), 0))
		}
	}()
	for i := range l.shares {
		s := &l.shares[(first+i)%len(l.shares)]
		for {
			c := s.next.Add(1) - 1
			if c >= s.end {
				break
			}
			taken = true
			lo := int(c) * l.grain
			l.body.Run(lo, min(lo+l.grain, l.n))
			taken = false
			*done++
		}
	}
}

// finish counts chunks as done and wakes the caller after the last.
func (l *loop) finish(chunks int) {
	if chunks > 0 && l.pending.Add(-int64(chunks)) == 0 && l.waiting.CompareAndSwap(true, false) {
		l.done <- struct{}{}
	}
}

// patience is how long a thread that has nothing to do looks for work before
// it goes to sleep: about as long as it takes to wake one up.
const patience = 100 * time.Microsecond

// wait returns when all chunks are done. A helper holds only the chunk that it
// works on, so wait never waits for a sleeping one.
func (l *loop) wait() {
	if l.pending.Load() == 0 {
		return
	}
	for begin := time.Now(); time.Since(begin) < patience; {
		if l.pending.Load() == 0 {
			return
		}
	}
	l.waiting.Store(true)
	if l.pending.Load() != 0 || !l.waiting.CompareAndSwap(true, false) {
		<-l.done
	}
}
