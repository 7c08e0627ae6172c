// Package golden reads golden cases for tests: inputs, outputs and gradients
// of reference programs (PyTorch, timm, the official M2PT code) with the
// tolerance of each. A folder holds, for every family such as "linalg",
//
//	linalg.cases.json    [{"id", "op", "attrs", "inputs", "outputs", ...}]
//	linalg.safetensors   the tensors that the cases name
//
// Run runs a family's cases through a driver and counts how they end.
package golden

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/tensor"
)

// Case is one golden case. The maps lead from a logical name, such as "x" or
// "state.head.bias", to a tensor's name in the file; read them through the
// methods.
type Case struct {
	ID         string               `json:"id"`
	File       string               `json:"file"` // the safetensors file, in the same folder
	Op         string               `json:"op"`
	Attrs      json.RawMessage      `json:"attrs"`
	Inputs     map[string]string    `json:"inputs"`
	Outputs    map[string]string    `json:"outputs"`
	Grads      map[string]string    `json:"grads"`
	GradWeight map[string]string    `json:"grad_weight"` // the weights of outputs in the loss; 1 for others
	Tol        map[string]Tolerance `json:"tol"`         // by "out.<name>" and "grad.<name>"

	tensors     *formats.SafetensorsFile
	checked     map[string]bool // keys of Tol that were compared
	unsupported string          // why the case was not run, "" if it was
}

// Tolerance says how far a value may be from the reference.
type Tolerance struct {
	Atol float64 `json:"atol"`
}

// load reads the cases of a family in folder dir. It returns nil if there are none.
// The files stay open until t ends.
func load(t testing.TB, dir, family string) ([]*Case, error) {
	path := filepath.Join(dir, family+casesSuffix)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var cases []*Case
	if err := json.Unmarshal(text, &cases); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	files := map[string]*formats.SafetensorsFile{}
	for i, c := range cases {
		if c == nil || c.ID == "" || c.Op == "" {
			return nil, fmt.Errorf("%s: case %d has no id or no op", path, i)
		}
		name := c.File
		if name == "" {
			name = family
		}
		name = strings.TrimSuffix(name, ".safetensors") + ".safetensors"
		if name != filepath.Base(name) {
			return nil, fmt.Errorf("%s: %s: file is %q, want a name in the same folder", path, c.ID, c.File)
		}
		if files[name] == nil {
			f, err := formats.OpenSafetensors(filepath.Join(dir, name))
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", path, c.ID, err)
			}
			t.Cleanup(func() { f.Close() })
			files[name] = f
		}
		c.tensors, c.checked = files[name], map[string]bool{}
	}
	return cases, nil
}

// NotSupported ends the test of a case that asks for something that this module
// does not offer. The case counts as neither passed nor failed; see Run.
func (c *Case) NotSupported(t testing.TB, format string, args ...any) {
	t.Helper()
	c.unsupported = fmt.Sprintf(format, args...)
	t.Skip("not supported: " + c.unsupported)
}

// DecodeAttrs decodes the attributes into a struct with json tags.
func (c *Case) DecodeAttrs(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal(c.Attrs, into); err != nil {
		t.Fatalf("%s: attrs: %v", c.ID, err)
	}
}

// DecodeAttr decodes one attribute, if the case has it.
func (c *Case) DecodeAttr(t testing.TB, name string, into any) {
	t.Helper()
	var attrs map[string]json.RawMessage
	c.DecodeAttrs(t, &attrs)
	if text, ok := attrs[name]; ok {
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatalf("%s: attrs: %s: %v", c.ID, name, err)
		}
	}
}

// key looks a logical name up in one of the maps.
func (c *Case) key(t testing.TB, kind string, names map[string]string, name string) string {
	t.Helper()
	key, ok := names[name]
	if !ok {
		t.Fatalf("%s: no %s %q", c.ID, kind, name)
	}
	return key
}

func (c *Case) read(t testing.TB, key string) *tensor.Tensor {
	t.Helper()
	x, err := c.tensors.Tensor(key)
	if err != nil {
		t.Fatalf("%s: %v", c.ID, err)
	}
	return x
}

func (c *Case) readInts(t testing.TB, key string) []int {
	t.Helper()
	x, err := c.tensors.Ints(key)
	if err != nil {
		t.Fatalf("%s: %v", c.ID, err)
	}
	return x
}

// Input returns a fresh copy of an input as float32.
func (c *Case) Input(t testing.TB, name string) *tensor.Tensor {
	t.Helper()
	return c.read(t, c.key(t, "input", c.Inputs, name))
}

// InputInts returns an input of whole numbers, in row-major order.
func (c *Case) InputInts(t testing.TB, name string) []int {
	t.Helper()
	return c.readInts(t, c.key(t, "input", c.Inputs, name))
}

// InputShape returns the shape of an input.
func (c *Case) InputShape(t testing.TB, name string) []int {
	t.Helper()
	return c.shape(t, c.key(t, "input", c.Inputs, name))
}

// OutputShape returns the shape of an output.
func (c *Case) OutputShape(t testing.TB, name string) []int {
	t.Helper()
	return c.shape(t, c.key(t, "output", c.Outputs, name))
}

func (c *Case) shape(t testing.TB, key string) []int {
	t.Helper()
	_, shape, ok := c.tensors.Info(key)
	if !ok {
		t.Fatalf("%s: no tensor %q", c.ID, key)
	}
	return shape
}

// State returns the inputs named prefix+name as a state dict, in the order of
// their names.
func (c *Case) State(t testing.TB, prefix string) []tensor.Named {
	t.Helper()
	var dict []tensor.Named
	for _, name := range sortedKeys(c.Inputs) {
		if short, ok := strings.CutPrefix(name, prefix); ok {
			dict = append(dict, tensor.Named{Name: short, Tensor: c.Input(t, name)})
		}
	}
	return dict
}

// Weight returns the weight of an output in the loss whose gradients the case
// holds, or nil if the weight is 1.
func (c *Case) Weight(t testing.TB, output string) *tensor.Tensor {
	t.Helper()
	key, ok := c.GradWeight[output]
	if !ok {
		return nil
	}
	return c.read(t, key)
}
