package doctest

import (
	"slices"
	"testing"
)

// This file: every exported type of the public packages has an example.

func TestEveryTypeHasAnExample(t *testing.T) {
	paths, _ := public(t)
	const own = module + "/internal/doctest"
	all, err := ListPackages("../..", append(paths, own)...)
	if err != nil {
		t.Fatal(err)
	}
	types := 0
	for _, path := range paths {
		names, unused, err := Types(all, path)
		if err != nil {
			t.Fatal(err)
		}
		types += len(names)
		for _, name := range unused {
			t.Errorf("%s.%s: no example of the package uses this type: write one, or do not export it", path, name)
		}
	}
	if types < 150 {
		t.Errorf("only %d types were found", types)
	}

	// This package has types and no examples: all of them are found.
	names, unused, err := Types(all, own)
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 3 || !slices.Equal(names, unused) {
		t.Errorf("of the types %q of a package without examples, %q are without", names, unused)
	}
}
