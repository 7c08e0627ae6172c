package doctest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
)

// This file: names of Go in the prose of documents.

// Names are what packages export: "nn.ViT", "nn.ViT.Forward" and so on, with the methods
// and fields of types, also of unexported ones that are named as documents name them.
type Names struct {
	known, packages, types map[string]bool
}

// ReadNames returns the names of the packages in dirs, without tests.
func ReadNames(dirs []string) (*Names, error) {
	n := &Names{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			return nil, err
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			n.add(f)
		}
	}
	return n, nil
}

func (n *Names) add(f *ast.File) {
	pkg := f.Name.Name
	n.packages[pkg] = true
	know := func(name, of string) {
		n.known[pkg+"."+strings.TrimPrefix(of+"."+name, ".")] = true
		if of != "" {
			n.known[of+"."+name] = true // as documents say it next to the package's name
			n.types[of] = true
		}
	}
	declared(f, know)
}

// declared tells of everything that f declares at its top level: a name, and for a method,
// a field or a method of an interface the type that it is of.
func declared(f *ast.File, tell func(name, of string)) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			of := ""
			if d.Recv != nil {
				of = receiver(d.Recv.List[0].Type)
			}
			tell(d.Name.Name, of)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.ValueSpec:
					for _, id := range s.Names {
						tell(id.Name, "")
					}
				case *ast.TypeSpec:
					tell(s.Name.Name, "")
					for _, member := range members(s.Type) {
						tell(member, s.Name.Name)
					}
				}
			}
		}
	}
}

// receiver returns the name of a method's type.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// members returns the fields of a struct, or the methods of an interface.
func members(e ast.Expr) []string {
	var list *ast.FieldList
	switch e := e.(type) {
	case *ast.StructType:
		list = e.Fields
	case *ast.InterfaceType:
		list = e.Methods
	default:
		return nil
	}
	var names []string
	for _, f := range list.List {
		for _, id := range f.Names {
			names = append(names, id.Name)
		}
	}
	return names
}

// qualified matches a name with what it belongs to: pkg.Name, pkg.Type.Member,
// Type.Member, perhaps with arguments.
var qualified = regexp.MustCompile(`^\*?(\w+(?:\.\w+){1,2})(?:\(.*\))?$`)

// Wrong reports whether a code span names something of a package that does not exist.
// ok says whether it is such a name: "model.safetensors" is none, whatever package or
// unexported type is called model.
func (n *Names) Wrong(span string) (wrong, ok bool) {
	m := qualified.FindStringSubmatch(span)
	if m == nil {
		return false, false
	}
	of, name, _ := strings.Cut(m[1], ".")
	switch {
	case n.known[m[1]]:
		return false, true
	case n.packages[of] && ast.IsExported(name), n.types[of] && ast.IsExported(of):
		return true, true
	}
	return false, false
}
