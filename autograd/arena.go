package autograd

import "math/bits"

// arena keeps free float32 buffers by size class. Classes are spaced eight to
// an octave, so at most an eighth of a buffer is idle.
type arena struct {
	free [512][][]float32
	idle [512]int // the fewest buffers that were free at a time since the last trim
	held int      // floats handed out and not yet returned
	peak int
	kept int // resets since the last trim
}

// trimEvery is how many steps must leave a buffer unused before it is freed.
const trimEvery = 16

// minBuffer is the size of the smallest class. Smaller buffers are not worth
// classes of their own.
const minBuffer = 16

// classOf returns the class that n floats go into and the class's size.
func classOf(n int) (class, size int) {
	if n <= minBuffer {
		return 0, minBuffer
	}
	shift := bits.Len(uint(n-1)) - 4 // the top four bits of n-1 name the class
	top := (n - 1) >> shift          // 8..15
	return (shift+1)*8 + top - 8, (top + 1) << shift
}

// get returns a buffer of n floats with arbitrary content.
func (a *arena) get(n int) []float32 {
	class, size := classOf(n)
	a.held += size
	a.peak = max(a.peak, a.held)
	if l := a.free[class]; len(l) > 0 {
		b := l[len(l)-1]
		a.free[class] = l[:len(l)-1]
		a.idle[class] = min(a.idle[class], len(l)-1)
		return b[:n]
	}
	return make([]float32, size)[:n]
}

// put takes back a buffer that get returned.
func (a *arena) put(b []float32) {
	class, size := classOf(cap(b))
	a.held -= size
	b = b[:size]
	poison(b)
	a.free[class] = append(a.free[class], b)
}

// trim is called at the end of a step, when every buffer is free. Every
// trimEvery calls it frees the buffers that no step has used since, as happens
// after a change of the batch size.
func (a *arena) trim() {
	if a.kept++; a.kept < trimEvery {
		return
	}
	a.kept = 0
	for class, l := range a.free {
		n := copy(l, l[a.idle[class]:])
		clear(l[n:])
		a.free[class] = l[:n]
		a.idle[class] = n
	}
}
