package recipe

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/gopathway/pathway/internal/edits"
	"github.com/gopathway/pathway/internal/strictyaml"
)

// This file: reading recipes.

// Load returns the recipe called name, or else the one in the file of that
// path, which is JSON if it ends in .json and YAML or JSON otherwise. Fields
// that the file does not mention are as in Default. The recipe is valid.
//
// An unknown field, one that occurs twice, and a value of a wrong type or out of
// range are errors that name the file, the line and the field. If there is neither a
// recipe nor a file of that name, the error is fs.ErrNotExist and names what may be meant.
func Load(nameOrPath string) (*Recipe, error) {
	if text, ok := Text(nameOrPath); ok {
		return Parse("recipe "+nameOrPath, text)
	}
	data, err := strictyaml.ReadFile(nameOrPath)
	if errors.Is(err, fs.ErrNotExist) {
		hint := ""
		if n := edits.Nearest(nameOrPath, Names()); n != "" {
			hint = " (did you mean " + n + "?)"
		}
		return nil, notFound(fmt.Sprintf("no recipe and no file is called %q%s; recipes are %s", nameOrPath, hint, strings.Join(Names(), ", ")))
	}
	if err != nil {
		return nil, err
	}
	return Parse(nameOrPath, data)
}

// notFound says that there is neither a recipe nor a file of a name.
type notFound string

// Error implements error.
func (e notFound) Error() string { return string(e) }

// Unwrap tells what kind of error it is.
func (e notFound) Unwrap() error { return fs.ErrNotExist }

// Parse reads a recipe from YAML or JSON, as Load does from a file; name stands for the
// file in errors. Data of a name that ends in .json must be JSON.
func Parse(name string, data []byte) (*Recipe, error) {
	d := decoder{Reader: strictyaml.Reader{File: name, Example: "epochs: 10"}, recipe: Default()}
	root, err := d.Document(data)
	if err != nil {
		return nil, err
	}
	d.fields(root, "")
	// A file that gives base_lr alone does not want the default lr beside it.
	if d.Has("base_lr") && !d.Has("lr") && d.recipe.BaseLR > 0 {
		d.recipe.LR = 0
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	for _, p := range d.recipe.problems() {
		d.FailAt(p.path, "%s", p.text)
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	return &d.recipe, nil
}
