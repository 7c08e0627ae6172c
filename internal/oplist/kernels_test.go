package oplist

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// This file: the kernels of package simd, and which instruction sets they are written for.

// levels are the instruction sets, by the endings of the names of assembly functions.
var levels = []struct{ name, suffix, arch string }{
	{"avx512", "AVX512", "amd64"}, {"avx2", "AVX2", "amd64"}, {"neon", "NEON", "arm64"},
}

// kernel is an exported function of package simd that takes slices.
type kernel struct {
	name   string
	file   string
	about  string          // the first sentence of its comment
	levels map[string]bool // the instruction sets that it has assembly for
	tests  []string        // the tests of simd that compare its bits on all levels
}

// kernels returns the kernels by their names.
func kernels(t *testing.T) map[string]*kernel {
	t.Helper()
	all := map[string]*kernel{}
	for _, arch := range []string{"amd64", "arm64"} {
		s := load(t, arch, "simd")
		for o, n := range s.bodies {
			f, ok := n.(*ast.FuncDecl)
			if !ok || !in(o, "simd") || !function(o) || !f.Name.IsExported() || !takesSlices(o.Type().(*types.Signature)) {
				continue
			}
			k := all[f.Name.Name]
			if k == nil {
				k = &kernel{name: f.Name.Name, file: filepath.Base(s.fset.Position(f.Pos()).Filename), about: firstSentence(f.Doc.Text()), levels: map[string]bool{}}
				all[k.name] = k
			}
			for used := range s.reach(f, func(o types.Object) bool { return in(o, "simd") }) {
				for _, l := range levels {
					// An assembly function has no body.
					if d, ok := s.bodies[used].(*ast.FuncDecl); ok && d.Body == nil && l.arch == arch && strings.HasSuffix(used.Name(), l.suffix) {
						k.levels[l.name] = true
					}
				}
			}
		}
	}
	for name, tests := range comparedBits(t) {
		if all[name] != nil {
			all[name].tests = tests
		}
	}
	return all
}

// takesSlices reports whether a function reads or writes numbers in slices.
func takesSlices(f *types.Signature) bool {
	for i := range f.Params().Len() {
		if _, ok := f.Params().At(i).Type().(*types.Slice); ok {
			return true
		}
	}
	return false
}

// comparedBits returns the tests of package simd that run a function at all levels: those
// whose body, or the table that they range over, calls it. If names of some end in Bits,
// they stand for all.
func comparedBits(t *testing.T) map[string][]string {
	t.Helper()
	names, err := filepath.Glob("../../simd/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	decls := map[string]ast.Node{} // functions and tables of the test files
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				decls[d.Name.Name] = d
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if v, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.VAR {
						decls[v.Names[0].Name] = v
					}
				}
			}
		}
	}
	tests := map[string][]string{}
	for test, d := range decls {
		if !strings.HasPrefix(test, "Test") {
			continue
		}
		called := map[string]bool{}
		var walk func(n ast.Node)
		walk = func(n ast.Node) {
			ast.Inspect(n, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && !called[id.Name] {
					called[id.Name] = true
					if d := decls[id.Name]; d != nil {
						walk(d)
					}
				}
				return true
			})
		}
		walk(d)
		if !called["Levels"] || !called["Use"] {
			continue
		}
		for name := range called {
			tests[name] = append(tests[name], test)
		}
	}
	for name, list := range tests {
		slices.Sort(list)
		// Tests of accuracy and the like run all levels, too.
		bits := slices.DeleteFunc(slices.Clone(list), func(test string) bool { return !strings.HasSuffix(test, "Bits") })
		if len(bits) > 0 {
			tests[name] = bits
		}
	}
	return tests
}

// firstSentence returns the first sentence of a comment in one line, up to the first
// formula on a line of its own.
func firstSentence(text string) string {
	for _, end := range []string{"\n\n", "\n\t"} {
		text, _, _ = strings.Cut(text, end)
	}
	text = strings.Join(strings.Fields(text), " ")
	for i := range len(text) - 2 {
		if text[i] == '.' && text[i+1] == ' ' && 'A' <= text[i+2] && text[i+2] <= 'Z' {
			return text[:i+1]
		}
	}
	return strings.TrimSuffix(strings.TrimSuffix(text, "."), ":") + "."
}
