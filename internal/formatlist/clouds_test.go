package formatlist

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/gopathway/pathway/datasets"
)

// This file: what the list says of point clouds.

// square is a mesh of a face of four vertices at z = 5, in both formats of meshes.
const (
	square    = "0 0 5\n2 0 5\n2 2 5\n0 2 5\n"
	squareOFF = "OFF\n4 1 0\n" + square + "4 0 1 2 3\n"
	squarePLY = "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n" + square + "4 0 1 2 3\n"
)

// plyHead is the header of a PLY of two vertices of floats, in a coding.
func plyHead(coding, more string) string {
	return "ply\nformat " + coding + " 1.0\n" + more + "element vertex 2\nproperty float x\nproperty float y\nproperty float z\nend_header\n"
}

var (
	six    = []float64{1, 2, 3, 4, 5, 6}
	floats = float32s(1, 2, 3, 4, 5, 6)
	nan32  = float32(math.NaN())
)

var cloudReads = map[string]func(w *workshop){
	"all clouds: points whose coordinates are NaN or infinite are left out, and told": func(w *workshop) {
		nine := "1 2 3\nnan 0 0\n4 5 6\n7 8 inf\n7 8 9\n"
		for name, raw := range map[string][]byte{
			"a.xyz": []byte(nine), "a.off": []byte("OFF 5 0 0\n" + nine), "a.pcd": pcdFile("5", "ascii", []byte(nine)),
			"b.pcd": pcdFile("5", "binary", float32s(1, 2, 3, nan32, 0, 0, 4, 5, 6, 7, 8, float32(math.Inf(1)), 7, 8, 9)),
			"a.ply": []byte(strings.Replace(plyHead("ascii", ""), "vertex 2", "vertex 5", 1) + nine),
			"a.npy": npyFile("'<f4'", "(5, 3)", false, float32s(1, 2, 3, nan32, 0, 0, 4, 5, 6, 7, 8, float32(math.Inf(1)), 7, 8, 9)),
		} {
			c := w.points(w.put(name, raw), 1, 2, 3, 4, 5, 6, 7, 8, 9)
			w.check(c.Dropped == 2, "%s: %d dropped", name, c.Dropped)
		}
		w.put("set/class/a.xyz", []byte(nine))
		train, _, err := datasets.LoadModelNet(background, filepath.Join(w.dir, "set"), datasets.PointOptions{})
		w.ok(err)
		w.told(train.Notes, "2 points of 1 files are NaN or infinite")
	},
	"all clouds: survey coordinates in float64 keep their shape: they are centred before they are rounded": func(w *workshop) {
		far := []float64{412345.25, 5654321.5, 112.75, 412345.375, 5654321.625, 112.875}
		c := w.points(w.put("a.npy", npyFile("'<f8'", "(2, 3)", false, float64s(far...))), far...)
		d := c.Points.Data()
		w.check(d[3]-d[0] == 0.125 && d[4]-d[1] == 0.125 && d[5]-d[2] == 0.125, "points %v", d)
	},
	"PCD: text, binary and compressed": func(w *workshop) {
		w.points(w.put("a.pcd", pcdFile("2", "ascii", []byte("1 2 3\n4 5 6\n"))), six...)
		w.points(w.put("a.pcd", pcdFile("2", "binary", floats)), six...)
		w.points(w.put("a.pcd", pcdFile("2", "binary_compressed", lzfLiterals(float32s(1, 4, 2, 5, 3, 6)))), six...)
	},
	"PCD: fields of all types in any order; others than x, y and z are passed over": func(w *workshop) {
		for kind, raw := range map[string][]byte{
			"I 1": {0xFF}, "I 2": {0xFE, 0xFF}, "I 4": {0xFD, 0xFF, 0xFF, 0xFF}, "I 8": {0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
			"U 1": {1}, "U 2": {2, 0}, "U 4": {3, 0, 0, 0}, "U 8": {4, 0, 0, 0, 0, 0, 0, 0}, "F 4": float32s(0.5), "F 8": float64s(0.25),
		} {
			want := map[string]float64{"I 1": -1, "I 2": -2, "I 4": -3, "I 8": -4, "U 1": 1, "U 2": 2, "U 4": 3, "U 8": 4, "F 4": 0.5, "F 8": 0.25}[kind]
			letter, size, _ := strings.Cut(kind, " ")
			data := append(append([]byte{7, 7, 7}, raw...), append(float32s(2), float32s(1, 9, 9)...)...)
			w.points(w.put("a.pcd", pcdWith("rgb z y x normal", "1 "+size+" 4 4 4", "U "+letter+" F F F", "3 1 1 1 2", "1", "binary", data)), 1, 2, want)
		}
	},
	"PLY: text, binary of either byte order": func(w *workshop) {
		w.points(w.put("a.ply", []byte(plyHead("ascii", "")+"1 2 3\n4 5 6\n")), six...)
		w.points(w.put("a.ply", append([]byte(plyHead("binary_little_endian", "")), floats...)), six...)
		var big []byte
		for _, v := range six {
			big = be.AppendUint32(big, math.Float32bits(float32(v)))
		}
		w.points(w.put("a.ply", append([]byte(plyHead("binary_big_endian", "")), big...)), six...)
	},
	"PLY: other elements and properties are passed over, lists too": func(w *workshop) {
		head := "ply\nformat ascii 1.0\ncomment by hand\nobj_info x\nelement camera 1\nproperty list uchar int view\nelement vertex 2\nproperty double z\nproperty list uchar int ring\nproperty short x\nproperty uchar red\nproperty float y\nelement edge 9\nproperty int a\nend_header\n"
		w.points(w.put("a.ply", []byte(head+"2 7 7\n3 1 9 1 255 2\n6 0 4 255 5\n")), six...)
	},
	"PLY: with faces it is a mesh": func(w *workshop) {
		w.surface(w.put("a.ply", []byte(squarePLY)), 5)
		raw := []byte(strings.Replace(plyHead("binary_little_endian", ""), "end_header", "element face 1\nproperty list uchar uint vertex_index\nend_header", 1))
		raw = bytes.Replace(raw, []byte("vertex 2"), []byte("vertex 3"), 1)
		raw = append(raw, float32s(0, 0, 5, 1, 0, 5, 0, 1, 5)...)
		w.surface(w.put("b.ply", append(raw, 3, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0)), 5)
	},
	"PLY: text records over several lines": func(w *workshop) {
		w.points(w.put("a.ply", []byte(plyHead("ascii", "")+"1\n2 3\n4 5\n6\n")), six...)
		w.points(w.put("a.ply", []byte(plyHead("ascii", "")+"1 2 3 4 5 6\n")), six...)
	},
	"OFF: OFF, also COFF, NOFF, STOFF and their mixtures; colours, normals and texture coordinates are passed over": func(w *workshop) {
		for _, kind := range []string{"OFF", "COFF", "NOFF", "CNOFF", "STOFF", "STCNOFF", "off"} {
			w.points(w.put("a.off", []byte(kind+"\n2 0 0\n1 2 3 9 9 9\n4 5 6 9 9 9\n")), six...)
		}
	},
	"OFF: the numbers right behind OFF": func(w *workshop) { w.points(w.put("a.off", []byte("OFF2 0 0\n1 2 3\n4 5 6\n")), six...) },
	"OFF: faces of more than three vertices": func(w *workshop) {
		path := w.put("a.off", []byte(squareOFF))
		w.surface(path, 5)
		m, err := datasets.ReadOFF(path)
		w.ok(err)
		w.check(len(m.Faces) == 2, "%d triangles", len(m.Faces))
	},
	"OFF: without faces it is a cloud": func(w *workshop) { w.points(w.put("a.off", []byte("OFF\n2 0 0\n1 2 3\n4 5 6\n")), six...) },
	"Text: a line for each point; blanks, tabs, commas or semicolons between numbers": func(w *workshop) {
		for _, text := range []string{"1 2 3\n4  5 6", "1\t2\t3\n4\t5\t6\n", "1,2,3\n4,5,6\n", "1, 2, 3\n4, 5, 6\n", "1;2;3\n4;5;6\n"} {
			for _, ext := range []string{"xyz", "txt", "pts", "asc", "csv"} {
				w.points(w.put("a."+ext, []byte(text)), six...)
			}
		}
	},
	"Text: decimal commas, with semicolons or blanks between numbers": func(w *workshop) {
		for _, text := range []string{"1,5;2;3\n4;5;6,25\n", "1,5 2,0 3,0\n4,0\t5,0 6,25\n"} {
			w.points(w.put("a.csv", []byte(text)), 1.5, 2, 3, 4, 5, 6.25)
		}
	},
	"Text: a first line of names, also quoted, which says where x, y and z (or easting, northing and height) are": func(w *workshop) {
		for _, text := range []string{"id,Y,X,Z\n7,2,1,3\n7,5,4,6\n", "# id Y [m] X Z\n", "// y x z\n2 1 3\n5 4 6\n", "\"Northing\",\"Easting\",\"Height\"\n2,1,3\n5,4,6\n"} {
			if strings.HasPrefix(text, "# id") {
				text = "id;Y [m];X [m];Z [m]\n7;2;1;3\n7;5;4;6\n"
			}
			w.points(w.put("a.csv", []byte(text)), six...)
		}
	},
	"Text: a first line with the number of points": func(w *workshop) { w.points(w.put("a.pts", []byte("2\n1 2 3\n4 5 6\n")), six...) },
	"Text: comments after `#`, `//`, `;`, `%` or `!`, further columns, empty lines": func(w *workshop) {
		w.points(w.put("a.xyz", []byte("# cloud\n1 2 3 9 9 9 # first\n\n// more\n4 5 6 8\n")), six...)
		w.points(w.put("a.xyz", []byte("; cloud\n1 2 3\n% more\n4 5 6\n! end\n")), six...)
	},
	"Text: words for no value, such as NA: points without a place": func(w *workshop) {
		c, err := datasets.ReadPointCloud(w.put("a.csv", []byte("1,2,3\n1,NA,3\n4,5,6\n7,8,9\n")))
		w.ok(err)
		w.check(c.Len() == 3 && c.Dropped == 1, "%d points, %d dropped", c.Len(), c.Dropped)
	},
	"Text: UTF-8 or UTF-16 with a byte order mark, line ends of any system": func(w *workshop) {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			text := "1 2 3" + end + "4 5 6" + end
			for _, raw := range [][]byte{[]byte(text), []byte("\xEF\xBB\xBF" + text), utf16(le, text), utf16(be, text)} {
				w.points(w.put("a.txt", raw), six...)
			}
		}
	},
	"NPY: arrays [n, 3 or more] and [rows, columns, 3 or more] of any real type and order": func(w *workshop) {
		for descr, raw := range map[string][]byte{
			"'<f8'": float64s(six...), "'<f4'": floats, "'|u1'": {1, 2, 3, 4, 5, 6}, "'|i1'": {1, 2, 3, 4, 5, 6}, "'>i2'": {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6},
			"'<f2'": {0, 0x3C, 0, 0x40, 0, 0x42, 0, 0x44, 0, 0x45, 0, 0x46},
		} {
			w.points(w.put("a.npy", npyFile(descr, "(2, 3)", false, raw)), six...)
			w.points(w.put("a.npy", npyFile(descr, "(1, 2, 3)", false, raw)), six...)
		}
		w.points(w.put("a.npy", npyFile("'|u1'", "(2, 3)", true, []byte{1, 4, 2, 5, 3, 6})), six...)
		w.points(w.put("a.npy", npyFile("'|u1'", "(2, 4)", false, []byte{1, 2, 3, 9, 4, 5, 6, 9})), six...)
	},
	"NPZ: the array called points, xyz, pos, pc, point_cloud, pointcloud, vertices, verts, coords, arr_0 or data": func(w *workshop) {
		cloud, other := npyFile("'<f4'", "(2, 3)", false, floats), npyFile("'<f4'", "(2, 3)", false, float32s(9, 9, 9, 9, 9, 9))
		names := strings.FieldsFunc("points, xyz, pos, pc, point_cloud, pointcloud, vertices, verts, coords, arr_0 or data", func(r rune) bool { return r == ',' || r == ' ' })
		for _, name := range names {
			if name != "or" {
				w.points(w.put("a.npz", npzFile(true, map[string][]byte{name + ".npy": cloud, "colours.npy": other, "README.txt": []byte("x")})), six...)
			}
		}
	},
	"NPZ: else the only array that is a cloud": func(w *workshop) {
		w.points(w.put("a.npz", npzFile(false, map[string][]byte{"mine.npy": npyFile("'<f4'", "(2, 3)", false, floats), "labels.npy": npyFile("'|u1'", "(2,)", false, []byte{1, 2})})), six...)
	},
}

// utf16 is text in UTF-16 with its mark; it has no character beyond ASCII.
func utf16(order binary.AppendByteOrder, text string) []byte {
	b := order.AppendUint16(nil, 0xFEFF)
	for _, r := range text {
		b = order.AppendUint16(b, uint16(r))
	}
	return b
}

var cloudRefusals = map[string]func(w *workshop) []refusal{
	"all clouds: files that are cut": func(w *workshop) []refusal {
		npy := npyFile("'<f4'", "(2, 3)", false, floats)
		return w.each(readCloud, map[string][]byte{
			"a.pcd": pcdFile("3", "ascii", []byte("1 2 3\n4 5 6\n")), "b.pcd": pcdFile("3", "binary", floats), "c.pcd": pcdFile("2", "binary_compressed", lzfLiterals(floats)[:20]),
			"a.ply": []byte(plyHead("ascii", "") + "1.00 2.00 3.00\n4.00 5"), "b.ply": append([]byte(plyHead("binary_little_endian", "")), floats[:20]...),
			"a.off": []byte(squareOFF[:20]), "a.npy": npy[:len(npy)-1], "a.npz": npzFile(false, map[string][]byte{"points.npy": npy[:len(npy)-1]}),
			"a.pts": []byte("3\n1 2 3\n4 5 6\n"),
		}, map[string]string{"a.pts": "cut short?", "a.ply": "PLY vertex 1", "a.npy": "npy", "a.npz": "points.npy"})
	},
	"all clouds: no point, or fewer than three beside others without a place": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{
			"a.xyz": []byte("# nothing\n"), "a.pcd": pcdFile("0", "ascii", nil), "a.npy": npyFile("'<f4'", "(0, 3)", false, nil), "b.xyz": []byte("1 2 3\n4 5 6\nnan 0 0\n"),
		}, map[string]string{"a.xyz": "no points", "a.pcd": "no points", "a.npy": "no points", "b.xyz": "1 of 3 points are NaN or infinite, expected at least 3"})
	},
	"all clouds: coordinates beyond float32": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.xyz": []byte("1 2 3\n1 1e39 0\n"), "a.npy": npyFile("'<f8'", "(1, 3)", false, float64s(0, 0, 1e300))},
			map[string]string{"a.xyz": "y is 1e+39", "a.npy": "z is 1e+300"})
	},
	"PCD: a header without x, y or z": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.pcd": pcdWith("x y w", "4 4 4", "F F F", "1 1 1", "1", "ascii", []byte("1 2 3\n"))}, map[string]string{"a.pcd": "no field z"})
	},
	"PCD: POINTS that are not WIDTH times HEIGHT": func(w *workshop) []refusal {
		raw := bytes.Replace(pcdFile("2", "ascii", []byte("1 2 3\n4 5 6\n")), []byte("WIDTH 2"), []byte("WIDTH 1"), 1)
		return w.each(readCloud, map[string][]byte{"a.pcd": raw}, map[string]string{"a.pcd": "POINTS is 2, expected WIDTH times HEIGHT, 1"})
	},
	"PLY: no element vertex": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.ply": []byte("ply\nformat ascii 1.0\nelement face 0\nproperty int a\nend_header\n")}, map[string]string{"a.ply": "no element vertex"})
	},
	"PLY: a face with a vertex that is not there": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.ply": []byte(strings.Replace(squarePLY, "4 0 1 2 3", "4 0 1 2 4", 1))}, map[string]string{"a.ply": "found 4, expected the index of one of 4 vertices"})
	},
	"PLY: unknown types": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.ply": []byte(strings.Replace(squarePLY, "property float z", "property half z", 1)), "b.ply": []byte(plyHead("binary_middle_endian", ""))},
			map[string]string{"a.ply": `unknown type "half"`, "b.ply": "PLY format is"})
	},
	"OFF: binary OFF, 4OFF": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.off": []byte("OFF BINARY\n\x00\x00\x00\x04"), "b.off": []byte("4OFF\n1 0 0\n1 2 3 4\n")}, map[string]string{"a.off": "BINARY", "b.off": "not an OFF file"})
	},
	"OFF: a face with a vertex that is not there": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.off": []byte(strings.Replace(squareOFF, "4 0 1 2 3", "4 0 1 2 4", 1))}, map[string]string{"a.off": `found "4", expected the index`})
	},
	"OFF: faces without an area": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.off": []byte("OFF 3 1 0\n0 0 0\n1 1 1\n2 2 2\n3 0 1 2\n")}, map[string]string{"a.off": "no surface"})
	},
	"Text: a text that can be read in two ways": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.csv": []byte("1,5 2,5\n3,5 4,5\n"), "b.xyz": []byte("1,5 2,0 3,0\n1,2,3\n"), "c.csv": []byte("1,624,-0,612,-0,528\n2,1,-0,2,0,5\n")},
			map[string]string{"a.csv": "are the commas decimal signs?", "b.xyz": "expected one of the two", "c.csv": "decimal signs and separators at once"})
	},
	"Text: names of columns of which none is x, y or z": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.csv": []byte("lon,lat,alt\n1,2,3\n4,5,6\n")}, map[string]string{"a.csv": "lon"})
	},
	"Text: a line of fewer than three numbers": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.xyz": []byte("1 2 3\n4 5\n")}, map[string]string{"a.xyz": "line 2: found 2 numbers"})
	},
	"Text: another number of points than the first line says": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.pts": []byte("1\n1 2 3\n4 5 6\n"), "b.pts": []byte("3\n1 2 3\n4 5 6\n")}, map[string]string{"a.pts": "more points than the 1", "b.pts": "found 2 points, expected the 3"})
	},
	"NPY: other shapes": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.npy": npyFile("'<f4'", "(6,)", false, floats), "b.npy": npyFile("'<f4'", "(3, 2)", false, floats)}, map[string]string{"a.npy": "shape [6]", "b.npy": "shape [3 2]"})
	},
	"NPY: strings, complex numbers, objects": func(w *workshop) []refusal {
		files, words := map[string][]byte{}, map[string]string{}
		for i, descr := range []string{"<U3", "<c8", "|O"} {
			name := fmt.Sprintf("%d.npy", i)
			files[name], words[name] = npyFile("'"+descr+"'", "(2, 3)", false, make([]byte, 72)), "is not supported"
		}
		return w.each(readCloud, files, words)
	},
	"NPY: bytes after the array": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.npy": append(npyFile("'<f4'", "(2, 3)", false, floats), 7)}, map[string]string{"a.npy": "1 bytes go on after the array"})
	},
	"NPZ: several arrays that may be the cloud": func(w *workshop) []refusal {
		a := npyFile("'<f4'", "(2, 3)", false, floats)
		return w.each(readCloud, map[string][]byte{"a.npz": npzFile(true, map[string][]byte{"a.npy": a, "b.npy": a})}, map[string]string{"a.npz": `expected one called points`})
	},
	"NPZ: none that is a cloud": func(w *workshop) []refusal {
		return w.each(readCloud, map[string][]byte{"a.npz": npzFile(true, map[string][]byte{"a.npy": npyFile("'<f4'", "(6,)", false, floats)})}, map[string]string{"a.npz": "none of the arrays"})
	},
	"Other clouds: LAS, LAZ and E57, by name under any extension; the error says how to convert them to PLY": func(w *workshop) []refusal {
		laz := append([]byte("LASF"), make([]byte, 223)...)
		las := bytes.Clone(laz)
		laz[104] = 0x80 | 6 // the format of points, with the mark of LASzip
		return w.each(readCloud, map[string][]byte{"a.las": las, "b.laz": laz, "c.e57": append([]byte("ASTM-E57"), 1, 0, 0, 0), "d.xyz": las},
			map[string]string{"a.las": "LAS is not read: convert it to PLY", "b.laz": "LAZ is not read: convert it to PLY", "c.e57": "E57 is not read: convert it to PLY", "d.xyz": "pdal translate"})
	},
}
