// Package parallel is the worker pool of all numeric code: the only
// goroutines it starts.
//
// A loop is cut into chunks of a size that the caller fixes, so what is
// computed together does not depend on the number of threads. The calling
// goroutine works too; helpers that are idle are handed the loop and take
// chunks while there are any. Nothing ever waits for a free helper: with none
// (GOMAXPROCS 1, or a loop inside a loop that keeps them all busy) the caller
// does all the work.
//
// While something is profiled, pprof labels travel with the loops: SetLabels.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Body is what a loop runs. Chunks run concurrently and in any order: Run must
// write to places that belong to [lo, hi) alone.
type Body interface {
	Run(lo, hi int)
}

var limit atomic.Int64 // of SetLimit; 0: none

// SetLimit caps the number of threads that loops use; 0 removes the cap.
// Without one it is GOMAXPROCS.
func SetLimit(n int) { limit.Store(int64(n)) }

// Threads returns how many threads a loop may use at present.
func Threads() int {
	n := runtime.GOMAXPROCS(0)
	if l := int(limit.Load()); l > 0 && l < n {
		n = l
	}
	return n
}

// For runs body over [0, n) in chunks of grain (the last may be shorter) and
// returns when all are done. It allocates nothing if body is a pointer. A
// panic in body comes out of For.
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
	l.work()
	l.wait()
	p := l.panicked
	l.release()
	if p != nil {
		panic(p)
	}
}

// Do is For with a function, where the allocation of a closure does not
// matter.
func Do(n, grain int, f func(lo, hi int)) { For(n, grain, funcBody(f)) }

type funcBody func(lo, hi int)

// Run implements Body.
func (f funcBody) Run(lo, hi int) { f(lo, hi) }

// loop is one call of For that has helpers. It is done when all chunks are;
// it is used again when nobody refers to it, which may be later: a helper
// that wakes up late finds no chunks and lets go.
type loop struct {
	body             Body
	labels           *Labels // of helpers; nil: none
	n, grain, chunks int
	next             atomic.Int64 // the next chunk
	pending          atomic.Int64 // chunks not done
	waiting          atomic.Bool  // the caller is blocked on done
	done             chan struct{}
	refs             atomic.Int64 // the caller and its helpers
	mu               sync.Mutex
	panicked         any
	free             *loop // next in the pool's list
}

// work takes chunks until there are none.
func (l *loop) work() {
	taken := false
	defer func() {
		if !taken {
			return
		}
		// A chunk has panicked. The others need not be begun.
		p := recover()
		l.mu.Lock()
		l.panicked = p
		l.mu.Unlock()
		left := l.chunks - int(l.next.Swap(int64(l.chunks)))
		l.finish(1 + max(left, 0))
	}()
	for {
		i := int(l.next.Add(1)) - 1
		if i >= l.chunks {
			return
		}
		taken = true
		l.body.Run(i*l.grain, min((i+1)*l.grain, l.n))
		taken = false
		l.finish(1)
	}
}

// finish counts chunks as done and wakes the caller after the last.
func (l *loop) finish(chunks int) {
	if l.pending.Add(-int64(chunks)) == 0 && l.waiting.CompareAndSwap(true, false) {
		l.done <- struct{}{}
	}
}

// patience is how long a thread that has nothing to do looks for work before
// it goes to sleep: about as long as it takes to wake one up.
const patience = 100 * time.Microsecond

// wait returns when all chunks are done. Helpers only have chunks that they
// are working on, so it never waits for one that sleeps.
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
