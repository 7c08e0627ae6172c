package autograd

// This file: ending a forward pass early.

// Stopped is the value that Keep panics with on a tape that was told to stop.
type Stopped struct{}

// Error implements error.
func (Stopped) Error() string { return "autograd: the tape was told to stop" }

// StopOn makes Keep panic with Stopped once done is closed, so that a model stops
// at the end of its next scope. It returns the tape. Nil, the default, never
// stops. The caller must recover and reset the tape.
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
