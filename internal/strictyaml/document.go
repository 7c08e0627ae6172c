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
	"os"
	"path/filepath"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
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

// maxSize is the largest file that ReadFile reads. Recipes and studies have about a
// hundredth.
const maxSize = 1 << 20

// ReadFile returns the content of a file that is small enough to be written by hand.
func ReadFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err == nil && len(data) > maxSize {
		err = fmt.Errorf("%s: more than %d bytes, want a small file of fields", path, maxSize)
	}
	return data, err
}

// Document returns the fields of the one document in data. A file whose name ends in
// .json must hold JSON, any other may. The error is complete: nothing of the file
// can be read.
func (r *Reader) Document(data []byte) (*yaml.Node, error) {
	r.Lines = map[string]int{}
	if json.Valid(data) {
		// JSON is YAML except for tabs, which it has outside of strings alone.
		data = bytes.ReplaceAll(data, []byte{'\t'}, []byte{' '})
	} else if strings.EqualFold(filepath.Ext(r.File), ".json") {
		return nil, r.jsonError(data)
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
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
	if root.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%d: the file holds %s, want fields such as %q", r.File, root.Line, r.Describe(root), r.Example)
	}
	r.Lines[""] = root.Line
	return root, nil
}

// syntaxError puts the line of a syntax error where other errors have it.
func (r *Reader) syntaxError(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
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
	line := 1 + bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte{'\n'})
	return fmt.Errorf("%s:%d: %w", r.File, line, err)
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
	errs := make([]error, len(r.problems))
	for i, p := range r.problems {
		place := r.File
		if p.line > 0 {
			place = fmt.Sprintf("%s:%d", r.File, p.line)
		}
		errs[i] = fmt.Errorf("%s: %s", place, p.text)
	}
	return errors.Join(errs...)
}
