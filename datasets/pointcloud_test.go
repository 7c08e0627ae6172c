package datasets

import (
	"bytes"
	"encoding/binary"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets/internal/checksum"
	"github.com/gopathway/pathway/internal/fuzzcost"
)

// wantCloud fails unless c has exactly these points.
func wantCloud(t *testing.T, c *PointCloud, want ...float32) {
	t.Helper()
	if c.Len() != len(want)/3 || c.Points.Dim(1) != 3 {
		t.Fatalf("%v points, want %d", c.Points.Shape(), len(want)/3)
	}
	for i, v := range c.Points.Data() {
		if v != want[i] {
			t.Errorf("number %d is %v, want %v", i, v, want[i])
		}
	}
}

// pcd returns a PCD file of n points with the fields x y z.
func pcd(n, coding string, data []byte) []byte {
	return append([]byte("# .PCD v0.7\nVERSION 0.7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\nWIDTH "+n+
		"\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS "+n+"\nDATA "+coding+"\n"), data...)
}

// packed is the body of a compressed PCD file.
func packed(size int, lzf []byte) []byte {
	b := le.AppendUint32(nil, uint32(len(lzf)))
	return append(le.AppendUint32(b, uint32(size)), lzf...)
}

// literals packs b into LZF without compressing it.
func literals(b []byte) (lzf []byte) {
	for len(b) > 0 {
		n := min(len(b), 32)
		lzf = append(append(lzf, byte(n-1)), b[:n]...)
		b = b[n:]
	}
	return lzf
}

func TestDecodePCD(t *testing.T) {
	six := []float32{1, 2, 3, -4.5, 0, 1e-3}
	columns := floats32(1, -4.5, 2, 0, 3, 1e-3)
	mixed := "FIELDS rgb z label y x normal\nSIZE 1 8 2 2 4 4\nTYPE U F I I F F\nCOUNT 3 1 1 1 1 2\nWIDTH 1\nHEIGHT 2\nDATA binary\n"
	for i, p := range [][3]float64{{1, -2, 3.25}, {4, 5, 6}} {
		rec := append([]byte{1, 2, byte(i)}, floats64(p[2])...)
		rec = le.AppendUint16(rec, 77)
		rec = le.AppendUint16(rec, uint16(int16(p[1])))
		rec = append(rec, floats32(float32(p[0]), 8, 9)...)
		mixed += string(rec)
	}
	for _, c := range []struct {
		name string
		raw  []byte
		want []float32
	}{
		{"ascii", pcd("2", "ascii", []byte("1 2 3\r\n\n-4.5 0 1e-3\n")), six},
		{"binary", pcd("2", "binary", floats32(six...)), six},
		{"binary, then more", pcd("2", "binary", append(floats32(six...), "tail"...)), six},
		{"compressed, nothing repeated", pcd("2", "binary_compressed", packed(24, literals(columns))), six},
		// 12 zero bytes: one as it is, 11 from distance 1 (7+2+2).
		{"compressed, a long run", pcd("1", "binary_compressed", packed(12, []byte{0, 0, 7 << 5, 2, 0})), []float32{0, 0, 0}},
		// 4 bytes of 2.5 as they are, 3 + 5 of them from distance 4.
		{"compressed, short runs", pcd("1", "binary_compressed", packed(12, append(append([]byte{3}, floats32(2.5)...), 1<<5, 3, 3<<5, 3))), []float32{2.5, 2.5, 2.5}},
		{"other fields and types", []byte(mixed), []float32{1, -2, 3.25, 4, 5, 6}},
		{"no COUNT, a comment", []byte("FIELDS y x z w # as ever\nSIZE 4 4 4 4\nTYPE F F I U\nPOINTS 1\nDATA ascii\n1 2 3 nan"), []float32{2, 1, 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := decodePCD(c.raw, MaxPoints)
			if err != nil {
				t.Fatal(err)
			}
			wantCloud(t, got, c.want...)
		})
	}
}

func TestReadPCDErrors(t *testing.T) {
	head := "FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\n"
	nan := float32(math.NaN())
	for _, c := range []struct {
		name string
		raw  string
		want []string
	}{
		{"empty", "", []string{"no DATA line"}},
		{"other format", "ply\nformat", []string{"line 1", `"ply"`}},
		{"cut short in the header", head, []string{"no DATA line"}},
		{"entry without value", "FIELDS\n", []string{"line 1", "FIELDS has no value"}},
		{"no sizes", "FIELDS x y z\nTYPE F F F\nPOINTS 1\nDATA ascii\n1 2 3", []string{"SIZE has 0 values for 3 FIELDS"}},
		{"type", "FIELDS x y z\nSIZE 4 4 2\nTYPE F F F\nPOINTS 1\nDATA ascii\n1 2 3", []string{`field "z"`, `type "F" and size "2"`}},
		{"count", head + "COUNT 1 1 0\nPOINTS 1\nDATA ascii\n1 2 3", []string{`COUNT "0"`}},
		{"two x", "FIELDS x x y z\nSIZE 4 4 4 4\nTYPE F F F F\nPOINTS 1\nDATA ascii\n1 2 3 4", []string{"field x comes twice"}},
		{"no z", "FIELDS x y w\nSIZE 4 4 4\nTYPE F F F\nPOINTS 1\nDATA ascii\n1 2 3", []string{"no field z", `"x y w"`}},
		{"huge record", "FIELDS x y z big\nSIZE 4 4 4 8\nTYPE F F F F\nCOUNT 1 1 1 1048576\nPOINTS 1\nDATA binary\n", []string{"more than 1048576 bytes"}},
		{"coding", head + "POINTS 1\nDATA zip\n1234567890123456", []string{"line 5", `"zip"`}},
		{"width", head + "POINTS 2\nWIDTH 1\nHEIGHT 1\nDATA ascii\n1 2 3\n1 2 3", []string{"POINTS is 2", "1"}},
		{"product too large", head + "WIDTH 3\nHEIGHT 3\nDATA ascii\n1 2 3\n1 2 3\n1 2 3\n1 2 3", []string{"WIDTH 3 and HEIGHT 3"}},
		{"no points", head + "POINTS 0\nDATA ascii\n", []string{"no points"}},
		{"not a number of points", head + "POINTS -1\nDATA ascii\n1 2 3", []string{`"-1"`}},
		{"absurd number of points", head + "POINTS 99999999999999999999\nDATA binary\nabc", []string{"more than the file can hold"}},
		{"more points than bytes", head + "POINTS 1000000000\nDATA binary\nabc", []string{"more than the file can hold"}},
		{"ascii, cut short", head + "POINTS 2\nDATA ascii\n1.000 2.000 3.000\n", []string{"found 1 points, expected 2"}},
		{"ascii, columns", head + "POINTS 1\nDATA ascii\n1 2 3 4\n", []string{"line 6", "found 4 values, expected 3"}},
		{"ascii, a word", head + "POINTS 1\nDATA ascii\n1 2 b\n", []string{"line 6", `z: found "b"`}},
		{"ascii, NaN", head + "POINTS 2\nDATA ascii\n1 2 3\n1 nan 3\n", []string{"1 of 2 points are NaN or infinite", "at least 3"}},
		{"ascii, too large", head + "POINTS 1\nDATA ascii\n1 2 1e39\n", []string{"line 6", "point 0: z is 1e+39", "3.4e+38"}},
		{"binary, NaN", string(pcd("2", "binary", floats32(1, 2, 3, nan, 5, 6))), []string{"1 of 2 points are NaN or infinite", "at least 3"}},
		{"compressed, no sizes", string(pcd("1", "binary_compressed", []byte("1234567"))), []string{"found 7 bytes"}},
		{"compressed, cut short", string(pcd("1", "binary_compressed", packed(12, literals(make([]byte, 12)))[:20])), []string{"13 bytes claimed, 12 left"}},
		{"compressed, other size", string(pcd("1", "binary_compressed", packed(13, literals(make([]byte, 13))))), []string{"unpack to 13, expected 1 points"}},
		{"compressed, too few", string(pcd("1", "binary_compressed", packed(12, literals(make([]byte, 11))))), []string{"LZF"}},
		{"compressed, too many", string(pcd("1", "binary_compressed", packed(12, literals(make([]byte, 13))))), []string{"LZF"}},
		{"compressed, from before the start", string(pcd("1", "binary_compressed", packed(12, []byte{0, 0, 7 << 5, 2, 1}))), []string{"LZF"}},
		{"compressed, ends in a reference", string(pcd("1", "binary_compressed", packed(12, []byte{0, 0, 7 << 5}))), []string{"LZF"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := writeFile(t, filepath.Join(t.TempDir(), "bad.pcd"), []byte(c.raw))
			_, err := ReadPCD(path)
			wantError(t, err, append(c.want, path)...)
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the error has more than one line: %q", err)
			}
		})
	}
	_, err := ReadPCD(filepath.Join(t.TempDir(), "absent.pcd"))
	wantError(t, err, "absent.pcd")
}

func TestDecodeOFF(t *testing.T) {
	const body = "0 0 0\n1 0 0\n1 1 0\n0 1 0 255 0 0\n4 0 1 2 3\n3 0 1 2 0.5 0.5 0.5\n2 0 1\n"
	vertices := []float32{0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0}
	for _, head := range []string{"OFF\n4 3 0\n", "OFF4 3 0\n", "OFF 4 3 0\n", "# a mesh\n\nCOFF # coloured\n4 3\n", "NOFF\r\n4 3 0\r\n"} {
		m, err := decodeOFF([]byte(head+body), MaxPoints)
		if err != nil {
			t.Errorf("%q: %v", head, err)
			continue
		}
		wantCloud(t, &PointCloud{Points: m.Vertices}, vertices...)
		want := [][3]int{{0, 1, 2}, {0, 2, 3}, {0, 1, 2}}
		if len(m.Faces) != 3 || m.Faces[0] != want[0] || m.Faces[1] != want[1] || m.Faces[2] != want[2] {
			t.Errorf("%q: faces %v, want %v", head, m.Faces, want)
		}
	}
}

func TestReadOFFErrors(t *testing.T) {
	for _, c := range []struct {
		name, raw string
		want      []string
	}{
		{"empty", "", []string{"empty"}},
		{"other format", "solid cube\n", []string{"line 1", `"solid"`}},
		{"four dimensions", "4OFF\n1 0 0\n", []string{`"4OFF"`}},
		{"no sizes", "OFF\n", []string{"ends after its first line"}},
		{"binary", "OFF BINARY\n", []string{"expected numbers"}},
		{"one size", "OFF\n3\n", []string{"line 2", `"3"`}},
		{"many vertices", "OFF\n1000000000 0 0\n0 0 0\n", []string{"1000000000", "more than the file can hold"}},
		{"many faces", "OFF1 1000000000 0\n0 0 0\n", []string{"faces", "more than the file can hold"}},
		{"no vertices", "OFF 0 0 0\n", []string{"no points"}},
		{"vertices cut short", "OFF 2 0 0\n0.00 0.00 0.00\n", []string{"found 1 vertices, expected 2"}},
		{"vertex of two", "OFF 1 0 0\n0 0\n\n\n", []string{"line 2", "found 2 numbers"}},
		{"vertex that is no number", "OFF 1 0 0\n0 0 a\n", []string{"line 2", `"a"`}},
		{"infinite", "OFF 1 0 0\n0 -inf 0\n", []string{"1 of 1 points are NaN or infinite"}},
		{"faces cut short", "OFF 3 2 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n", []string{"found 1 faces, expected 2"}},
		{"face of too few", "OFF 3 1 0\n0 0 0\n1 0 0\n0 1 0\n4 0 1 2\n", []string{"line 5", `"4"`}},
		{"face of what is not there", "OFF 3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 3\n", []string{"line 5", `"3"`, "one of 3 vertices"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := writeFile(t, filepath.Join(t.TempDir(), "bad.off"), []byte(c.raw))
			_, err := ReadOFF(path)
			wantError(t, err, append(c.want, path)...)
			_, err = ReadPointCloud(path)
			wantError(t, err, append(c.want, path)...)
		})
	}
	path := writeFile(t, filepath.Join(t.TempDir(), "flat.off"), []byte("OFF 3 1 0\n0 0 0\n1 0 0\n2 0 0\n3 0 1 2\n"))
	_, err := ReadPointCloud(path)
	wantError(t, err, path, "no surface")
}

// A triangle with three times the area of another gets three times as many
// points, and all lie in their triangles.
func TestMeshSample(t *testing.T) {
	m, err := decodeOFF([]byte("OFF 6 3 0\n0 0 0\n1 0 0\n0 1 0\n10 0 5\n13 0 5\n10 1 5\n3 0 1 2\n3 3 4 5\n3 0 0 0\n"), MaxPoints)
	if err != nil {
		t.Fatal(err)
	}
	const n = 4000
	c, err := m.Sample(n, 1)
	if err != nil {
		t.Fatal(err)
	}
	small, sum := 0, 0.0
	for i := 0; i < n; i++ {
		x, y, z := float64(c.Points.At(i, 0)), float64(c.Points.At(i, 1)), c.Points.At(i, 2)
		if z == 0 {
			small++
			sum += x
		} else {
			x = (x - 10) / 3
		}
		if x < 0 || y < 0 || x+y > 1.00001 || z != 0 && z != 5 {
			t.Fatalf("point %d is at %v %v %v, in no triangle", i, x, y, z)
		}
	}
	if small < 900 || small > 1100 {
		t.Errorf("%d of %d points are on a quarter of the surface", small, n)
	}
	if mean := sum / float64(small); mean < 0.31 || mean > 0.355 { // the centroid's, 1/3
		t.Errorf("the mean x in a triangle is %v, want 1/3", mean)
	}
	again, _ := m.Sample(n, 1)
	other, _ := m.Sample(n, 2)
	if checksum.Floats(again.Points.Data()) != checksum.Floats(c.Points.Data()) || checksum.Floats(other.Points.Data()) == checksum.Floats(c.Points.Data()) {
		t.Error("the points do not follow from the seed")
	}
	if _, err := m.Sample(0, 1); err == nil {
		t.Error("no points, no error")
	}
}

const plyHead = "ply\nformat ascii 1.0\ncomment by hand\nelement vertex 2\nproperty float x\nproperty float y\nproperty float z\nproperty list uchar int ring\nproperty uchar red\n" +
	"element face 1\nproperty list uchar int vertex_indices\nend_header\n"

// plyBin is a binary PLY file of either order: two cameras with a list each
// before two vertices with a list in the middle.
func plyBin(order binary.AppendByteOrder, format string) []byte {
	b := []byte("ply\r\nformat " + format + " 1.0\r\nobj_info x\r\nelement camera 2\r\nproperty list uint16 float64 view\r\nproperty int8 id\r\n" +
		"element vertex 2\r\nproperty double z\r\nproperty list int short ring\r\nproperty short x\r\nproperty float y\r\nelement face 9\r\nend_header\r\n")
	for n := 0; n < 2; n++ {
		b = order.AppendUint16(b, uint16(n))
		for k := 0; k < n; k++ {
			b = order.AppendUint64(b, 7)
		}
		b = append(b, 1)
	}
	for n := 1; n < 3; n++ {
		b = order.AppendUint64(b, math.Float64bits(float64(n)+0.5))
		b = order.AppendUint32(b, uint32(n))
		for k := 0; k < n; k++ {
			b = order.AppendUint16(b, 9)
		}
		b = order.AppendUint16(b, uint16(int16(-n)))
		b = order.AppendUint32(b, math.Float32bits(float32(n)*0.25))
	}
	return b
}

func TestDecodePLY(t *testing.T) {
	for _, c := range []struct {
		name string
		raw  []byte
		want []float32
	}{
		{"ascii", []byte(plyHead + "1 2 3 0 255\n\n4 5 6 2 7 8 255\n3 0 1 1\n"), []float32{1, 2, 3, 4, 5, 6}},
		{"ascii, faces not there", []byte(plyHead + "1 2 3 0 255\n4 5 6 2 7 8 255"), []float32{1, 2, 3, 4, 5, 6}},
		{"little-endian", plyBin(binary.LittleEndian, "binary_little_endian"), []float32{-1, 0.25, 1.5, -2, 0.5, 2.5}},
		{"big-endian", plyBin(binary.BigEndian, "binary_big_endian"), []float32{-1, 0.25, 1.5, -2, 0.5, 2.5}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := decodePLY(c.raw, MaxPoints)
			if err != nil {
				t.Fatal(err)
			}
			wantCloud(t, got, c.want...)
		})
	}
}

func TestReadPLYErrors(t *testing.T) {
	xyz := "property float x\nproperty float y\nproperty float z\n"
	ascii := "ply\nformat ascii 1.0\nelement vertex 1\n"
	bin := string(plyBin(binary.LittleEndian, "binary_little_endian"))
	for _, c := range []struct {
		name, raw string
		want      []string
	}{
		{"empty", "", []string{"not a PLY file"}},
		{"other format", "OFF\n", []string{"not a PLY file", `"OFF"`}},
		{"header cut short", ascii, []string{"no end_header"}},
		{"no format", "ply\nelement vertex 1\n" + xyz + "end_header\n1 2 3", []string{"no format"}},
		{"unknown format", "ply\nformat ebcdic 1.0\nelement vertex 1\n" + xyz + "end_header\n1 2 3", []string{`"ebcdic"`}},
		{"unknown line", ascii + "proprety float x\n", []string{"line 4", `"proprety float x"`}},
		{"unknown type", ascii + "property half x\n", []string{"line 4", `"half"`}},
		{"half a property", ascii + "property float\n", []string{"line 4", "expected a type and a name"}},
		{"list of float length", ascii + "property list float int x\n", []string{"line 4", `"float"`}},
		{"no vertex", "ply\nformat ascii 1.0\nend_header\n", []string{"no element vertex"}},
		{"no properties", ascii + "end_header\n1 2 3", []string{"no properties"}},
		{"no y", ascii + "property float x\nproperty float z\nend_header\n1 2", []string{"no property y"}},
		{"x is a list", ascii + "property list uchar int x\nproperty float y\nproperty float z\nend_header\n1 2 3 4", []string{"property x", "list"}},
		{"many vertices", "ply\nformat ascii 1.0\nelement vertex 1000000000\n" + xyz + "end_header\n1 2 3", []string{"more than the file can hold"}},
		{"vertices cut short", "ply\nformat ascii 1.0\nelement vertex 2\n" + xyz + "end_header\n1.0000 2.0000 3.0000", []string{"vertex 1", "cut short"}},
		{"value missing", ascii + xyz + "end_header\n1 22222", []string{"vertex 0", "line 8", `no value of property "z"`}},
		{"values too many in one line", "ply\nformat ascii 1.0\nelement vertex 2\n" + xyz + "end_header\n1 2 3\n4 5 6 7", []string{"vertex 1", "line 9", "1 values more than the header says"}},
		{"no number", ascii + xyz + "end_header\n1 2 c", []string{"line 8", `"z"`, `"c"`}},
		{"NaN", ascii + xyz + "end_header\n1 2 NaN", []string{"1 of 1 points are NaN or infinite"}},
		{"list longer than the line", plyHead + "1 2 3 4 255\n1 2 3 0 255", []string{"vertex 1", "line 14", "no value of property"}},
		{"binary, cut short", bin[:len(bin)-1], []string{"vertex 1", "cut short"}},
		{"binary, list too long", strings.Replace(bin, "\x01\x00\x00\x00\x09\x00", "\xff\xff\xff\x7f\x09\x00", 1), []string{"vertex 0", `"ring"`, "2147483647"}},
		{"binary, list of fewer than none", strings.Replace(bin, "\x01\x00\x00\x00\x09\x00", "\xff\xff\xff\xff\x09\x00", 1), []string{"vertex 0", `"ring"`, "-1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := writeFile(t, filepath.Join(t.TempDir(), "bad.ply"), []byte(c.raw))
			_, err := ReadPLY(path)
			wantError(t, err, append(c.want, path)...)
		})
	}
}

func TestReadXYZ(t *testing.T) {
	got, err := decodeXYZ([]byte("// made by hand\n1, 2, 3\n\n 4,\t5,6, 0.1, 0.2, 0.3 # normal\r\n-1e0,0,.5,nan"), MaxPoints)
	if err != nil {
		t.Fatal(err)
	}
	wantCloud(t, got, 1, 2, 3, 4, 5, 6, -1, 0, 0.5)
	for raw, want := range map[string][]string{
		"":              {"no points"},
		"# nothing\n":   {"no points"},
		"1 2\n":         {"line 1", "found 2 numbers"},
		"1 2 3\nx y z":  {"line 2", `x: found "x"`},
		"1 2 3\n1 2 -∞": {"line 2", "z: found"},
		"1 2 3\n\n1 2 1e39\n" + strings.Repeat("1 2 3\n", 9): {"line 3", "point 1: z is 1e+39"},
	} {
		path := writeFile(t, filepath.Join(t.TempDir(), "bad.xyz"), []byte(raw))
		_, err := ReadXYZ(path)
		wantError(t, err, append(want, path)...)
	}
}

func TestReadPointCloud(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		raw    []byte
		points int
	}{
		"a.PCD": {pcd("1", "ascii", []byte("1 2 3")), 1},
		"a.ply": {plyBin(binary.LittleEndian, "binary_little_endian"), 2},
		"a.xyz": {[]byte("1 2 3"), 1},
		"a.txt": {[]byte("1,2,3,4,5,6"), 1},
		"a.off": {[]byte("OFF 3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"), MeshPoints},
		"b.off": {[]byte("OFF 3 0 0\n0 0 0\n1 0 0\n0 1 0\n"), 3},
	} {
		got, err := ReadPointCloud(writeFile(t, filepath.Join(dir, name), c.raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got.Len() != c.points {
			t.Errorf("%s: %d points, want %d", name, got.Len(), c.points)
		}
	}
	_, err := ReadPointCloud(writeFile(t, filepath.Join(dir, "shape.stl"), []byte("solid\n")))
	wantError(t, err, "shape.stl", `".stl"`)
}

// fuzzCloud checks that a decoder neither panics nor makes points of nothing.
func fuzzCloud(f *testing.F, decode func([]byte, int) (*PointCloud, error)) {
	f.Fuzz(func(t *testing.T, raw []byte) {
		const limit = 1 << 16 // of points, so that what a file costs shows
		var c *PointCloud
		var err error
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 1 << 24, PerByte: 4000}, func() { c, err = decode(raw, limit) })
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("the error has more than one line: %q", err)
			}
			return
		}
		if c.Len() < 1 || c.Len() > limit || c.Len() > MaxNPZRatio*len(raw) || c.Points.Dim(1) != 3 {
			t.Fatalf("%v points from %d bytes", c.Points.Shape(), len(raw))
		}
		for i, v := range c.Points.Data() {
			if v != v || math.IsInf(float64(v), 0) {
				t.Fatalf("number %d is %v", i, v)
			}
		}
	})
}

func FuzzPCD(f *testing.F) {
	f.Add(pcd("2", "ascii", []byte("1 2 3\n4 5 6\n")))
	f.Add(pcd("1", "binary", floats32(1, 2, 3)))
	f.Add(pcd("1", "binary_compressed", packed(12, []byte{0, 0, 7 << 5, 2, 0})))
	f.Add([]byte("FIELDS rgb z y x\nSIZE 1 8 2 4\nTYPE U F I F\nCOUNT 3 1 1 1\nWIDTH 1\nHEIGHT 1\nDATA binary\n12345678901234567"))
	fuzzCloud(f, decodePCD)
}

func FuzzOFF(f *testing.F) {
	f.Add([]byte("OFF4 2 0\n0 0 0\n1 0 0\n1 1 0\n0 1 0 255 0 0\n4 0 1 2 3\n3 0 1 2 0.5\n"))
	f.Add([]byte("COFF\n1 0\n0 0 0"))
	fuzzCloud(f, func(raw []byte, limit int) (*PointCloud, error) {
		m, err := decodeOFF(raw, MaxPoints)
		if err != nil {
			return nil, err
		}
		if c, err := m.Sample(3, 1); err == nil {
			return c, nil
		}
		return &PointCloud{Points: m.Vertices}, nil
	})
}

func FuzzPLY(f *testing.F) {
	f.Add([]byte(plyHead + "1 2 3 0 255\n\n4 5 6 2 7 8 255\n3 0 1 1\n"))
	f.Add(plyBin(binary.LittleEndian, "binary_little_endian"))
	f.Add(plyBin(binary.BigEndian, "binary_big_endian"))
	fuzzCloud(f, decodePLY)
}

func FuzzXYZ(f *testing.F) {
	f.Add([]byte("x;y;z\n1,5;2;3\n"))
	f.Add([]byte("2\n1,5 2,5 3\n4 5 6\n"))
	f.Add([]byte("\"1,5\",2,3\n"))
	f.Add([]byte("// a\n1 2 3\n4,5;6 7 # b\n"))
	fuzzCloud(f, decodeXYZ)
}

func FuzzPLYMesh(f *testing.F) {
	f.Add([]byte(plyHead + "1 2 3 0 255\n4 5 6 2 7 8 255\n3 0 1 1\n"))
	f.Add([]byte(plyHead + "1 2\n3 0 255\n4 nan 6 2\n7 8 255\n3 0\n1 1\n"))
	fuzzCloud(f, func(raw []byte, limit int) (*PointCloud, error) {
		m, err := decodePLYMesh(raw, limit)
		if err != nil {
			return nil, err
		}
		return m.Cloud(), nil
	})
}

func FuzzNPYCloud(f *testing.F) {
	f.Add(npyFile(floats64(1, 2, 3, 4, 5, 6), "(2, 3)", "False"))
	f.Add(npyFile(floats64(1, 2, 3, 4, 5, 6), "(2, 3)", "True"))
	fuzzCloud(f, decodeNPY)
}

func FuzzNPZCloud(f *testing.F) {
	npy := npyFile(floats64(1, 2, 3, 4, 5, 6), "(2, 3)", "False")
	f.Add(zipped(f, map[string][]byte{"points.npy": npy}))
	f.Add(zipped(f, map[string][]byte{"a.npy": npy, "b.npy": npyFile(nil, "(0,)", "False"), "README": nil}))
	fuzzCloud(f, decodeNPZ)
}

// FuzzPointCloud looks for contents that are taken for a format, or for a text, and cost
// more than they may.
func FuzzPointCloud(f *testing.F) {
	for _, seed := range []string{"# .PCD v.7\nFIELDS x y z\n", "ply\r\nformat ascii 1.0\n", "# a\nCNOFF 1 0 0\n1 2 3\n", "1 2 3\n", "\xff\xfeO\x00F\x00F\x00 \x001\x00"} {
		f.Add([]byte(seed))
	}
	fuzzCloud(f, func(raw []byte, limit int) (*PointCloud, error) {
		return PointOptions{Limit: limit}.Decode(bytes.NewReader(raw), "a.txt")
	})
}
