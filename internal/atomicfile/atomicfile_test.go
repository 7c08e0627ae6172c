package atomicfile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/gopathway/pathway/internal/filelock"
)

func put(s string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
}

// check fails unless path holds want and is alone in its folder.
func check(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("file holds %q (%v), want %q", got, err, want)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("folder holds %v (%v), want the file alone", entries, err)
	}
}

func TestWriteReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	for _, s := range []string{"one", "a longer text", ""} {
		if err := Write(path, put(s)); err != nil {
			t.Fatal(err)
		}
		check(t, path, s)
	}
}

func TestFailureLeavesTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := Write(path, put("old")); err != nil {
		t.Fatal(err)
	}
	fail := errors.New("disk full")
	err := Write(path, func(w io.Writer) error {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			return err
		}
		return fail
	})
	if err != fail {
		t.Errorf("error %v, want %v", err, fail)
	}
	check(t, path, "old")
}

func TestOtherWriterIsNotTouched(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	// A writer that is at work holds the lock of its file.
	err := os.WriteFile(path+".tmp0", []byte("another writer's"), 0o666)
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.Open(path + ".tmp0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := filelock.Take(other); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, put("new")); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path + ".tmp0"); string(got) != "another writer's" {
		t.Errorf("the other temporary file holds %q", got)
	}
	os.Remove(path + ".tmp0")
	check(t, path, "new")
}

func TestRenameFailureRemovesTheTemporary(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x")
	if err := os.MkdirAll(filepath.Join(path, "child"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, put("new")); err == nil {
		t.Fatal("replacing a folder succeeded")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("folder holds %v, want the old entry alone", entries)
	}
}

func TestDeviceIsNotReplaced(t *testing.T) {
	link := filepath.Join(t.TempDir(), "null") // were the check missing, the link would go
	if err := os.Symlink(os.DevNull, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := Write(link, put("x")); err == nil {
		t.Error("a link to a device was replaced")
	}
}

func TestNoSuchFolder(t *testing.T) {
	if err := Write(filepath.Join(t.TempDir(), "no", "x"), put("")); err == nil {
		t.Error("writing into a missing folder succeeded")
	}
}

func TestLeftoversOfKilledWritersAreRemoved(t *testing.T) {
	if !filelock.Supported {
		t.Skip("no locks here")
	}
	path := filepath.Join(t.TempDir(), "x")
	for _, name := range []string{path + ".tmp0", path + ".tmp1"} {
		if err := os.WriteFile(name, []byte("half"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	// The second is found by the first write that has to pass the first by.
	if err := Write(path, put("new")); err != nil {
		t.Fatal(err)
	}
	check(t, path, "new")
}

func TestAbandonRemovesWhatIsBeingWritten(t *testing.T) {
	defer resume()
	path := filepath.Join(t.TempDir(), "x")
	err := Write(path, func(w io.Writer) error {
		Abandon()
		_, err := io.WriteString(w, "late")
		return err
	})
	if err != ErrAbandoned {
		t.Errorf("a write that was abandoned: %v", err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 0 {
		t.Errorf("folder holds %v, want nothing", entries)
	}
}
