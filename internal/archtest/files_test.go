package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// This file: every file opens by saying what lives there.

// TestFilesBeginWithAComment wants a comment above the first declaration of a
// file: that of the package, one that describes the file, or that of the
// declaration if the file is about it alone. A file of the program is named by
// its command. Generated files say so instead.
func TestFilesBeginWithAComment(t *testing.T) {
	files := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "testdata" || path == "../../cmd" || strings.HasPrefix(name, ".") && name != ".." && name != ".") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files++
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		if f.Doc == nil && !ast.IsGenerated(f) && !opens(f) {
			t.Errorf("%s: no comment above the first declaration says what lives there", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 300 {
		t.Errorf("only %d files seen", files)
	}
}

// opens reports whether a comment stands above the first declaration of f, apart
// from those within its imports. A file that declares nothing needs none.
func opens(f *ast.File) bool {
	first := slices.IndexFunc(f.Decls, func(d ast.Decl) bool { return !isImport(d) })
	if first < 0 {
		return true
	}
	return slices.ContainsFunc(f.Comments, func(g *ast.CommentGroup) bool {
		inside := slices.ContainsFunc(f.Decls[:first], func(d ast.Decl) bool { return d.Pos() < g.Pos() && g.Pos() < d.End() })
		return f.Name.End() < g.Pos() && g.Pos() < f.Decls[first].Pos() && !inside && strings.TrimSpace(g.Text()) != ""
	})
}

func isImport(d ast.Decl) bool {
	g, ok := d.(*ast.GenDecl)
	return ok && g.Tok == token.IMPORT
}
