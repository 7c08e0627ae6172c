package main

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// tooLong returns the first line of text that a terminal of 80 columns breaks.
func tooLong(text string) string {
	for _, line := range strings.Split(text, "\n") {
		if utf8.RuneCountInString(line) > 80 {
			return line
		}
	}
	return ""
}

// The help of all commands and what they say of models fit 80 columns, but command lines.
func TestResultsFitTheTerminal(t *testing.T) {
	for path := range commands() {
		for _, help := range []string{"--help", "--help-all"} {
			out, _ := runOK(t, append(strings.Fields(path)[1:], help)...)
			before, rest, _ := strings.Cut(out, "\nExamples:\n")
			_, after, _ := strings.Cut(rest, "\n\n")
			for _, part := range []string{before, after} {
				if line := tooLong(part); line != "" {
					t.Errorf("%s %s: %q", path, help, line)
				}
			}
		}
	}
	dir := t.TempDir()
	aux, out := filepath.Join(dir, "aux"), filepath.Join(dir, "parts")
	shape := []string{"--dim", "8", "--depth", "1", "--heads", "2", "--epochs", "1", "--train-size", "16", "--data", "synthetic"}
	runOK(t, append([]string{"pretrain", "--modality", "video", "--out", aux, "--quiet"}, shape...)...)
	_, progress := runOK(t, append([]string{"train", "--task", "segment", "--modality", "point", "--aux", aux, "--groups", "8", "--group-size", "4", "--out", out}, shape...)...)
	inspected, _ := runOK(t, "inspect", out)
	measured, _ := runOK(t, "eval", out, "--data", "synthetic")
	short := strings.NewReplacer(out, "parts", aux, "aux")
	for name, text := range map[string]string{"inspect": inspected, "eval": measured, "training": progress[:strings.Index(progress, "parts: epoch")]} {
		if line := tooLong(short.Replace(text)); line != "" {
			t.Errorf("%s: %q", name, line)
		}
	}
}

func TestWrapText(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("word ", 20))
	got := wrapText("A first\nparagraph " + long + ".\n\n  name   " + long + "\n  bare\nThe end.")
	want := "A first paragraph " + long[:59] + "\n" + long[60:] + ".\n\n  name   " + long[:69] + "\n         " + long[70:] + "\n  bare\nThe end."
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := wrapWords(strings.Repeat("x", 90)+" y", 80); len(got) != 2 || got[1] != "y" {
		t.Errorf("a long word: %q", got)
	}
}
