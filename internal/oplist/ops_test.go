package oplist

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// This file: the ops of package autograd, and the tests of them.

// op is an exported function that records a result on the tape.
type op struct {
	name, file, about string

	registered []string // the names under which NewOp registers what it records
	gradients  []string // the functions that compute their gradients
	checks     int      // the cases of its numeric gradient check
	golden     []golden // its golden cases
	kernels    []string // the kernels that it runs, or its gradient
}

// golden is a name of golden cases, and how many there are.
type golden struct {
	name  string
	cases int
}

// ops returns the ops in the order of files and lines.
func ops(t *testing.T) []*op {
	t.Helper()
	s := load(t, "amd64", "autograd")
	registered, gradients := s.registrations("autograd")
	var all []*op
	for o, n := range s.bodies {
		f, ok := n.(*ast.FuncDecl)
		if !ok || !in(o, "autograd") || !function(o) || !f.Name.IsExported() || !isOp(o) {
			continue
		}
		x := &op{name: f.Name.Name, file: filepath.Base(s.fset.Position(f.Pos()).Filename), about: firstSentence(f.Doc.Text())}
		// The gradient is reached through the variable of the op alone, whose
		// declaration says NewOp.
		isRegistered := func(o types.Object) bool { return registered[o] != "" }
		forward := s.reach(f, func(o types.Object) bool { return !isRegistered(o) })
		x.kernels = kernelsIn(forward)
		for o := range forward {
			if !isRegistered(o) {
				continue
			}
			x.registered = append(x.registered, registered[o])
			x.gradients = append(x.gradients, gradients[o][0].Name())
			for _, g := range gradients[o] {
				x.kernels = append(x.kernels, kernelsIn(s.reach(s.bodies[g], func(o types.Object) bool { return !isRegistered(o) }))...)
			}
		}
		for _, list := range []*[]string{&x.registered, &x.gradients, &x.kernels} {
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
		all = append(all, x)
	}
	slices.SortFunc(all, func(a, b *op) int { return strings.Compare(a.file+" "+a.name, b.file+" "+b.name) })
	checks, cases := checkedOps(t), goldenOps(t)
	for _, x := range all {
		x.checks, x.golden = checks[x.name], cases[x.name]
	}
	return all
}

// kernelsIn returns the kernels among what code leads to.
func kernelsIn(reached map[types.Object]bool) []string {
	var names []string
	for o := range reached {
		if in(o, "simd") && function(o) && o.Exported() && takesSlices(o.Type().(*types.Signature)) {
			names = append(names, o.Name())
		}
	}
	return names
}

// isOp reports whether a function takes Vars and returns one or several.
func isOp(o types.Object) bool {
	sig := o.Type().(*types.Signature)
	holds := func(list *types.Tuple) bool {
		for i := range list.Len() {
			t := list.At(i).Type()
			if s, ok := t.(*types.Slice); ok {
				t = s.Elem()
			}
			if p, ok := t.(*types.Pointer); ok && strings.HasSuffix(p.Elem().String(), "autograd.Var") {
				return true
			}
		}
		return false
	}
	return holds(sig.Params()) && holds(sig.Results())
}

// registrations returns the variables of a package whose declaration registers an op, with the name of
// the op, and the functions of their gradients. The declaration says NewOp itself, or
// calls a function that does; then that function's gradient counts.
func (s *source) registrations(room string) (names map[types.Object]string, gradients map[types.Object][]types.Object) {
	names, gradients = map[types.Object]string{}, map[types.Object][]types.Object{}
	newOp := s.packages[module+"/autograd"].Scope().Lookup("NewOp")
	// registers returns the call of NewOp in n.
	registers := func(n ast.Node) (call *ast.CallExpr) {
		ast.Inspect(n, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				f := c.Fun
				if sel, ok := f.(*ast.SelectorExpr); ok {
					f = sel.Sel
				}
				if id, ok := f.(*ast.Ident); ok && s.info.Uses[id] == newOp {
					call = c
				}
			}
			return call == nil
		})
		return call
	}
	for o, n := range s.bodies {
		expr, ok := n.(ast.Expr)
		if !ok || !in(o, room) {
			continue
		}
		own := registers(expr)
		call := own
		var args []ast.Expr
		if c, ok := expr.(*ast.CallExpr); ok && call == nil {
			if id, ok := c.Fun.(*ast.Ident); ok && s.bodies[s.info.Uses[id]] != nil {
				call, args = registers(s.bodies[s.info.Uses[id]]), c.Args
			}
		}
		if call == nil {
			continue
		}
		name := call.Args[0]
		if own == nil {
			name = args[0]
		}
		if lit, ok := name.(*ast.BasicLit); ok {
			names[o], _ = strconv.Unquote(lit.Value)
		}
		for _, from := range append([]ast.Expr{call.Args[1]}, args...) {
			ast.Inspect(from, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					if g, ok := s.info.Uses[id].(*types.Func); ok && s.bodies[g] != nil {
						gradients[o] = append(gradients[o], g)
					}
				}
				return true
			})
		}
	}
	return names, gradients
}

// parse reads a test file of package autograd.
func parse(t *testing.T, name string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../../autograd", name), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// variable returns the value of a variable of a file.
func variable(t *testing.T, f *ast.File, name string) ast.Expr {
	t.Helper()
	if o := f.Scope.Lookup(name); o != nil {
		if v, ok := o.Decl.(*ast.ValueSpec); ok {
			for i, id := range v.Names {
				if id.Name == name {
					return v.Values[i]
				}
			}
		}
	}
	t.Fatalf("there is no table %s", name)
	return nil
}

// exported returns the exported names that n mentions by themselves, without a package or
// a value before a dot, each once.
func exported(n ast.Node) []string {
	var names []string
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			ast.Inspect(n.X, func(n ast.Node) bool {
				if c, ok := n.(*ast.CallExpr); ok {
					names = append(names, exported(c)...)
					return false
				}
				return true
			})
			return false
		case *ast.Ident:
			if n.IsExported() && !slices.Contains(names, n.Name) {
				names = append(names, n.Name)
			}
		}
		return true
	})
	return names
}

// checkedOps returns how many cases of the gradient check use a function.
func checkedOps(t *testing.T) map[string]int {
	f := parse(t, "ops_table_test.go")
	cases := func(shapes ast.Expr) int {
		if id, ok := shapes.(*ast.Ident); ok {
			shapes = variable(t, f, id.Name)
		}
		return len(shapes.(*ast.CompositeLit).Elts)
	}
	checks := map[string]int{}
	for _, row := range variable(t, f, "opRows").(*ast.CompositeLit).Elts {
		n := 0
		var names []string
		for _, field := range row.(*ast.CompositeLit).Elts {
			kv := field.(*ast.KeyValueExpr)
			switch kv.Key.(*ast.Ident).Name {
			case "shapes":
				n = cases(kv.Value)
			case "f":
				names = exported(kv.Value)
				ast.Inspect(kv.Value, func(node ast.Node) bool { // a helper of the file
					if id, ok := node.(*ast.Ident); ok && id.Obj != nil {
						if d, ok := id.Obj.Decl.(*ast.FuncDecl); ok && d.Name.Name != "f1" && d.Name.Name != "f2" {
							names = append(names, exported(d.Body)...)
						}
					}
					return true
				})
			}
		}
		for _, name := range names {
			checks[name] += n
		}
	}
	return checks
}

// goldenOps returns the golden cases of the module's own set that use a function.
func goldenOps(t *testing.T) map[string][]golden {
	text, err := os.ReadFile("../../testdata/golden/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Files []struct {
			Name string
			Ops  map[string]int
		}
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, file := range manifest.Files {
		for name, n := range file.Ops {
			counts[name] += n
		}
	}
	f := parse(t, "golden_ops_test.go")
	found := map[string][]golden{}
	for _, e := range variable(t, f, "goldenOps").(*ast.CompositeLit).Elts {
		kv := e.(*ast.KeyValueExpr)
		name, err := strconv.Unquote(kv.Key.(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		if counts[name] == 0 {
			continue
		}
		functions := exported(kv.Value)
		ast.Inspect(kv.Value, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Obj != nil {
				if d, ok := id.Obj.Decl.(*ast.FuncDecl); ok {
					functions = append(functions, exported(d.Body)...)
				}
			}
			return true
		})
		slices.Sort(functions)
		for _, function := range slices.Compact(functions) {
			found[function] = append(found[function], golden{name, counts[name]})
		}
	}
	return found
}

// ownOp is an op of another package than autograd.
type ownOp struct {
	name, file, gradient string
	kernels              []string
	tests                []string // that check its gradient
}

// ownOps returns the ops that other packages register, in the order of files.
func ownOps(t *testing.T) []ownOp {
	t.Helper()
	rooms := []string{"nn", "m2pt", "m2pt/masked", "m2pt/image", "m2pt/audio", "m2pt/point", "m2pt/video"}
	s := load(t, "amd64", append([]string{"autograd"}, rooms...)...)
	var all []ownOp
	for _, room := range rooms {
		registered, gradients := s.registrations(room)
		tests := gradientTests(t, room)
		isRegistered := func(o types.Object) bool { return registered[o] != "" }
		for v, name := range registered {
			x := ownOp{name: name, file: room + "/" + filepath.Base(s.fset.Position(v.Pos()).Filename), gradient: gradients[v][0].Name()}
			for _, g := range gradients[v] {
				x.kernels = append(x.kernels, kernelsIn(s.reach(s.bodies[g], func(o types.Object) bool { return !isRegistered(o) }))...)
			}
			for o, n := range s.bodies {
				f, ok := n.(*ast.FuncDecl)
				if !ok || !in(o, room) {
					continue
				}
				reached := s.reach(f, func(o types.Object) bool { return in(o, room) && !isRegistered(o) })
				if !reached[v] {
					continue
				}
				x.tests = append(x.tests, tests[f.Name.Name]...)
				if uses := s.reach(f, func(types.Object) bool { return false }); uses[v] { // it records the op itself
					x.kernels = append(x.kernels, kernelsIn(s.reach(f, func(o types.Object) bool { return !isRegistered(o) }))...)
				}
			}
			for _, list := range []*[]string{&x.kernels, &x.tests} {
				slices.Sort(*list)
				*list = slices.Compact(*list)
			}
			all = append(all, x)
		}
	}
	slices.SortFunc(all, func(a, b ownOp) int { return strings.Compare(a.file+" "+a.name, b.file+" "+b.name) })
	return all
}

// gradientTests returns the tests of a package that call GradCheck, by the names that they
// mention.
func gradientTests(t *testing.T, room string) map[string][]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("../..", filepath.FromSlash(room), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][]string{}
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			d, ok := d.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(d.Name.Name, "Test") {
				continue
			}
			mentioned := map[string]bool{}
			ast.Inspect(d, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					mentioned[id.Name] = true
				}
				return true
			})
			for name := range mentioned {
				if mentioned["GradCheck"] {
					tests[name] = append(tests[name], d.Name.Name)
				}
			}
		}
	}
	return tests
}
