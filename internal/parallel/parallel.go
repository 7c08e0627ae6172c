// Package parallel is the worker pool of all numeric code: the only
// goroutines it starts.
//
// A loop is cut into chunks of a size that the caller fixes, so what is
// computed together does not depend on the number of threads. The calling
// goroutine works too; helpers are offered the loop without waiting and take
// chunks while there are any. Nothing ever waits for a free helper: with none
// (GOMAXPROCS 1, or a loop inside a loop) the caller does all the work.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Body is what a loop runs. Chunks run concurrently and in any order: Run must
// write to places that belong to [lo, hi) alone.
type Body interface {
	Run(lo, hi int)
}

var (
	limit   atomic.Int64 // of SetLimit; 0: none
	helpers atomic.Int64 // goroutines started
	offers  = make(chan *loop)
	loops   = sync.Pool{New: func() any { return new(loop) }}
)

// SetLimit caps the number of threads that one loop uses; 0 removes the cap.
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

// loop is one call of For.
type loop struct {
	body     Body
	n, grain int
	next     atomic.Int64 // start of the next chunk
	joined   sync.WaitGroup
	mu       sync.Mutex
	panicked any
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
	chunks := (n + grain - 1) / grain
	want := min(Threads(), chunks) - 1
	if want <= 0 {
		for lo := 0; lo < n; lo += grain {
			body.Run(lo, min(lo+grain, n))
		}
		return
	}
	l := loops.Get().(*loop)
	l.body, l.n, l.grain = body, n, grain
	l.next.Store(0)
	for int(helpers.Load()) < want {
		helpers.Add(1)
		go help()
	}
	for i := 0; i < want; i++ {
		l.joined.Add(1)
		select {
		case offers <- l:
		default: // nobody is free
			l.joined.Done()
		}
	}
	l.work()
	l.joined.Wait()
	p := l.panicked
	l.body, l.panicked = nil, nil
	loops.Put(l)
	if p != nil {
		panic(p)
	}
}

// help is a helper's life.
func help() {
	for l := range offers {
		l.work()
		l.joined.Done()
	}
}

// work takes chunks until there are none.
func (l *loop) work() {
	defer func() {
		if p := recover(); p != nil {
			l.next.Store(int64(l.n)) // the others need not go on
			l.mu.Lock()
			l.panicked = p
			l.mu.Unlock()
		}
	}()
	for {
		hi := int(l.next.Add(int64(l.grain)))
		lo := hi - l.grain
		if lo >= l.n {
			return
		}
		l.body.Run(lo, min(hi, l.n))
	}
}

// Do is For with a function, where the allocation of a closure does not
// matter.
func Do(n, grain int, f func(lo, hi int)) { For(n, grain, funcBody(f)) }

type funcBody func(lo, hi int)

// Run implements Body.
func (f funcBody) Run(lo, hi int) { f(lo, hi) }
