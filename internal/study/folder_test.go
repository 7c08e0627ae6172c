package study

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/filelock"
)

func TestFolderIsTakenByOneProcessAtATime(t *testing.T) {
	c, err := ParseConfig("study.yaml", []byte(twelve))
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	f := folder{out}
	release, err := f.open(c)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := filelock.Lock(filepath.Join(t.TempDir(), "lock")); err != nil {
		t.Fatal(err)
	} else {
		again()
	}
	if !filelock.Supported {
		t.Skip("this system has no locks")
	}
	if _, err := f.open(c); err == nil || !strings.Contains(err.Error(), out) || !strings.Contains(err.Error(), "another process") {
		t.Errorf("the folder is taken twice: %v", err)
	}
	release()
	again, err := f.open(c)
	if err != nil {
		t.Fatal(err)
	}
	again()
}
