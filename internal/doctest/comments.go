package doctest

import (
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// This file: what doc comments hold as code.

// Comments returns the indented blocks in the doc comments of the Go package
// in dir: that of the package and those of exported declarations. Lang stays
// empty, for formulas and listings of folders are indented, too.
func Comments(dir string) ([]Block, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var blocks []Block
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, g := range docComments(f) {
			blocks = append(blocks, commentBlocks(fset, g)...)
		}
	}
	return blocks, nil
}

// docComments returns the comments of the package and of what f exports.
func docComments(f *ast.File) []*ast.CommentGroup {
	groups := []*ast.CommentGroup{f.Doc}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() {
				groups = append(groups, d.Doc)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if t, ok := s.(*ast.TypeSpec); ok && t.Name.IsExported() {
					groups = append(groups, d.Doc, t.Doc)
				}
			}
		}
	}
	return slices.DeleteFunc(groups, func(g *ast.CommentGroup) bool { return g == nil })
}

// commentBlocks returns the indented blocks of one comment.
func commentBlocks(fset *token.FileSet, g *ast.CommentGroup) []Block {
	var blocks []Block
	at := 0 // lines before this one belong to earlier blocks
	for _, part := range new(comment.Parser).Parse(g.Text()).Content {
		code, ok := part.(*comment.Code)
		if !ok {
			continue
		}
		first, _, _ := strings.Cut(code.Text, "\n")
		for at < len(g.List) && strings.TrimSpace(strings.TrimPrefix(g.List[at].Text, "//")) != strings.TrimSpace(first) {
			at++
		}
		where := fset.Position(g.List[min(at, len(g.List)-1)].Pos())
		blocks = append(blocks, Block{File: where.Filename, Line: where.Line, Text: code.Text})
		at += strings.Count(code.Text, "\n")
	}
	return blocks
}
