package datasets

import (
	"sync/atomic"
	"testing"
	"time"
)

// Every batch comes once, in order, in a slot that nobody writes while the
// caller holds it, and never more than one ahead.
func TestPrefetcher(t *testing.T) {
	const from, to = 3, 50
	var slots [2]int // the batch in each; the race detector sees a wrong hand-over
	var prepared atomic.Int64
	prepared.Store(from)
	p := NewPrefetcher(from, to, func(slot, i int) {
		slots[slot] = i
		prepared.Add(1)
	})
	defer p.Stop()
	for want := from; want < to; want++ {
		slot, ok := p.Next()
		if !ok {
			t.Fatalf("ended before batch %d", want)
		}
		time.Sleep(100 * time.Microsecond)
		if slots[slot] != want {
			t.Fatalf("batch %d, want %d", slots[slot], want)
		}
		if ahead := int(prepared.Load()) - want - 1; ahead > 1 {
			t.Fatalf("%d batches ahead", ahead)
		}
	}
	if _, ok := p.Next(); ok {
		t.Error("a batch after the last")
	}
	if _, ok := p.Next(); ok {
		t.Error("a batch after the end")
	}
}

// Stop returns at any moment, and prepare does not run afterwards.
func TestPrefetcherStop(t *testing.T) {
	for taken := 0; taken < 4; taken++ {
		var calls atomic.Int64
		p := NewPrefetcher(0, 1000, func(slot, i int) { calls.Add(1) })
		for i := 0; i < taken; i++ {
			p.Next()
		}
		p.Stop()
		after := calls.Load()
		time.Sleep(time.Millisecond)
		if n := calls.Load(); n != after || n > int64(taken)+2 {
			t.Errorf("%d taken: prepared %d, then %d", taken, after, n)
		}
	}
}

func TestPrefetcherPanic(t *testing.T) {
	p := NewPrefetcher(0, 3, func(slot, i int) {
		if i == 1 {
			panic("broken sample")
		}
	})
	defer p.Stop()
	if _, ok := p.Next(); !ok {
		t.Fatal("the first batch is missing")
	}
	defer func() {
		if r := recover(); r != "broken sample" {
			t.Errorf("recovered %v", r)
		}
	}()
	p.Next()
	t.Error("no panic")
}

func TestPrefetcherEmpty(t *testing.T) {
	p := NewPrefetcher(5, 5, func(slot, i int) { t.Error("nothing is to be prepared") })
	if _, ok := p.Next(); ok {
		t.Error("a batch of none")
	}
	p.Stop()
}
