package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/doc"
	"go/parser"
	"go/token"
	"html"
	"html/template"
	"io"
	"os/exec"
	"path"
	"strings"
)

// This file: lists that pages leave to the generator, by a comment in their Markdown.

// fillLists puts the lists in their places.
func (s *Site) fillLists() error {
	for _, p := range s.pages {
		body := string(p.Body)
		for mark, list := range map[string]func(*Page) (string, error){
			"<!-- list of packages -->":  s.packageList,
			"<!-- list of notebooks -->": s.notebookList,
			"<!-- list of examples -->":  s.exampleList,
		} {
			if !strings.Contains(body, mark) {
				continue
			}
			text, err := list(p)
			if err != nil {
				return err
			}
			body = strings.ReplaceAll(body, mark, text)
		}
		p.Body = template.HTML(body)
	}
	return nil
}

// notebookList returns the notebooks with what they begin with.
func (s *Site) notebookList(from *Page) (string, error) {
	var b strings.Builder
	for _, p := range s.pages {
		if path.Ext(p.Source) != ".ipynb" {
			continue
		}
		first, _, more := strings.Cut(p.index[0].text, ". ")
		if more {
			first += "."
		}
		fmt.Fprintf(&b, "<li><a href=%q>%s</a><br>%s</li>\n", relative(from.Out, p.Out),
			html.EscapeString(p.Title), html.EscapeString(first))
	}
	if b.Len() == 0 {
		return "<p>There is no notebook in this copy of the repository.</p>\n", nil
	}
	return "<ul class=\"cards\">\n" + b.String() + "</ul>\n", nil
}

// exampleList returns the programs in examples/ and what each says of itself.
func (s *Site) exampleList(*Page) (string, error) {
	found, err := s.glob("examples/*/main.go")
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, file := range found {
		f, err := parser.ParseFile(token.NewFileSet(), s.file(file), nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			return "", err
		}
		dir := path.Dir(file)
		_, words, _ := strings.Cut(strings.TrimPrefix(new(doc.Package).Synopsis(f.Doc.Text()), "Command "), " ")
		fmt.Fprintf(&b, "<li><a href=\"%s/tree/main/%s\">%s</a><br>%s</li>\n", repository, dir, path.Base(dir), html.EscapeString(capital(words)))
	}
	return "<ul class=\"cards\">\n" + b.String() + "</ul>\n", nil
}

type goPackage struct{ ImportPath, Name, Doc string }

// packageList returns the packages that programs may import, and what each says of itself.
func (s *Site) packageList(*Page) (string, error) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Doc", "./...")
	cmd.Dir = s.root
	var wrong bytes.Buffer
	cmd.Stderr = &wrong
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go list: %v\n%s", err, wrong.String())
	}
	var b strings.Builder
	b.WriteString("<table>\n<thead><tr><th>package</th><th>what it is</th></tr></thead>\n<tbody>\n")
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return "", fmt.Errorf("go list: %w", err)
		}
		name, below := strings.CutPrefix(p.ImportPath, "github.com/gopathway/pathway/")
		if !below || name == "bench" || strings.Contains("/"+name+"/", "/internal/") || p.Name == "main" || p.Doc == "" {
			continue
		}
		fmt.Fprintf(&b, "<tr><td><a href=\"https://pkg.go.dev/%s\"><code>%s</code></a></td><td>%s</td></tr>\n",
			p.ImportPath, html.EscapeString(name), html.EscapeString(synopsis(p)))
	}
	b.WriteString("</tbody>\n</table>\n")
	return scrollTables(b.String()), nil
}

// synopsis returns the first sentence of a package's comment, without the brackets of links.
func synopsis(p goPackage) string {
	s := strings.NewReplacer("[", "", "]", "").Replace(strings.TrimPrefix(p.Doc, "Package "+p.Name+" "))
	return capital(s)
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
