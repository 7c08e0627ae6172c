package doctest

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// This file: every public package says what it is for, names its main types, and shows one
// example of the whole and one for each constructor.

// leastLines and leastLinks are what the comment of a package has at least.
const (
	leastLines = 8
	leastLinks = 2
)

// without lists packages that export nothing, by their folders: there is nothing to link to
// and nothing to show.
var without = []string{".", "bench"}

func TestPackagesTellOfThemselves(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	paths, dirs := public(t)
	constructors := 0
	for i, dir := range dirs {
		p, err := ReadPackageDoc(dir)
		if err != nil {
			t.Fatal(err)
		}
		folder, err := filepath.Rel(root, dir)
		if err != nil {
			t.Fatal(err)
		}
		bare := slices.Contains(without, filepath.ToSlash(folder))
		if p.Lines < leastLines {
			t.Errorf("%s: the package's comment has %d lines, want %d or more: what it is for, and its main types in the order in which a reader meets them", paths[i], p.Lines, leastLines)
		}
		if len(p.Links) < leastLinks && !bare {
			t.Errorf("%s: the package's comment links to %q, want %d or more of its types or functions, as in [Type]", paths[i], p.Links, leastLinks)
		}
		for _, link := range p.Broken {
			t.Errorf("%s: the package's comment links to %s, which the package does not export", paths[i], link)
		}
		if !p.Example && !bare {
			t.Errorf("%s: there is no func Example() of the package", paths[i])
		}
		for _, c := range p.Bare {
			t.Errorf("%s.%s: write an example, Example%s or one of its type that calls it", paths[i], c, c)
		}
		constructors += len(p.Constructors)
	}
	if len(dirs) < 20 || constructors < 30 {
		t.Errorf("only %d packages and %d constructors were found", len(dirs), constructors)
	}
}

func TestPackageDocFindsWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"doc.go":          "// Package p has a [Door] and [Door.Open], but no [Window], see [tensor.Tensor].\n//\n// [New] makes one.\npackage p\n",
		"p.go":            "package p\n\n// Door is one.\ntype Door struct{}\n\n// Open opens.\nfunc (d *Door) Open() {}\n\nfunc New() *Door { return nil }\nfunc NewDoor() *Door { return nil }\nfunc NewWall() int { return 0 }\nfunc newHidden() {}\n",
		"example_test.go": "package p_test\n\nfunc ExampleNew() {}\nfunc ExampleDoor() { p.NewDoor() }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	p, err := ReadPackageDoc(dir)
	if err != nil {
		t.Fatal(err)
	}
	if p.Lines != 2 || p.Example || !slices.Equal(p.Links, []string{"Door", "Door.Open", "New"}) || !slices.Equal(p.Broken, []string{"[Window]"}) ||
		!slices.Equal(p.Constructors, []string{"New", "NewDoor", "NewWall"}) || !slices.Equal(p.Bare, []string{"NewWall"}) {
		t.Errorf("found %+v", p)
	}
}
