package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"path"
	"regexp"
	"strings"
)

// This file: notebooks (nbformat 4) to pages: text, code, and what the code has shown.

type notebook struct {
	Cells    []cell `json:"cells"`
	Format   int    `json:"nbformat"`
	Metadata struct {
		Language struct {
			Name string `json:"name"`
		} `json:"language_info"`
	} `json:"metadata"`
}

type cell struct {
	Type    string   `json:"cell_type"`
	Source  text     `json:"source"`
	Outputs []output `json:"outputs"`
}

type output struct {
	Type      string                     `json:"output_type"`
	Name      string                     `json:"name"` // of a stream
	Text      text                       `json:"text"`
	Data      map[string]json.RawMessage `json:"data"`
	Metadata  struct{ Alt string }       `json:"metadata"`
	Error     string                     `json:"ename"`
	Value     string                     `json:"evalue"`
	Traceback []string                   `json:"traceback"`
}

// text is a string, or a list of lines.
type text string

func (t *text) UnmarshalJSON(data []byte) error {
	var lines []string
	if err := json.Unmarshal(data, &lines); err == nil {
		*t = text(strings.Join(lines, ""))
		return nil
	}
	return json.Unmarshal(data, (*string)(t))
}

func (s *Site) renderNotebook(p *Page, data []byte) error {
	var nb notebook
	if err := json.Unmarshal(data, &nb); err != nil {
		return err
	}
	if nb.Format != 4 {
		return fmt.Errorf("nbformat %d, want 4", nb.Format)
	}
	if len(nb.Cells) == 0 {
		return fmt.Errorf("the notebook has no cells")
	}
	lang := strings.ToLower(nb.Metadata.Language.Name)
	if lang == "" {
		lang = "go"
	}
	var b strings.Builder
	ids := newSlugs()
	pictures := 0
	for i, c := range nb.Cells {
		switch c.Type {
		case "markdown":
			part, err := s.markdown(p, []byte(c.Source), ids)
			if err != nil {
				return fmt.Errorf("cell %d: %w", i, err)
			}
			b.WriteString(part)
			if p.Title != "" && p.Body == "" {
				p.Body = " " // said once, below the title
				fmt.Fprintf(&b, `<p class="note">This page is a notebook: <a href="%s">%s</a> runs in Jupyter; <a href="%s">how to set it up</a>.</p>`+"\n",
					repository+"/blob/main/"+p.Source, path.Base(p.Source), relative(p.Out, address("notebooks/README.md")))
			}
		case "code":
			if strings.TrimSpace(string(c.Source)) != "" {
				b.WriteString(highlight(string(c.Source), lang))
			}
			for _, o := range c.Outputs {
				part, err := s.output(p, o, &pictures)
				if err != nil {
					return fmt.Errorf("cell %d: %w", i, err)
				}
				b.WriteString(part)
			}
		case "raw": // for other converters
		default:
			return fmt.Errorf("cell %d is of type %q", i, c.Type)
		}
	}
	if p.Title == "" {
		return fmt.Errorf("no heading of the first level")
	}
	p.Body = template.HTML(b.String())
	return nil
}

// ansi matches what colours text in a terminal.
var ansi = regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`)

func shown(class, s string) string {
	s = strings.TrimRight(ansi.ReplaceAllString(s, ""), "\n")
	if s == "" {
		return ""
	}
	return `<pre class="output ` + class + `" tabindex="0">` + html.EscapeString(s) + "</pre>\n"
}

// output returns what a cell has shown, in the richest form that a page can show.
func (s *Site) output(p *Page, o output, pictures *int) (string, error) {
	switch o.Type {
	case "stream":
		class := ""
		if o.Name == "stderr" {
			class = "stderr"
		}
		return shown(class, string(o.Text)), nil
	case "error":
		text := strings.Join(o.Traceback, "\n")
		if strings.TrimSpace(text) == "" {
			text = o.Error + ": " + o.Value
		}
		return shown("error", text), nil
	case "display_data", "execute_result", "update_display_data":
	default:
		return "", fmt.Errorf("an output of type %q", o.Type)
	}
	get := func(mime string) string {
		var t text
		if raw := o.Data[mime]; raw == nil || json.Unmarshal(raw, &t) != nil {
			return ""
		}
		return string(t)
	}
	picture := func(ext string, data []byte) string {
		*pictures++
		name := fmt.Sprintf("%s-%d%s", strings.TrimSuffix(p.Out, ".html"), *pictures, ext)
		s.assets[name] = data
		class := "picture"
		if ext == ".svg" {
			class += " wide"
		}
		return fmt.Sprintf(`<div class="figure output" tabindex="0"><img class="%s" src="%s" alt="%s" loading="lazy"></div>`+"\n",
			class, html.EscapeString(relative(p.Out, name)), html.EscapeString(p.altText(o, *pictures)))
	}
	if svg := get("image/svg+xml"); svg != "" {
		return picture(".svg", []byte(svg)), nil
	}
	for _, kind := range []string{"png", "jpeg", "gif"} {
		if code := get("image/" + kind); code != "" {
			data, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(strings.TrimSpace(code), "\n", ""))
			if err != nil {
				return "", fmt.Errorf("an image/%s: %w", kind, err)
			}
			return picture("."+kind, data), nil
		}
	}
	if page := get("text/html"); page != "" {
		return `<div class="output rich scroll" tabindex="0">` + page + "</div>\n", nil
	}
	if md := get("text/markdown"); md != "" {
		part, err := s.markdown(p, []byte(md), newSlugs())
		return `<div class="output rich">` + part + "</div>\n", err
	}
	return shown("", get("text/plain")), nil
}

// altText says what a picture shows: what the notebook says, or else the section
// that it stands in.
func (p *Page) altText(o output, number int) string {
	if o.Metadata.Alt != "" {
		return o.Metadata.Alt
	}
	in := p.Title
	if len(p.TOC) > 0 {
		in = p.TOC[len(p.TOC)-1].Text
	}
	return fmt.Sprintf("Picture %d, which the cell above draws, in “%s”", number, in)
}
