package formats

// This file: safetensors files, good and bad.

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/fuzzcost"
	"github.com/gopathway/pathway/tensor"
)

// stFile builds a safetensors file of a header, taken as it is, and data.
func stFile(header string, data []byte) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), data...)
}

func openBytes(b []byte) (*SafetensorsFile, error) {
	return ReadSafetensors(bytes.NewReader(b), int64(len(b)))
}

func TestSafetensorsRoundTrip(t *testing.T) {
	g := tensor.NewRNG(1)
	items := []tensor.Named{
		named("z", tensor.Scalar(float32(math.NaN()))),
		named("blocks.0.attn.qkv.weight", normal(g, 30, 1000)),
		named("empty", tensor.New(3, 0, 2)),
		named(`odd "name" <&> ünï\`, normal(g, 1, 2, 3, 1, 2, 1, 1, 2)),
	}
	meta := map[string]string{"step": "12", "config": `{"a": "<b>"}`}
	path := filepath.Join(t.TempDir(), "x.safetensors")
	if err := SaveSafetensors(path, meta, items); err != nil {
		t.Fatal(err)
	}
	f, err := OpenSafetensors(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if len(f.Names()) != len(items) {
		t.Errorf("names %q", f.Names())
	}
	for _, it := range items {
		got, err := f.Tensor(it.Name)
		if err != nil {
			t.Fatal(err)
		}
		same(t, it.Name, got, it.Tensor)
		if d, shape, ok := f.Info(it.Name); d != "F32" || !slices.Equal(shape, it.Tensor.Shape()) || !ok {
			t.Errorf("Info(%q) = %s, %v, %v", it.Name, d, shape, ok)
		}
	}
	if got := f.Metadata(); fmt.Sprint(got) != fmt.Sprint(meta) {
		t.Errorf("metadata %v, want %v", got, meta)
	}
	var first, second bytes.Buffer
	if err := WriteSafetensors(&first, meta, items); err != nil {
		t.Fatal(err)
	}
	items[0], items[3] = items[3], items[0]
	if err := WriteSafetensors(&second, meta, items); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the order of the tensors changes the file")
	}
	if n := binary.LittleEndian.Uint64(first.Bytes()); n%8 != 0 {
		t.Errorf("header of %d bytes, want a multiple of 8", n)
	}
}

func TestSafetensorsTypes(t *testing.T) {
	le := binary.LittleEndian
	u16, u32, u64 := le.AppendUint16, le.AppendUint32, le.AppendUint64
	inf := float32(math.Inf(1))
	for _, c := range []struct {
		dtype  string
		data   []byte
		floats []float32
		ints   []int // nil: not whole numbers
	}{
		{"BOOL", []byte{0, 1, 2}, []float32{0, 1, 1}, []int{0, 1, 1}},
		{"U8", []byte{0, 200, 255}, []float32{0, 200, 255}, []int{0, 200, 255}},
		{"I8", []byte{0, 200, 255}, []float32{0, -56, -1}, []int{0, -56, -1}},
		{"U16", u16(u16(nil, 1), 65535), []float32{1, 65535}, []int{1, 65535}},
		{"I16", u16(u16(nil, 1), 65535), []float32{1, -1}, []int{1, -1}},
		{"U32", u32(u32(nil, 1), 16777217), []float32{1, 16777216}, []int{1, 16777217}},
		{"I32", u32(u32(nil, 1), math.MaxUint32-1), []float32{1, -2}, []int{1, -2}},
		{"U64", u64(u64(nil, 1), 3), []float32{1, 3}, []int{1, 3}},
		{"I64", u64(u64(nil, 1), math.MaxUint64-4), []float32{1, -5}, []int{1, -5}},
		{"F16", u16(u16(u16(u16(u16(u16(u16(nil, 0x3c00), 0xc100), 0x7c00), 0x0001), 0x83ff), 0x7bff), 0x8000),
			[]float32{1, -2.5, inf, 0x1p-24, -1023 * 0x1p-24, 65504, float32(math.Copysign(0, -1))}, nil},
		{"F16", u16(nil, 0x7e01), []float32{float32(math.NaN())}, nil},
		{"BF16", u16(u16(nil, 0x3f80), 0xff80), []float32{1, -inf}, nil},
		{"F32", u32(nil, math.Float32bits(1.25)), []float32{1.25}, nil},
		{"F64", u64(u64(u64(nil, math.Float64bits(0.1)), math.Float64bits(1e300)), math.Float64bits(-7)), []float32{0.1, inf, -7}, nil},
	} {
		n := len(c.floats)
		f, err := openBytes(stFile(fmt.Sprintf(`{"x":{"dtype":%q,"shape":[%d],"data_offsets":[0,%d]}}`, c.dtype, n, len(c.data)), c.data))
		if err != nil {
			t.Fatal(err)
		}
		x, err := f.Tensor("x")
		if err != nil {
			t.Fatal(err)
		}
		same(t, c.dtype, x, tensor.FromSlice(c.floats, n))
		ints, err := f.Ints("x")
		if c.ints == nil {
			if want := fmt.Sprintf(`safetensors: tensor "x": dtype %s, want whole numbers`, c.dtype); err == nil || err.Error() != want {
				t.Errorf("error %v, want %s", err, want)
			}
		} else if err != nil || fmt.Sprint(ints) != fmt.Sprint(c.ints) {
			t.Errorf("%s: %v (%v), want %v", c.dtype, ints, err, c.ints)
		}
	}
}

// badSafetensors are files that must be refused, with words of the error.
var badSafetensors = []struct {
	name string
	file []byte
	want string
}{
	{"empty", nil, "0 bytes, want at least 8"},
	{"short", []byte{1, 2, 3}, "3 bytes"},
	{"header beyond the file", stFile("{}", nil)[:9], "header of 2 bytes in a file of 9"},
	{"huge header", binary.LittleEndian.AppendUint64(nil, math.MaxUint64), "want at most"},
	{"large header", binary.LittleEndian.AppendUint64(nil, 99_999_999), "in a file of 8"},
	{"no header", stFile("", nil), "does not begin with '{'"},
	{"array", stFile("[]", nil), "does not begin with '{'"},
	{"space first", stFile(" {}", nil), "does not begin with '{'"},
	{"open", stFile("{", nil), "EOF"},
	{"open entry", stFile(`{"a":`, nil), "EOF"},
	{"not JSON", stFile(`{"a";1}`, nil), "expected colon"},
	{"not UTF-8", stFile("{\"\xff\":1}", nil), "UTF-8"},
	{"trailing", stFile("{}{}", nil), "follows the closing brace"},
	{"number key", stFile(`{1:2}`, nil), "invalid character"},
	{"entry of a wrong type", stFile(`{"a":7}`, nil), `tensor "a"`},
	{"no dtype", stFile(`{"a":{"shape":[],"data_offsets":[0,4]}}`, make([]byte, 4)), "no dtype"},
	{"no shape", stFile(`{"a":{"dtype":"F32","data_offsets":[0,4]}}`, make([]byte, 4)), "no shape"},
	{"null shape", stFile(`{"a":{"dtype":"F32","shape":null,"data_offsets":[0,4]}}`, make([]byte, 4)), "no shape"},
	{"no offsets", stFile(`{"a":{"dtype":"F32","shape":[]}}`, make([]byte, 4)), "no data_offsets"},
	{"three offsets", stFile(`{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4,4]}}`, make([]byte, 4)), "no data_offsets of two"},
	{"negative dimension", stFile(`{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}`, make([]byte, 4)), "dimension -1"},
	{"fraction", stFile(`{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}`, make([]byte, 4)), `tensor "a"`},
	{"shape overflows", stFile(`{"a":{"dtype":"U8","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,0]}}`, nil), "too many elements"},
	{"bytes overflow", stFile(`{"a":{"dtype":"F64","shape":[1073741824,1073741824,2],"data_offsets":[0,0]}}`, nil), `tensor "a": `},
	{"offsets swapped", stFile(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}`, make([]byte, 4)), "want 0 <= begin <= end"},
	{"negative offset", stFile(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}`, make([]byte, 4)), "want 0 <= begin <= end"},
	{"size mismatch", stFile(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, make([]byte, 4)), "4 bytes of data, but F32[2] has 2 elements"},
	{"odd size", stFile(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,5]}}`, make([]byte, 5)), "5 bytes of data"},
	{"beyond the file", stFile(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, make([]byte, 4)), "beyond the file's 4 bytes"},
	{"gap first", stFile(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, make([]byte, 8)), "begin at 4, want 0"},
	{"overlap", stFile(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}`, make([]byte, 6)), `tensor "b": data begin at 2, want 4`},
	{"the same data twice", stFile(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, make([]byte, 4)), `tensor "b": data begin at 0, want 4`},
	{"data left over", stFile(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, make([]byte, 5)), "fill 4 bytes of data, the file has 5"},
	{"duplicate", stFile(`{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}`, nil), `tensor "a" appears twice`},
	{"duplicate by escape", stFile(`{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\u0061":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}`, nil), `tensor "a" appears twice`},
	{"metadata twice", stFile(`{"__metadata__":{},"__metadata__":{}}`, nil), "appears twice"},
	{"metadata of numbers", stFile(`{"__metadata__":{"a":1}}`, nil), "__metadata__"},
}

func TestSafetensorsRefusesBadFiles(t *testing.T) {
	for _, c := range badSafetensors {
		f, err := openBytes(c.file)
		if f != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

func TestSafetensorsErrorsOnReading(t *testing.T) {
	f, err := openBytes(stFile(`{"new":{"dtype":"F4","shape":[2],"data_offsets":[0,1]},`+
		`"big":{"dtype":"U64","shape":[1],"data_offsets":[1,9]},`+
		`"deep":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[9,10]}}  `, bytes.Repeat([]byte{255}, 10)))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		read func() error
		want string
	}{
		{func() error { _, err := f.Tensor("none"); return err }, `safetensors: no tensor "none"`},
		{func() error { _, err := f.Ints("none"); return err }, `safetensors: no tensor "none"`},
		{func() error { _, err := f.Tensor("new"); return err }, `safetensors: tensor "new": dtype "F4" (numbers of 4 bits) is not supported: convert it to F32, F16 or BF16 in the program that wrote it`},
		{func() error { _, err := f.Ints("big"); return err }, fmt.Sprintf(`safetensors: tensor "big": 18446744073709551615 does not fit in int%d`, strconv.IntSize)},
		{func() error { _, err := f.Tensor("deep"); return err }, `safetensors: tensor "deep": shape [1 1 1 1 1 1 1 1 1], want at most 8 dimensions`},
	} {
		if err := c.read(); err == nil || err.Error() != c.want {
			t.Errorf("error %v, want %s", err, c.want)
		}
	}
	if _, _, ok := f.Info("none"); ok {
		t.Error("Info of a tensor that is not there")
	}
	if v, err := f.Ints("deep"); err != nil || len(v) != 1 {
		t.Errorf("Ints of nine dimensions: %v, %v", v, err)
	}
}

// A file that is cut short after it was opened gives an error, not zeros.
func TestSafetensorsTruncatedLater(t *testing.T) {
	var b bytes.Buffer
	if err := WriteSafetensors(&b, nil, []tensor.Named{named("x", tensor.Arange(100))}); err != nil {
		t.Fatal(err)
	}
	f, err := ReadSafetensors(bytes.NewReader(b.Bytes()[:b.Len()-10]), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	want := `safetensors: tensor "x": data end after 97 of 100 numbers`
	if _, err := f.Tensor("x"); err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestSafetensorsWriterErrors(t *testing.T) {
	x := tensor.New(1)
	for _, c := range []struct {
		meta  map[string]string
		items []tensor.Named
		want  string
	}{
		{nil, []tensor.Named{named("a", x), named("b", x), named("a", x)}, `write safetensors: two tensors named "a"`},
		{nil, []tensor.Named{named("a", nil)}, `write safetensors: tensor "a" is nil`},
		{nil, []tensor.Named{named("__metadata__", x)}, `write safetensors: a tensor can't be named "__metadata__"`},
		{nil, []tensor.Named{named("\xff", x)}, `write safetensors: name "\xff" is not valid UTF-8`},
		{map[string]string{"k": "\xff"}, nil, `write safetensors: metadata "k": "\xff" is not valid UTF-8`},
	} {
		var b bytes.Buffer
		if err := WriteSafetensors(&b, c.meta, c.items); err == nil || err.Error() != c.want {
			t.Errorf("error %v, want %s", err, c.want)
		}
		if b.Len() != 0 {
			t.Errorf("%s: %d bytes were written", c.want, b.Len())
		}
	}
}

// fullDisk fails after n bytes.
type fullDisk struct{ n int }

var errFull = errors.New("no space left on device")

func (d *fullDisk) Write(b []byte) (int, error) {
	if len(b) > d.n {
		return d.n, errFull
	}
	d.n -= len(b)
	return len(b), nil
}

func TestSafetensorsFullDisk(t *testing.T) {
	items := []tensor.Named{named("a", tensor.Arange(100)), named("b", tensor.Arange(50000))}
	for _, n := range []int{0, 8, 50, 300, 1000, 100000} {
		if err := WriteSafetensors(&fullDisk{n}, nil, items); !errors.Is(err, errFull) {
			t.Errorf("disk of %d bytes: error %v, want %v", n, err, errFull)
		}
	}
}

func TestSaveKeepsTheOldFileOnFailure(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.safetensors")
	if err := SaveSafetensors(path, nil, []tensor.Named{named("a", tensor.Arange(3))}); err != nil {
		t.Fatal(err)
	}
	err := SaveSafetensors(path, nil, []tensor.Named{named("a", nil)})
	if want := fmt.Sprintf("save %s: write safetensors: tensor \"a\" is nil", path); err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	f, err := OpenSafetensors(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	x, err := f.Tensor("a")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the old file", x, tensor.Arange(3))
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("the folder holds %v", entries)
	}
}

func TestOpenSafetensorsNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bad.safetensors")
	if _, err := OpenSafetensors(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if err := os.WriteFile(path, []byte("0123456789"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenSafetensors(path); err == nil || !strings.HasPrefix(err.Error(), path+": header of ") {
		t.Errorf("error %v does not name the file", err)
	}
}

func FuzzReadSafetensors(f *testing.F) {
	for _, c := range badSafetensors {
		f.Add(c.file)
	}
	f.Add(stFile(`{}`, nil))
	f.Add(stFile(`{"__metadata__":null,"a":{"dtype":"BF16","shape":[0,9000000000],"data_offsets":[0,0]}} `, nil))
	f.Add(stFile(`{"a":{"dtype":"I64","shape":[1,2],"data_offsets":[3,19]},"b":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}`, make([]byte, 19)))
	var b bytes.Buffer
	if err := WriteSafetensors(&b, map[string]string{"k": "v"}, []tensor.Named{named("x", tensor.Arange(3)), named("y", tensor.New(2, 0))}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		var s *SafetensorsFile
		var err error
		fuzzcost.Check(t, len(file), fuzzcost.Limit{Bytes: 1 << 20, PerByte: 400}, func() { s, err = openBytes(file) })
		if err != nil {
			return
		}
		// What opens also reads, or says why not, and never gives more
		// numbers than the file has bytes.
		total := 0
		for _, name := range s.Names() {
			_, shape, ok := s.Info(name)
			if !ok {
				t.Fatalf("no Info of %q", name)
			}
			if x, err := s.Tensor(name); err == nil {
				total += x.Size()
				if !slices.Equal(x.Shape(), shape) {
					t.Fatalf("shape %v, header says %v", x.Shape(), shape)
				}
			}
			if v, err := s.Ints(name); err == nil && len(v) > len(file) {
				t.Fatalf("%d numbers from %d bytes", len(v), len(file))
			}
		}
		if total > len(file) {
			t.Fatalf("%d numbers from %d bytes", total, len(file))
		}
	})
}
