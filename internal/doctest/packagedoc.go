package doctest

import (
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// This file: what a package tells of itself: its comment, the links in it, its example,
// and the examples of its constructors.

// PackageDoc is what a package in a folder tells of itself.
type PackageDoc struct {
	Name         string
	Lines        int      // of the package's comment, without blank ones
	Links        []string // what it links to in the package itself, such as "Tape", in order
	Broken       []string // links in brackets to what the package does not export
	Example      bool     // there is a function Example
	Constructors []string // exported functions New...
	Bare         []string // those of them that no example is about
}

// bracketed is text that looks like a link to a declaration but is none.
var bracketed = regexp.MustCompile(`\[\*?[A-Z]\w*(\.[A-Z]\w*)?\]`)

// ReadPackageDoc reads the Go files in dir. An example is about a constructor NewX if it
// is called ExampleNewX, or if it is called ExampleX, or the package's Example, and calls
// it.
func ReadPackageDoc(dir string) (*PackageDoc, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	p := new(PackageDoc)
	var text string
	exported := map[string]bool{}  // "Tape" and "Tape.Reset"
	calls := map[string][]string{} // what an example calls
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(name, "_test.go") {
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Example") {
					calls[fn.Name.Name] = called(fn)
				}
			}
			continue
		}
		p.Name = f.Name.Name
		if f.Doc != nil {
			text += f.Doc.Text() + "\n"
		}
		for _, name := range exportedNames(f) {
			exported[name] = true
			if strings.HasPrefix(name, "New") && isFunc(f, name) {
				p.Constructors = append(p.Constructors, name)
			}
		}
	}
	for _, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) != "" {
			p.Lines++
		}
	}
	p.readLinks(text, exported)
	_, p.Example = calls["Example"]
	slices.Sort(p.Constructors)
	for _, c := range p.Constructors {
		if _, ok := calls["Example"+c]; ok {
			continue
		}
		about := append(slices.Clone(calls["Example"+strings.TrimPrefix(c, "New")]), calls["Example"]...)
		if !slices.Contains(about, c) {
			p.Bare = append(p.Bare, c)
		}
	}
	return p, nil
}

// readLinks finds the links of a comment.
func (p *PackageDoc) readLinks(text string, exported map[string]bool) {
	parser := comment.Parser{
		LookupSym: func(recv, name string) bool {
			if recv != "" {
				name = recv + "." + name
			}
			return exported[name]
		},
	}
	walk := func(list []comment.Text) {
		for _, t := range list {
			switch t := t.(type) {
			case *comment.DocLink:
				if t.ImportPath == "" {
					name := t.Name
					if t.Recv != "" {
						name = t.Recv + "." + name
					}
					if !slices.Contains(p.Links, name) {
						p.Links = append(p.Links, name)
					}
				}
			case comment.Plain:
				p.Broken = append(p.Broken, bracketed.FindAllString(string(t), -1)...)
			}
		}
	}
	var blocks func(list []comment.Block)
	blocks = func(list []comment.Block) {
		for _, b := range list {
			switch b := b.(type) {
			case *comment.Paragraph:
				walk(b.Text)
			case *comment.List:
				for _, item := range b.Items {
					blocks(item.Content)
				}
			}
		}
	}
	blocks(parser.Parse(text).Content)
}

// called returns the names of the functions that fn calls, of whatever package.
func called(fn *ast.FuncDecl) (names []string) {
	ast.Inspect(fn, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			switch f := c.Fun.(type) {
			case *ast.SelectorExpr:
				names = append(names, f.Sel.Name)
			case *ast.Ident:
				names = append(names, f.Name)
			}
		}
		return true
	})
	return names
}

// exportedNames returns what f exports: "Tape", and "Tape.Reset" for a method.
func exportedNames(f *ast.File) (names []string) {
	declared(f, func(name, of string) {
		if ast.IsExported(name) && (of == "" || ast.IsExported(of)) {
			names = append(names, strings.TrimPrefix(of+"."+name, "."))
		}
	})
	return names
}

// isFunc reports whether name is a function of f.
func isFunc(f *ast.File, name string) bool {
	return slices.ContainsFunc(f.Decls, func(d ast.Decl) bool {
		fn, ok := d.(*ast.FuncDecl)
		return ok && fn.Recv == nil && fn.Name.Name == name
	})
}
