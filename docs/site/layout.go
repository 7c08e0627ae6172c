package main

import (
	_ "embed"
	"html/template"
	"slices"
	"strings"
)

// This file: what surrounds the text of a page. The look lives in layout/.

var (
	//go:embed layout/page.html
	pageText string
	//go:embed layout/style.css
	style []byte
	//go:embed layout/script.js
	script []byte

	pageTemplate = template.Must(template.New("page").Parse(pageText))
)

// layout adds the files that all pages share.
func (s *Site) layout() error {
	index, err := s.searchIndex()
	if err != nil {
		return err
	}
	s.assets["assets/style.css"] = style
	s.assets["assets/script.js"] = script
	s.assets["assets/search-index.js"] = index
	return nil
}

// view is what the template shows.
type view struct {
	*Page
	Base       string // the way to the root of the site, "" or "../" and so on
	Home       bool
	Menu       []menuSection
	Prev, Next *menuLink
	Parent     *menuLink // of a page that the menu does not show
	Headings   []heading
	Edit       string
	Generated  bool
}

type menuSection struct {
	Title string
	Open  bool
	Links []menuLink
}

type menuLink struct {
	Href, Label, Section string
	Current              bool
}

// generated are pages that are not edited as Markdown: the sources lie elsewhere.
var generated = map[string]string{
	"docs/formats.md":           "internal/formatlist",
	"docs/reference/cli.md":     "cmd/m2pt",
	"docs/reference/recipes.md": "train/recipe",
	"docs/reference/ops.md":     "internal/oplist",
}

// view returns what surrounds page i.
func (s *Site) view(i int) view {
	p := s.pages[i]
	v := view{Page: p, Base: strings.Repeat("../", strings.Count(p.Out, "/")), Home: p.Out == "index.html"}
	for _, sec := range menu {
		m := menuSection{Title: sec.title, Open: sec.title == p.Section}
		for _, q := range s.pages {
			if q.Section == sec.title {
				m.Links = append(m.Links, menuLink{relative(p.Out, q.Out), q.Label(), sec.title, q == p})
			}
		}
		v.Menu = append(v.Menu, m)
	}
	near := func(j int) *menuLink {
		if p.Section == "" || j < 0 || j >= len(s.pages) || s.pages[j].Section == "" {
			return nil
		}
		q := s.pages[j]
		return &menuLink{Href: relative(p.Out, q.Out), Label: q.Label(), Section: q.Section}
	}
	v.Prev, v.Next = near(i-1), near(i+1)
	if parent := s.bySource["docs/results.md"]; p.Section == "" && parent != nil {
		v.Parent = &menuLink{Href: relative(p.Out, parent.Out), Label: parent.Label()}
	}
	v.Headings = p.TOC
	if len(p.TOC) > 30 { // then the parts alone
		v.Headings = slices.DeleteFunc(slices.Clone(p.TOC), func(h heading) bool { return h.Level > 2 })
	}
	v.Edit = repository + "/edit/main/" + p.Source
	if from := generated[p.Source]; from != "" {
		v.Edit, v.Generated = repository+"/tree/main/"+from, true
	}
	return v
}
