package doctest

import "testing"

// This file: programs in documents print what they say.

func TestProgramsPrintWhatTheySay(t *testing.T) {
	if Packaged("../..") {
		t.Skip("the programs stand in docs, a module of its own, which is not here")
	}
	files, err := MarkdownFiles("../..")
	if err != nil {
		t.Fatal(err)
	}
	programs := 0
	for _, file := range files {
		blocks, err := Fences(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range blocks {
			want, ok := Promised(b)
			if !ok {
				continue
			}
			programs++
			if got, err := Run("../..", b); err != nil {
				t.Error(err)
			} else if got != want {
				t.Errorf("%s prints\n%s\nand not what it says:\n%s", b.Where(0), got, want)
			}
		}
	}
	if programs == 0 {
		t.Error("no document has a program that says what it prints")
	}

	wrong := Block{File: "wrong.md", Line: 1, Text: "package main\n\nfunc main() { println(1) }\n\n// Output:\n// 2\n"}
	if want, ok := Promised(wrong); !ok || want != "2" {
		t.Errorf("promised %q, %v", want, ok)
	}
	if got, err := Run("../..", wrong); err != nil || got != "" { // println writes to standard error
		t.Errorf("output %q, error %v", got, err)
	}
	wrong.Text = "package main\n\nfunc main() { panic(1) }\n"
	if _, err := Run("../..", wrong); err == nil {
		t.Error("a program that panics is no error")
	}
	if _, ok := Promised(wrong); ok {
		t.Error("a program promises what it does not say")
	}
}
