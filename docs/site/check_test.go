package main

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// This file: what a page's HTML must be. The tests of the site use it, and the tests of
// pages that are wrong on purpose.

// page is what a check has to know of a written page.
type page struct {
	ids      map[string]bool
	links    []string // of anchors
	external []string
	problems []string
}

// void are elements without an end.
var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// drawn are elements of SVG that end themselves.
var drawn = []string{"path", "circle", "rect", "line", "polyline", "polygon", "stop", "use", "ellipse", "image"}

// inspect reads a page: its tags are balanced, its ids are unique, pictures say what they
// show, and nothing of it is loaded from elsewhere.
func inspect(data []byte) page {
	p := page{ids: map[string]bool{}}
	wrong := func(format string, args ...any) { p.problems = append(p.problems, fmt.Sprintf(format, args...)) }
	var open []string
	counts := map[string]int{}
	z := html.NewTokenizer(bytes.NewReader(data))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if z.Err() != io.EOF {
				wrong("%v", z.Err())
			}
			break
		}
		t := z.Token()
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			counts[t.Data]++
			if kind == html.StartTagToken && !slices.Contains(void, t.Data) && !slices.Contains(drawn, t.Data) {
				open = append(open, t.Data)
			}
			p.tag(t, wrong)
		case html.EndTagToken:
			if slices.Contains(drawn, t.Data) {
				continue
			}
			if len(open) == 0 || open[len(open)-1] != t.Data {
				wrong("</%s> ends %v", t.Data, open)
				return p
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		wrong("%v do not end", open)
	}
	for _, once := range []string{"html", "head", "body", "title", "main", "h1", "header"} {
		if counts[once] != 1 {
			wrong("%d elements %s", counts[once], once)
		}
	}
	return p
}

func (p *page) tag(t html.Token, wrong func(string, ...any)) {
	attr := map[string]string{}
	for _, a := range t.Attr {
		attr[a.Key] = a.Val
	}
	if id, ok := attr["id"]; ok {
		if id == "" || strings.ContainsAny(id, " \t\n") {
			wrong("the id %q", id)
		}
		if p.ids[id] {
			wrong("two elements have the id %q", id)
		}
		p.ids[id] = true
	}
	switch t.Data {
	case "img":
		if strings.TrimSpace(attr["alt"]) == "" {
			wrong("the picture %.80s has no alt text", attr["src"])
		}
		if !strings.HasPrefix(attr["src"], "data:") {
			p.local(attr["src"], wrong)
		}
	case "script", "source", "iframe", "video", "audio":
		if src, ok := attr["src"]; ok {
			p.local(src, wrong)
		}
	case "link":
		if attr["href"] != "data:," {
			p.local(attr["href"], wrong)
		}
	case "a":
		href, ok := attr["href"]
		switch {
		case !ok:
		case strings.Contains(href, "://"):
			if !strings.HasPrefix(href, "https://") {
				wrong("the link %s is not https", href)
			}
			p.external = append(p.external, href)
		default:
			p.links = append(p.links, href)
		}
	}
}

// local notes what a page loads, which must be a file of the site.
func (p *page) local(href string, wrong func(string, ...any)) {
	if href == "" || strings.Contains(href, "//") {
		wrong("%q is loaded from elsewhere", href)
		return
	}
	p.links = append(p.links, href)
}

// checkSite returns what is wrong with the files of a site, and the external links.
func checkSite(files map[string][]byte) (problems, external []string) {
	pages := map[string]page{}
	for name, data := range files {
		if path.Ext(name) == ".html" {
			pages[name] = inspect(data)
		}
	}
	reached := map[string]bool{"index.html": true}
	for name, p := range pages {
		for _, w := range p.problems {
			problems = append(problems, name+": "+w)
		}
		external = append(external, p.external...)
		for _, href := range p.links {
			file, fragment, _ := strings.Cut(href, "#")
			to := path.Join(path.Dir(name), unescape(file))
			if file == "" {
				to = name
			}
			if to != name {
				reached[to] = true
			}
			switch {
			case files[to] == nil:
				problems = append(problems, fmt.Sprintf("%s: the link %s leads to no file", name, href))
			case fragment != "" && !pages[to].ids[unescape(fragment)]:
				problems = append(problems, fmt.Sprintf("%s: the link %s leads to no place on the page", name, href))
			}
		}
	}
	for name := range files {
		if !reached[name] && name != "assets/search-index.js" {
			problems = append(problems, name+": nothing leads there")
		}
	}
	slices.Sort(problems)
	slices.Sort(external)
	return problems, slices.Compact(external)
}
