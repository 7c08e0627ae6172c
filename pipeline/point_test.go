package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/tensor"
)

// segmenter is the configuration of a model that gives parts to n points.
func segmenter(n int) m2pt.Config {
	return m2pt.Config{Modality: m2pt.Point, Points: n, Segment: &m2pt.Segment{}}
}

func write(t *testing.T, text string, path ...string) string {
	t.Helper()
	file := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// Every point of a file gets a part, in the file's own coordinates and order, also
// where the model is given others, or some twice.
func TestPartsOfTheFile(t *testing.T) {
	dir := t.TempDir()
	var text strings.Builder
	for i := 0; i < 10; i++ {
		fmt.Fprintf(&text, "%g 100 -3.5\n", 1000+float64(i*i)) // 1000, 1001, 1004, 1009, ...
	}
	file := write(t, text.String(), dir, "line.xyz")
	for _, c := range []struct {
		points  int
		nearest []int
	}{
		{10, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
		{20, []int{0, 2, 4, 6, 8, 10, 12, 14, 16, 18}}, // each is taken twice
		{5, []int{0, 0, 1, 1, 2, 2, 3, 3, 4, 4}},       // those numbered 0, 2, 4, 6, 8; 1009 is nearer to 1004 than to 1016
		{1, make([]int, 10)},
	} {
		s, err := Decode(context.Background(), segmenter(c.points), file, DecodeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(s.Nearest, c.nearest) {
			t.Errorf("of %d points the nearest are %v, want %v", c.points, s.Nearest, c.nearest)
		}
		parts := make([]int, c.points)
		for i := range parts {
			parts[i] = i % 7
		}
		var want strings.Builder
		for i, at := range c.nearest {
			fmt.Fprintf(&want, "%d 100 -3.5 %d\n", 1000+i*i, at%7)
		}
		out := filepath.Join(dir, "out.txt")
		if err := WriteClasses(out, segmenter(c.points), s, parts); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(out); err != nil || string(got) != want.String() {
			t.Errorf("%d points: wrote\n%s%v, want\n%s", c.points, got, err, want.String())
		}
		if s.X.Dim(1) != c.points || s.X.At(0, 0, 0) > 1 {
			t.Errorf("the model is given %v", s.X)
		}
	}
	// A classifier has no use for them.
	if s, err := Decode(context.Background(), m2pt.Config{Modality: m2pt.Point, Points: 5}, file, DecodeOptions{}); err != nil || s.Points != nil || len(s.Spread([]int{3})) != 1 {
		t.Errorf("decoded for a classifier: %+v, %v", s, err)
	}
}

// The points of a mesh are its vertices, though the model is given others.
func TestPartsOfAMesh(t *testing.T) {
	file := write(t, "OFF\n4 2 0\n0 0 0\n9 0 0\n9 9 0\n0 9 0\n3 0 1 2\n3 0 2 3\n", t.TempDir(), "square.off")
	s, err := Decode(context.Background(), segmenter(512), file, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s.Points, [][3]float64{{0, 0, 0}, {9, 0, 0}, {9, 9, 0}, {0, 9, 0}}) {
		t.Fatalf("the points are %v", s.Points)
	}
	for i, at := range s.Nearest {
		for axis := 0; axis < 2; axis++ { // in a corner of the normalised square, whose corners are 0.7 out
			if v, corner := s.X.At(0, at, axis), s.Points[i][axis] > 0; v > 0 != corner || v < 0.5 && v > -0.5 {
				t.Errorf("the nearest to corner %d lies at %v", i, v)
			}
		}
	}
}

// The search by x finds what looking at all rows finds.
func TestNearestPoints(t *testing.T) {
	g := tensor.NewRNG(1)
	points, cloud := tensor.New(300, 3).Normal(g, 0, 1), tensor.New(200, 3).Normal(g, 0, 1)
	taken := g.Perm(200)[:64]
	for i, at := range nearestPoints(points.Data(), cloud.Data(), taken) {
		distance := func(j int) (d float64) {
			for axis := 0; axis < 3; axis++ {
				e := float64(points.At(i, axis)) - float64(cloud.At(taken[j], axis))
				d += e * e
			}
			return d
		}
		for j := range taken {
			if distance(j) < distance(at) {
				t.Fatalf("point %d: row %d is nearer than %d", i, j, at)
			}
		}
	}
}

// A point that is taken has its own class, also where another lies in its place.
func TestNearestOfEqualPoints(t *testing.T) {
	file := write(t, strings.Repeat("1 2 3\n", 6)+"4 5 6\n4 5 6\n", t.TempDir(), "twins.xyz")
	s, err := Decode(context.Background(), segmenter(4), file, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for j, row := range []int{0, 2, 4, 6} {
		if s.Nearest[row] != j {
			t.Errorf("point %d is nearest to point %d of the model, want %d", row, s.Nearest[row], j)
		}
	}
	if s.Nearest[7] != 3 {
		t.Errorf("point 7 is nearest to point %d, want 3", s.Nearest[7])
	}
}

// Survey coordinates come back as the file has them, and points without a place are left
// out and told of.
func TestPartsFarAway(t *testing.T) {
	dir := t.TempDir()
	file := write(t, "412345.25 5654321.503 112.75\nnan nan nan\n412346.25 5654322.507 113.751\n412344 5654320 112\n412344.001 5654321 112.5\n", dir, "survey.xyz")
	s, err := Decode(context.Background(), segmenter(4), file, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out.txt")
	if err := WriteClasses(out, segmenter(4), s, []int{0, 1, 2, 3}); err != nil {
		t.Fatal(err)
	}
	const want = "412345.25 5654321.503 112.75 0\n412346.25 5654322.507 113.751 1\n412344 5654320 112 2\n412344.001 5654321 112.5 3\n"
	if got, err := os.ReadFile(out); err != nil || string(got) != want {
		t.Errorf("wrote\n%s%v, want\n%s", got, err, want)
	}
	if len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "1 points") {
		t.Errorf("notes %q", s.Notes)
	}
}

// A model is given as many points of a mesh as it takes.
func TestPointsOfAMesh(t *testing.T) {
	file := write(t, "OFF\n4 2 0\n0 0 0\n9 0 0\n9 9 0\n0 9 0\n3 0 1 2\n3 0 2 3\n", t.TempDir(), "square.off")
	s, err := Decode(context.Background(), m2pt.Config{Modality: m2pt.Point, Points: 3000}, file, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[3]float32]bool{}
	for i := 0; i < s.X.Size(); i += 3 {
		seen[[3]float32(s.X.Data()[i:])] = true
	}
	if len(seen) != 3000 {
		t.Errorf("%d different points of 3000", len(seen))
	}
}
