package report

import (
	"fmt"
	"strings"
)

// This file: the report as Markdown.

// markdown renders a document as GitHub's Markdown.
func (d *document) markdown() []byte {
	return []byte("# " + mdText(d.title) + "\n" + d.body())
}

// body is a document without its title; each block begins with an empty line.
func (d *document) body() string {
	var b strings.Builder
	for _, block := range d.blocks {
		b.WriteByte('\n')
		switch v := block.(type) {
		case heading:
			fmt.Fprintf(&b, "%s %s\n", strings.Repeat("#", v.level), mdText(v.text))
		case paragraph:
			fmt.Fprintf(&b, "%s\n", mdLine(string(v)))
		case list:
			for _, item := range v {
				fmt.Fprintf(&b, "- %s\n", mdLine(item))
			}
		case code:
			fence := "```"
			for strings.Contains(string(v), fence) {
				fence += "`"
			}
			fmt.Fprintf(&b, "%s\n%s\n%s\n", fence, v, fence)
		case grid:
			line := func(cells []string) {
				for _, c := range cells {
					fmt.Fprintf(&b, "| %s ", mdText(c))
				}
				b.WriteString("|\n")
			}
			line(v.head)
			for i := range v.head {
				if i >= v.numbers {
					b.WriteString("|---:")
				} else {
					b.WriteString("|---")
				}
			}
			b.WriteString("|\n")
			for _, r := range v.rows {
				line(r)
			}
		case figure:
			fmt.Fprintf(&b, "![%s](%s)\n", mdAlt(v.title), v.file)
		}
	}
	return b.String()
}

var mdSpecial = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "](", `\](`, "][", `\][`, "]:", `\]:`, "<", "&lt;", ">", "&gt;", "&", "&amp;",
	"|", `\|`, "#", `\#`, "~", `\~`, "\n", " ", "\r", " ")

// mdText keeps the signs of a text from being read as Markdown or HTML.
func mdText(s string) string { return mdSpecial.Replace(s) }

// mdLine is a text at the beginning of a line.
func mdLine(s string) string {
	s = mdText(s)
	if strings.HasPrefix(s, "+") || strings.HasPrefix(s, "-") {
		s = `\` + s // no list
	}
	return s
}

// mdAlt is a text between the brackets of a picture.
func mdAlt(s string) string {
	return mdText(strings.NewReplacer("[", "(", "]", ")").Replace(s))
}
