package tensor

// Pooled buffers for intermediate values. A function that borrows one gives
// it back before it returns, so nothing of it is ever seen outside.

import "sync"

// scratch is a tensor over a buffer that is reused.
type scratch struct {
	Tensor
	buf []float32
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// borrow returns a tensor of the given dimensions and unknown contents.
func borrow(dims ...int) *scratch {
	s := scratches.Get().(*scratch)
	n, ok := product(dims)
	if ok && cap(s.buf) < n {
		s.buf = make([]float32, n)
	}
	s.rebind(s.buf[:n], dims...)
	return s
}

// release gives the buffer back; s must not be used afterwards.
func (s *scratch) release() { scratches.Put(s) }
