package nn

import (
	"fmt"
	"strconv"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// Sequential applies its modules in order. Parameters are named by position:
// "0.weight".
type Sequential []Module

// NewSequential returns the modules in order. It panics with *tensor.ShapeError if
// one is nil.
func NewSequential(modules ...Module) Sequential {
	s := Sequential(modules)
	s.check()
	return s
}

// check panics if a module is nil, which a literal may hold.
func (s Sequential) check() {
	for i, m := range s {
		if m == nil {
			panic(&tensor.ShapeError{Op: "Sequential", Want: fmt.Sprintf("modules, got nil at place %d of %d", i, len(s))})
		}
	}
}

// Forward implements Module.
func (s Sequential) Forward(x *autograd.Var) *autograd.Var {
	s.check()
	for _, m := range s {
		x = m.Forward(x)
	}
	return x
}

// NamedParams implements Module.
func (s Sequential) NamedParams(prefix string, yield func(NamedParam)) {
	s.check()
	for i, m := range s {
		m.NamedParams(prefix+strconv.Itoa(i)+".", yield)
	}
}

// ReplaceLinears implements LinearReplacer.
func (s Sequential) ReplaceLinears(f func(l *Linear) Projector) {
	for i, m := range s {
		if l, ok := m.(*Linear); ok {
			s[i] = f(l)
		} else if r, ok := m.(LinearReplacer); ok {
			r.ReplaceLinears(f)
		}
	}
}

// Lambda is a function, such as autograd.GELU, as a module without parameters. A layer
// that has parameters is a type of its own that implements Module, in a notebook, too.
type Lambda func(x *autograd.Var) *autograd.Var

// Forward implements Module.
func (f Lambda) Forward(x *autograd.Var) *autograd.Var { return f(x) }

// NamedParams implements Module; there are none.
func (f Lambda) NamedParams(string, func(NamedParam)) {}

// Dropout returns a module that zeroes elements with probability p while
// training and scales the others by 1/(1-p).
func Dropout(p float32) Module {
	return Lambda(func(x *autograd.Var) *autograd.Var { return autograd.Dropout(x, p) })
}

// DropPath returns a module that zeroes whole samples with probability p
// while training (stochastic depth; Huang et al., 2016).
func DropPath(p float32) Module {
	return Lambda(func(x *autograd.Var) *autograd.Var { return autograd.DropPath(x, p) })
}
