package doctest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// This file: what Markdown files hold as code.

// Block is a piece of code in a document.
type Block struct {
	File string // the path of the document
	Line int    // the number of the first line of Text
	Lang string // what follows the fence: "go", "sh", or nothing
	Text string
}

// Where says where line i of the block is, in the form file:line.
func (b Block) Where(i int) string { return fmt.Sprintf("%s:%d", b.File, b.Line+i) }

// history is a document that rightly shows names which are gone.
const history = "CHANGELOG.md"

// MarkdownFiles returns the Markdown files of the module in root, except the
// history of changes, hidden folders and test data.
func MarkdownFiles(root string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != root && (name == "testdata" || strings.HasPrefix(name, ".")) {
			return fs.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(name, ".md") && name != history {
			files = append(files, path)
		}
		return nil
	})
	return files, err
}

// Fences returns the fenced blocks of a Markdown file.
func Fences(path string) ([]Block, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var blocks []Block
	var inside *Block
	for i, line := range strings.SplitAfter(string(text), "\n") {
		fence, lang, _ := strings.Cut(strings.TrimSpace(line), "```")
		switch {
		case fence != "" || !strings.Contains(line, "```"):
			if inside != nil {
				inside.Text += line
			}
		case inside == nil:
			inside = &Block{File: path, Line: i + 2, Lang: lang}
		default:
			blocks = append(blocks, *inside)
			inside = nil
		}
	}
	if inside != nil {
		return nil, fmt.Errorf("%s:%d: the block does not end", path, inside.Line-1)
	}
	return blocks, nil
}

var codeSpan = regexp.MustCompile("`[^`]+`")

// Spans returns the code within the prose of a Markdown file: what stands
// between two backquotes, also across the end of a line.
func Spans(path string) ([]Block, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	fences, err := Fences(path)
	if err != nil {
		return nil, err
	}
	// Fences become empty lines, so that line numbers stay.
	lines := strings.Split(string(text), "\n")
	for _, f := range fences {
		for i := f.Line - 2; i <= f.Line-1+strings.Count(f.Text, "\n"); i++ {
			lines[i] = ""
		}
	}
	prose := strings.Join(lines, "\n")
	var spans []Block
	for _, at := range codeSpan.FindAllStringIndex(prose, -1) {
		code := prose[at[0]+1 : at[1]-1]
		spans = append(spans, Block{File: path, Line: 1 + strings.Count(prose[:at[0]], "\n"),
			Text: strings.Join(strings.Fields(code), " ")})
	}
	return spans, nil
}
