package notebook

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// write makes a notebook of code cells, with tags after a "#tags " line if a cell has one.
func write(t *testing.T, cells ...string) string {
	t.Helper()
	var list []any
	for _, code := range cells {
		meta := map[string]any{}
		if rest, ok := strings.CutPrefix(code, "#tags "); ok {
			tags, body, _ := strings.Cut(rest, "\n")
			meta["tags"], code = strings.Fields(tags), body
		}
		list = append(list, map[string]any{"cell_type": "code", "metadata": meta, "source": code, "outputs": []any{}, "execution_count": nil})
	}
	b, err := json.Marshal(map[string]any{"cells": list, "metadata": map[string]any{"title": "kept"}, "nbformat": 4, "nbformat_minor": 5})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "book.ipynb")
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRunWritesOutputs(t *testing.T) {
	path := write(t,
		"import (\"image\"; \"os\")\nfmt.Println(\"before\")\nfmt.Fprintln(os.Stderr, \"warning\")\ndisplay.Show(image.NewGray(image.Rect(0, 0, 2, 2)))\nfmt.Println(\"after\")\n40 + 2",
		"#tags raises-exception\npanic(\"on purpose\")",
		"x := 1")
	if err := Run(path, Options{}); err != nil {
		t.Fatal(err)
	}
	first := read(t, path)
	for _, want := range []string{`"before\n"`, `"warning\n"`, `"image/png"`, `"after\n"`, `"42"`, `"ename": "panic"`, `"evalue": "on purpose"`, `"title": "kept"`, `"name": "pathway"`, `"id": "cell-2"`, `"execution_count": 3`} {
		if !strings.Contains(first, want) {
			t.Errorf("no %s in\n%s", want, first)
		}
	}
	if i, j := strings.Index(first, "image/png"), strings.Index(first, "after"); i > j || strings.Index(first, "before") > i {
		t.Error("the picture is not between what was printed before and after it")
	}
	if !strings.HasPrefix(first, "{\n \"cells\": [\n  {\n") || !strings.HasSuffix(first, "}\n") {
		t.Errorf("not in Jupyter's form:\n%s", first)
	}
	// again: the same file
	if err := Run(path, Options{}); err != nil {
		t.Fatal(err)
	}
	if again := read(t, path); again != first {
		t.Errorf("a second run changed the file:\n%s", again)
	}
	if err := Run(path, Options{Check: true}); err != nil {
		t.Error(err)
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct{ cell, old, now, want string }{
		{"fmt.Println(\"one\\ntwo\")", "two", "2", `cell 1 (cell-1): output 1: stdout, line 2: "2" in the file, "two" now`},
		{"\"text\"", `"text"`, `"other"`, `"other" in the file, "text" now`},
		{"import \"image\"\nimg := image.NewGray(image.Rect(0, 0, 2, 2))\nimg.Pix[3] = 9\nimg", "", "", ""},
		{"1", "execute_result", "display_data", "display_data in the file, execute_result now"},
	} {
		path := write(t, c.cell)
		if err := Run(path, Options{}); err != nil {
			t.Fatal(err)
		}
		text := read(t, path)
		at := strings.Index(text, `"outputs"`)
		end := strings.Index(text, `"source"`)
		if c.old != "" {
			text = text[:at] + strings.ReplaceAll(text[at:end], c.old, c.now) + text[end:]
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		err := Run(path, Options{Check: true})
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.cell, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "book.ipynb") {
			t.Errorf("%s: %v, want %s", c.cell, err, c.want)
		}
		if read(t, path) != text {
			t.Errorf("%s: --check changed the file", c.cell)
		}
	}
}

// Jupyter cuts streams anywhere.
func TestCheckJoinsStreams(t *testing.T) {
	piece := func(name, text string) any {
		return map[string]any{"output_type": "stream", "name": name, "text": text}
	}
	if d := compare([]any{piece("stdout", "a"), piece("stderr", "x"), piece("stdout", "b\nc")}, []any{piece("stdout", "ab\nc"), piece("stderr", "x")}); len(d) > 0 {
		t.Error(d)
	}
	if d := compare([]any{piece("stdout", "a"), piece("stdout", "c")}, []any{piece("stdout", "ab")}); len(d) != 1 {
		t.Error(d)
	}
}

func TestCheckComparesPixels(t *testing.T) {
	pixel := "import (\"image\"; \"image/color\"; \"os\")\nimg := image.NewGray(image.Rect(0, 0, 3, 2))\nif os.Getenv(\"KERNEL_TEST_PIXEL\") != \"\" { img.SetGray(2, 1, color.Gray{7}) }\nimg"
	path := write(t, pixel, "#tags nbval-ignore-output\nos.Getenv(\"KERNEL_TEST_PIXEL\")")
	if err := Run(path, Options{}); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KERNEL_TEST_PIXEL", "1")
	err := Run(path, Options{Check: true})
	if err == nil || !strings.Contains(err.Error(), "1 pixels differ, the first at (2,1)") || strings.Contains(err.Error(), "cell-2") {
		t.Errorf("%v", err)
	}
}

func TestFailingCellEndsTheNotebook(t *testing.T) {
	path := write(t, "a := 1", "a +", "\"never\"")
	err := Run(path, Options{})
	if err == nil || !strings.Contains(err.Error(), "book.ipynb: cell 2") || !strings.Contains(err.Error(), "syntax error") {
		t.Errorf("%v", err)
	}
	if strings.Contains(strings.Split(read(t, path), "cell-3")[1], "execute_result") {
		t.Error("the cell after it ran")
	}
}

func TestTimeout(t *testing.T) {
	begun := time.Now()
	err := Run(write(t, "for { }"), Options{Timeout: 200 * time.Millisecond})
	if err == nil || !strings.Contains(err.Error(), "did not end within 200ms") {
		t.Errorf("%v", err)
	}
	if time.Since(begun) > 10*time.Second {
		t.Errorf("took %v", time.Since(begun))
	}
}

// A cell works in the folder of its notebook, and the command's own folder stays.
func TestFolder(t *testing.T) {
	path := write(t, "import \"os\"\nos.WriteFile(\"made.txt\", nil, 0o644)")
	wd, _ := os.Getwd()
	if err := Run(path, Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(path), "made.txt")); err != nil {
		t.Error(err)
	}
	if now, _ := os.Getwd(); now != wd {
		t.Errorf("in %s, was in %s", now, wd)
	}
}

func TestNoNotebook(t *testing.T) {
	for _, content := range []string{"", "{}", "[]", `{"nbformat": 3, "cells": []}`, `{"nbformat": 4}`, `{"nbformat": 4, "cells": [1]}`} {
		path := filepath.Join(t.TempDir(), "x.ipynb")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := Run(path, Options{}); err == nil || !strings.Contains(err.Error(), "x.ipynb") {
			t.Errorf("%q: %v", content, err)
		}
	}
}
