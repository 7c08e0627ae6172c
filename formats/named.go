package formats

// This file: what the writers of named tensors check and how they order them.

import (
	"fmt"
	"math"
	"sort"
	"unicode/utf8"

	"github.com/gopathway/pathway/tensor"
)

// sortNamed returns items sorted by name, after it has checked that every
// tensor exists and that names are valid UTF-8 and differ.
func sortNamed(items []tensor.Named) ([]tensor.Named, error) {
	sorted := append([]tensor.Named(nil), items...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Name < sorted[j].Name })
	for i, it := range sorted {
		switch {
		case it.Tensor == nil:
			return nil, fmt.Errorf("tensor %q is nil", it.Name)
		case !utf8.ValidString(it.Name):
			return nil, fmt.Errorf("name %q is not valid UTF-8", it.Name)
		case i > 0 && it.Name == sorted[i-1].Name:
			return nil, fmt.Errorf("two tensors named %q", it.Name)
		}
	}
	return sorted, nil
}

// elements returns the number of elements of a shape that a file declares; ok
// is false if int does not hold it.
func elements(shape []int) (n int, ok bool) {
	n, ok = 1, true
	for _, d := range shape {
		if d == 0 {
			return 0, true
		}
		if n > math.MaxInt/d {
			ok = false
			continue
		}
		n *= d
	}
	return n, ok
}
