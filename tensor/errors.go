package tensor

// This file: the panic that reports mistakes in shapes, and the one place that
// turns it into an error.

import (
	"fmt"
	"strings"
)

// ShapeError is the panic value of every misuse of shapes in this module:
// wrong rank, sizes that do not match, an axis out of range. Its text names
// the op, what it wanted and all shapes it got.
type ShapeError struct {
	Op   string  // the op, such as "MatMul"
	Want string  // what the op wanted
	Got  [][]int // the shapes it was given, in argument order
}

// Error implements error.
func (e *ShapeError) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	b.WriteByte(':')
	for i, s := range e.Got {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, " %v", s)
	}
	if e.Want != "" {
		if len(e.Got) > 0 {
			b.WriteByte(':')
		}
		b.WriteString(" want ")
		b.WriteString(e.Want)
	}
	return b.String()
}

// NewShapeError returns a ShapeError with copies of the shapes of ts; a nil
// tensor is left out.
func NewShapeError(op, want string, ts ...*Tensor) *ShapeError {
	e := &ShapeError{Op: op, Want: want}
	for _, t := range ts {
		if t != nil {
			e.Got = append(e.Got, clone(t.Shape()))
		}
	}
	return e
}

// Catch runs f and returns the *ShapeError it panics with, or nil. Any other
// panic goes on. It is the one place where model code's panics become
// errors: use it at the boundary to user input.
func Catch(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*ShapeError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	f()
	return nil
}
