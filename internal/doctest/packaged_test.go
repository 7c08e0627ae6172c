package doctest

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPackaged(t *testing.T) {
	root := t.TempDir()
	if !Packaged(root) {
		t.Error("an empty folder is not taken for a package")
	}
	// The .git of a worktree is a file.
	if err := os.WriteFile(filepath.Join(root, ".git"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if Packaged(root) {
		t.Error("a checkout without docs is taken for a package: its tests would skip")
	}
	if err := os.Remove(filepath.Join(root, ".git")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(root, "docs"), 0o777); err != nil {
		t.Fatal(err)
	}
	if Packaged(root) {
		t.Error("a folder with docs is taken for a package: its tests would skip")
	}
}
