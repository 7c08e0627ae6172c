package formats

// This file: npy files, good and bad.

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

// npyFile builds a .npy file of a version, a header and data.
func npyFile(version byte, header string, data []byte) []byte {
	b := append([]byte(npyMagic), version, 0)
	if version == 1 {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(header)))
	} else {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(header)))
	}
	return append(append(b, header...), data...)
}

func npyDict(descr, shape string, fortran bool) string {
	order := "False"
	if fortran {
		order = "True"
	}
	return fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }  \n", descr, order, shape)
}

func TestNPYRoundTrip(t *testing.T) {
	g := tensor.NewRNG(1)
	for _, shape := range [][]int{{}, {0}, {1}, {7}, {3, 4}, {2, 0, 3}, {1, 2, 1, 3, 1, 2, 2, 1}, {300, 211}} {
		x := normal(g, shape...)
		var b bytes.Buffer
		if err := WriteNPY(&b, x); err != nil {
			t.Fatal(err)
		}
		if (b.Len()-4*x.Size())%64 != 0 {
			t.Errorf("%v: data begin at %d, want a multiple of 64", shape, b.Len()-4*x.Size())
		}
		got, err := ReadNPY(&b)
		if err != nil {
			t.Fatal(err)
		}
		same(t, fmt.Sprint(shape), got, x)
	}
}

func TestNPYTypesAndOrders(t *testing.T) {
	inf := math.Inf(1)
	values := map[string][]float64{
		"b1": {0, 1, 1, 0, 1, 1}, "u1": {0, 1, 2, 128, 254, 255}, "i1": {0, 1, -1, 127, -128, 5},
		"u2": {0, 1, 2, 32768, 65534, 65535}, "i2": {0, 1, -1, 32767, -32768, 5},
		"u4": {0, 1, 2, 1 << 31, 1<<32 - 1, 5}, "i4": {0, 1, -1, 1<<31 - 1, -1 << 31, 5},
		"u8": {0, 1, 2, 1 << 40, 1 << 62, 5}, "i8": {0, 1, -1, 1 << 62, -1 << 63, 5},
		"f4": {0, 0.1, -1.5, inf, -inf, 3e38}, "f8": {0, 0.1, -1.5, inf, -inf, 1e300},
	}
	for kind, v := range values {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			for version := byte(1); version <= 3; version++ {
				for _, fortran := range []bool{false, true} {
					var raw []byte
					for i := range v {
						x := v[i]
						if fortran { // [2, 3] column by column
							x = v[i%2*3+i/2]
						}
						raw = appendNumber(raw, kind, order, x)
					}
					mark := "<"
					if order == binary.BigEndian {
						mark = ">"
					}
					if kind[1] == '1' {
						mark = "|"
					}
					file := npyFile(version, npyDict(mark+kind, "(2, 3)", fortran), raw)
					x, err := ReadNPY(bytes.NewReader(file))
					if err != nil {
						t.Fatal(err)
					}
					want := tensor.New(2, 3)
					for i := range v {
						want.Data()[i] = float32(v[i])
					}
					name := fmt.Sprintf("%s%s v%d fortran %v", mark, kind, version, fortran)
					same(t, name, x, want)
					ints, shape, err := ReadNPYInts(bytes.NewReader(file))
					if strconv.IntSize == 32 && kind[0] != 'f' && (kind == "u4" || kind[1] == '8') {
						if err == nil || !strings.Contains(err.Error(), "does not fit in int32") {
							t.Errorf("%s: error %v", name, err)
						}
						continue
					}
					if kind[0] == 'f' {
						if err == nil || !strings.Contains(err.Error(), "want whole numbers") {
							t.Errorf("%s: error %v", name, err)
						}
						continue
					}
					if err != nil || !slices.Equal(shape, []int{2, 3}) {
						t.Fatalf("%s: shape %v (%v)", name, shape, err)
					}
					for i := range v {
						if float64(ints[i]) != v[i] {
							t.Errorf("%s: %v, want %v", name, ints, v)
						}
					}
				}
			}
		}
	}
}

// An array that is longer than the memory reserved at first.
func TestNPYLong(t *testing.T) {
	const n = 3*ioPiece + 5
	var raw []byte
	for i := 0; i < n; i++ {
		raw = binary.LittleEndian.AppendUint32(raw, uint32(i))
	}
	file := npyFile(1, npyDict("<i4", fmt.Sprintf("(%d,)", n), false), raw)
	x, err := ReadNPY(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "floats", x, tensor.Arange(n))
	v, _, err := ReadNPYInts(bytes.NewReader(file))
	if err != nil || len(v) != n {
		t.Fatalf("%d numbers (%v), want %d", len(v), err, n)
	}
	for i := range v {
		if v[i] != i {
			t.Fatalf("number %d is %d", i, v[i])
		}
	}
}

// appendNumber appends v in the format kind.
func appendNumber(b []byte, kind string, order binary.ByteOrder, v float64) []byte {
	bits := uint64(int64(v))
	switch kind {
	case "f4":
		bits = uint64(math.Float32bits(float32(v)))
	case "f8":
		bits = math.Float64bits(v)
	}
	var buf [8]byte
	n := int(kind[1] - '0')
	for i := 0; i < n; i++ {
		if order == binary.LittleEndian {
			buf[i] = byte(bits >> (8 * i))
		} else {
			buf[n-1-i] = byte(bits >> (8 * i))
		}
	}
	return append(b, buf[:n]...)
}

// badNPY are files that must be refused, with words of the error.
var badNPY = []struct {
	file []byte
	want string
}{
	{nil, "read magic"},
	{[]byte("\x93NUMPX\x01\x00"), "begins with"},
	{[]byte("\x93NUMPY\x04\x00"), "version 4.0"},
	{[]byte("\x93NUMPY\x01\x00\x05"), "read header length"},
	{[]byte("\x93NUMPY\x01\x00\x05\x00{"), "read header"},
	{[]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff"), "header of 4294967295 bytes"},
	{npyFile(1, "", nil), `where "{" is wanted`},
	{npyFile(1, "{}", nil), `no "descr"`},
	{npyFile(1, "{'descr': '<f4', 'shape': (1,)}", nil), `no "fortran_order"`},
	{npyFile(1, "{'descr': '<f4', 'descr': '<f4'}", nil), `"descr" appears twice`},
	{npyFile(1, "{'descr': '<f4', 'color': 1}", nil), `"color": unknown key`},
	{npyFile(1, "{'descr': '<f4'", nil), `where "}" is wanted`},
	{npyFile(1, "{'descr: '<f4'}", nil), `where ":" is wanted`},
	{npyFile(1, `{'de\u0073cr': 1}`, nil), "has escapes"},
	{npyFile(1, "{'descr", nil), "does not end"},
	{npyFile(1, "{'descr': [('a', '<f4')]}", nil), "a structure of several fields"},
	{npyFile(1, "{'fortran_order': 0}", nil), `where "False" is wanted`},
	{npyFile(1, npyDict("<f4", "(1,)", false)+"x", nil), "follows the closing brace"},
	{npyFile(1, npyDict("<c8", "(1,)", false), nil), `descr "<c8" is not supported`},
	{npyFile(1, npyDict("|O", "(1,)", false), nil), `descr "|O" is not supported`},
	{npyFile(1, npyDict("=f4", "(1,)", false), nil), "no known byte order"},
	{npyFile(1, npyDict("|f4", "(1,)", false), nil), "no known byte order"},
	{npyFile(1, npyDict("<f4", "3", false), nil), `where "(" is wanted`},
	{npyFile(1, npyDict("<f4", "(-3,)", false), nil), "where a size is wanted"},
	{npyFile(1, npyDict("<f4", "(3 4)", false), nil), `where ")" is wanted`},
	{npyFile(1, npyDict("<f4", "(99999999999999999999,)", false), nil), "where a size is wanted"},
	{npyFile(1, npyDict("<f4", "(2147483647, 2147483647, 2147483647)", false), nil), "too many elements"},
	{npyFile(1, npyDict("<f4", "(1, 1, 1, 1, 1, 1, 1, 1, 1)", false), nil), "at most 8 dimensions"},
	{npyFile(1, npyDict("<f4", "(200000000,)", false), make([]byte, 6)), "data end after 1 of 200000000 numbers"},
	{npyFile(1, npyDict("<i8", "(2, 3)", true), make([]byte, 47)), "data end after 5 of 6 numbers"},
}

func TestNPYRefusesBadFiles(t *testing.T) {
	for _, c := range badNPY {
		if x, err := ReadNPY(bytes.NewReader(c.file)); x != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: error %v, want one with %q", c.file, err, c.want)
		}
		if x, _, err := ReadNPYInts(bytes.NewReader(c.file)); x != nil || err == nil {
			t.Errorf("%.60q: read as integers: %v, %v", c.file, x, err)
		}
	}
	big := npyFile(1, npyDict("<u8", "()", false), bytes.Repeat([]byte{255}, 8))
	if _, _, err := ReadNPYInts(bytes.NewReader(big)); err == nil || !strings.Contains(err.Error(), "18446744073709551615 does not fit") {
		t.Errorf("error %v", err)
	}
}

func TestNPYFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.npy")
	if err := SaveNPY(path, tensor.Arange(3)); err != nil {
		t.Fatal(err)
	}
	x, err := LoadNPY(path)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the file", x, tensor.Arange(3))
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file []byte
		want string
	}{
		{append(slices.Clone(file), 0), path + ": data go on after the array"},
		{file[:len(file)-1], path + ": npy: array <f4[3]: data end after 2 of 3 numbers"},
	} {
		if err := os.WriteFile(path, c.file, 0o666); err != nil {
			t.Fatal(err)
		}
		if x, err := LoadNPY(path); x != nil || err == nil || err.Error() != c.want {
			t.Errorf("error %v, want %s", err, c.want)
		}
	}
	if _, err := LoadNPY(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if err := SaveNPY(filepath.Join(dir, "none", "x.npy"), x); err == nil || !strings.HasPrefix(err.Error(), "save "+filepath.Join(dir, "none", "x.npy")+": ") {
		t.Errorf("error %v does not name the file", err)
	}
}

func FuzzReadNPY(f *testing.F) {
	for _, c := range badNPY {
		f.Add(c.file)
	}
	var b bytes.Buffer
	if err := WriteNPY(&b, tensor.Arange(6).Reshape(2, 3)); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(npyFile(3, npyDict(">i8", "(2, 1)", true), make([]byte, 16)))
	f.Add(npyFile(2, `{"shape":(0,9000000000L),"descr":"|b1","fortran_order":True}`, nil))
	f.Fuzz(func(t *testing.T, file []byte) {
		var x *tensor.Tensor
		var err error
		fuzzcost.Check(t, len(file), fuzzcost.Limit{Bytes: 1 << 20, PerByte: 64}, func() { x, err = ReadNPY(bytes.NewReader(file)) })
		if err == nil && x.Size() > len(file) {
			t.Fatalf("%d numbers from %d bytes", x.Size(), len(file))
		}
		v, shape, err := ReadNPYInts(bytes.NewReader(file))
		if n, ok := elements(shape); err == nil && (len(v) > len(file) || !ok || n != len(v)) {
			t.Fatalf("%d numbers of shape %v from %d bytes", len(v), shape, len(file))
		}
	})
}
