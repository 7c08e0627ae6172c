package doctest

import (
	"os"
	"path/filepath"
)

// Packaged reports whether root holds the module as go get fetches it: without the
// modules nested in it, such as docs, and without its history. Tests that read those
// skip then. In a checkout they must not, whatever is missing.
func Packaged(root string) bool {
	for _, name := range []string{".git", "docs"} {
		if _, err := os.Lstat(filepath.Join(root, name)); err == nil {
			return false
		}
	}
	return true
}
