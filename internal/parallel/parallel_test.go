package parallel

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// withProcs runs f at several settings of GOMAXPROCS.
func withProcs(t *testing.T, f func(t *testing.T)) {
	old := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(old)
	for _, p := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(p)
		f(t)
	}
}

func TestForCoversOnceInFixedChunks(t *testing.T) {
	withProcs(t, func(t *testing.T) {
		for _, n := range []int{0, 1, 2, 7, 64, 1000} {
			for _, grain := range []int{0, 1, 3, 64, 2000} {
				seen := make([]atomic.Int32, n)
				Do(n, grain, func(lo, hi int) {
					g := max(grain, 1)
					if lo%g != 0 || hi != min(lo+g, n) {
						t.Errorf("n %d grain %d: chunk [%d, %d)", n, grain, lo, hi)
					}
					for i := lo; i < hi; i++ {
						seen[i].Add(1)
					}
				})
				for i := range seen {
					if c := seen[i].Load(); c != 1 {
						t.Fatalf("n %d grain %d: element %d ran %d times", n, grain, i, c)
					}
				}
			}
		}
	})
}

// Loops inside loops from several goroutines must end whatever the number of
// processors: nothing waits for a helper.
func TestNestedLoopsEnd(t *testing.T) {
	withProcs(t, func(t *testing.T) {
		done := make(chan int64)
		for g := 0; g < 8; g++ {
			go func() {
				var sum atomic.Int64
				Do(5, 1, func(lo, hi int) {
					Do(7, 2, func(lo, hi int) {
						Do(11, 3, func(lo, hi int) { sum.Add(int64(hi - lo)) })
					})
				})
				done <- sum.Load()
			}()
		}
		for g := 0; g < 8; g++ {
			if s := <-done; s != 5*4*11 {
				t.Errorf("nested loops ran %d times, want %d", s, 5*4*11)
			}
		}
	})
}

func TestPanicComesOut(t *testing.T) {
	withProcs(t, func(t *testing.T) {
		for bad := 0; bad < 20; bad += 7 {
			func() {
				defer func() {
					if r := recover(); r != "boom" {
						t.Errorf("recovered %v, want boom", r)
					}
				}()
				Do(20, 1, func(lo, hi int) {
					if lo == bad {
						panic("boom")
					}
				})
				t.Error("no panic")
			}()
		}
		Do(20, 1, func(lo, hi int) {}) // the pool still works
	})
}

// A chunk that ends its goroutine, as FailNow does, ends the loop and the caller, and
// the pool still works.
func TestGoexitEndsTheLoop(t *testing.T) {
	withProcs(t, func(t *testing.T) {
		for bad := 0; bad < 20; bad++ {
			ended, after := make(chan struct{}), false
			go func() {
				defer close(ended)
				Do(20, 1, func(lo, hi int) {
					if lo == bad {
						runtime.Goexit()
					}
					time.Sleep(10 * time.Microsecond)
				})
				after = true
			}()
			select {
			case <-ended:
			case <-time.After(10 * time.Second):
				t.Fatal("the loop hangs")
			}
			if after {
				t.Error("the caller went on")
			}
		}
		n := atomic.Int64{}
		Do(20, 1, func(lo, hi int) { n.Add(1) })
		if n.Load() != 20 {
			t.Errorf("%d chunks of 20 were done", n.Load())
		}
	})
}

func TestSetLimit(t *testing.T) {
	old := runtime.GOMAXPROCS(4)
	defer runtime.GOMAXPROCS(old)
	defer SetLimit(0)
	for limit, want := range map[int]int{0: 4, 1: 1, 3: 3, 9: 4} {
		SetLimit(limit)
		if got := Threads(); got != want {
			t.Errorf("limit %d: %d threads, want %d", limit, got, want)
		}
	}
}

type count struct{ n atomic.Int64 }

func (c *count) Run(lo, hi int) { c.n.Add(int64(hi - lo)) }

func TestForAllocatesNothing(t *testing.T) {
	withProcs(t, func(t *testing.T) {
		c := new(count)
		Do(100, 1, func(lo, hi int) { time.Sleep(100 * time.Microsecond) }) // starts the helpers
		For(100, 10, c)
		// testing.AllocsPerRun would run on one thread.
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for i := 0; i < 1000; i++ {
			For(100, 10, c)
		}
		runtime.ReadMemStats(&after)
		// A few are the runtime's own, or loops that a helper still held when
		// the next one began: they are used again, and their number has a bound.
		if a := after.Mallocs - before.Mallocs; a > 100 {
			t.Errorf("%d allocations in 1000 loops", a)
		}
	})
}

// Two chunks that wait for each other need a helper: it must be handed the
// loop even when it has gone to sleep.
func TestHelpersTakePart(t *testing.T) {
	old := runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(old)
	for i := 0; i < 20; i++ {
		var together atomic.Bool
		for try := 0; try < 100 && !together.Load(); try++ {
			met := make(chan struct{})
			Do(2, 1, func(lo, hi int) {
				select {
				case met <- struct{}{}:
					together.Store(true)
				case <-met:
				case <-time.After(100 * time.Millisecond):
				}
			})
		}
		if !together.Load() {
			t.Fatal("no helper takes part")
		}
		time.Sleep(time.Duration(i%3) * patience)
	}
}

// Two threads begin with the two halves of a loop: its first chunk and that in
// the middle meet before another has begun.
func TestThreadsBeginWithTheirShares(t *testing.T) {
	old := runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(old)
	for try := 0; try < 100; try++ {
		met := make(chan struct{})
		var begun, atMeeting atomic.Int64
		Do(8, 1, func(lo, hi int) {
			begun.Add(1)
			if lo%4 != 0 {
				return
			}
			select {
			case met <- struct{}{}:
			case <-met:
				atMeeting.Store(begun.Load())
				met <- struct{}{} // the other one goes on after this look
				return
			case <-time.After(100 * time.Millisecond):
				return
			}
			<-met
		})
		if n := atMeeting.Load(); n == 2 {
			return
		} else if n != 0 {
			t.Fatalf("%d chunks had begun when the first of both halves met, want 2", n)
		}
	}
	t.Fatal("no helper takes part")
}

// What one thread leaves is taken over by the other, whosever share it was.
func TestSharesAreTakenOver(t *testing.T) {
	old := runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(old)
	for _, slow := range []int{0, 4} {
		var ran atomic.Int64
		Do(8, 1, func(lo, hi int) {
			if ran.Add(1); lo == slow {
				for begin := time.Now(); ran.Load() < 8; {
					if time.Since(begin) > 5*time.Second {
						t.Errorf("chunk %d waits for 7 others, %d have run", slow, ran.Load()-1)
						return
					}
					runtime.Gosched()
				}
			}
		})
	}
}

func TestAvailable(t *testing.T) {
	old := runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(old)
	Do(2, 1, func(lo, hi int) {}) // a helper is there
	for begin := time.Now(); Available() != 2; {
		if time.Since(begin) > 5*time.Second {
			t.Fatalf("%d threads available outside of loops, want 2", Available())
		}
	}
	looked := make(chan struct{})
	Do(2, 1, func(lo, hi int) {
		if lo == 1 {
			<-looked // the helper must not be done before
			return
		}
		if n := Available(); n != 1 {
			t.Errorf("%d threads available within a loop of two, want 1", n)
		}
		close(looked)
	})
	SetLimit(1)
	defer SetLimit(0)
	if n := Available(); n != 1 {
		t.Errorf("%d threads available with a limit of 1", n)
	}
}

// Loops inside loops together use no more threads than the limit.
func TestLimitHoldsForNestedLoops(t *testing.T) {
	old := runtime.GOMAXPROCS(8)
	defer runtime.GOMAXPROCS(old)
	Do(64, 1, func(lo, hi int) { time.Sleep(time.Millisecond) }) // starts many helpers
	SetLimit(3)
	defer SetLimit(0)
	var now, most atomic.Int64
	Do(2, 1, func(lo, hi int) {
		Do(20, 1, func(lo, hi int) {
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(100 * time.Microsecond)
			now.Add(-1)
		})
	})
	if m := most.Load(); m > 3 {
		t.Errorf("%d threads at once, limit 3", m)
	}
}
