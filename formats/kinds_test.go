package formats

// This file: files as other programs write them, and damaged ones.

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// Case 22: names of classes and a text file beside the arrays.
func TestNPZWithOtherMembers(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "cases", "22-npz-strings")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("there is no %s here", dir)
	}
	items, err := LoadNPZ(filepath.Join(dir, "set.npz"))
	if err != nil || len(items) != 2 || items[0].Name != "images" || items[1].Name != "labels" || !slices.Equal(items[0].Tensor.Shape(), []int{2, 3, 4}) {
		t.Errorf("set.npz: %v, %v", items, err)
	}
	items, err = LoadNPZ(filepath.Join(dir, "with_readme.npz"))
	if err != nil || len(items) != 1 || items[0].Name != "images" {
		t.Errorf("with_readme.npz: %v, %v", items, err)
	}
}

func TestNPZLeavesOutWhatIsNoNumber(t *testing.T) {
	var array bytes.Buffer
	if err := WriteNPY(&array, tensor.Arange(3)); err != nil {
		t.Fatal(err)
	}
	of := func(descr string) []byte {
		raw := bytes.Replace(bytes.Clone(array.Bytes()), []byte("'<f4', "), []byte(descr+", "), 1)
		raw[8] += byte(len(descr) - len("'<f4'")) // the header's length
		return raw
	}
	path := filepath.Join(t.TempDir(), "x.npz")
	write := func(members ...any) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for i := 0; i < len(members); i += 2 {
			w, err := z.Create(members[i].(string))
			if err == nil {
				_, err = w.Write(members[i+1].([]byte))
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
	}
	write("a.npy", array.Bytes(), "text.npy", of("'<U3'"), "bytes.npy", of("'|S5'"), "obj.npy", of("'|O'"), "README.txt", []byte("hello"),
		"c.npy", of("'<c8'"), "time.npy", of("'<M8[ns]'"), "long.npy", of("'<f16'"), "rec.npy", of("[('x', '<f4'), ('y', '<f4')]"), "empty", nil2(), "sub/", nil2(), "b.npy", array.Bytes())
	f, err := OpenNPZ(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if left := f.Left(); !slices.Equal(f.Names(), []string{"a", "b"}) || len(left) != 9 || left[0] != `text.npy: descr "<U3" is not supported` {
		t.Errorf("names %q, left %q", f.Names(), left)
	}
	if x, err := f.Tensor("b"); err != nil || x.At(2) != 2 {
		t.Errorf("b is %v, %v", x, err)
	}
	if _, err := f.Tensor("text"); err == nil || !strings.Contains(err.Error(), `no array "text", there are ["a" "b"]`) {
		t.Errorf("text: %v", err)
	}
	if _, _, err := f.Ints("a"); err == nil || !strings.Contains(err.Error(), `array "a"`) {
		t.Errorf("floats as ints: %v", err)
	}
	// A damaged array is still an error, and so is an archive of nothing else.
	for want, members := range map[string][]any{
		`array "bad"`:                     {"a.npy", array.Bytes(), "bad.npy", array.Bytes()[:40]},
		`no array of numbers: README.txt`: {"README.txt", []byte("hello")},
		`data end after 2 of 3`:           {"cut.npy", array.Bytes()[:array.Len()-2]},
	} {
		write(members...)
		if _, err := LoadNPZ(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func nil2() []byte { return []byte{} }

// Every flipped bit of a file that this package writes is noticed, be it in a number,
// a name, the metadata or a checksum.
func TestSafetensorsNoticesEveryFlippedBit(t *testing.T) {
	var b bytes.Buffer
	if err := WriteSafetensors(&b, map[string]string{"k": "some text 12"}, []tensor.Named{named("w", tensor.Arange(3)), named("b.x", tensor.Scalar(1))}); err != nil {
		t.Fatal(err)
	}
	read := func(raw []byte) error {
		f, err := openBytes(raw)
		if err != nil {
			return err
		}
		for _, name := range f.Names() {
			if _, err := f.Tensor(name); err != nil {
				return err
			}
		}
		_, err = f.Verify()
		return err
	}
	if err := read(b.Bytes()); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 8*b.Len(); i++ {
		raw := bytes.Clone(b.Bytes())
		raw[i/8] ^= 1 << (i % 8)
		if read(raw) == nil {
			t.Errorf("bit %d of byte %d (%q) is not noticed", i%8, i/8, b.Bytes()[max(i/8-10, 0):min(i/8+10, b.Len())])
		}
	}
	f, err := openBytes(b.Bytes())
	if err != nil || len(f.Metadata()) != 1 {
		t.Errorf("metadata %q, %v", f.Metadata(), err)
	}
	if n, err := f.Verify(); n != 2 || err != nil {
		t.Errorf("%d tensors are checked, %v", n, err)
	}
	raw := bytes.Clone(b.Bytes())
	raw[len(raw)-1] ^= 1
	if f, err = openBytes(raw); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Tensor("w"); err == nil || !strings.Contains(err.Error(), `tensor "w": its checksum is`) {
		t.Errorf("error %v", err)
	}
	if err := WriteSafetensors(&b, map[string]string{sumsKey: "x"}, nil); err == nil {
		t.Error("the key of the checksums is taken")
	}
	// Files of others have none.
	if f, err = openBytes(stFile(`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, []byte{7})); err != nil {
		t.Fatal(err)
	}
	if n, err := f.Verify(); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

// Types that are not read are refused by name.
func TestSafetensorsRefusesTypesByName(t *testing.T) {
	for _, c := range [][2]string{{"F8_E4M3", "8 bits"}, {"F8_E5M2", "8 bits"}, {"F8_E8M0", "8 bits"}, {"C64", "complex"}, {"F4", "4 bits"}, {"F6_E2M3", "6 bits"}} {
		f, err := openBytes(stFile(`{"a":{"dtype":"`+c[0]+`","shape":[1],"data_offsets":[0,8]}}`, make([]byte, 8)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Tensor("a"); err == nil || !strings.Contains(err.Error(), `"a": dtype "`+c[0]+`"`) || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s: %v", c[0], err)
		}
	}
}
