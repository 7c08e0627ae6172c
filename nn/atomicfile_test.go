package nn

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestWriteAtomicReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	for _, text := range []string{"first", "second, longer", ""} {
		if err := writeAtomic(path, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Fatalf("file is %q (%v), want %q", got, err, text)
		}
	}
	onlyFile(t, path)
}

func TestWriteAtomicKeepsTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no room")
	err := writeAtomic(path, func(w io.Writer) error {
		if _, err := w.Write(make([]byte, 3<<20)); err != nil { // past the buffer
			return err
		}
		return full
	})
	if !errors.Is(err, full) {
		t.Errorf("error %v, want %v", err, full)
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("old file is now %q", got)
	}
	onlyFile(t, path)
}

// TestFillFileOnFullDisk writes to a device on which every write fails as on
// a full disk: the error must come out whether the data outgrow the buffer or
// not.
func TestFillFileOnFullDisk(t *testing.T) {
	for _, size := range []int{1, 5 << 20} {
		f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip("no /dev/full here")
		}
		err = fillFile(f, func(w io.Writer) error {
			_, err := w.Write(make([]byte, size))
			return err
		})
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%d bytes: error %v, want %v", size, err, syscall.ENOSPC)
		}
	}
}

func TestWriteAtomicErrors(t *testing.T) {
	dir := t.TempDir()
	write := func(w io.Writer) error { return nil }
	if err := writeAtomic(dir, write); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("onto a directory: %v", err)
	}
	if err := writeAtomic(filepath.Join(dir, "none", "f"), write); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("into a missing directory: %v", err)
	}
}

// onlyFile fails if anything but path lies in its directory.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(path) {
			t.Errorf("%s is left behind", e.Name())
		}
	}
}
