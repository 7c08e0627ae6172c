package main

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// This file: documents of docs/reference that are made of the program itself.

var update = flag.Bool("update", false, "write docs/reference/cli.md and docs/reference/recipes.md")

// checkReference compares a document of docs/reference with want, and writes it with
// -update. The folder docs is a module of its own, which a copy of the library alone
// does not have.
func checkReference(t *testing.T, name string, want []byte) {
	t.Helper()
	if _, err := os.Stat("../../docs"); errors.Is(err, fs.ErrNotExist) {
		t.Skip("there is no folder docs")
	}
	path := filepath.Join("../../docs/reference", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, want, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(have, want) {
		return
	}
	a, b := strings.Split(string(have), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("%s:%d is stale: run go test ./cmd/m2pt -run TestReference -update\n  it has %s\n  want   %s", path, i+1, a[i], b[i])
		}
	}
	t.Fatalf("%s has %d lines, want %d: run go test ./cmd/m2pt -run TestReference -update", path, len(a), len(b))
}

// row writes a row of a Markdown table.
func row(b *strings.Builder, cells ...string) {
	for _, c := range cells {
		b.WriteString("| " + strings.ReplaceAll(strings.Join(strings.Fields(c), " "), "|", `\|`) + " ")
	}
	b.WriteString("|\n")
}
