package doctest

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// This file: what documents name exists: files, folders, tests, and names of Go.

// listings are documents whose code spans are patterns of anyone's files, or that are made
// of the code itself.
var listings = []string{"docs/formats.md", "docs/reference/", "docs/studies/"}

// filePattern matches the code spans that name files or folders of the module.
var filePattern = regexp.MustCompile(`^[\w.*<>/-]+(/|\.(go|s|md))$`)

// placeholder matches what stands for any name.
var placeholder = regexp.MustCompile(`<\w+>`)

// testPattern matches those that name a test, and testFunc the tests of a file.
var (
	testPattern = regexp.MustCompile(`^Test[A-Z]\w+$`)
	testFunc    = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
)

// missing returns the code spans of a Markdown file that name a file, a test or
// something of a package which the module in root does not have. A part in <> stands for
// any name, and a path may begin in the document's folder.
func missing(t *testing.T, root, document string, names *Names) (gone []string, checked int) {
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
		case strings.HasPrefix(s.Text, "data/"): // what m2pt download writes
			continue
		case filePattern.MatchString(s.Text) && !strings.HasPrefix(s.Text, "."):
			pattern := placeholder.ReplaceAllString(s.Text, "*")
			if exists(t, root, pattern) || strings.Contains(pattern, "/") && exists(t, filepath.Dir(document), pattern) {
				checked++
				continue
			}
		default:
			wrong, ok := names.Wrong(s.Text)
			if ok && !wrong {
				checked++
			}
			if !wrong {
				continue
			}
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

func TestDocumentsNameWhatExists(t *testing.T) {
	if Packaged("../..") {
		t.Skip("documents name files of docs, a module of its own, which is not here")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	_, dirs := public(t)
	// A package of ours has the name of one of Go's.
	goImage, err := exec.Command("go", "list", "-f", "{{.Dir}}", "image").Output()
	if err != nil {
		t.Fatal(err)
	}
	dirs = append(dirs, strings.TrimSpace(string(goImage)), filepath.Join(root, "cmd", "m2pt"))
	names, err := ReadNames(dirs)
	if err != nil {
		t.Fatal(err)
	}
	files, err := MarkdownFiles(root)
	if err != nil {
		t.Fatal(err)
	}
	all := 0
	for _, file := range files {
		rel, err := filepath.Rel(root, file)
		if err != nil {
			t.Fatal(err)
		}
		listing := func(l string) bool { return strings.HasPrefix(filepath.ToSlash(rel), l) }
		if slices.ContainsFunc(listings, listing) {
			continue
		}
		gone, checked := missing(t, root, file, names)
		for _, g := range gone {
			t.Errorf("%s does not exist", g)
		}
		all += checked
	}
	if all < 100 {
		t.Errorf("only %d names were checked", all)
	}

	bad := filepath.Join(t.TempDir(), "bad.md")
	text := "`tensor/` and `nn/vit.go`, `nn/no_<such>.go`, `TestNothing`, `no_<any>_file.go` + `TestDocumentsNameWhatExists`, `m2pt/data_<name>.go`\n" +
		"`nn.ViT`, `nn.ViT.Forward(x)`, `Tape.Reset`, `ViTConfig.Dim`; `nn.ViT2`, `Tape.NoSuch`, `autograd.Var.NoSuch`; `model.safetensors`, `fmt.Println`, `x.y`\n"
	if err := os.WriteFile(bad, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	if gone, checked := missing(t, root, bad, names); len(gone) != 7 || checked != 7 {
		t.Errorf("of a document with seven wrong names these were found: %q, and %d right ones", gone, checked)
	}
}
