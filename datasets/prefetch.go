package datasets

// Prefetcher prepares the next batch while the present one is in use, on a
// goroutine of its own. A batch must depend on its number alone, as it does with
// Order, Batches and the sets of this module: then it does not matter when it is
// prepared.
type Prefetcher struct {
	ready   chan prefetched
	free    chan int // slots that may be filled
	stop    chan struct{}
	current int // the slot that the caller holds; -1: none
}

type prefetched struct {
	slot     int
	panicked any
}

// NewPrefetcher calls prepare(slot, i) for the batches i in [from, to), one
// after another, at most one ahead of the caller. The caller has memory for two
// batches, slots 0 and 1; prepare fills the one that it is given.
func NewPrefetcher(from, to int, prepare func(slot, i int)) *Prefetcher {
	p := &Prefetcher{
		ready:   make(chan prefetched, 1),
		free:    make(chan int, 2),
		stop:    make(chan struct{}),
		current: -1,
	}
	p.free <- 0
	p.free <- 1
	go p.run(from, to, prepare)
	return p
}

func (p *Prefetcher) run(from, to int, prepare func(slot, i int)) {
	defer close(p.ready)
	for i := from; i < to; i++ {
		var slot int
		select {
		case slot = <-p.free:
		case <-p.stop:
			return
		}
		done := prefetched{slot: slot, panicked: attempt(func() { prepare(slot, i) })}
		select {
		case p.ready <- done:
		case <-p.stop:
			return
		}
		if done.panicked != nil {
			return
		}
	}
}

// attempt calls f and returns what it panicked with, or nil.
func attempt(f func()) (panicked any) {
	defer func() { panicked = recover() }()
	f()
	return nil
}

// Next waits for the next batch and returns its slot, which is the caller's
// until Next is called again; ok is false after the last. A panic in prepare
// comes out of Next.
func (p *Prefetcher) Next() (slot int, ok bool) {
	if p.current >= 0 {
		p.free <- p.current
		p.current = -1
	}
	r, ok := <-p.ready
	if !ok {
		return 0, false
	}
	if r.panicked != nil {
		panic(r.panicked)
	}
	p.current = r.slot
	return r.slot, true
}

// Stop ends the preparation and returns when prepare runs no more. Call it
// once, also after the last batch.
func (p *Prefetcher) Stop() {
	close(p.stop)
	for range p.ready {
	}
}
