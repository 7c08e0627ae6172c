package parallel

import (
	"runtime"
	"sync/atomic"
	"testing"
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
	old := runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(old)
	c := new(count)
	For(100, 10, c)
	if a := testing.AllocsPerRun(100, func() { For(100, 10, c) }); a >= 1 {
		t.Errorf("%v allocations per loop", a)
	}
}
