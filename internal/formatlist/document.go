package formatlist

import (
	"fmt"
	"strconv"
	"strings"
)

// This file: the list as Markdown.

const intro = `# Formats and layouts

What ` + "`m2pt`" + ` reads, what it refuses, and the limits. This document is generated from a
list in ` + "`internal/formatlist`" + `, whose tests make a file or a folder for every claim here and
read it: change the list, then run ` + "`go test ./internal/formatlist -update`" + `.

*Refused* means an error that names the file; training passes over such files, and lists
them, with ` + "`--skip-unreadable`" + `. *Told* and *counted* mean a note on standard error, so that
nothing is left out without a word. Files that are *untold* are passed over without a note,
because the layout itself says that they are no samples, such as a list or a README.

A limit is the largest number that is accepted. Devices and named pipes are refused
everywhere.
`

// Document returns docs/formats.md.
func Document() []byte {
	var b strings.Builder
	b.WriteString(intro)
	b.WriteString("\n## Layouts of data sets\n\nWhat `--data` takes. A folder that has none of these is an error that says which it nearly has.\n" +
		"A study's `--root` is the folder in which the relative folders of data of the study begin:\neach of them has one of these layouts. `--data synthetic` is made by code.\n\nNames such as `CLASS/*.wav` stand for files of any format that [the tables below](#formats-of-files)\nlist for the modality: `CLASS/*.wav` may be MP3, `CLASS/*.ply` may be CSV.\n")
	modality := ""
	for _, l := range Layouts() {
		if l.Modality != modality {
			modality = l.Modality
			fmt.Fprintf(&b, "\n### `--modality %s`\n\n| layout | parts | passed over | refused |\n|---|---|---|---|\n", modality)
		}
		l.row(&b)
	}
	b.WriteString("\n## Formats of files\n")
	for _, g := range Groups() {
		g.write(&b)
	}
	return []byte(b.String())
}

// row writes a layout as a row of a table.
func (l Layout) row(b *strings.Builder) {
	name := sentence(l.Name)
	switch l.Task {
	case "segment":
		name += " (`--task segment`)"
	case "pretrain":
		name += " (`m2pt pretrain`)"
	}
	files := make([]string, len(l.Files))
	for i, f := range l.Files {
		files[i] = "`" + f + "`"
		if strings.HasPrefix(f, "... ") || f == "..." {
			files[i] = f
		}
	}
	cells(b, "**"+name+"**<br>"+strings.Join(files, "<br>"), l.Parts, strings.Join(l.Left, "; "), strings.Join(l.Near, "; "))
}

// write writes a group as a section.
func (g Group) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n### %s\n", g.Title)
	for _, p := range g.Intro {
		fmt.Fprintf(b, "\n%s\n", wrapped(p))
	}
	b.WriteString("\n| format | read | refused |\n|---|---|---|\n")
	for _, f := range g.Formats {
		name := sentence(f.Name)
		if len(f.Exts) > 0 {
			name += "<br>`" + strings.Join(f.Exts, "` `") + "`"
		}
		cells(b, name, strings.Join(f.Read, "; "), strings.Join(f.Refused, "; "))
	}
	b.WriteString("\n| limit | value | moved by |\n|---|---|---|\n")
	for _, l := range g.Limits {
		flag := ""
		if l.Flag != "" {
			flag = "`" + l.Flag + "`"
		}
		value := l.value()
		if l.More != "" {
			value += ", " + l.More
		}
		cells(b, l.What, value, flag)
	}
}

// cells writes a row of a table.
func cells(b *strings.Builder, cells ...string) {
	for _, c := range cells {
		b.WriteString("|")
		if c != "" {
			b.WriteString(" " + strings.ReplaceAll(escaped(c), "|", `\|`) + " ")
		}
	}
	b.WriteString("|\n")
}

// escaped escapes the asterisks of a cell that are not part of code or of bold type:
// Markdown takes a pair of them for emphasis.
func escaped(cell string) string {
	parts := strings.Split(cell, "`")
	for i := 0; i < len(parts); i += 2 { // the others are code
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(parts[i], "*", `\*`), `\*\*`, "**")
	}
	return strings.Join(parts, "`")
}

// sentence begins a name with a capital letter.
func sentence(name string) string {
	return strings.ToUpper(name[:1]) + name[1:]
}

// value writes the value of a limit as people do.
func (l Limit) value() string {
	if l.Unit == Plain {
		return thousands(l.Value)
	}
	for _, u := range []struct {
		name string
		size int64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if l.Value >= u.size && l.Value%u.size == 0 {
			return fmt.Sprintf("%d %s", l.Value/u.size, u.name)
		}
	}
	return thousands(l.Value) + " bytes"
}

// times writes a second limit of a value, which is a multiple of another.
func times(n int64, what string) string { return "or " + thousands(n) + " times " + what }

// thousands writes 1234567 as 1,234,567.
func thousands(v int64) string {
	s := strconv.FormatInt(v, 10)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// wrapped breaks a paragraph into lines of a readable length.
func wrapped(text string) string {
	const width = 90
	var b strings.Builder
	n := 0
	for i, w := range strings.Fields(text) {
		switch {
		case i == 0:
		case n+1+len(w) > width:
			b.WriteByte('\n')
			n = 0
		default:
			b.WriteByte(' ')
			n++
		}
		b.WriteString(w)
		n += len(w)
	}
	return b.String()
}
