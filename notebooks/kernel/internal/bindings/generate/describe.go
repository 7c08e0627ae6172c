package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
	"strings"
)

// What Shift-Tab shows in a notebook: each exported name's declaration and the first
// sentence of its comment.

// describe returns the lines of docs.txt for p.
func describe(p loaded) ([]string, error) {
	fset := token.NewFileSet()
	d, err := p.read(fset, p.path)
	if err != nil {
		return nil, err
	}
	var lines []string
	add := func(name string, node any, comment string) {
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s", p.path+name, oneLine(fset, node), d.Synopsis(comment)))
	}
	add("", "package "+d.Name, d.Doc)
	values := func(list []*doc.Value) {
		for _, v := range list {
			for _, spec := range v.Decl.Specs {
				spec := spec.(*ast.ValueSpec)
				comment := v.Doc
				if spec.Doc != nil {
					comment = spec.Doc.Text()
				} else if spec.Comment != nil {
					comment = spec.Comment.Text()
				}
				for _, name := range spec.Names {
					if name.IsExported() {
						text := v.Decl.Tok.String() + " " + name.Name
						if spec.Type != nil {
							text += " " + oneLine(fset, spec.Type)
						}
						add("."+name.Name, text, comment)
					}
				}
			}
		}
	}
	funcs := func(list []*doc.Func, prefix string) {
		for _, f := range list {
			f.Decl.Doc, f.Decl.Body = nil, nil
			add(prefix+f.Name, f.Decl, f.Doc)
		}
	}
	values(d.Consts)
	values(d.Vars)
	funcs(d.Funcs, ".")
	for _, t := range d.Types {
		values(t.Consts)
		values(t.Vars)
		funcs(t.Funcs, ".")
		spec := t.Decl.Specs[0].(*ast.TypeSpec)
		text := "type " + t.Name + " "
		methods := t.Methods
		if meant, err := p.meant(fset, spec); err != nil {
			return nil, err
		} else if meant != nil {
			spec, methods = meant.Decl.Specs[0].(*ast.TypeSpec), meant.Methods
		}
		switch spec.Type.(type) {
		case *ast.StructType:
			text += "struct"
		case *ast.InterfaceType:
			text += "interface"
		default:
			text += oneLine(fset, spec.Type)
		}
		add("."+t.Name, text, t.Doc)
		if s, ok := spec.Type.(*ast.StructType); ok {
			for _, field := range s.Fields.List {
				comment := field.Doc.Text() + field.Comment.Text()
				for _, name := range field.Names {
					if name.IsExported() {
						add("."+t.Name+"."+name.Name, name.Name+" "+oneLine(fset, field.Type), comment)
					}
				}
			}
		}
		funcs(methods, "."+t.Name+".")
	}
	return lines, nil
}

// read returns the documentation of the package at path.
func (p loaded) read(fset *token.FileSet, path string) (*doc.Package, error) {
	var files []*ast.File
	for _, name := range p.sources[path] {
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return doc.NewFromFiles(fset, files, path)
}

// meant returns the type that an alias stands for if it is that of an internal package,
// whose documentation nobody else shows; nil if spec is no such alias.
func (p loaded) meant(fset *token.FileSet, spec *ast.TypeSpec) (*doc.Type, error) {
	name, ok := p.types.Scope().Lookup(spec.Name.Name).(*types.TypeName)
	if !ok || !name.IsAlias() {
		return nil, nil
	}
	named, ok := types.Unalias(name.Type()).(*types.Named)
	if !ok || !strings.Contains(named.Obj().Pkg().Path(), "/internal/") {
		return nil, nil
	}
	d, err := p.read(fset, named.Obj().Pkg().Path())
	if err != nil {
		return nil, err
	}
	for _, t := range d.Types {
		if t.Name == named.Obj().Name() {
			return t, nil
		}
	}
	return nil, nil
}

// oneLine prints a declaration on one line.
func oneLine(fset *token.FileSet, node any) string {
	if s, ok := node.(string); ok {
		return s
	}
	var b bytes.Buffer
	if err := printer.Fprint(&b, fset, node); err != nil {
		return err.Error()
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
