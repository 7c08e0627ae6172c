package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"strings"
)

// What Shift-Tab shows in a notebook: each exported name's declaration and the first
// sentence of its comment.

// describe returns the lines of docs.txt for p.
func describe(p loaded) ([]string, error) {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range p.files {
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	d, err := doc.NewFromFiles(fset, files, p.path)
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
		funcs(t.Methods, "."+t.Name+".")
	}
	return lines, nil
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
