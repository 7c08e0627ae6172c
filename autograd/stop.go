package autograd

// This file: leaving a computation before its end.

// stopped is the panic that takes a computation from where it is to Until.
type stopped struct{}

// Until calls f, which computes on t, and reports whether f came to its end. Once
// done is closed, f is left at the beginning of the next op, at the end of a scope, or
// in Backward: between two gradients, or between the two products of a linear layer.
// Then t is reset and can be used again. What f has changed outside of t stays: it may
// be some of the parameters' gradients, which ZeroGrad forgets, and running statistics.
// If done is nil, f is never left.
func (t *Tape) Until(done <-chan struct{}, f func()) (ended bool) {
	defer func() {
		t.stop = nil
		if t.halted { // else a panic is not ours
			t.halted = false
			_ = recover()
			t.Reset()
		}
	}()
	t.stop = done
	f()
	return true
}

// mayStop leaves the computation if Until was told to.
func (t *Tape) mayStop() {
	select {
	case <-t.stop:
		t.halted = true
		panic(stopped{})
	default:
	}
}
