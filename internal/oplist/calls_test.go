package oplist

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"
)

// This file: who calls whom, from the types of the source.

const module = "github.com/gopathway/pathway"

// source is the packages of the module that ops are made of, as one platform sees them.
type source struct {
	root     string
	platform build.Context
	fset     *token.FileSet
	packages map[string]*types.Package
	info     types.Info
	// bodies holds what a function or a variable of a package is declared as.
	bodies map[types.Object]ast.Node
}

// load reads packages of the module for a processor, with its assembly.
func load(t *testing.T, arch string, names ...string) *source {
	t.Helper()
	platform := build.Default
	platform.GOOS, platform.GOARCH, platform.CgoEnabled, platform.BuildTags = "linux", arch, false, nil
	s := &source{
		root: "../..", platform: platform, fset: token.NewFileSet(), packages: map[string]*types.Package{},
		info:   types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}},
		bodies: map[types.Object]ast.Node{},
	}
	for _, name := range names {
		if _, err := s.Import(module + "/" + name); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// Import implements types.Importer. Of packages outside the module it knows the names
// alone: no kernel is there. Of package sync it knows the pools, where work waits.
func (s *source) Import(path string) (*types.Package, error) {
	if p := s.packages[path]; p != nil {
		return p, nil
	}
	short, ok := strings.CutPrefix(path, module+"/")
	if path == "sync" {
		f, err := parser.ParseFile(s.fset, "sync.go", "package sync\ntype Pool struct { New func() any }\nfunc (*Pool) Get() any { return nil }\nfunc (*Pool) Put(any) {}\n", 0)
		if err != nil {
			return nil, err
		}
		p, err := new(types.Config).Check(path, s.fset, []*ast.File{f}, nil)
		s.packages[path] = p
		return p, err
	}
	if !ok {
		p := types.NewPackage(path, filepath.Base(path))
		p.MarkComplete()
		s.packages[path] = p
		return p, nil
	}
	dir := filepath.Join(s.root, filepath.FromSlash(short))
	listed, err := s.platform.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range listed.GoFiles {
		f, err := parser.ParseFile(s.fset, filepath.Join(dir, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	// What needs the packages outside has no type; that is no matter here.
	config := types.Config{Importer: s, Error: func(error) {}, FakeImportC: true}
	p, _ := config.Check(path, s.fset, files, &s.info)
	s.packages[path] = p
	for _, f := range files {
		s.declare(f)
	}
	return p, nil
}

// declare notes the declarations of a file.
func (s *source) declare(f *ast.File) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			s.bodies[s.info.Defs[d.Name]] = d
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				v, ok := spec.(*ast.ValueSpec)
				if !ok || d.Tok != token.VAR {
					continue
				}
				for i, name := range v.Names {
					if i < len(v.Values) {
						s.bodies[s.info.Defs[name]] = v.Values[i]
					}
				}
			}
		}
	}
}

// walk is a walk from a piece of code to all that it may run.
type walk struct {
	*source
	enter   func(types.Object) bool // whether to look into a function or variable
	reached map[types.Object]bool
	// A switch over constants, such as that of all functions of one operand, runs the
	// cases of those constants that code on the way here mentions.
	mentioned map[types.Object]bool
	waiting   map[types.Object][]*ast.CaseClause
}

// reach returns the functions and variables of packages that n leads to, its own among
// them. enter says whether to look into something that was found.
func (s *source) reach(n ast.Node, enter func(types.Object) bool) map[types.Object]bool {
	w := walk{s, enter, map[types.Object]bool{}, map[types.Object]bool{}, map[types.Object][]*ast.CaseClause{}}
	w.node(n)
	return w.reached
}

func (w *walk) node(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CaseClause:
			return !w.postpone(n)
		case *ast.BinaryExpr:
			// A comparison with a constant is no mention of it.
			if n.Op == token.EQL && w.constant(n.Y) != nil {
				w.node(n.X)
				return false
			}
		case *ast.CallExpr:
			w.loop(n)
		case *ast.Ident:
			if o := w.info.Uses[n]; o != nil {
				w.object(o)
			}
		}
		return true
	})
}

// object notes that o is used, and looks into it.
func (w *walk) object(o types.Object) {
	if w.mentioned[o] {
		return
	}
	if _, ok := o.(*types.Const); ok {
		w.mentioned[o] = true
		for _, clause := range w.waiting[o] {
			w.body(clause)
		}
		return
	}
	if w.bodies[o] == nil || w.reached[o] {
		return
	}
	w.reached[o] = true
	if w.enter(o) {
		w.node(w.bodies[o])
	}
}

// postpone reports whether a case is of constants that nothing on the way mentions.
func (w *walk) postpone(clause *ast.CaseClause) bool {
	var constants []types.Object
	for _, e := range clause.List {
		constants = append(constants, w.guards(e)...)
	}
	if len(constants) == 0 {
		return false
	}
	for _, c := range constants {
		if w.mentioned[c] {
			w.body(clause)
			return true
		}
	}
	for _, c := range constants {
		w.waiting[c] = append(w.waiting[c], clause)
	}
	return true
}

// guards returns the constants that a condition of a case compares with.
func (w *walk) guards(e ast.Expr) []types.Object {
	if b, ok := e.(*ast.BinaryExpr); ok {
		switch b.Op {
		case token.LAND:
			return append(w.guards(b.X), w.guards(b.Y)...)
		case token.EQL:
			e = b.Y
		}
	}
	if c := w.constant(e); c != nil {
		return []types.Object{c}
	}
	return nil
}

// constant returns the constant of a package, not exported, that an expression is, or nil.
func (w *walk) constant(e ast.Expr) types.Object {
	if id, ok := e.(*ast.Ident); ok {
		if c, ok := w.info.Uses[id].(*types.Const); ok && c.Pkg() != nil && !c.Exported() {
			return c
		}
	}
	return nil
}

func (w *walk) body(clause *ast.CaseClause) {
	for _, stmt := range clause.Body {
		w.node(stmt)
	}
}

// loop follows parallel.For to the method Run of its last argument.
func (w *walk) loop(call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "For" || len(call.Args) != 3 {
		return
	}
	if o := w.info.Uses[sel.Sel]; o == nil || !in(o, "internal/parallel") {
		return
	}
	body := call.Args[2]
	if run, _, _ := types.LookupFieldOrMethod(w.info.TypeOf(body), true, w.info.Uses[sel.Sel].Pkg(), "Run"); run != nil {
		w.object(run)
	}
}

// in reports whether o is declared in a package of the module.
func in(o types.Object, name string) bool {
	return o.Pkg() != nil && o.Pkg().Path() == module+"/"+name
}

// function reports whether o is a function, not a variable, and not a method.
func function(o types.Object) bool {
	f, ok := o.(*types.Func)
	return ok && f.Signature().Recv() == nil
}
