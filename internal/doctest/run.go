package doctest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// This file: programs in documents that say what they print, as Examples do.

// outputMark begins the comment at the end of a program that says what it prints.
const outputMark = "// Output:"

// Promised returns what the program in b says it prints, and whether it says so. A
// program is a block of a whole file of package main.
func Promised(b Block) (output string, ok bool) {
	if !strings.HasPrefix(strings.TrimSpace(b.Text), "package main") {
		return "", false
	}
	_, comment, ok := strings.Cut(b.Text, outputMark)
	var lines []string
	for _, line := range strings.Split(comment, "\n") {
		text, isComment := strings.CutPrefix(strings.TrimSpace(line), "//")
		if len(lines) > 0 && !isComment {
			break
		}
		lines = append(lines, strings.TrimPrefix(text, " "))
	}
	return strings.TrimSpace(strings.Join(lines, "\n")), ok
}

// Run runs the program in b within the module in root, and returns what it prints.
func Run(root string, b Block) (string, error) {
	dir, err := os.MkdirTemp("", "doctest")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	if root, err = filepath.Abs(root); err != nil {
		return "", err
	}
	file := filepath.Join(dir, "main.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {
		filepath.Join(root, "internal", "doctest", "program", "main.go"): file,
	}})
	if err != nil {
		return "", err
	}
	for name, text := range map[string]string{file: b.Text, filepath.Join(dir, "overlay.json"): string(overlay)} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			return "", err
		}
	}
	// Built and run apart: go run puts its own words on standard error.
	program := filepath.Join(dir, "program.exe")
	build := exec.Command("go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-o", program, "./internal/doctest/program")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s: %v\n%s", b.Where(0), err, out)
	}
	var out, wrong bytes.Buffer
	run := exec.Command(program)
	run.Dir, run.Stdout, run.Stderr = dir, &out, &wrong
	if err := run.Run(); err != nil {
		return "", fmt.Errorf("%s: %v\n%s", b.Where(0), err, wrong.String())
	}
	return strings.TrimSpace(out.String()), nil
}
