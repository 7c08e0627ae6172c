// Package cell runs the cells of a notebook: Go statements and declarations, one after
// the other, in one interpreter that keeps what they declare.
package cell

import (
	"fmt"
	"go/build"
	"go/token"
	gotypes "go/types"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"

	"github.com/cosmos72/gomacro/ast2"
	"github.com/cosmos72/gomacro/base"
	"github.com/cosmos72/gomacro/base/untyped"
	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/imports"
	"github.com/cosmos72/gomacro/xreflect"

	_ "github.com/gopathway/pathway/notebooks/kernel/internal/bindings" // what cells import
	"github.com/gopathway/pathway/notebooks/kernel/internal/rich"
)

// displayPath is the package that every cell may use without importing it.
const displayPath = "github.com/gopathway/pathway/notebooks/kernel/display"

// Session is an interpreter and what its cells have declared. Run is called by one
// goroutine at a time; Interrupt, Complete and Inspect by any.
type Session struct {
	jobs    chan func()
	interp  *fast.Interp
	teacher *teacher
	paths   map[string]string // the path of each imported package, by its name in cells
	at      token.Pos         // the statement of a cell that runs
	checker *checker
	consts  []reflect.Value // that cells convert to compiled types

	recursive []xreflect.Type // that cells declare

	mu      sync.Mutex // of running
	running bool
}

// New starts an interpreter.
func New() *Session {
	s := &Session{jobs: make(chan func()), paths: map[string]string{}, checker: newChecker()}
	go func() { // the interpreter knows the goroutine that it was made by, and interrupts that one
		for job := range s.jobs {
			job()
		}
	}()
	s.do(func() {
		s.interp = newInterp()
		s.interp.Comp.Globals.Options &^= base.OptTrapPanic | base.OptShowPrompt
		s.interp.Comp.Globals.Stderr, s.interp.Comp.Globals.Stdout = io.Discard, io.Discard // its notes on redefinition
		s.teacher = newTeacher(s.interp.Comp.Universe)
		s.declareBuiltins()
		if _, err := s.run(`import ("fmt"; "image"; "` + displayPath + `")`); err != nil {
			panic(err)
		}
		if _, err := s.run(`Display := display.Show`); err != nil { // gophernotes calls it so
			panic(err)
		}
	})
	return s
}

// newInterp makes the interpreter. While it is made, gomacro asks the go command about
// package reflect, before it can be told not to; it would print, and take time.
func newInterp() *fast.Interp {
	root := build.Default.GOROOT
	build.Default.GOROOT = filepath.Join(os.TempDir(), "no-go-here")
	defer func() { build.Default.GOROOT = root }()
	return fast.New()
}

// Close ends the interpreter. No other method may be called after it.
func (s *Session) Close() { close(s.jobs) }

// do runs f in the goroutine of the interpreter.
func (s *Session) do(f func()) {
	done := make(chan struct{})
	s.jobs <- func() { defer close(done); f() }
	<-done
}

// Run runs one cell. It returns what is to be shown of the cell's last expression, which
// is nil where there is none or its values are nil.
func (s *Session) Run(code string) (result rich.Data, failed *Error) {
	s.do(func() {
		s.setRunning(true)
		defer s.setRunning(false)
		result, failed = s.run(code)
	})
	return result, failed
}

func (s *Session) setRunning(v bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = v
}

// Interrupt ends the running cell at its next interpreted statement. A call of compiled
// code, like Sleep or a training loop of the library, returns first.
func (s *Session) Interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running {
		s.interp.Interrupt(nil)
	}
}

// step is a compiled part of a cell: a statement, or declarations side by side.
type step struct {
	pos    token.Pos
	expr   *fast.Expr
	before names
}

// names are what cells have declared at some time.
type names struct {
	binds map[string]*fast.Bind
	types map[string]xreflect.Type
	scope map[string]gotypes.Object
}

// declared returns those of now; scope is what the checker knows.
func (s *Session) declared(scope map[string]gotypes.Object) names {
	return names{maps.Clone(s.interp.Comp.Binds), maps.Clone(s.interp.Comp.Types), scope}
}

// restore forgets what was declared since n: a cell that fails leaves no variables of
// value zero behind.
func (s *Session) restore(n names) {
	s.interp.Comp.Binds, s.interp.Comp.Types, s.checker.scope = n.binds, n.types, n.scope
	s.interp.Comp.Code.Clear()
}

// run parses, compiles and runs a cell. Nothing of a cell runs unless all of it compiles.
func (s *Session) run(code string) (result rich.Data, failed *Error) {
	c, err := parse(code, &s.interp.Comp.Globals.Fileset.FileSet)
	if err != nil {
		return nil, err
	}
	if err := s.imports(c); err != nil {
		return nil, err
	}
	if err := s.rewrite(c); err != nil {
		return nil, err
	}
	steps, err := s.compile(c)
	if err != nil {
		return nil, err
	}
	var values []xreflect.Value
	var types []xreflect.Type
	for _, st := range steps {
		s.at = st.pos
		if err := s.catch(c, false, func() { values, types = s.runExpr(st.expr) }); err != nil {
			s.restore(st.before)
			return nil, err
		}
	}
	if !c.endsWithValue || len(steps) == 0 {
		return nil, nil
	}
	if c.commaOK && len(values) > 1 {
		values, types = values[:1], types[:1]
	}
	if err := s.catch(c, false, func() { result, failed = s.show(values, types) }); err != nil {
		return nil, err
	}
	return result, failed
}

// compile compiles a cell; where it fails, names that it would have declared are as before.
func (s *Session) compile(c *parsed) (steps []step, failed *Error) {
	comp := s.interp.Comp
	s.fillRecursive(false)
	defer func() { s.fillRecursive(true) }()
	var first *names
	for i, part := range c.parts() {
		pos := part[0].Pos()
		before := s.declared(c.scopes[min(i, len(c.scopes)-1)])
		if first == nil {
			first = &before
		}
		comp.Pos = pos
		failed = s.catch(c, true, func() {
			if types := recursive(part); len(types) > 0 {
				part = s.declareRecursive(part, types)
				if len(part) == 0 {
					return
				}
			}
			if expr := comp.Compile(ast2.NodeSlice{X: part}); expr != nil {
				steps = append(steps, step{pos, expr, before})
			}
		})
		if failed != nil {
			s.restore(*first)
			return nil, failed
		}
	}
	return steps, nil
}

// imports checks and prepares the cell's imports, and keeps their names for completion.
func (s *Session) imports(c *parsed) *Error {
	for _, spec := range c.importSpecs {
		path := strings.Trim(spec.Path.Value, "`\"")
		p, ok := imports.Packages[path]
		if !ok || strings.HasPrefix(path, "github.com/cosmos72/") || path == "plugin" {
			return c.errorAt(spec.Pos(), "%s", missingPackage(path))
		}
		s.teacher.teach(path)
		name := string(p.DefaultName(path))
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name != "_" && name != "." {
			s.paths[name] = path
			s.checker.importAs(name, path)
		}
	}
	return nil
}

// missingPackage says what to do about an import that the kernel does not have.
func missingPackage(path string) string {
	switch {
	case path == "slices" || path == "maps" || path == "iter" || path == "cmp":
		return fmt.Sprintf("package %s is generic, and cells know no generic functions; sort has what slices are sorted with", path)
	case strings.HasPrefix(path, "github.com/gopathway/pathway/internal"):
		return fmt.Sprintf("package %s is internal to the library", path)
	case strings.HasPrefix(path, "github.com/gopathway/pathway"):
		return fmt.Sprintf("this kernel has no package %s", path)
	default:
		return fmt.Sprintf("this kernel has no package %s: cells import packages of this library and those of the standard library that gomacro knows", path)
	}
}

// show is what a notebook shows of the values of a cell's last expression: one value in
// its own form, of several one line each. A trailing nil error is left out, and the
// number of bytes before it, as Println gives them.
func (s *Session) show(values []xreflect.Value, types []xreflect.Type) (rich.Data, *Error) {
	if len(values) == 2 && types[0].Kind() == xreflect.Int && isError(types[1]) && nilValue(values[1]) {
		return nil, nil
	}
	if len(values) > 1 && isError(types[len(types)-1]) && nilValue(values[len(values)-1]) {
		values = values[:len(values)-1]
	}
	var all []rich.Data
	for i, v := range values {
		d, err := rich.Of(s.plain(v, types[i]))
		if err != nil {
			return nil, &Error{Name: "display", Value: err.Error()}
		}
		if d != nil || len(values) > 1 {
			all = append(all, d)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	if len(all) == 1 {
		return all[0], nil
	}
	var lines []string
	for _, d := range all {
		if d == nil {
			d = rich.Data{"text/plain": "nil"}
		}
		lines = append(lines, fmt.Sprint(d["text/plain"]))
	}
	return rich.Data{"text/plain": strings.Join(lines, "\n")}, nil
}

func isError(t xreflect.Type) bool {
	return t != nil && t.Kind() == xreflect.Interface && t.Name() == "error"
}

// nilValue says that v is a nil.
func nilValue(v xreflect.Value) bool {
	if !v.IsValid() {
		return true
	}
	switch v.Kind() {
	case xreflect.Interface, xreflect.Ptr, xreflect.Map, xreflect.Func, xreflect.Chan, xreflect.Slice:
		return v.IsNil()
	}
	return false
}

// plain is v as compiled code sees it. Methods of types that cells declare are unknown to
// it, so a value that has one of those that matter here is wrapped.
func (s *Session) plain(v xreflect.Value, t xreflect.Type) any {
	if !v.IsValid() || t != nil && t.Kind() != xreflect.Slice && t.Kind() != xreflect.Map && nilValue(v) {
		return nil
	}
	if lit, ok := v.Interface().(untyped.Lit); ok {
		return lit.Val
	}
	if t != nil {
		if w := s.wrap(v, t); w != nil {
			return w
		}
	}
	return v.Interface()
}
