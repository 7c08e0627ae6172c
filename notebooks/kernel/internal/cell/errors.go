package cell

import (
	"fmt"
	"go/token"
	"runtime"
	"strings"

	"github.com/cosmos72/gomacro/base"
	"github.com/cosmos72/gomacro/base/output"
	"github.com/cosmos72/gomacro/base/reflect"
	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/xreflect"
)

// What is said when a cell fails: a message first, then the lines of the cell.

// Error is why a cell ended early.
type Error struct {
	Name      string   // what kind: "syntax error", "compile error", "panic", "interrupted"
	Value     string   // the message
	Traceback []string // the message and the lines that it is about
}

func (e *Error) Error() string { return e.Name + ": " + e.Value }

// newError is an error at a place of a cell.
func newError(name, code string, line, column int, message string) *Error {
	e := &Error{Name: name, Value: message, Traceback: []string{name + ": " + message}}
	if text := lineOf(code, line); line > 0 && text != "" {
		e.Value = fmt.Sprintf("line %d: %s", line, message)
		e.Traceback = append(e.Traceback, fmt.Sprintf("%6d | %s", line, text))
		if column > 0 && column <= len(text)+1 {
			e.Traceback = append(e.Traceback, "       | "+blank(text[:column-1])+"^")
		}
	}
	return e
}

func lineOf(code string, line int) string {
	lines := strings.Split(code, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return lines[line-1]
}

// runExpr runs a compiled cell. It does what fast.Interp.RunExpr does, but leaves the
// interpreter's notion of where it is, so that a panic can be traced.
func (s *Session) runExpr(e *fast.Expr) ([]xreflect.Value, []xreflect.Type) {
	env := s.interp.PrepareEnv()
	if e.Untyped() {
		e.ConstTo(e.DefaultType())
	}
	env.Run.CurrEnv = env
	env.Run.ExecFlags = 0
	v, vs := e.AsXV(fast.COptKeepUntyped)(env)
	env.Run.CurrEnv = nil
	return reflect.PackValues(v, vs), reflect.PackTypes(e.Type, e.Types)
}

// catch runs f and returns its panic as an error: that of the compiler with its place, that
// of running code with the lines that it came through.
func (s *Session) catch(c *parsed, compiling bool, f func()) (failed *Error) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if sig, ok := p.(base.Signal); ok && sig == base.SigInterrupt {
			failed = &Error{Name: "interrupted", Value: "the cell was interrupted"}
			failed.Traceback = append([]string{failed.Error()}, s.trace()...)
			s.forget()
			return
		}
		if compiling && len(s.checker.errors) > 0 && s.checker.errors[0].Fset.File(s.checker.errors[0].Pos) != nil {
			// Go's own words are better
			e := s.checker.errors[0]
			failed = c.errorAt(e.Pos, "%s", e.Msg)
			return
		}
		if err, ok := p.(output.RuntimeError); ok && compiling {
			line, column := c.position(s.interp.Comp.Pos)
			failed = newError("compile error", c.source, line, column, err.Error())
			return
		}
		if compiling {
			line, column := c.position(s.interp.Comp.Pos)
			failed = newError("compile error", c.source, line, column, "the interpreter cannot compile this: "+describePanic(p))
			return
		}
		failed = &Error{Name: "panic", Value: describePanic(p)}
		failed.Traceback = append([]string{failed.Error()}, s.trace()...)
		s.forget()
	}()
	f()
	return nil
}

// forget ends what a panic left half done.
func (s *Session) forget() {
	s.interp.PrepareEnv().Run.CurrEnv = nil
}

// describePanic is the message of a panic.
func describePanic(p any) string {
	switch p := p.(type) {
	case runtime.Error:
		return strings.TrimPrefix(p.Error(), "runtime error: ")
	case error:
		return p.Error()
	case fmt.Stringer:
		return p.String()
	default:
		return fmt.Sprint(p)
	}
}

// trace lists the lines of cells that the interpreter is at, the innermost first.
func (s *Session) trace() []string {
	var lines []string
	fset := &s.interp.Comp.Globals.Fileset.FileSet
	for env := s.interp.PrepareEnv().Run.CurrEnv; env != nil && len(lines) < 20; env = caller(env) {
		if env.IP < 0 || env.IP >= len(env.DebugPos) {
			continue
		}
		if at := place(fset, env.DebugPos[env.IP]); at != "" && (len(lines) == 0 || lines[len(lines)-1] != at) {
			lines = append(lines, at)
		}
	}
	if at := place(fset, s.at); at != "" && (len(lines) == 0 || lines[len(lines)-1] != at) {
		lines = append(lines, at)
	}
	return lines
}

// caller is where the function that env is part of was called; nil at the end.
func caller(env *fast.Env) *fast.Env {
	for ; env != nil; env = env.Outer {
		if env.Caller != nil {
			return env.Caller
		}
	}
	return nil
}

// place is the source line at pos; the name of a cell's file is its source.
func place(fset *token.FileSet, pos token.Pos) string {
	f := fset.File(pos)
	if pos == token.NoPos || f == nil {
		return ""
	}
	line := f.Position(pos).Line
	return fmt.Sprintf("%6d | %s", line, lineOf(f.Name(), line))
}
