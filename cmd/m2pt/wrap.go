package main

import (
	"strings"
	"unicode/utf8"
)

// This file: text in lines that fit a terminal of 80 columns.

// lineWidth is how many columns results and help take, as far as words can be broken.
const lineWidth = 80

// wrapWords breaks text at spaces into lines of a number of columns. A longer word has a
// line of its own.
func wrapWords(text string, columns int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > columns {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// wrapText breaks the paragraphs of text. Lines that begin with spaces are those of a list,
// which hang below the first word after two spaces.
func wrapText(text string) string {
	var out []string
	paragraph := ""
	flush := func() {
		if paragraph != "" {
			out, paragraph = append(out, wrapWords(paragraph, lineWidth)...), ""
		}
	}
	for _, line := range strings.Split(text, "\n") {
		switch {
		case strings.TrimSpace(line) == "":
			flush()
			out = append(out, "")
		case strings.HasPrefix(line, " "):
			flush()
			out = append(out, hang(line)...)
		default:
			paragraph += line + " "
		}
	}
	flush()
	return strings.Join(out, "\n")
}

// hang breaks a line of a list, such as "  name  what it is".
func hang(line string) []string {
	rest := strings.TrimLeft(line, " ")
	indent := len(line) - len(rest)
	if at := strings.Index(rest, "  "); at >= 0 {
		text := strings.TrimLeft(rest[at:], " ")
		indent += len(rest) - len(text)
		lines := wrapWords(text, lineWidth-indent)
		lines[0] = line[:indent] + lines[0]
		for i := range lines[1:] {
			lines[i+1] = strings.Repeat(" ", indent) + lines[i+1]
		}
		return lines
	}
	return []string{line}
}
