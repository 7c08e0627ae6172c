package report

import (
	"encoding/base64"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
)

// This file: the report as a page of HTML.

// style is the style sheet of the HTML report. The report has to stand alone, so the
// sheet loads nothing.
const style = `body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:70rem;margin:2rem auto;padding:0 1rem}
h1,h2,h3,h4{line-height:1.2;margin:2rem 0 .5rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:.5rem 0;font-size:.9rem}
th,td{border-bottom:1px solid #ddd;padding:.25rem .6rem;text-align:left;vertical-align:top}
th{border-bottom:2px solid #888}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
figure{margin:1rem 0}
figure img{max-width:100%;height:auto}
figcaption{font-size:.85rem;color:#555}
pre{background:#f5f5f5;padding:.8rem;overflow-x:auto;font-size:.85rem}`

// html renders a document as one file that needs no other: pictures are read
// from dir and written into it.
func (d *document) html(dir string) ([]byte, error) {
	var b strings.Builder
	title := html.EscapeString(d.title)
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"+
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>%s</title>\n<style>\n%s\n</style>\n</head>\n<body>\n<h1>%s</h1>\n",
		title, style, title)
	for _, block := range d.blocks {
		switch v := block.(type) {
		case heading:
			fmt.Fprintf(&b, "<h%d>%s</h%d>\n", v.level, html.EscapeString(v.text), v.level)
		case paragraph:
			fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(string(v)))
		case list:
			b.WriteString("<ul>\n")
			for _, item := range v {
				fmt.Fprintf(&b, "<li>%s</li>\n", html.EscapeString(item))
			}
			b.WriteString("</ul>\n")
		case code:
			fmt.Fprintf(&b, "<pre>%s</pre>\n", html.EscapeString(string(v)))
		case grid:
			writeGrid(&b, v)
		case figure:
			data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(v.file)))
			if err != nil {
				return nil, err
			}
			text := html.EscapeString(v.title)
			fmt.Fprintf(&b, "<figure>\n<img alt=\"%s\" src=\"data:image/png;base64,%s\">\n<figcaption>%s</figcaption>\n</figure>\n",
				text, base64.StdEncoding.EncodeToString(data), text)
		}
	}
	b.WriteString("</body>\n</html>\n")
	return []byte(b.String()), nil
}

func writeGrid(b *strings.Builder, g grid) {
	line := func(tag string, cells []string) {
		b.WriteString("<tr>")
		for i, c := range cells {
			class := ""
			if i >= g.numbers {
				class = ` class="n"`
			}
			fmt.Fprintf(b, "<%s%s>%s</%s>", tag, class, html.EscapeString(c), tag)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("<div class=\"wide\">\n<table>\n<thead>\n")
	line("th", g.head)
	b.WriteString("</thead>\n<tbody>\n")
	for _, r := range g.rows {
		line("td", r)
	}
	b.WriteString("</tbody>\n</table>\n</div>\n")
}
