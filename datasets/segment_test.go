package datasets

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/fuzzcost"
)

// This file: sets with a part for each point or a class for each pixel.

func wantWords(t *testing.T, what string, err error, words ...string) {
	t.Helper()
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("%s: error %v, want one with %q", what, err, w)
		}
	}
}

// putParts makes a set of two official categories and the given files.
func putParts(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	put(t, []byte("Table\t04379243\nMug\t03797390\n"), dir, "synsetoffset2category.txt")
	put(t, []byte(`["shape_data/04379243/a", "shape_data/03797390/b"]`), dir, "train_test_split", "shuffled_train_file_list.json")
	put(t, []byte(`["shape_data/03797390/c"]`), dir, "train_test_split", "shuffled_test_file_list.json")
	for path, content := range files {
		put(t, []byte(content), dir, path)
	}
	return dir
}

var newerParts = map[string]string{
	"04379243/a.txt": "1 2 3 0 0 1 47.000000\n4 5 6 0 0 1 49.000000\n7 8 9 0 1 0 47.000000\n",
	"03797390/b.txt": "0.5 0 0 1 0 0 37\n",
	"03797390/c.txt": "0 0.25 0 1 0 0 36\n\n0 1 0 1 0 0 37\n",
}

var olderParts = map[string]string{
	"04379243/points/a.pts":       "1 2 3\n4 5 6\n7 8 9\n",
	"04379243/points_label/a.seg": "1\n3\n1\n",
	"03797390/points/b.pts":       "0.5 0 0\n",
	"03797390/points_label/b.seg": "2\n",
	"03797390/points/c.pts":       "0 0.25 0\n0 1 0\n",
	"03797390/points_label/c.seg": "1\n2\n",
}

func TestLoadShapeNetPart(t *testing.T) {
	for name, files := range map[string]map[string]string{"newer": newerParts, "older": olderParts} {
		dir := putParts(t, files)
		train, val, test, err := LoadShapeNetPart(context.Background(), dir, PointOptions{})
		if err != nil {
			t.Fatal(name, err)
		}
		if val != nil || train.Len() != 2 || test.Len() != 1 || train.Name != "train" {
			t.Fatalf("%s: val %v, %d and %d shapes", name, val, train.Len(), test.Len())
		}
		if !reflect.DeepEqual(train.Classes, []string{"Table", "Mug"}) || !reflect.DeepEqual(train.Label, []int{0, 1}) || !reflect.DeepEqual(test.Label, []int{1}) {
			t.Errorf("%s: categories %v, %v and %v", name, train.Classes, train.Label, test.Label)
		}
		if want := [][]int{{47, 48, 49}, {36, 37}}; !reflect.DeepEqual(train.PartsOf, want) || !reflect.DeepEqual(test.PartsOf, want) || train.NumParts() != 50 {
			t.Errorf("%s: parts %v, %d in all", name, train.PartsOf, train.NumParts())
		}
		if want := [][]uint8{{47, 49, 47}, {37}}; !reflect.DeepEqual(train.Parts, want) || !reflect.DeepEqual(test.Parts, [][]uint8{{36, 37}}) {
			t.Errorf("%s: parts of points %v and %v", name, train.Parts, test.Parts)
		}
		if got := train.Clouds[0].Points.Data(); !reflect.DeepEqual(got, []float32{1, 2, 3, 4, 5, 6, 7, 8, 9}) {
			t.Errorf("%s: points %v", name, got)
		}

		// A batch and its parts are of the same points.
		train.Points = 6
		x := fill(train, 0, 1).Data()
		if got := train.Targets(nil, []int{0, 1}); !reflect.DeepEqual(got, []int{47, 47, 49, 49, 47, 47, 37, 37, 37, 37, 37, 37}) || x[0] != x[3] || x[3] == x[6] {
			t.Errorf("%s: parts %v of points %v", name, got, x)
		}
		train.Points = 2
		if got := train.Targets(nil, []int{0}); !reflect.DeepEqual(got, []int{47, 49}) {
			t.Errorf("%s: two parts %v", name, got)
		}
		put(t, []byte(`["shape_data/03797390/b"]`), dir, "train_test_split", "shuffled_val_file_list.json")
		if _, val, _, err = LoadShapeNetPart(context.Background(), dir, PointOptions{}); err != nil || val.Len() != 1 {
			t.Errorf("%s: val %v, error %v", name, val, err)
		}
	}
}

// Sets of one's own: parts as they occur, numbered through in the older layout.
func TestLoadOwnParts(t *testing.T) {
	for name, c := range map[string]struct {
		files   map[string]string
		partsOf [][]int
		test    []uint8
	}{
		"newer": {map[string]string{"x/1.txt": "0 0 0 0 0 0 3\n1 1 1 0 0 0 5", "y/2.txt": "0 0 0 0 0 0 0"}, [][]int{{3, 5}, {0}}, []uint8{0}},
		"older": {map[string]string{"x/points/1.pts": "0 0 0\n1 1 1", "x/points_label/1.seg": "1\n3", "y/points/2.pts": "0 0 0", "y/points_label/2.seg": "1"}, [][]int{{0, 2}, {3}}, []uint8{3}},
	} {
		dir := putParts(t, c.files)
		put(t, []byte("bolt x\nnut y\n"), dir, "synsetoffset2category.txt")
		put(t, []byte(`["x/1"]`), dir, "train_test_split", "shuffled_train_file_list.json")
		put(t, []byte(`["y/2"]`), dir, "train_test_split", "shuffled_test_file_list.json")
		train, _, test, err := LoadShapeNetPart(context.Background(), dir, PointOptions{})
		if err != nil {
			t.Fatal(name, err)
		}
		if !reflect.DeepEqual(train.PartsOf, c.partsOf) || !reflect.DeepEqual(test.Parts[0], c.test) {
			t.Errorf("%s: parts %v, of the test shape %v", name, train.PartsOf, test.Parts[0])
		}
	}
}

func TestShapeNetPartErrors(t *testing.T) {
	const list = "train_test_split/shuffled_train_file_list.json"
	for _, c := range []struct {
		older         bool
		path, content string // one file of the set, changed; no content: without it
		words         []string
	}{
		{false, "03797390/b.txt", "0 0 0 0 0 0 37\n1 NaN 0 0 0 0 37", []string{"b.txt", "1 of 2 points are NaN"}},
		{false, "03797390/b.txt", "0 0 0 0 0 0 35", []string{"b.txt", "line 1", `part "35"`, "36 to 37"}},
		{false, "03797390/b.txt", "0 0 0 0 0 0 38", []string{"b.txt", "36 to 37"}},
		{false, "03797390/b.txt", "0 0 0 0 0 0 36.5", []string{"b.txt", `"36.5"`}},
		{false, "03797390/b.txt", "0 0 0 0 0 0 NaN", []string{"b.txt", `"NaN"`}},
		{false, "03797390/b.txt", "0 0 0 37", []string{"b.txt", "found 4 numbers, expected 7"}},
		{false, "03797390/b.txt", "0 zero 0 0 0 0 37", []string{"b.txt", "line 1", `"zero"`}},
		{false, "03797390/b.txt", "\n", []string{"b.txt", "no points"}},
		{false, "03797390/b.txt", "", []string{"b.txt", "no such file"}},
		{true, "03797390/points/c.pts", "0 0 0\n0 0 Inf\n", []string{"c.pts", "1 of 2 points are NaN or infinite"}},
		{true, "03797390/points_label/c.seg", "1\n3\n", []string{"c.seg", "line 2", "1 to 2"}},
		{true, "03797390/points_label/c.seg", "0\n1\n", []string{"c.seg", "line 1", "1 to 2"}},
		{true, "03797390/points_label/c.seg", "1\n", []string{"c.seg", "1 parts for the 2 points", "c.pts"}},
		{true, "03797390/points_label/c.seg", "\n", []string{"c.seg"}},
		{true, "03797390/points_label/c.seg", "", []string{"c.seg", "no such file"}},
		{true, "03797390/b.txt", "0 0 0 0 0 0 37", []string{"want one layout"}},
		{false, list, "{}", []string{"shuffled_train_file_list.json", "expected a list"}},
		{false, list, "[]", []string{"shuffled_train_file_list.json", "no shapes"}},
		{false, list, `["a"]`, []string{"shuffled_train_file_list.json", `"a"`}},
		{false, list, `["shape_data/1/a"]`, []string{"shuffled_train_file_list.json", `"shape_data/1/a"`}},
		{false, list, `["shape_data/03797390/.."]`, []string{"shuffled_train_file_list.json"}},
		{false, list, "", []string{"shuffled_train_file_list.json", "no such file"}},
		{false, "synsetoffset2category.txt", "Table\n", []string{"synsetoffset2category.txt", "line 1", "1 words"}},
		{false, "synsetoffset2category.txt", "Table a\nMug a\n", []string{"synsetoffset2category.txt", "line 2", "twice"}},
		{false, "synsetoffset2category.txt", "Table ..\n", []string{"synsetoffset2category.txt", "no name of a folder"}},
		{false, "synsetoffset2category.txt", "\n", []string{"synsetoffset2category.txt", "no categories"}},
		{false, "synsetoffset2category.txt", "", []string{"synsetoffset2category.txt", "no such file"}},
	} {
		files := newerParts
		if c.older {
			files = olderParts
		}
		dir := putParts(t, files)
		if c.content != "" {
			put(t, []byte(c.content), dir, c.path)
		} else if err := os.Remove(filepath.Join(dir, c.path)); err != nil {
			t.Fatal(err)
		}
		_, _, _, err := LoadShapeNetPart(context.Background(), dir, PointOptions{})
		wantWords(t, c.path+": "+c.content, err, c.words...)
	}
}

func FuzzPartColumns(f *testing.F) {
	f.Add([]byte("1 2 3 0 0 1 47.000000\n4 5 6 0 0 1 49\n"))
	f.Add([]byte("1 2 3 0 0 1 -1\n"))
	f.Add([]byte("1 2 nan 0 0 1 1e9\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		path := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(path, raw, 0o666); err != nil {
			t.Fatal(err)
		}
		var cloud *PointCloud
		var parts []uint8
		var err error
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 1 << 20, PerByte: 200}, func() { cloud, parts, _, err = (&partReader{}).readColumns(path, 7, 6, 47, 3) })
		if err == nil && (cloud.Len() != len(parts) || cloud.Len() == 0) {
			t.Errorf("%v points, %d parts", cloud, len(parts))
		}
		for _, p := range parts {
			if err == nil && (p < 47 || p > 49) {
				t.Errorf("part %d", p)
			}
		}
	})
}

// greyPNG is a picture of w columns with the given values.
func greyPNG(t *testing.T, w int, values ...uint8) []byte {
	img := image.NewGray(image.Rect(0, 0, w, len(values)/w))
	copy(img.Pix, values)
	return encodePNG(t, img)
}

// palettePNG is a picture with the given indices.
func palettePNG(t *testing.T, w int, values ...uint8) []byte {
	palette := make(color.Palette, 256)
	for i := range palette {
		palette[i] = color.RGBA{uint8(i * 7), uint8(i * 13), 9, 255}
	}
	img := image.NewPaletted(image.Rect(0, 0, w, len(values)/w), palette)
	copy(img.Pix, values)
	return encodePNG(t, img)
}

// putMasks makes a set of 2×3 images.
func putMasks(t *testing.T, masks, train, val string) string {
	t.Helper()
	dir := t.TempDir()
	put(t, greyPNG(t, 3, 10, 20, 30, 40, 50, 60), dir, "images", train, "a.png")
	put(t, greyPNG(t, 3, 11, 21, 31, 41, 51, 61), dir, "images", train, "b.png")
	put(t, greyPNG(t, 3, 0, 1, 2, 1, 0, 255), dir, masks, train, "a.png")
	put(t, palettePNG(t, 3, 2, 2, 2, 0, 0, 0), dir, masks, train, "b.png")
	put(t, greyPNG(t, 3, 1, 1, 1, 1, 1, 1), dir, "images", val, "c.png")
	put(t, greyPNG(t, 3, 2, 1, 0, 0, 0, 0), dir, masks, val, "c.png")
	return dir
}

func TestLoadImageMasks(t *testing.T) {
	for _, names := range [][3]string{{"masks", "train", "val"}, {"annotations", "training", "validation"}} {
		dir := putMasks(t, names[0], names[1], names[2])
		put(t, []byte("not a mask"), dir, names[0], names[1], ".hidden.png")
		train, val, err := LoadImageMasks(context.Background(), dir, MaskOptions{ImageOptions: ImageOptions{Channels: 1}})
		if err != nil {
			t.Fatal(err)
		}
		if train.Len() != 2 || val.Len() != 1 || train.H != 2 || train.W != 3 || !reflect.DeepEqual(train.Classes, []string{"0", "1", "2"}) {
			t.Fatalf("%d and %d images of %dx%d, classes %v", train.Len(), val.Len(), train.H, train.W, train.Classes)
		}
		if !reflect.DeepEqual(train.Masks, []uint8{0, 1, 2, 1, 0, 255, 2, 2, 2, 0, 0, 0}) || train.Image(1)[5] != 61 || train.Label[0] != -1 {
			t.Errorf("masks %v, pixels %v", train.Masks, train.Pixels)
		}
		if got := train.Targets(nil, []int{1, 0}); !reflect.DeepEqual(got, []int{2, 2, 2, 0, 0, 0, 0, 1, 2, 1, 0, -100}) {
			t.Errorf("targets %v", got)
		}
	}

	// Scaled: crops of 2×2 around the centre, masks by the nearest pixel.
	dir := putMasks(t, "masks", "train", "val")
	put(t, greyPNG(t, 4, make([]uint8, 16)...), dir, "images", "train", "a.png")
	put(t, greyPNG(t, 4, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3), dir, "masks", "train", "a.png")
	train, _, err := LoadImageMasks(context.Background(), dir, MaskOptions{ImageOptions: ImageOptions{Channels: 3, H: 2, W: 2}})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(train.Masks, []uint8{0, 1, 2, 3, 2, 2, 0, 0}) || len(train.Pixels) != 2*3*4 {
		t.Errorf("scaled masks %v, %d pixels", train.Masks, len(train.Pixels))
	}

	// With names: two values are one class, others are ignored.
	dir = putMasks(t, "masks", "train", "val")
	put(t, []byte("# values\n2 big thing\n0 sky\n1 big thing\n7 ignore\n"), dir, "labels.txt")
	train, _, err = LoadImageMasks(context.Background(), dir, MaskOptions{ImageOptions: ImageOptions{Channels: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(train.Classes, []string{"big thing", "sky"}) || !reflect.DeepEqual(train.Mask(0), []uint8{1, 0, 0, 0, 1, 255}) {
		t.Errorf("classes %v, mask %v", train.Classes, train.Mask(0))
	}
}

func TestImageMasksErrors(t *testing.T) {
	colour := encodePNG(t, image.NewRGBA(image.Rect(0, 0, 3, 2)))
	for _, c := range []struct {
		path    string
		content []byte // nil: without the file
		words   []string
	}{
		{"masks/train/b.png", nil, []string{"images/train/b.png", "there is no mask b.png"}},
		{"images/train/a.png", nil, []string{"masks/train/a.png", "there is no image a"}},
		{"images/train/b.png", nil, []string{"masks/train/b.png", "there is no image b"}},
		{"images/train/b.jpg", []byte("x"), []string{"both b.", "b.png"}},
		{"masks/train/b.png", greyPNG(t, 2, 0, 0, 0, 0, 0, 0), []string{"masks/train/b.png", "size 3x2", "images/train/b.png is 2x3"}},
		{"masks/train/b.png", colour, []string{"masks/train/b.png", "expected a palette or grey"}},
		{"masks/train/b.png", []byte("PNG"), []string{"masks/train/b.png", "not a readable PNG"}},
		{"masks/train/b.png", greyPNG(t, 3, 0, 0, 0, 0, 0, 0)[:60], []string{"masks/train/b.png"}},
		{"masks/val/c.png", greyPNG(t, 3, 0, 0, 0, 0, 3, 0), []string{"masks/val/c.png", "row 1, column 1 has the value 3", "3 classes"}},
		{"images/train/b.png", []byte("no image"), []string{"images/train/b.png"}},
		{"labels.txt", []byte("0 sky\n1 sea\n"), []string{"masks/train/b.png", "row 0, column 0 has the value 2"}},
		{"labels.txt", []byte("65536 sky\n"), []string{"labels.txt", "line 1", `"65536 sky"`}},
		{"labels.txt", []byte("1\n"), []string{"labels.txt", "line 1"}},
		{"labels.txt", []byte("1 sky\n1 sea\n"), []string{"labels.txt", "line 2"}},
		{"labels.txt", []byte("1 ignore\n"), []string{"labels.txt", "no classes"}},
	} {
		dir := putMasks(t, "masks", "train", "val")
		if strings.HasPrefix(c.path, "labels") {
			put(t, greyPNG(t, 3, 0, 0, 0, 0, 0, 0), dir, "masks", "train", "a.png")
		}
		if c.content != nil {
			put(t, c.content, dir, c.path)
		} else if err := os.Remove(filepath.Join(dir, c.path)); err != nil {
			t.Fatal(err)
		}
		_, _, err := LoadImageMasks(context.Background(), dir, MaskOptions{ImageOptions: ImageOptions{Channels: 1}})
		if err != nil {
			err = fmt.Errorf("%s", filepath.ToSlash(err.Error()))
		}
		wantWords(t, fmt.Sprint(c.path, " ", len(c.content)), err, c.words...)
	}
	dir := putMasks(t, "masks", "train", "val")
	put(t, greyPNG(t, 2, 0, 0), dir, "images", "train", "b.png")
	put(t, greyPNG(t, 2, 0, 0), dir, "masks", "train", "b.png")
	_, _, err := LoadImageMasks(context.Background(), dir, MaskOptions{ImageOptions: ImageOptions{Channels: 1}})
	wantWords(t, "two sizes", err, "b.png", "size 1x2, expected 2x3 like")
	for _, name := range []string{"a.png", "b.png"} {
		put(t, greyPNG(t, 2, 255, 255), dir, "images", "train", name)
		put(t, greyPNG(t, 2, 255, 255), dir, "masks", "train", name)
	}
	_, _, err = LoadImageMasks(context.Background(), dir, MaskOptions{ImageOptions: ImageOptions{Channels: 1}})
	wantWords(t, "all ignored", err, "no pixel of the masks has a class")
	_, _, err = LoadImageMasks(context.Background(), t.TempDir(), MaskOptions{ImageOptions: ImageOptions{Channels: 1}})
	wantWords(t, "nothing there", err, "images")
	_, _, err = LoadImageMasks(context.Background(), dir, MaskOptions{ImageOptions: ImageOptions{Channels: 2}})
	wantWords(t, "two channels", err, "1 channel")
}

func TestPartClasses(t *testing.T) {
	named := &PartClouds{PartsOf: [][]int{{0}}, PartNames: []string{"handle"}}
	if got := named.PartClasses(); len(got) != 1 || got[0] != "handle" {
		t.Errorf("parts with names are called %q", got)
	}
	s := &PartClouds{PointClouds: PointClouds{Labelled: Labelled{Classes: []string{"cup", "box"}}}, PartsOf: [][]int{{0, 1}, {3}}}
	if got, want := fmt.Sprint(s.PartClasses()), "[cup 0 cup 1 part 2 box 0]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
