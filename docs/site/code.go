package main

import (
	"html"
	"strings"

	"github.com/alecthomas/chroma/v2"
	chtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
)

// This file: code in colours. The classes are chroma's; layout/style.css says their
// colours, for light and dark.

// highlight returns a block of code. A language that is not known stays plain.
func highlight(code, lang string) string {
	code = strings.TrimRight(code, "\n") + "\n"
	open := `<pre class="code" tabindex="0"><code>`
	if lang != "" {
		open = `<pre class="code" tabindex="0" data-lang="` + html.EscapeString(lang) + `"><code>`
	}
	lexer := lexers.Get(lang)
	if lang == "" || lexer == nil {
		return open + html.EscapeString(code) + "</code></pre>\n"
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, code)
	if err != nil {
		return open + html.EscapeString(code) + "</code></pre>\n"
	}
	var b strings.Builder
	format := chtml.New(chtml.WithClasses(true), chtml.PreventSurroundingPre(true))
	if err := format.Format(&b, styles.Fallback, tokens); err != nil {
		return open + html.EscapeString(code) + "</code></pre>\n"
	}
	return open + b.String() + "</code></pre>\n"
}
