package recipe

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed builtin/*.yaml
var builtin embed.FS

// maxSize is the largest file that is read; recipes have about a thousandth.
const maxSize = 1 << 20

// Names returns the names of the recipes that come with the program, sorted.
func Names() []string {
	paths, err := fs.Glob(builtin, "builtin/*.yaml")
	if err != nil {
		panic(err) // the pattern is right
	}
	for i, p := range paths {
		paths[i] = strings.TrimSuffix(path.Base(p), ".yaml")
	}
	slices.Sort(paths)
	return paths
}

// Text returns the file of the recipe called name, comments included.
func Text(name string) (text []byte, ok bool) {
	text, err := builtin.ReadFile("builtin/" + name + ".yaml")
	return text, err == nil
}

// Load returns the recipe called name, or else the one in the file of that
// path, which is JSON if it ends in .json and YAML or JSON otherwise. Fields
// that the file does not mention are as in Default. The recipe is valid.
//
// An unknown field, one that occurs twice, and a value of a wrong type or out of
// range are errors that name the file, the line and the field.
func Load(nameOrPath string) (*Recipe, error) {
	if text, ok := Text(nameOrPath); ok {
		return Parse("recipe "+nameOrPath, text)
	}
	data, err := readFile(nameOrPath)
	if errors.Is(err, fs.ErrNotExist) {
		hint := ""
		if n := nearest(nameOrPath, Names()); n != "" {
			hint = " (did you mean " + n + "?)"
		}
		return nil, fmt.Errorf("no recipe and no file is called %q%s; recipes are %s", nameOrPath, hint, strings.Join(Names(), ", "))
	}
	if err != nil {
		return nil, err
	}
	return Parse(nameOrPath, data)
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err == nil && len(data) > maxSize {
		err = fmt.Errorf("%s: more than %d bytes, want a recipe", path, maxSize)
	}
	return data, err
}

// Parse reads a recipe from YAML or JSON, as Load does from a file; name stands for the
// file in errors. Data of a name that ends in .json must be JSON.
func Parse(file string, data []byte) (*Recipe, error) {
	root, err := parseDocument(file, data)
	if err != nil {
		return nil, err
	}
	d := decoder{recipe: Default(), lines: map[string]int{}}
	d.mapping(root, "")
	// One of the two is enough: the default is no second one.
	if d.lines["base_lr"] > 0 && d.lines["lr"] == 0 && d.recipe.BaseLR > 0 {
		d.recipe.LR = 0
	}
	if len(d.errs) == 0 {
		for _, p := range d.recipe.problems() {
			d.fail(d.lines[p.path], "%s", p.text)
		}
	}
	if len(d.errs) == 0 {
		return &d.recipe, nil
	}
	errs := make([]error, len(d.errs))
	for i, p := range d.errs {
		place := file
		if p.line > 0 {
			place = fmt.Sprintf("%s:%d", file, p.line)
		}
		errs[i] = fmt.Errorf("%s: %s", place, p.text)
	}
	return nil, errors.Join(errs...)
}

// parseDocument returns the tree of the one document in a file.
func parseDocument(file string, data []byte) (*yaml.Node, error) {
	if json.Valid(data) {
		// JSON is YAML but for tabs, which it has outside of strings alone.
		data = bytes.ReplaceAll(data, []byte{'\t'}, []byte{' '})
	} else if strings.EqualFold(filepath.Ext(file), ".json") {
		return nil, jsonError(file, data)
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	switch err := d.Decode(&doc); {
	case err == io.EOF:
		return nil, fmt.Errorf("%s: the file is empty, want fields such as %q", file, "epochs: 10")
	case err != nil:
		return nil, yamlError(file, err)
	}
	if err := d.Decode(&second); err == nil {
		return nil, fmt.Errorf("%s:%d: a second document, want one", file, second.Line)
	} else if err != io.EOF {
		return nil, yamlError(file, err)
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%d: the file holds %s, want fields such as %q", file, root.Line, describe(root), "epochs: 10")
	}
	return root, nil
}

// yamlError puts the line where it is in other errors.
func yamlError(file string, err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		return fmt.Errorf("%s:%s", file, rest)
	}
	return fmt.Errorf("%s: %s", file, text)
}

// jsonError returns what is wrong with text that is no JSON.
func jsonError(file string, data []byte) error {
	var any json.RawMessage
	err := json.Unmarshal(data, &any)
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return fmt.Errorf("%s: %w", file, err)
	}
	line := 1 + bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte{'\n'})
	return fmt.Errorf("%s:%d: %w", file, line, err)
}
