package nn

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// This file: the comparison of named tensors with those that a model wants.

// LoadReport lists how named tensors differ from those that a model or an
// optimizer wants. Nothing differs if all three lists are empty.
type LoadReport struct {
	Missing    []string        // wanted but not there, in the model's order
	Unexpected []string        // there but not wanted, in the file's order
	Misshaped  []ShapeMismatch // wanted and there with another shape
}

// ShapeMismatch is a tensor whose shape in a file differs from the model's.
type ShapeMismatch struct {
	Name        string
	Model, File []int
}

// Complete reports whether nothing differs.
func (r *LoadReport) Complete() bool {
	return len(r.Missing)+len(r.Unexpected)+len(r.Misshaped) == 0
}

// maxListed is how many names of each list String spells out.
const maxListed = 10

// String names all that differs, the first ten of each kind by name, on one
// line.
func (r *LoadReport) String() string {
	if r.Complete() {
		return "all tensors fit"
	}
	var shapes []string
	for _, m := range r.Misshaped[:min(len(r.Misshaped), maxListed)] {
		shapes = append(shapes, fmt.Sprintf("%s (model %v, file %v)", m.Name, m.Model, m.File))
	}
	var parts []string
	list := func(what string, n int, names []string) {
		if n == 0 {
			return
		}
		s := fmt.Sprintf("%d %s: %s", n, what, strings.Join(names[:min(n, maxListed)], ", "))
		if n > maxListed {
			s += fmt.Sprintf(" and %d more", n-maxListed)
		}
		parts = append(parts, s)
	}
	list("missing", len(r.Missing), r.Missing)
	list("unexpected", len(r.Unexpected), r.Unexpected)
	list("mis-shaped", len(r.Misshaped), shapes)
	return strings.Join(parts, "; ")
}

// Err returns nil if all fits, or an error that begins with what.
func (r *LoadReport) Err(what string) error {
	if r.Complete() {
		return nil
	}
	return errors.New(what + ": " + r.String())
}

// TensorSpec is a tensor's name and shape.
type TensorSpec struct {
	Name  string
	Shape []int
}

// Compare adds to r how got differs from want. The second tensor of one name in
// got is unexpected.
func (r *LoadReport) Compare(want, got []TensorSpec) {
	have := make(map[string][]int, len(got))
	for _, t := range got {
		if _, twice := have[t.Name]; !twice {
			have[t.Name] = t.Shape
		}
	}
	wanted := make(map[string]bool, len(want))
	for _, t := range want {
		wanted[t.Name] = true
		switch shape, ok := have[t.Name]; {
		case !ok:
			r.Missing = append(r.Missing, t.Name)
		case !slices.Equal(shape, t.Shape):
			r.Misshaped = append(r.Misshaped, ShapeMismatch{Name: t.Name, Model: slices.Clone(t.Shape), File: slices.Clone(shape)})
		}
	}
	for _, t := range got {
		if !wanted[t.Name] {
			r.Unexpected = append(r.Unexpected, t.Name)
		}
		wanted[t.Name] = false
	}
}
