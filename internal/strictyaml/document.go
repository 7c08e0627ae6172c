// Package strictyaml reads small files of YAML or JSON, such as recipes and studies,
// and refuses everything in them that their reader does not expect: unknown fields,
// fields that occur twice, values of another type, a second document. A [Reader] goes
// on after a mistake and lists all of them at the end, each with the file, the line
// and the field, what was found and what was expected.
package strictyaml

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sort"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/internal/plaintext"
)

// Reader reads one file and collects its mistakes.
type Reader struct {
	File      string         // the file's name in errors
	Example   string         // a field that such a file may have, for errors, such as "epochs: 10"
	NoAliases string         // what to do instead of aliases, which are refused; empty: they are followed
	Lines     map[string]int // where fields stand, by their path, such as "arms[0].name"

	problems []problem
}

// problem is a mistake and its line; line 0 means that no line is to blame.
type problem struct {
	line int
	text string
}

// Limits of what is read. Recipes and studies have about a hundredth of each. They bound
// the memory, which is some hundred bytes for each value.
const (
	MaxSize   = 256 << 10 // bytes
	MaxValues = 20_000    // names, values, lists and sections; one that an alias stands for counts once
	MaxDepth  = 64        // sections and lists inside each other
	maxErrors = 50        // mistakes that are listed
)

// ReadFile returns the content of a file that is small enough to be written by hand.
func ReadFile(path string) ([]byte, error) {
	f, size, err := openfile.Open(path, openfile.Any)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if size > MaxSize {
		return nil, fmt.Errorf("%s: %d bytes, want a small file of fields of at most %d", path, size, MaxSize)
	}
	return io.ReadAll(io.LimitReader(f, MaxSize+1))
}

// Document returns the fields of the one document in data. A file whose name ends in
// .json must hold JSON, any other may. The error is complete: nothing of the file
// can be read.
func (r *Reader) Document(data []byte) (*yaml.Node, error) {
	r.Lines = map[string]int{}
	if len(data) > MaxSize {
		return nil, fmt.Errorf("%s: %d bytes, want a small file of fields of at most %d", r.File, len(data), MaxSize)
	}
	data = plaintext.Lines(plaintext.UTF8(data))
	if at := notUTF8(data); at >= 0 {
		return nil, fmt.Errorf("%s:%d: the text is not UTF-8: save it as UTF-8, or as UTF-16 with a byte order mark", r.File, lineOf(data, at))
	}
	if json.Valid(data) {
		// JSON is YAML except for tabs, which it has outside of strings alone.
		data = bytes.ReplaceAll(data, []byte{'\t'}, []byte{' '})
	} else if strings.EqualFold(filepath.Ext(r.File), ".json") {
		return nil, r.jsonError(data)
	}
	d := yaml.NewDecoder(bytes.NewReader(version11(data)))
	var doc, second yaml.Node
	switch err := d.Decode(&doc); {
	case err == io.EOF:
		return nil, fmt.Errorf("%s: the file is empty, want fields such as %q", r.File, r.Example)
	case err != nil:
		return nil, r.syntaxError(err)
	}
	if err := d.Decode(&second); err == nil {
		return nil, fmt.Errorf("%s:%d: a second document, want one", r.File, second.Line)
	} else if err != io.EOF {
		return nil, r.syntaxError(err)
	}
	root := doc.Content[0]
	values := 0
	if err := r.bounded(root, 0, &values); err != nil {
		return nil, err
	}
	if root.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%d: the file holds %s, want fields such as %q", r.File, root.Line, r.Describe(root), r.Example)
	}
	r.Lines[""] = root.Line
	return root, nil
}

// version11 returns text that says it is of YAML 1.1 where it says 1.2, which the parser
// does not know. What differs between the two is settled here, as 1.2 has it: see decimal.
func version11(data []byte) []byte {
	rest := data
	for len(rest) > 0 {
		line, after, _ := bytes.Cut(rest, []byte{'\n'})
		if f := bytes.Fields(line); len(f) >= 2 && string(f[0]) == "%YAML" && bytes.HasPrefix(f[1], []byte("1.")) {
			at := len(data) - len(rest)
			return append(append(append([]byte(nil), data[:at]...), "%YAML 1.1\n"...), after...)
		}
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' && line[0] != '%' {
			break
		}
		rest = after
	}
	return data
}

// bounded refuses a tree that is too large or too deep.
func (r *Reader) bounded(n *yaml.Node, depth int, values *int) error {
	*values++
	switch {
	case *values > MaxValues:
		return fmt.Errorf("%s:%d: more than %d values, want a small file of fields", r.File, n.Line, MaxValues)
	case depth > MaxDepth:
		return fmt.Errorf("%s:%d: more than %d sections and lists inside each other", r.File, n.Line, MaxDepth)
	}
	for _, c := range n.Content {
		if err := r.bounded(c, depth+1, values); err != nil {
			return err
		}
	}
	return nil
}

// notUTF8 returns where text has a byte that is none of UTF-8, or a zero, -1 if it has
// none.
func notUTF8(data []byte) int {
	for at := 0; at < len(data); {
		c, n := utf8.DecodeRune(data[at:])
		if c == utf8.RuneError && n == 1 || c == 0 {
			return at
		}
		at += n
	}
	return -1
}

// lineOf returns the line of a byte.
func lineOf(data []byte, at int) int { return 1 + bytes.Count(data[:at], []byte{'\n'}) }

// syntaxError puts the line of a syntax error where other errors have it.
func (r *Reader) syntaxError(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if strings.HasSuffix(text, "cannot start any token") {
		text += ", such as a tab: indent with blanks"
	}
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		return fmt.Errorf("%s:%s", r.File, rest)
	}
	return fmt.Errorf("%s: %s", r.File, text)
}

// jsonError says what is wrong with text that is not JSON.
func (r *Reader) jsonError(data []byte) error {
	var v json.RawMessage
	err := json.Unmarshal(data, &v)
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return fmt.Errorf("%s: %w", r.File, err)
	}
	at := min(int(syntax.Offset), len(data))
	return fmt.Errorf("%s:%d: %w%s", r.File, lineOf(data, at), err, jsonHint(data, at))
}

// jsonHint says what is often the cause of a syntax error at the end of data[:at].
func jsonHint(data []byte, at int) string {
	if at < 1 {
		return ""
	}
	before := bytes.TrimSpace(data[:at-1])
	switch c := data[at-1]; {
	case c == '/' || c == '#':
		return " (JSON has no comments; files of other names than .json may be YAML, which has)"
	case (c == '}' || c == ']') && bytes.HasSuffix(before, []byte{','}):
		return " (JSON has no comma after the last value)"
	case c == '\'':
		return " (texts of JSON stand between double quotes)"
	case c == 'N' || c == 'I':
		return " (JSON has no NaN and no Infinity)"
	}
	return ""
}

// Fail notes a mistake in a line.
func (r *Reader) Fail(line int, format string, args ...any) {
	r.problems = append(r.problems, problem{line, fmt.Sprintf(format, args...)})
}

// FailAt notes a mistake of a field; the file need not have it.
func (r *Reader) FailAt(path, format string, args ...any) {
	r.Fail(r.Lines[path], format, args...)
}

// Has reports whether the file has a field.
func (r *Reader) Has(path string) bool { return r.Lines[path] > 0 }

// Err returns all mistakes noted so far, by line, or nil.
func (r *Reader) Err() error {
	sort.SliceStable(r.problems, func(i, j int) bool { return r.problems[i].line < r.problems[j].line })
	errs := make([]error, 0, len(r.problems))
	for i, p := range r.problems {
		if i == maxErrors {
			errs = append(errs, fmt.Errorf("%s: and %d mistakes more", r.File, len(r.problems)-i))
			break
		}
		place := r.File
		if p.line > 0 {
			place = fmt.Sprintf("%s:%d", r.File, p.line)
		}
		errs = append(errs, fmt.Errorf("%s: %s", place, p.text))
	}
	return errors.Join(errs...)
}
