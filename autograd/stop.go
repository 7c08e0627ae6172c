package autograd

// This file: ending a forward pass early.

// Stopped is what an op panics with on a tape that was told to stop.
type Stopped struct{}

// Error says so.
func (Stopped) Error() string { return "autograd: the tape was told to stop" }

// StopOn makes Keep, and so every scope of a model that ends, panic with
// Stopped once done is closed, and returns the tape. Nil, the default, never
// stops. Whoever sets it recovers, and resets the tape.
func (t *Tape) StopOn(done <-chan struct{}) *Tape {
	t.stop = done
	return t
}

func (t *Tape) mayStop() {
	select {
	case <-t.stop:
		panic(Stopped{})
	default:
	}
}
