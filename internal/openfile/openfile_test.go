package openfile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int64{5, 6} {
		raw, err := Read(path, limit)
		if err != nil || !bytes.Equal(raw, []byte("12345")) {
			t.Errorf("limit %d: %q, %v", limit, raw, err)
		}
	}
	if _, err := Read(path, 4); err == nil || !strings.Contains(err.Error(), "5 bytes, the limit for such a file is 4") || !strings.Contains(err.Error(), path) {
		t.Errorf("above the limit: %v", err)
	}
	if _, err := Read(dir, Media); err == nil || !strings.Contains(err.Error(), "a folder") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Read(filepath.Join(dir, "none"), Media); !errors.Is(err, fs.ErrNotExist) || !os.IsNotExist(err) {
		t.Errorf("nothing: %v", err)
	}
}

// endless is a stream without end, which counts what is read of it.
type endless struct{ read int }

func (e *endless) Read(b []byte) (int, error) {
	e.read += len(b)
	return len(b), nil
}

// stuck is a stream that gives nothing and says nothing.
type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestAll(t *testing.T) {
	want := bytes.Repeat([]byte("0123456789"), 1000)
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"as it is": func(r io.Reader) io.Reader { return r }, "bytes": iotest.OneByteReader, "halves": iotest.HalfReader, "end with data": iotest.DataErrReader,
	} {
		for _, limit := range []int64{10000, 1 << 20} {
			if raw, err := All(wrap(bytes.NewReader(want)), limit); err != nil || !bytes.Equal(raw, want) {
				t.Errorf("%s, limit %d: %d bytes, %v", name, limit, len(raw), err)
			}
		}
		if _, err := All(wrap(bytes.NewReader(want)), 9999); err == nil || !strings.Contains(err.Error(), "more than 9999 bytes") {
			t.Errorf("%s, above the limit: %v", name, err)
		}
	}
	var e endless
	if _, err := All(&e, 5000); err == nil || e.read > 5001 {
		t.Errorf("%d bytes were read of a stream without end: %v", e.read, err)
	}
	if _, err := All(stuck{}, 5000); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a stream that gives nothing: %v", err)
	}
	own := errors.New("the cable is cut")
	for _, err := range []error{own, io.ErrUnexpectedEOF} {
		if _, got := All(io.MultiReader(bytes.NewReader(want), iotest.ErrReader(err)), 1<<20); got != err {
			t.Errorf("an error of the stream: %v, want %v", got, err)
		}
	}
}

// The limit of a file is known before it is read, and so is its room.
func TestAllOfAFile(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "a"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(1 << 40); err != nil {
		t.Skip(err)
	}
	if _, err := All(f, Media); err == nil || !strings.Contains(err.Error(), "the limit for such a file is") {
		t.Errorf("a large file: %v", err)
	}
	if err := f.Truncate(10000); err != nil {
		t.Fatal(err)
	}
	if raw, err := All(f, Media); err != nil || len(raw) != 10000 || cap(raw) > 10240 {
		t.Errorf("%d bytes in room for %d: %v", len(raw), cap(raw), err)
	}
}
