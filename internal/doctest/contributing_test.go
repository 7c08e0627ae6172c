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
			found, err := filepath.Glob(filepath.Join(root, regexp.MustCompile(`<\w+>`).ReplaceAllString(s.Text, "*")))
			if err == nil && len(found) > 0 {
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
	text := "`tensor/` and `nn/vit.go`, `nn/no_<such>.go`, `TestNothing` + `TestContributingNamesWhatExists`, `m2pt/data_<name>.go`\n"
	if err := os.WriteFile(bad, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	if gone, checked := missing(t, root, bad); len(gone) != 3 || checked != 3 {
		t.Errorf("of a document with three wrong names these were found: %q, and %d right ones", gone, checked)
	}
}
