package formats

// This file: npz archives, good and bad.

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/fuzzcost"
	"github.com/gopathway/pathway/tensor"
)

func TestNPZ(t *testing.T) {
	g := tensor.NewRNG(2)
	dir := t.TempDir()
	path := filepath.Join(dir, "x.npz")
	items := []tensor.Named{named("b", normal(g, 3, 4)), named("a", tensor.Scalar(2)), named("sub/c", tensor.New(0))}
	if err := SaveNPZ(path, items); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := LoadNPZ(path)
	if err != nil || len(got) != 3 {
		t.Fatalf("%d arrays (%v), want 3", len(got), err)
	}
	for i, want := range []tensor.Named{items[1], items[0], items[2]} {
		if got[i].Name != want.Name {
			t.Errorf("array %d is %q, want %q", i, got[i].Name, want.Name)
		}
		same(t, want.Name, got[i].Tensor, want.Tensor)
	}
	if err := SaveNPZ(path, got); err != nil {
		t.Fatal(err)
	}
	if second, _ := os.ReadFile(path); !bytes.Equal(first, second) {
		t.Error("writing the same arrays again gives another file")
	}
	if err := SaveNPZ(path, []tensor.Named{named("a", tensor.New(1)), named("a", tensor.New(1))}); err == nil {
		t.Error("two arrays of one name were written")
	}
	// A flipped bit of the data is found by the checksum.
	broken := append([]byte(nil), first...)
	broken[bytes.LastIndex(broken, []byte("(3, 4)"))+120] ^= 1
	if err := os.WriteFile(path, broken, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadNPZ(path); !errors.Is(err, zip.ErrChecksum) || !strings.Contains(err.Error(), path+`: array "b"`) {
		t.Errorf("error %v, want a checksum error of array b", err)
	}
	if _, err := LoadNPZ(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

func TestNPZFullDisk(t *testing.T) {
	for _, n := range []int{0, 10, 50, 300, 600} {
		items := []tensor.Named{named("a", tensor.Arange(100)), named("b", tensor.Arange(3))}
		if err := WriteNPZ(&fullDisk{n}, items); !errors.Is(err, errFull) {
			t.Errorf("disk of %d bytes: error %v, want %v", n, err, errFull)
		}
	}
}

func TestNPZWriterErrors(t *testing.T) {
	for _, c := range []struct {
		items []tensor.Named
		want  string
	}{
		{[]tensor.Named{named("a", tensor.New(1)), named("a", tensor.New(1))}, `write npz: two tensors named "a"`},
		{[]tensor.Named{named("a", nil)}, `write npz: tensor "a" is nil`},
	} {
		var b bytes.Buffer
		if err := WriteNPZ(&b, c.items); err == nil || err.Error() != c.want || b.Len() != 0 {
			t.Errorf("error %v after %d bytes, want %s", err, b.Len(), c.want)
		}
	}
}

func TestNPZRefusesBadArchives(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.npz")
	var one bytes.Buffer
	if err := WriteNPY(&one, tensor.New(2)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		names []string
		data  []byte
		want  string
	}{
		{[]string{"a.npy", "a"}, one.Bytes(), `two arrays named "a"`},
		{[]string{"a.npy"}, append(one.Bytes(), 0), `array "a": data go on after the array`},
		{[]string{"a.npy"}, []byte("text"), `array "a": npy: read magic`},
	} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, n := range c.names {
			w, err := z.Create(n)
			if err == nil {
				_, err = w.Write(c.data)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadNPZ(path); err == nil || err.Error()[:len(path)] != path || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}

func FuzzReadNPZ(f *testing.F) {
	var b bytes.Buffer
	if err := WriteNPZ(&b, []tensor.Named{named("x", tensor.Arange(3)), named("y", tensor.New(2, 0))}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()-1])
	f.Add([]byte("PK"))
	f.Fuzz(func(t *testing.T, file []byte) {
		var items []tensor.Named
		var err error
		// Of a packed file, as much as it can hold.
		fuzzcost.Check(t, len(file), fuzzcost.Limit{Bytes: 1 << 20, PerByte: 8 * 1032}, func() { items, err = ReadNPZ(bytes.NewReader(file), int64(len(file))) })
		if err != nil {
			return
		}
		// What is read can be written and read again.
		var again bytes.Buffer
		if err := WriteNPZ(&again, items); err != nil {
			return // names that are not UTF-8, which zip allows
		}
		got, err := ReadNPZ(bytes.NewReader(again.Bytes()), int64(again.Len()))
		if err != nil || len(got) != len(items) {
			t.Fatalf("%d arrays (%v), want %d", len(got), err, len(items))
		}
	})
}
