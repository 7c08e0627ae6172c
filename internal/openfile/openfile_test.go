package openfile

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int64{5, 6, Any} {
		raw, err := Read(path, limit)
		if err != nil || !bytes.Equal(raw, []byte("12345")) {
			t.Errorf("limit %d: %q, %v", limit, raw, err)
		}
	}
	if _, err := Read(path, 4); err == nil || !strings.Contains(err.Error(), "5 bytes, the limit for such a file is 4") || !strings.Contains(err.Error(), path) {
		t.Errorf("above the limit: %v", err)
	}
	if _, err := Read(dir, Any); err == nil || !strings.Contains(err.Error(), "a folder") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Read(filepath.Join(dir, "none"), Any); !errors.Is(err, fs.ErrNotExist) || !os.IsNotExist(err) {
		t.Errorf("nothing: %v", err)
	}
}
