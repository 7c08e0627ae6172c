package doctest

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// This file: compiling snippets. Those of one document become nested blocks of
// one function, so that a later snippet may use what an earlier one declares. The
// function returns an error, so that snippets may.
// Imports follow from the names before a dot. The go command reads the files
// through an overlay: nothing is written into the module.

// Source is a document with snippets of Go.
type Source struct {
	Preamble string // declarations that the snippets take for granted
	Snippets []Block
}

// Compile compiles the sources as packages of the module in root, and returns
// what the compiler says. packages are the import paths that snippets may use;
// where two have one name, the first is meant.
func Compile(root string, packages []string, sources []Source) error {
	dir, err := os.MkdirTemp("", "doctest")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	root, err = filepath.Abs(root)
	if err != nil {
		return err
	}
	imports := map[string]string{}
	for _, p := range packages {
		if _, taken := imports[packageName(p)]; !taken {
			imports[packageName(p)] = p
		}
	}
	var problems []string
	overlay := map[string]string{}
	args := []string{"build", "-overlay", filepath.Join(dir, "overlay.json")}
	add := func(text string) error {
		n := len(overlay)
		real := filepath.Join(dir, fmt.Sprintf("%d.go", n))
		overlay[filepath.Join(root, "internal", "doctest", fmt.Sprintf("snippet%d", n), "snippet.go")] = real
		args = append(args, fmt.Sprintf("./internal/doctest/snippet%d", n))
		return os.WriteFile(real, []byte(text), 0o666)
	}
	// Two packages at least: of a single one the go command might keep a
	// result.
	if err := add("package snippet\n"); err != nil {
		return err
	}
	for _, s := range sources {
		text, whole, wrong := compose(s, imports)
		problems = append(problems, wrong...)
		for _, t := range append(whole, text) {
			if err := add(t); err != nil {
				return err
			}
		}
	}
	list, err := json.Marshal(map[string]map[string]string{"Replace": overlay})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), list, 0o666); err != nil {
		return err
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		problems = append(problems, fmt.Sprintf("go build: %v\n%s", err, out))
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s", strings.Join(problems, "\n"))
	}
	return nil
}

// packageName returns the name by which the package of an import path goes.
func packageName(p string) string {
	base := path.Base(p)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		base = path.Base(path.Dir(p))
	}
	return base
}

// compose returns the Go file of a source; whole are snippets that are files
// themselves, and wrong says which snippets are no Go.
func compose(s Source, imports map[string]string) (text string, whole, wrong []string) {
	var body, decls strings.Builder
	depth := 0
	block := func(line, code string, names []string) {
		fmt.Fprintf(&body, "{\n%s%s\n", line, code)
		for _, n := range names {
			fmt.Fprintf(&body, "_ = %s\n", n)
		}
		depth++
	}
	if len(s.Snippets) > 0 {
		preamble := "preamble of " + s.Snippets[0].File
		names, err := statements(s.Preamble)
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", preamble, err))
		} else {
			block(fmt.Sprintf("//line %s:1\n", preamble), s.Preamble, names)
		}
	}
	for _, b := range s.Snippets {
		line := fmt.Sprintf("//line %s\n", b.Where(0))
		if strings.HasPrefix(strings.TrimSpace(b.Text), "package ") {
			file, err := wholeFile(line, b.Text)
			if err != nil {
				wrong = append(wrong, fmt.Sprintf("%s: %v", b.Where(0), err))
				continue
			}
			whole = append(whole, file)
			continue
		}
		names, err := statements(b.Text)
		if err == nil {
			block(line, b.Text, names)
			continue
		}
		if _, notDecls := parser.ParseFile(token.NewFileSet(), "", "package p\n"+b.Text, 0); notDecls == nil {
			decls.WriteString(line + b.Text + "\n")
			continue
		}
		wrong = append(wrong, fmt.Sprintf("%s: not Go: %v", b.Where(0), err))
	}
	code := "func _() error {\n" + body.String() + strings.Repeat("}\n", depth) + "return nil\n}\n" + decls.String()
	return "package snippet\n" + importsOf(code, imports) + code, whole, wrong
}

// wholeFile renames the package of a file, so that no program is linked.
func wholeFile(line, text string) (string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ImportsOnly)
	if err != nil {
		return "", err
	}
	from, to := int(f.Name.Pos())-1, int(f.Name.End())-1
	return line + text[:from] + "snippet" + text[to:], nil
}

// statements parses code as the body of a function and returns the names that
// it declares at the top. An example may declare what it does not use.
func statements(code string) ([]string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), "", "package p; func _() {"+code+"\n}", 0)
	if err != nil {
		return nil, err
	}
	// A brace too many would end the function and begin something else.
	fn, ok := f.Decls[0].(*ast.FuncDecl)
	if !ok || len(f.Decls) != 1 {
		return nil, fmt.Errorf("more than statements")
	}
	var names []string
	add := func(id *ast.Ident) {
		if id.Name != "_" && !slices.Contains(names, id.Name) {
			names = append(names, id.Name)
		}
	}
	for _, s := range fn.Body.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				continue
			}
			for _, left := range s.Lhs {
				if id, ok := left.(*ast.Ident); ok {
					add(id)
				}
			}
		case *ast.DeclStmt:
			if d, ok := s.Decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
				for _, spec := range d.Specs {
					for _, id := range spec.(*ast.ValueSpec).Names {
						add(id)
					}
				}
			}
		}
	}
	return names, nil
}

// importsOf returns the import declarations that code needs: of names that
// stand before a dot and that it does not declare.
func importsOf(code string, imports map[string]string) string {
	f, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+code, 0)
	if err != nil {
		return "" // the compiler says what is wrong
	}
	unresolved := map[*ast.Ident]bool{}
	for _, id := range f.Unresolved {
		unresolved[id] = true
	}
	var needed []string
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && unresolved[id] && imports[id.Name] != "" {
				needed = append(needed, imports[id.Name])
			}
		}
		return true
	})
	slices.Sort(needed)
	var b strings.Builder
	for _, p := range slices.Compact(needed) {
		fmt.Fprintf(&b, "import %q\n", p)
	}
	return b.String()
}
