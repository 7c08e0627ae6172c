package doctest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// This file: which exported types the runnable examples of a package use. It
// type-checks the examples against the export data that the go command keeps
// for compiled packages.

// Package is what the go command says of a package.
type Package struct {
	ImportPath   string
	Name         string
	Dir          string
	Export       string // the file with its export data
	ForTest      string // the package whose tests need this variant
	XTestGoFiles []string
}

// ListPackages returns the packages that match the patterns, and all that they
// and their tests import. It compiles what is not compiled yet.
func ListPackages(root string, patterns ...string) ([]Package, error) {
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps", "-test", "-json=ImportPath,Name,Dir,Export,ForTest,XTestGoFiles"}, patterns...)...)
	cmd.Dir = root
	var wrong bytes.Buffer
	cmd.Stderr = &wrong
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %v\n%s", err, wrong.String())
	}
	var all []Package
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p Package
		if err := d.Decode(&p); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %v", err)
		}
		all = append(all, p)
	}
}

// Types returns the names of the exported types of the package at path, and those
// of them that no example of the package uses. Examples are the external test files
// that declare functions Example... and no tests. They use the type of each of
// their expressions, and each interface that a function they call takes.
func Types(all []Package, path string) (names, unused []string, err error) {
	exports := map[string]string{}
	var p Package
	for _, q := range all {
		if q.ForTest == "" {
			exports[q.ImportPath] = q.Export
		}
		if q.ImportPath == path {
			p = q
		}
	}
	if p.ImportPath == "" {
		return nil, nil, fmt.Errorf("there is no package %s", path)
	}
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(exports[path])
	})
	pkg, err := imports.Import(path)
	if err != nil {
		return nil, nil, err
	}
	used, err := usedTypes(fset, imports, p)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range pkg.Scope().Names() {
		t, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || !t.Exported() {
			continue
		}
		names = append(names, name)
		if !used[t.Type().String()] {
			unused = append(unused, name)
		}
	}
	return names, unused, nil
}

// usedTypes returns the types that the examples of p use, by their full names.
func usedTypes(fset *token.FileSet, imports types.Importer, p Package) (map[string]bool, error) {
	used := map[string]bool{}
	var files []*ast.File
	for _, name := range p.XTestGoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, 0)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	// Other test files may use what only tests of the package itself declare;
	// their errors do not matter here.
	config := types.Config{Importer: imports, Error: func(error) {}}
	config.Check(p.ImportPath+"_test", fset, files, info)
	for _, f := range files {
		if !declares(f, "Example") || declares(f, "Test") {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				addTypes(used, info.TypeOf(e))
			}
			return true
		})
	}
	return used, nil
}

// declares reports whether f declares a function whose name begins so.
func declares(f *ast.File, name string) bool {
	return slices.ContainsFunc(f.Decls, func(d ast.Decl) bool {
		fn, ok := d.(*ast.FuncDecl)
		return ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, name)
	})
}

// addTypes adds t, what it points to or holds, and of a function the results
// and those parameters that are interfaces.
func addTypes(used map[string]bool, t types.Type) {
	switch t := t.(type) {
	case *types.Alias:
		addTypes(used, types.Unalias(t))
	case *types.Named:
		used[t.String()] = true
	case *types.Pointer:
		addTypes(used, t.Elem())
	case *types.Slice:
		addTypes(used, t.Elem())
	case *types.Array:
		addTypes(used, t.Elem())
	case *types.Map:
		addTypes(used, t.Key())
		addTypes(used, t.Elem())
	case *types.Tuple:
		for i := 0; i < t.Len(); i++ {
			addTypes(used, t.At(i).Type())
		}
	case *types.Signature:
		addTypes(used, t.Results())
		for i := 0; i < t.Params().Len(); i++ {
			if p := t.Params().At(i).Type(); types.IsInterface(p) {
				addTypes(used, p)
			}
		}
	}
}
