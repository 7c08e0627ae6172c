package datasets

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/tensor"
)

// This file: clouds as people have them. The inputs of ../shared/cases are read where
// they are there; those that are made here cover the same kinds in every format.

// caseFile returns a file of a case, and skips the test without it.
func caseFile(t *testing.T, path ...string) string {
	t.Helper()
	file := filepath.Join(append([]string{"..", "..", "shared"}, path...)...)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("the case is not there: %v", err)
	}
	return file
}

// near fails unless two tensors agree to 1e-5.
func near(t *testing.T, name string, got, want *tensor.Tensor) {
	t.Helper()
	if !tensor.SameShape(got, want) {
		t.Fatalf("%s: shape %v, want %v", name, got.Shape(), want.Shape())
	}
	for i, v := range got.Data() {
		if d := math.Abs(float64(v - want.Data()[i])); !(d <= 1e-5) {
			t.Fatalf("%s: number %d is %v, want %v", name, i, v, want.Data()[i])
		}
	}
}

func TestCase03(t *testing.T) {
	utm, err := ReadPointCloud(caseFile(t, "cases", "03-cloud-large-offset-ply", "utm.ply"))
	if err != nil {
		t.Fatal(err)
	}
	local, err := ReadPointCloud(caseFile(t, "cases", "03-cloud-large-offset-ply", "local.xyz"))
	if err != nil {
		t.Fatal(err)
	}
	a, b := NormalizePoints(nil, utm.Points), NormalizePoints(nil, local.Points)
	near(t, "utm.ply", a, b)
	first := tensor.FromSlice(a.Data()[:9], 3, 3)
	near(t, "utm.ply", first, tensor.FromSlice([]float32{-0.30009, 0.35625, -0.51466, 0.31309, 0.01974, 0.19842, 0.17867, 0.04614, -0.35604}, 3, 3))
}

func TestCase04And16And19(t *testing.T) {
	first := []float32{1.624, -0.612, -0.528}
	for _, c := range []struct {
		path         []string
		points, lost int
		first        []float32
	}{
		{[]string{"cases", "04-xyz-decimal-comma-semicolon", "cloud.xyz"}, 40, 0, first},
		{[]string{"cases", "16-pcd-organised-nan", "scan.pcd"}, 32, 8, nil},
		{[]string{"cases", "16-pcd-organised-nan", "scan_bin.pcd"}, 32, 8, nil},
		{[]string{"cases", "19-ply-multiline", "rs.ply"}, 40, 0, first},
	} {
		cloud, err := ReadPointCloud(caseFile(t, c.path...))
		if err != nil {
			t.Error(err)
			continue
		}
		if cloud.Len() != c.points || cloud.Dropped != c.lost {
			t.Errorf("%v: %d points, %d dropped", c.path, cloud.Len(), cloud.Dropped)
		}
		if c.first != nil && !reflect.DeepEqual(cloud.Points.Data()[:3], c.first) {
			t.Errorf("%v: the first point is %v", c.path, cloud.Points.Data()[:3])
		}
	}
}

// Of a mesh as many points are taken as a model is given.
func TestCase05(t *testing.T) {
	dir := caseFile(t, "cases", "05-off-more-points", "data")
	train, _, err := LoadModelNet(context.Background(), dir, PointOptions{Surface: 2048})
	if err != nil {
		t.Fatal(err)
	}
	train.Points = 2048
	if n := distinct(NewBatch(train, []int{0})); n != 2048 {
		t.Errorf("%d different points of 2048", n)
	}
}

func distinct(x *tensor.Tensor) int {
	seen := map[[3]float32]bool{}
	for i := 0; i < x.Size(); i += 3 {
		seen[[3]float32(x.Data()[i:])] = true
	}
	return len(seen)
}

// The files of cases-hostile are refused within a second.
func TestHostileClouds(t *testing.T) {
	for name, want := range map[string]string{
		"points1e12.pcd": "POINTS", "points1e12c.pcd": "POINTS", "zero.pcd": "no points",
		"list1e9.ply": "list", "listneg.ply": "list", "count1e9.ply": "more than the file can hold",
	} {
		_, err := ReadPointCloud(caseFile(t, "cases-hostile", name))
		wantError(t, err, name, want)
	}
}

// cloudFiles writes points in every format and coding, in float64 where the format has
// it.
func cloudFiles(t *testing.T, points [][3]float64) map[string][]byte {
	t.Helper()
	n := fmt.Sprint(len(points))
	var text, csv, german strings.Builder
	var rows []byte
	columns := make([]byte, 0, 24*len(points))
	for _, p := range points {
		fmt.Fprintf(&text, "%.3f %.3f %.3f\n", p[0], p[1], p[2])
		fmt.Fprintf(&csv, "7,%.3f,%.3f,%.3f\n", p[1], p[0], p[2])
		german.WriteString(strings.ReplaceAll(fmt.Sprintf("%.3f;%.3f;%.3f\n", p[0], p[1], p[2]), ".", ","))
		rows = append(rows, floats64(p[:]...)...)
	}
	for axis := 0; axis < 3; axis++ {
		for _, p := range points {
			columns = append(columns, floats64(p[axis])...)
		}
	}
	pcdHead := "VERSION 0.7\nFIELDS x y z\nSIZE 8 8 8\nTYPE F F F\nCOUNT 1 1 1\nWIDTH " + n + "\nHEIGHT 1\nPOINTS " + n + "\nDATA "
	plyHead := "ply\nformat %s 1.0\nelement vertex " + n + "\nproperty double x\nproperty double y\nproperty double z\nend_header\n"
	big := make([]byte, 0, len(rows))
	for i := 0; i < len(rows); i += 8 {
		big = binary.BigEndian.AppendUint64(big, le.Uint64(rows[i:]))
	}
	npy := npyFile(rows, fmt.Sprintf("(%s, 3)", n), "False")
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for name, content := range map[string][]byte{"points.npy": npy, "names.npy": []byte("no numbers"), "README.txt": []byte("x")} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"a.xyz": []byte(text.String()), "a.txt": []byte(text.String()), "a.pts": []byte(n + "\n" + text.String()), "a.asc": []byte("//X Y Z\n" + text.String()),
		"a.csv": []byte("id,Y,X,Z\n" + csv.String()), "german.csv": []byte("x;y;z\n" + german.String()),
		"blanks.xyz": []byte(strings.ReplaceAll(german.String(), ";", "\t")),
		"a.off":      []byte("OFF\n" + n + " 0 0\n" + text.String()),
		"a.ply":      []byte(fmt.Sprintf(plyHead, "ascii") + text.String()),
		"words.ply":  []byte(fmt.Sprintf(plyHead, "ascii") + strings.ReplaceAll(text.String(), " ", "\n")),
		"little.ply": append([]byte(fmt.Sprintf(plyHead, "binary_little_endian")), rows...),
		"big.ply":    append([]byte(fmt.Sprintf(plyHead, "binary_big_endian")), big...),
		"a.pcd":      []byte(pcdHead + "ascii\n" + text.String()),
		"bin.pcd":    append([]byte(pcdHead+"binary\n"), rows...),
		"packed.pcd": append([]byte(pcdHead+"binary_compressed\n"), packed(len(columns), literals(columns))...),
		"a.npy":      npy, "a.npz": archive.Bytes(),
		"fortran.npy": npyFile(columns, fmt.Sprintf("(%s, 3)", n), "True"),
	}
}

// npyFile is an array of float64 of version 1.
func npyFile(data []byte, shape, fortran string) []byte {
	head := "{'descr': '<f8', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n"
	return append([]byte("\x93NUMPY\x01\x00"+string(le.AppendUint16(nil, uint16(len(head))))+head), data...)
}

// somePoints are n points around an origin, in thousandths.
func somePoints(n int, origin [3]float64) [][3]float64 {
	g := tensor.NewRNG(3)
	points := make([][3]float64, n)
	for i := range points {
		for axis := range origin {
			points[i][axis] = origin[axis] + math.Round(2000*g.Float64()-1000)/1000
		}
	}
	return points
}

// Far from the origin a cloud is the same cloud, and it knows where it lies.
func TestFarClouds(t *testing.T) {
	utm := [3]float64{412345.25, 5654321.5, 112.75}
	here, far := somePoints(60, [3]float64{}), somePoints(60, utm)
	want := tensor.New(60, 3)
	for i, p := range here {
		for axis, v := range p {
			want.Set(float32(v), i, axis)
		}
	}
	near0 := NormalizePoints(nil, want)
	dir := t.TempDir()
	for name, raw := range cloudFiles(t, far) {
		c, err := ReadPointCloud(writeFile(t, filepath.Join(dir, name), raw))
		if err != nil {
			t.Error(err)
			continue
		}
		near(t, name, NormalizePoints(nil, c.Points), near0)
		for i, p := range far {
			for axis, v := range c.At(i) {
				if math.Abs(v-p[axis]) > 1e-3 {
					t.Fatalf("%s: point %d is %v, want %v", name, i, c.At(i), p)
				}
			}
		}
	}
	for name, raw := range cloudFiles(t, here) {
		c, err := ReadPointCloud(writeFile(t, filepath.Join(dir, name), raw))
		if err != nil {
			t.Error(err)
			continue
		}
		if c.Origin != [3]float64{} {
			t.Errorf("%s: a cloud that is not far away has the origin %v", name, c.Origin)
		}
		near(t, name, c.Points, want)
	}
}

// Points without a place are dropped and counted, and so are the faces on them.
func TestPointsWithoutPlace(t *testing.T) {
	points := somePoints(20, [3]float64{})
	points[3][1], points[7][0], points[19][2] = math.NaN(), math.Inf(1), math.NaN()
	dir := t.TempDir()
	for name, raw := range cloudFiles(t, points) {
		c, err := ReadPointCloud(writeFile(t, filepath.Join(dir, name), raw))
		if err != nil {
			t.Error(err)
			continue
		}
		if c.Len() != 17 || c.Dropped != 3 || math.Abs(c.At(3)[0]-points[4][0]) > 1e-4 {
			t.Errorf("%s: %d points, %d dropped, number 3 is %v", name, c.Len(), c.Dropped, c.At(3))
		}
	}
	for i := range points {
		points[i][0] = math.NaN()
	}
	for name, raw := range cloudFiles(t, points) {
		_, err := ReadPointCloud(writeFile(t, filepath.Join(dir, name), raw))
		wantError(t, err, name)
	}
	for _, word := range []string{"nan", "NaN", "-nan", "nan(ind)", "-nan(ind)", "1.#QNAN", "-1.#IND", "inf", "-Infinity"} {
		c, err := decodeXYZ([]byte("1 2 3\n4 5 6\n7 8 "+word+"\n1 1 1\n"), MaxPoints)
		if err != nil || c.Len() != 3 {
			t.Errorf("%s: %v", word, err)
		}
	}
	const body = "0 0 0\nnan 0 0\n1 0 0\n0 1 0\n"
	for _, m := range []func() (*Mesh, error){
		func() (*Mesh, error) { return decodeOFF([]byte("OFF 4 2 0\n"+body+"3 0 2 3\n3 0 1 2\n"), MaxPoints) },
		func() (*Mesh, error) {
			return decodePLYMesh([]byte("ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 2\nproperty list uchar int vertex_indices\nend_header\n"+body+"3 0 2 3\n3 0 1 2\n"), MaxPoints)
		},
	} {
		got, err := m()
		if err != nil || got.Dropped != 1 || !reflect.DeepEqual(got.Faces, [][3]int{{0, 1, 2}}) {
			t.Errorf("%+v, %v", got, err)
		}
	}
}

// Every text may begin with a mark and end its lines as any system does.
func TestMarksAndLineEnds(t *testing.T) {
	points := somePoints(20, [3]float64{})
	dir := t.TempDir()
	for name, raw := range cloudFiles(t, points) {
		forms := map[string][]byte{}
		if head, data, binary := bytes.Cut(raw, []byte("end_header\n")); binary && bytes.Contains(head, []byte("binary")) {
			forms["CRLF"] = append(bytes.ReplaceAll(append(head, "end_header\n"...), []byte("\n"), []byte("\r\n")), data...)
			forms["CR"] = append(bytes.ReplaceAll(append(head, "end_header\n"...), []byte("\n"), []byte("\r")), data...)
		} else if !strings.HasSuffix(name, ".npy") && !strings.HasSuffix(name, ".npz") && name != "bin.pcd" && name != "packed.pcd" {
			forms["BOM"] = append([]byte("\xEF\xBB\xBF"), raw...)
			forms["CRLF"] = bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n"))
			forms["CR"] = bytes.ReplaceAll(raw, []byte("\n"), []byte("\r"))
			forms["UTF-16"] = inUTF16(raw)
		}
		for form, raw := range forms {
			c, err := ReadPointCloud(writeFile(t, filepath.Join(dir, name), raw))
			if err != nil {
				t.Errorf("%s with %s: %v", name, form, err)
			} else if c.Len() != 20 {
				t.Errorf("%s with %s: %d points", name, form, c.Len())
			}
		}
	}
}

// What separates numbers is read from the text, or refused; it is never guessed.
func TestTableStyles(t *testing.T) {
	for text, want := range map[string][]float32{
		"1,5;-0,5;2\n":                           {1.5, -0.5, 2},
		"1.5;-0.5;2\n":                           {1.5, -0.5, 2},
		"# a, b\n1.5; -0.5; 2;\n":                {1.5, -0.5, 2},
		"1,5\t-0,5\t2,25 7\n":                    {1.5, -0.5, 2.25},
		"1,5 2,5 3,5\n4 5 6\n":                   {1.5, 2.5, 3.5, 4, 5, 6},
		"1,5,2\n":                                {1, 5, 2},
		"1, 5, 2, 9\n":                           {1, 5, 2},
		"1 , 5 , 2\n":                            {1, 5, 2},
		"1.5,5.5,2.5,\n":                         {1.5, 5.5, 2.5},
		"\"1,5\",\"2\",\"3,5\"\n":                {1.5, 2, 3.5},
		"x,y,z\n1,5,2\n":                         {1, 5, 2},
		"z;y;x [m]\n1,5;2;3\n":                   {3, 2, 1.5},
		"# z y x\n1 2 3\n":                       {3, 2, 1},
		"# x, y, z and a colour\n1, 2, 3, 255\n": {1, 2, 3},
		"2\n1 2 3\n4 5 6\n":                      {1, 2, 3, 4, 5, 6},
		"1\n1 2 3\n1\n4 5 6\n":                   {1, 2, 3, 4, 5, 6},
		"1,2,3\n4,,6\n7,8,9\n1,1,1\n":            {1, 2, 3, 7, 8, 9, 1, 1, 1},
		"0,0,-0\n1,2,3\n":                        {0, 0, 0, 1, 2, 3},
		"0,0,0,255,9,0\n1,2,3,0,0,0\n":           {0, 0, 0, 1, 2, 3},
		"; a comment\n% b\n! c\n1 2 3\n":         {1, 2, 3},
		"sep=;\nx;y;z\n1,5;2;3\n":                {1.5, 2, 3},
	} {
		got, err := decodeXYZ([]byte(text), MaxPoints)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		wantCloud(t, got, want...)
	}
	for text, want := range map[string]string{
		"1,5 2.5 3,5\n":                  "line 1",
		"1.234,5;2;3\n":                  "one decimal sign",
		"1,5;2.5;3\n":                    "decimal",
		"1,624,-0,612,-0,528\n":          "decimal signs and separators at once",
		"1,045,2,050,3,125\n":            "decimal signs and separators at once",
		"1,145, 2,250, 3,125\n":          "decimal signs and separators at once",
		"412,345.25 5,654,321.5 112.5\n": "decimal signs",
		"1,2,3 0.5\n":                    "decimal signs",
		"1,2;3\n":                        "found 2 numbers",
		"id,a,b,c\n1,2,3,4\n":            "the columns are named \"id\", \"a\", \"b\", \"c\"",
		"1,5,2\n1,5 2,5 3,5\n":           "decimal signs",
		"5\n1 2 3\n4 5 6\n":              "cut short",
		"1\n1 2 3\n4 5 6\n":              "more points than",
		"ncols 4\nnrows 2\n1 2 3 4\n":    "found",
	} {
		_, err := decodeXYZ([]byte(text), MaxPoints)
		wantError(t, err, want)
	}
}

// Text PLY files are words; lines may be longer or shorter than records.
func TestColumnNames(t *testing.T) {
	for _, names := range []string{
		"z,x,y", "Z,X,Y", "\"z\",\"x\",\"y\"", "'z','x','y'", "Z_coord,X_coord,Y_coord", "pos_z,pos_x,pos_y", "z_m,x_m,y_m", "Z (m),X (m),Y (m)", "# z, x, y",
		"Height,Easting,Northing", "elevation,E,N", "Points:2,Points:0,Points:1", "ZCoord,XCoord,YCoord", "z,x,y,easting,northing",
	} {
		c, err := decodeXYZ([]byte(names+"\n3,1,2"+strings.Repeat(",9", strings.Count(names, ",")-2)+"\n"), MaxPoints)
		if err != nil {
			t.Errorf("%s: %v", names, err)
			continue
		}
		wantCloud(t, c, 1, 2, 3)
	}
	for _, names := range []string{"a,b,c", "lon,lat,alt", "nx,ny,nz", "x,y", "exx,y,z"} {
		if c, err := decodeXYZ([]byte(names+"\n3,1,2\n"), MaxPoints); err == nil || !strings.Contains(err.Error(), "expected names such as x, y and z") {
			t.Errorf("%s: %v, %v", names, c, err)
		}
	}
	if _, err := decodeXYZ([]byte("x,y,z\n"), MaxPoints); err == nil || !strings.Contains(err.Error(), "no points") {
		t.Error(err)
	}
}

// A line of megabytes is no point, and would take many times its size.
func TestLongLines(t *testing.T) {
	for _, part := range []string{"1 ", "1,", "a;", "#"} {
		if _, err := decodeXYZ([]byte("1 2 3\n"+strings.Repeat(part, 2*maxPointLine)), MaxPoints); err == nil || !strings.Contains(err.Error(), "expected a line of at most") {
			t.Errorf("%q: %v", part, err)
		}
	}
}

// Words for no value are those of pandas, spreadsheets and databases.
func TestMissingWords(t *testing.T) {
	for _, word := range []string{"nan", "NA", "n/a", "#N/A", "#NA", "null", "None", "nodata", "\"\"", ""} {
		text := "x,y,z\n1,2,3\n" + word + ",5,6\n4,5,6\n7,8," + word + "\n7,8,9\n"
		c, err := decodeXYZ([]byte(text), MaxPoints)
		if err != nil || c.Dropped != 2 {
			t.Errorf("%q: %v", word, err)
			continue
		}
		wantCloud(t, c, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	}
	c, err := decodeXYZ([]byte("1;2;3\n;5e1;6\n4;5;6\n7;8;9\n"), MaxPoints)
	if err != nil || c.Dropped != 1 {
		t.Errorf("a first column without a value: %v", err)
	}
}

// Names of coordinates in capitals, and kinds of OFF that Geomview writes.
func TestNamesInOtherForms(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.ply":  "ply\nformat ascii 1.0\nelement vertex 1\nproperty float X\nproperty float Y\nproperty float Z\nend_header\n1 2 3\n",
		"a.pcd":  "FIELDS X Y Z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nDATA ascii\n1 2 3\n",
		"st.off": "STOFF\n1 0 0\n1 2 3 0.5 0.5\n",
		"lo.off": "off\n1 0 0\n1 2 3\n",
		"al.off": "STCNOFF\n1 0 0\n1 2 3 0 0 1 255 0 0 255 0.5 0.5\n",
	} {
		c, err := ReadPointCloud(writeFile(t, filepath.Join(dir, name), []byte(text)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantCloud(t, c, 1, 2, 3)
	}
}

// Arrays with x, y and z as their rows are no few points of many columns.
func TestNPYTransposed(t *testing.T) {
	for _, rows := range []int{3, 6} {
		var b bytes.Buffer
		if err := formats.WriteNPY(&b, tensor.New(rows, 100)); err != nil {
			t.Fatal(err)
		}
		if _, err := decodeNPY(b.Bytes(), MaxPoints); err == nil || !strings.Contains(err.Error(), "transpose it") {
			t.Errorf("%d rows: %v", rows, err)
		}
	}
}

func TestPLYWords(t *testing.T) {
	head := "ply\nformat ascii 1.0\nelement vertex 2\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n"
	want := []float32{1, 2, 3, 4, 5, 6}
	for _, body := range []string{
		"1 2 3 9\n4 5 6 9\n3 0 1 1\n",
		"1 2 3\n9\n4 5 6\n9\n3\n0 1\n1\n",
		"1 2 3 9 4 5 6 9\n3 0 1 1\n",
		"1\n2\n3\n9\n4\n5\n6\n9\n3\n0\n1\n1",
		"1 2 3 9 77 77\n4 5 6 9 77 77\n3 0 1 1\n",
	} {
		c, err := decodePLY([]byte(head+body), MaxPoints)
		if err != nil {
			t.Errorf("%q: %v", body, err)
			continue
		}
		wantCloud(t, c, want...)
	}
	for _, body := range []string{"1 2 3\n9\n4 5 6\n9\n3 0 1 1 1\n", "1 2 3\n9\n4 5 6\n9\n3 0 1\n", "1 2 3 9 9\n4 5 6 9\n3 0 1 1\n", "1 2 3 9\n4 5 6\n"} {
		if _, err := decodePLY([]byte(head+body), MaxPoints); err == nil {
			t.Errorf("%q: no error", body)
		}
	}
}

// A PLY file with faces is a mesh, of whose surface points are taken, unless they are no
// surface.
func TestPLYMesh(t *testing.T) {
	dir := t.TempDir()
	head := "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_index\nend_header\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n"
	path := writeFile(t, filepath.Join(dir, "a.ply"), []byte(head+"4 0 1 2 3\n"))
	c, err := PointOptions{Surface: 3000}.Read(path)
	if err != nil || c.Len() != 3000 || distinct(c.Points) != 3000 || c.Mesh.Vertices.Dim(0) != 4 {
		t.Errorf("%v, %v", c, err)
	}
	off := writeFile(t, filepath.Join(dir, "a.off"), []byte("OFF 4 1 0\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n"))
	same, err := PointOptions{Surface: 3000}.Read(off)
	if err != nil || !reflect.DeepEqual(same.Points.Data(), c.Points.Data()) {
		t.Errorf("an OFF file of the same mesh has other points: %v", err)
	}
	path = writeFile(t, path, []byte(head+"3 0 0 1\n"))
	if c, err = ReadPointCloud(path); err != nil || c.Len() != 4 {
		t.Errorf("faces without a surface: %v, %v", c, err)
	}
	path = writeFile(t, path, []byte(head+"3 0 1 4\n"))
	_, err = ReadPointCloud(path)
	wantError(t, err, path, "one of 4 vertices")
	path = writeFile(t, path, []byte(head))
	_, err = ReadPointCloud(path)
	wantError(t, err, path, "face")
}

// More points than the limit are refused in every format, with the flag that moves it.
func TestPointLimit(t *testing.T) {
	dir := t.TempDir()
	for name, raw := range cloudFiles(t, somePoints(20, [3]float64{})) {
		path := writeFile(t, filepath.Join(dir, name), raw)
		_, err := PointOptions{Limit: 19}.Read(path)
		wantError(t, err, name, "more than 19 points", "--max-points")
		if _, err := (PointOptions{Limit: 20}).Read(path); err != nil {
			t.Error(err)
		}
	}
}

func TestModelNetLayouts(t *testing.T) {
	cloud := []byte("1,2,3,0,0,1\n4,5,6,0,0,1\n7,8,9,0,0,1\n")
	dir := t.TempDir()
	for name, files := range map[string]string{
		"inside":   "chair/Train/a.txt chair/TEST/b.txt bed/train/c.csv",
		"before":   "Train/chair/a.txt Test/chair/b.txt Train/bed/c.csv __MACOSX/train/x.txt Train/bed/._c.csv",
		"valid":    "train/chair/a.pts valid/chair/b.asc train/bed/c.csv",
		"release":  "chair/chair_0001.txt chair/chair_0002.txt bed/bed_0001.txt",
		"no parts": "chair/a.txt bed/c.csv",
	} {
		root := filepath.Join(dir, name)
		for _, f := range strings.Fields(files) {
			put(t, cloud, root, f)
		}
		if name == "release" {
			put(t, []byte("bed\r\nchair\r\n"), root, "modelnet40_shape_names.txt")
			put(t, []byte("chair_0001\nbed_0001\n"), root, "modelnet40_train.txt")
			put(t, []byte("chair_0002\n"), root, "modelnet40_test.txt")
		}
		train, test, err := LoadModelNet(context.Background(), root, PointOptions{})
		if err != nil {
			t.Error(err)
			continue
		}
		wantTest := []int{1}
		if name == "no parts" {
			wantTest = nil
		}
		if !reflect.DeepEqual(train.Classes, []string{"bed", "chair"}) || train.Len() != 2 || !reflect.DeepEqual(test.Label, wantTest) {
			t.Errorf("%s: classes %v, %v and %v", name, train.Classes, train.Label, test.Label)
		}
		wantCloud(t, train.Clouds[0], 1, 2, 3, 4, 5, 6, 7, 8, 9)
	}
	put(t, cloud, dir, "deep", "ModelNet40", "chair", "train", "a.txt")
	_, _, err := LoadModelNet(context.Background(), filepath.Join(dir, "deep"), PointOptions{})
	wantError(t, err, "give its folder ModelNet40")
	put(t, cloud, dir, "flat", "a.xyz")
	_, _, err = LoadModelNet(context.Background(), filepath.Join(dir, "flat"), PointOptions{})
	wantError(t, err, "no class folder", "modelnet40_normal_resampled")
}

// What lies beside the parts of a class is not read, and is told of.
func TestModelNetLeftOut(t *testing.T) {
	cloud := []byte("1 2 3\n4 5 6\n")
	dir := t.TempDir()
	for _, f := range []string{"train/a.xyz", "test/b.xyz", "val/c.xyz", "val/d.xyz", "drafts/e.xyz", "README.md", ".hidden"} {
		put(t, cloud, dir, "chair", f)
	}
	train, test, err := LoadModelNet(context.Background(), dir, PointOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{fmt.Sprintf("%s: 4 of 5 files are not used: 1 in %s, 2 in %s, 1 beside the folders of chair", dir, filepath.Join("chair", "drafts"), filepath.Join("chair", "val"))}
	if train.Len() != 1 || test.Len() != 1 || !reflect.DeepEqual(train.Notes, want) {
		t.Errorf("%d and %d clouds, notes %q, want 1, 1, %q", train.Len(), test.Len(), train.Notes, want)
	}
	put(t, cloud, dir, "chair", "Training", "f.xyz")
	_, _, err = LoadModelNet(context.Background(), dir, PointOptions{})
	wantError(t, err, filepath.Join(dir, "chair"), "both Training and train")
}

// A packed file may not unpack to a multiple that no cloud has, unless more points than
// usual are allowed.
func TestNPZBomb(t *testing.T) {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	w, err := z.Create("points.npy")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(npyFile(make([]byte, 72<<20), fmt.Sprintf("(%d, 3)", 3<<20), "False")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = decodeNPZ(archive.Bytes(), MaxPoints)
	wantError(t, err, "unpack to", "--max-points 10000001")
	c, err := decodeNPZ(archive.Bytes(), MaxPoints+1)
	if err != nil || c.Len() != 3<<20 {
		t.Errorf("allowed: %v", err)
	}
}
