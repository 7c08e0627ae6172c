package main

import (
	"encoding/json"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// This file: the index that the search field reads, as a script, since a page that is
// a file may not fetch others.

// entry is a section of a page: its address, the titles, and its words.
type entry struct {
	anchor, title, text string
}

// addToIndex adds the sections of a document. Words before the first heading of a piece
// belong to the section before.
func (p *Page) addToIndex(doc ast.Node, source []byte) {
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			id, _ := h.AttributeString("id")
			e := entry{anchor: "#" + string(id.([]byte)), title: plainText(h, source)}
			if h.Level == 1 {
				e.anchor, e.title = "", ""
			}
			p.index = append(p.index, e)
			continue
		}
		if len(p.index) == 0 {
			p.index = append(p.index, entry{})
		}
		last := &p.index[len(p.index)-1]
		if text := searchedText(n, source); text != "" {
			last.text = strings.TrimSpace(last.text + " " + text)
		}
	}
}

// searchedText returns the text below a node, with that of blocks of code: commands, flags and
// names of functions are what people look for.
func searchedText(n ast.Node, source []byte) string {
	words := []string{plainText(n, source)}
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && (n.Kind() == ast.KindFencedCodeBlock || n.Kind() == ast.KindCodeBlock) {
			words = append(words, strings.Fields(string(n.Lines().Value(source)))...)
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(strings.Join(words, " "))
}

// How much text of a section is searched, in bytes. Sections of pages beside the menu, the
// reports of studies, are tables for the most part: what they are about stands in front.
const longest, longestBeside = 3000, 300

// searchIndex returns the script with the index of all pages. Pages of the menu come
// first, and so they do among results that fit as well.
func (s *Site) searchIndex() ([]byte, error) {
	var rows [][4]string
	for _, p := range s.pages {
		most := longest
		if p.Section == "" {
			most = longestBeside
		}
		for _, e := range p.index {
			if len(e.text) > most {
				e.text = strings.ToValidUTF8(e.text[:most], "")
			}
			rows = append(rows, [4]string{p.Out + e.anchor, p.Label(), e.title, e.text})
		}
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	return append(append([]byte("searchIndex="), data...), ';', '\n'), nil
}
