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
		if text := plainText(n, source); text != "" {
			last.text = strings.TrimSpace(last.text + " " + text)
		}
	}
}

// longest is how much text of a section is searched, in bytes.
const longest = 3000

// searchIndex returns the script with the index of all pages of the menu.
func (s *Site) searchIndex() ([]byte, error) {
	var rows [][4]string
	for _, p := range s.pages {
		if p.Section == "" {
			continue
		}
		for _, e := range p.index {
			if len(e.text) > longest {
				e.text = strings.ToValidUTF8(e.text[:longest], "")
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
