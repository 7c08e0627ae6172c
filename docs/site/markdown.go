package main

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"path"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	rhtml "github.com/yuin/goldmark/renderer/html"
	mdtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// This file: Markdown to HTML. Headings get the anchors that GitHub gives them, code is
// coloured, links and pictures are resolved within the repository.

func (s *Site) renderMarkdown(p *Page, source []byte) error {
	body, err := s.markdown(p, source, newSlugs())
	if err != nil {
		return err
	}
	if p.Title == "" {
		return fmt.Errorf("no heading of the first level")
	}
	p.Body = template.HTML(body)
	return nil
}

// quotes makes quotation marks and apostrophes of typewriter's, and leaves hyphens and dots.
var quotes = extension.NewTypographer(extension.WithTypographicSubstitutions(map[extension.TypographicPunctuation][]byte{
	extension.EnDash: nil, extension.EmDash: nil, extension.Ellipsis: nil, extension.LeftAngleQuote: nil, extension.RightAngleQuote: nil,
}))

// markdown renders a piece of a page, and adds to its title, headings and index.
func (s *Site) markdown(p *Page, source []byte, ids *slugs) (string, error) {
	md := goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough, quotes),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(rhtml.WithUnsafe(),
			renderer.WithNodeRenderers(util.Prioritized(nodes{}, 100))),
	)
	doc := md.Parser().Parse(mdtext.NewReader(source), parser.WithContext(parser.NewContext(parser.WithIDs(ids))))
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			n.Destination = []byte(s.resolve(p, string(n.Destination), false))
		case *ast.Image:
			n.Destination = []byte(s.resolve(p, string(n.Destination), true))
		case *ast.Heading:
			id, _ := n.AttributeString("id")
			h := heading{n.Level, string(id.([]byte)), plainText(n, source)}
			if n.Level == 1 && p.Title == "" {
				p.Title = h.Text
			} else if n.Level <= 3 {
				p.TOC = append(p.TOC, h)
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return "", err
	}
	p.addToIndex(doc, source)
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, source, doc); err != nil {
		return "", err
	}
	return scrollTables(b.String()), nil
}

// scrollTables lets wide tables scroll in themselves.
func scrollTables(html string) string {
	return strings.NewReplacer("<table>", `<div class="scroll" tabindex="0"><table>`, "</table>", "</table></div>").Replace(html)
}

// plainText returns the text below a node without its marks.
func plainText(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(source))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		case *ast.RawHTML, *ast.HTMLBlock, *ast.FencedCodeBlock, *ast.CodeBlock:
			return ast.WalkSkipChildren, nil
		default:
			if !entering && n.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
}

// slugs makes the anchors of a page's headings: letters and digits in lower case, and
// hyphens for spaces. A second one of the same name gets a number.
type slugs struct{ seen map[string]int }

func newSlugs() *slugs { return &slugs{map[string]int{}} }

func (s *slugs) Generate(value []byte, _ ast.NodeKind) []byte {
	var b strings.Builder
	for _, r := range strings.TrimSpace(strings.ToLower(string(value))) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
			b.WriteRune(r)
		case r == ' ':
			b.WriteByte('-')
		}
	}
	slug := b.String()
	n := s.seen[slug]
	s.seen[slug]++
	if n > 0 {
		slug = fmt.Sprintf("%s-%d", slug, n)
	}
	return []byte(slug)
}

func (s *slugs) Put([]byte) {}

// nodes renders what differs from goldmark's own HTML.
type nodes struct{}

func (nodes) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindHeading, renderHeading)
	r.Register(ast.KindFencedCodeBlock, renderFence)
	r.Register(ast.KindCodeBlock, renderIndented)
	r.Register(ast.KindImage, renderImage)
	r.Register(ast.KindCodeSpan, renderSpan)
}

func renderHeading(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	h := n.(*ast.Heading)
	id, _ := h.AttributeString("id")
	switch {
	case entering:
		fmt.Fprintf(w, `<h%d id="%s">`, h.Level, html.EscapeString(string(id.([]byte))))
	case h.Level == 1:
		fmt.Fprintln(w, `</h1>`)
	default:
		fmt.Fprintf(w, ` <a class="anchor" href="#%s" aria-label="Link to the section %s">#</a></h%d>`+"\n",
			html.EscapeString(string(id.([]byte))), html.EscapeString(plainText(h, source)), h.Level)
	}
	return ast.WalkContinue, nil
}

func renderFence(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		f := n.(*ast.FencedCodeBlock)
		fmt.Fprint(w, highlight(lines(f, source), string(f.Language(source))))
	}
	return ast.WalkSkipChildren, nil
}

func renderIndented(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		fmt.Fprint(w, highlight(lines(n, source), ""))
	}
	return ast.WalkSkipChildren, nil
}

func lines(n ast.Node, source []byte) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		at := n.Lines().At(i)
		b.Write(at.Value(source))
	}
	return b.String()
}

// renderSpan keeps short code on one line: a flag would be cut at its hyphens.
func renderSpan(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		var b strings.Builder
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				b.Write(t.Segment.Value(source))
			}
		}
		code := strings.ReplaceAll(b.String(), "\n", " ")
		class := ""
		if len(code) <= 24 {
			class = ` class="short"`
		}
		fmt.Fprintf(w, "<code%s>%s</code>", class, html.EscapeString(code))
	}
	return ast.WalkSkipChildren, nil
}

// renderImage shows a drawing so wide that its words stay readable: it scrolls on
// a phone. Pictures that were made on white keep it in the dark.
func renderImage(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	dest, alt := string(n.(*ast.Image).Destination), plainText(n, source)
	class := "picture"
	if path.Ext(dest) == ".svg" {
		class = "drawing"
	}
	fmt.Fprintf(w, `<span class="figure" tabindex="0"><img class="%s" src="%s" alt="%s" loading="lazy"></span>`,
		class, html.EscapeString(dest), html.EscapeString(alt))
	return ast.WalkSkipChildren, nil
}
