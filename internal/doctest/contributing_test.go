package doctest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// This file: what CONTRIBUTING.md names exists.

// filePattern matches the code spans that name files or folders of the module.
var filePattern = regexp.MustCompile(`^[\w.*<>/-]+(/|\.(go|s|md))$`)

// placeholder matches what stands for any name.
var placeholder = regexp.MustCompile(`<\w+>`)

// testPattern matches those that name a test, and testFunc the tests of a file.
var (
	testPattern = regexp.MustCompile(`^Test[A-Z]\w+$`)
	testFunc    = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
)

// missing returns the code spans of a Markdown file that name a file or a test
// which the module in root does not have. A part in <> stands for any name.
func missing(t *testing.T, root, document string) (gone []string, checked int) {
	t.Helper()
	spans, err := Spans(document)
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t, root)
	for _, s := range spans {
		switch {
		case testPattern.MatchString(s.Text):
			if tests[s.Text] {
				checked++
				continue
			}
		case filePattern.MatchString(s.Text) && !strings.HasPrefix(s.Text, "."):
			if exists(t, root, placeholder.ReplaceAllString(s.Text, "*")) {
				checked++
				continue
			}
		default:
			continue
		}
		gone = append(gone, s.Where(0)+": "+s.Text)
	}
	return gone, checked
}

// exists reports whether the module in root has a file or folder that matches a
// pattern. A name without a folder may lie in any.
func exists(t *testing.T, root, pattern string) bool {
	t.Helper()
	if strings.Contains(pattern, "/") {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		return err == nil && len(found) > 0
	}
	found := false
	err := filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
		if ok, _ := filepath.Match(pattern, d.Name()); ok {
			found = true
			return fs.SkipAll
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// testNames returns the names of all tests of the module in root.
func testNames(t *testing.T, root string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range testFunc.FindAllSubmatch(text, -1) {
			names[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestContributingNamesWhatExists(t *testing.T) {
	if Packaged("../..") {
		t.Skip("CONTRIBUTING.md names files of docs, a module of its own, which is not here")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	gone, checked := missing(t, root, filepath.Join(root, "CONTRIBUTING.md"))
	for _, g := range gone {
		t.Errorf("%s does not exist", g)
	}
	if checked < 30 {
		t.Errorf("only %d names were checked", checked)
	}

	bad := filepath.Join(t.TempDir(), "bad.md")
	text := "`tensor/` and `nn/vit.go`, `nn/no_<such>.go`, `TestNothing`, `no_<any>_file.go` + `TestContributingNamesWhatExists`, `m2pt/data_<name>.go`\n"
	if err := os.WriteFile(bad, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	if gone, checked := missing(t, root, bad); len(gone) != 4 || checked != 3 {
		t.Errorf("of a document with four wrong names these were found: %q, and %d right ones", gone, checked)
	}
}
