package doctest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// This file: documents that a test makes of the source.

// Generated compares the document at path, below the module's folder root, with want, and
// writes it if update is true. Command is what a reader of the failure runs to write it.
// It skips the test where the folder docs, a module of its own, is not there.
func Generated(t *testing.T, root, path string, want []byte, update bool, command string) {
	t.Helper()
	if Packaged(root) {
		t.Skip("docs is a module of its own, which is not here")
	}
	file := filepath.Join(root, filepath.FromSlash(path))
	if update {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, want, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(have, want) {
		return
	}
	a, b := strings.Split(string(have), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("%s:%d is stale: run %s\n  it has %s\n  want   %s", path, i+1, command, a[i], b[i])
		}
	}
	t.Fatalf("%s has %d lines, want %d: run %s", path, len(a), len(b), command)
}
