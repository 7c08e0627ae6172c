package doctest

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// This file: blocks marked golang are excerpts of the source, whose lines all exist.
// They are not compiled.

func TestExcerptsAreInTheSource(t *testing.T) {
	if Packaged("../..") {
		t.Skip("the excerpts stand in docs, a module of its own, which is not here")
	}
	lines := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, line := range strings.Split(string(text), "\n") {
			lines[strings.TrimSpace(line)] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	files, err := MarkdownFiles("../..")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, file := range files {
		blocks, err := Fences(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range blocks {
			if b.Lang != "golang" {
				continue
			}
			for i, line := range strings.Split(b.Text, "\n") {
				checked++
				if !lines[strings.TrimSpace(line)] {
					t.Errorf("%s: no file has the line %s", b.Where(i), line)
				}
			}
		}
	}
	if checked == 0 {
		t.Error("no document has an excerpt")
	}
}
