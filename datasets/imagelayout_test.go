package datasets

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/gopathway/pathway/internal/fuzzcost"
)

// Parts of a set by all their names; what is not used is counted.
func TestPartsOfFolders(t *testing.T) {
	for _, c := range [][]string{
		{"train", "test", "val"}, {"Train", "TEST", "Valid"}, {"training", "testing", "dev"},
		{"train", "", "valid"}, {"TRAIN", "", "Validation"}, {"train", "test", ""},
	} {
		dir := t.TempDir()
		for i, part := range c {
			for k, class := range []string{"blue", "red"} {
				if part != "" {
					put(t, greyPNG(t, 1, uint8(10*i+k)), dir, part, class, "a.png")
				}
			}
		}
		put(t, nil, dir, "__MACOSX", "x", "._a.png")
		put(t, nil, dir, ".git", "x")
		for _, left := range []string{"lost+found", "$RECYCLE.BIN", "System Volume Information", "@eaDir"} {
			put(t, nil, dir, left, "x")
		}
		put(t, nil, dir, c[0], "red", "Thumbs.db")
		put(t, nil, dir, c[0], "red", "notes.txt")
		put(t, nil, dir, c[0], "red", "more", "deeper", "b.png")
		train, test, err := LoadImageFolder(context.Background(), dir, ImageOptions{})
		if err != nil {
			t.Errorf("%v: %v", c, err)
			continue
		}
		want := uint8(10)
		if c[1] == "" {
			want = 20
		}
		if train.Len() != 2 || test.Len() != 2 || test.Pixels[0] != want || !reflect.DeepEqual(train.Classes, []string{"blue", "red"}) {
			t.Errorf("%v: %d and %d images, classes %v, pixel %d", c, train.Len(), test.Len(), train.Classes, test.Pixels[0])
		}
		if len(train.Notes) != 1 || !strings.Contains(train.Notes[0], "2 of 4 files are not used: 1 in subfolders, 1 .txt") {
			t.Errorf("%v: notes %q", c, train.Notes)
		}
	}
	dir := t.TempDir()
	for _, part := range []string{"train", "test", "holdout"} {
		put(t, greyPNG(t, 1, 1), dir, part, "red", "a.png")
	}
	_, _, err := LoadImageFolder(context.Background(), dir, ImageOptions{})
	wantWords(t, "another part", err, "a part of the set?", "validation")
	for _, name := range []string{"seg_train", "test set", "training-set"} {
		near := t.TempDir()
		put(t, greyPNG(t, 1, 1), near, name, "red", "a.png")
		put(t, greyPNG(t, 1, 1), near, "a", "red", "a.png")
		_, _, err = LoadImageFolder(context.Background(), near, ImageOptions{})
		wantWords(t, name, err, name+" a part of the set?")
	}
	// Files that lie a folder too high or too deep are told of.
	loose := t.TempDir()
	put(t, greyPNG(t, 1, 1), loose, "a.png")
	put(t, nil, loose, "all.zip")
	_, _, err = LoadImageFolder(context.Background(), loose, ImageOptions{})
	wantWords(t, "no classes", err, "no class folders", "1 .zip, 1 of a type that is read")
	put(t, greyPNG(t, 1, 1), loose, "red", "a.png")
	train, _, err := LoadImageFolder(context.Background(), loose, ImageOptions{})
	if err != nil || train.Len() != 1 || len(train.Notes) != 1 || !strings.Contains(train.Notes[0], "1 of 2 files is not used: 1 beside the class folders") {
		t.Errorf("%v, %v", train, err)
	}
	put(t, greyPNG(t, 1, 1), loose, "blue", "session", "a.png")
	_, _, err = LoadImageFolder(context.Background(), loose, ImageOptions{})
	wantWords(t, "too deep", err, "blue", "subfolders hold 1 files")

	put(t, greyPNG(t, 1, 1), dir, "outer", "train", "red", "a.png")
	_, _, err = LoadImageFolder(context.Background(), filepath.Join(dir, "outer"), ImageOptions{})
	if err != nil {
		t.Error(err)
	}
	twice := t.TempDir()
	for _, part := range []string{"train", "val", "valid"} {
		put(t, greyPNG(t, 1, 1), twice, part, "red", "a.png")
	}
	_, _, err = LoadImageFolder(context.Background(), twice, ImageOptions{})
	wantWords(t, "two parts", err, "both", "val", "valid")
}

// Folders are read in colour unless all images are grey, and grey pixels are those of a
// folder that is read in grey.
func TestColourOfFolders(t *testing.T) {
	red := image.NewRGBA(image.Rect(0, 0, 2, 1))
	red.Set(0, 0, color.RGBA{200, 10, 20, 255})
	dir := t.TempDir()
	put(t, greyPNG(t, 2, 7, 8), dir, "train", "a", "a.png")
	put(t, greyPNG(t, 2, 9, 10), dir, "test", "a", "a.png")
	train, test, err := LoadImageFolder(context.Background(), dir, ImageOptions{})
	if err != nil || train.C != 1 || test.C != 1 || !bytes.Equal(train.Pixels, []byte{7, 8}) {
		t.Fatalf("%v, %v, %v", train, test, err)
	}
	put(t, encodePNG(t, red), dir, "train", "a", "b.png")
	train, test, err = LoadImageFolder(context.Background(), dir, ImageOptions{})
	if err != nil || train.C != 3 || test.C != 3 || !bytes.Equal(test.Pixels, []byte{9, 10, 9, 10, 9, 10}) {
		t.Fatalf("%v, %v, %v", train, test, err)
	}
	want, _, err := LoadImageFolder(context.Background(), dir, ImageOptions{Channels: 3})
	if err != nil || !bytes.Equal(train.Pixels, want.Pixels) {
		t.Errorf("pixels %v, want %v, %v", train.Pixels, want, err)
	}
}

// smallWebP is two pixels, 200 10 20 and 1 2 3, without loss, by Pillow.
const smallWebP = "\x52\x49\x46\x46\x26\x00\x00\x00\x57\x45\x42\x50\x56\x50\x38\x4c\x19\x00\x00\x00\x2f\x01\x00\x00\x00\x0f\x70\x01\x84\x3d\x26\xc8\xb6\x0d\x6d\x3b\xc1\xe7\x3f\xd8\x0f\x19\xd1\xff\x00\x00"

func encodeBMP(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := bmp.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodeTIFF(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := tiff.Encode(&b, img, &tiff.Options{Compression: tiff.Deflate}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The formats beside PNG and JPEG, and the JPEG files that the standard library refuses.
func TestImageFormats(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 2, 1))
	img.Set(0, 0, color.RGBA{200, 10, 20, 255})
	img.Set(1, 0, color.RGBA{1, 2, 3, 255})
	dir := t.TempDir()
	for name, raw := range map[string][]byte{"a.bmp": encodeBMP(t, img), "a.tiff": encodeTIFF(t, img), "a.webp": []byte(smallWebP)} {
		s, err := ReadImage(putAt(t, raw, dir, name), ImageOptions{})
		if err != nil || !bytes.Equal(s.Pixels, []byte{200, 1, 10, 2, 20, 3}) {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
	for name, n := range map[string]int{"odd.jpg": 32 * 32, "cmykplain.jpg": 40 * 24, "cmyk.jpg": 40 * 24} {
		s, err := ReadImage(filepath.Join("internal", "jpegany", "testdata", name), ImageOptions{})
		if err != nil || len(s.Pixels) != 3*n {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// turnedPNG is a picture of four columns that is to be shown a quarter to the right.
func turnedPNG(t *testing.T, values ...uint8) []byte {
	exif := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00")
	raw := greyPNG(t, 4, values...)
	at := 33 // after the header
	chunk := append(binary.BigEndian.AppendUint32(nil, uint32(len(exif))), "eXIf"...)
	chunk = append(append(chunk, exif...), 0, 0, 0, 0)
	crc := crcOf(chunk[4 : len(chunk)-4])
	binary.BigEndian.PutUint32(chunk[len(chunk)-4:], crc)
	return append(append(bytes.Clone(raw[:at]), chunk...), raw[at:]...)
}

// Pixels of images and masks are turned as EXIF says, unless they are to be kept.
func TestOrientationOfFiles(t *testing.T) {
	dir := t.TempDir()
	path := putAt(t, turnedPNG(t, 1, 2, 3, 4, 5, 6, 7, 8), dir, "images", "a.png")
	put(t, turnedPNG(t, 0, 0, 0, 0, 1, 1, 1, 1), dir, "masks", "a.png")
	s, err := ReadImage(path, ImageOptions{})
	if err != nil || s.H != 4 || s.W != 2 || !bytes.Equal(s.Pixels, []byte{5, 1, 6, 2, 7, 3, 8, 4}) {
		t.Errorf("%v, %v", s, err)
	}
	s, err = ReadImage(path, ImageOptions{KeepOrientation: true})
	if err != nil || s.H != 2 || s.W != 4 {
		t.Errorf("kept: %v, %v", s, err)
	}
	m, _, err := LoadImageMasks(context.Background(), dir, MaskOptions{})
	if err != nil || !bytes.Equal(m.Masks, []byte{1, 0, 1, 0, 1, 0, 1, 0}) {
		t.Errorf("%v, %v", m, err)
	}
	// A program that knows no EXIF drew the mask.
	put(t, greyPNG(t, 4, 0, 0, 0, 0, 1, 1, 1, 1), dir, "masks", "a.png")
	_, _, err = LoadImageMasks(context.Background(), dir, MaskOptions{})
	wantError(t, err, "size 2x4", "4x2 as its EXIF block turns it", "--no-exif")
	if _, _, err = LoadImageMasks(context.Background(), dir, MaskOptions{ImageOptions: ImageOptions{KeepOrientation: true}}); err != nil {
		t.Error(err)
	}
	// JPEG does not keep values.
	put(t, nil, dir, "jpegs", "images", "a.png")
	put(t, nil, dir, "jpegs", "masks", "a.jpg")
	_, _, err = LoadImageMasks(context.Background(), filepath.Join(dir, "jpegs"), MaskOptions{})
	wantError(t, err, "no .png", "but 1 .jpg")
}

// A small file does not take all memory, unless it is allowed to.
func TestImageBounds(t *testing.T) {
	if testing.Short() {
		t.Skip("a picture of 128 MB")
	}
	bomb := image.NewNRGBA64(image.Rect(0, 0, 4096, 4096))
	path := putAt(t, encodePNG(t, bomb), t.TempDir(), "bomb.png")
	_, err := ReadImage(path, ImageOptions{})
	wantWords(t, "bomb", err, "bomb.png", "4096x4096", "128 MB", "--max-pixels 16777216")
	_, err = ReadImage(path, ImageOptions{MaxPixels: 1000})
	wantWords(t, "limit", err, "above the limit of 1000 pixels")
	if _, err = ReadImage(path, ImageOptions{MaxPixels: 1 << 24, H: 1, W: 1}); err != nil {
		t.Error(err)
	}
	var z bytes.Buffer
	packer := gzip.NewWriter(&z)
	fmt.Fprintf(packer, "\x00\x00\x08\x01\x08\x00\x00\x00")
	packer.Write(make([]byte, 1<<27))
	packer.Close()
	start := time.Now()
	_, err = ReadIDX(putAt(t, z.Bytes(), t.TempDir(), "x-idx1-ubyte.gz"))
	wantWords(t, "IDX", err, "128 MB", "gunzip")
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
}

// MNIST where torchvision puts it, EMNIST and CIFAR-100, and the near misses of CIFAR.
func TestLayoutsOfImages(t *testing.T) {
	ctx := context.Background()
	idx := func(dims ...int) []byte {
		b, n := []byte{0, 0, 8, byte(len(dims))}, 1
		for _, d := range dims {
			b, n = binary.BigEndian.AppendUint32(b, uint32(d)), n*d
		}
		for i := 0; i < n; i++ {
			b = append(b, byte(i%4+1))
		}
		return b
	}
	for _, sub := range []string{".", "raw", "MNIST/raw", "FashionMNIST/raw"} {
		dir := t.TempDir()
		for _, part := range []string{"train", "t10k"} {
			put(t, idx(2, 2, 2), dir, sub, part+"-images-idx3-ubyte")
			put(t, idx(2), dir, sub, part+"-labels-idx1-ubyte")
		}
		if train, test, err := LoadImages(ctx, dir, ImageOptions{}); err != nil || train.Len() != 2 || test.Len() != 2 || !HoldsMNIST(dir) {
			t.Errorf("MNIST in %s: %v", sub, err)
		}
	}
	dir := t.TempDir()
	for _, part := range []string{"train", "test"} {
		put(t, idx(2, 2, 2), dir, "gzip", "emnist-letters-"+part+"-images-idx3-ubyte")
		put(t, idx(2), dir, "gzip", "emnist-letters-"+part+"-labels-idx1-ubyte")
	}
	put(t, []byte("1 65 97\n2 66 98\n"), dir, "gzip", "emnist-letters-mapping.txt")
	train, _, err := LoadImages(ctx, dir, ImageOptions{})
	if err != nil || fmt.Sprint(train.Classes, train.Label, train.Image(0)) != "[A B] [0 1] [1 3 2 4]" {
		t.Errorf("EMNIST: %v, %v", train, err)
	}
	put(t, idx(2, 2, 2), dir, "gzip", "emnist-digits-train-images-idx3-ubyte")
	_, _, err = LoadImages(ctx, dir, ImageOptions{})
	wantWords(t, "EMNIST", err, "digits, letters", "expected one")
	half := t.TempDir()
	put(t, idx(2, 2, 2), half, "emnist-letters-test-images-idx3-ubyte")
	_, _, err = LoadImages(ctx, half, ImageOptions{})
	wantWords(t, "EMNIST", err, "none of emnist-letters-train-images")
	put(t, nil, half, "cifar", "train.bin")
	_, _, err = LoadImages(ctx, filepath.Join(half, "cifar"), ImageOptions{})
	wantWords(t, "CIFAR-100", err, "fine_label_names.txt")

	dir = t.TempDir()
	record := append([]byte{3, 42}, make([]byte, 3*32*32)...)
	var names strings.Builder
	for i := 0; i < 100; i++ {
		fmt.Fprintf(&names, "class %d\n", i)
	}
	put(t, record, dir, "cifar-100-binary", "train.bin")
	put(t, record, dir, "cifar-100-binary", "test.bin")
	put(t, []byte(names.String()), dir, "cifar-100-binary", "fine_label_names.txt")
	train, test, err := LoadImages(ctx, dir, ImageOptions{})
	if err != nil || train.Label[0] != 42 || test.Len() != 1 || len(train.Classes) != 100 {
		t.Errorf("CIFAR-100: %v, %v", train, err)
	}
	for want, files := range map[string][]string{
		"cifar-10-binary.tar.gz":  {"data_batch_1", "test_batch", "batches.meta"},
		"cifar-100-binary.tar.gz": {"train", "test", "meta"},
	} {
		for _, sub := range []string{"", map[string]string{"meta": "cifar-100-python", "batches.meta": "cifar-10-batches-py"}[files[2]]} {
			dir := t.TempDir()
			for _, f := range files {
				put(t, []byte("\x80\x02}q\x01."), dir, sub, f)
			}
			_, _, err := LoadImages(ctx, dir, ImageOptions{})
			wantWords(t, want, err, "Python version", want)
		}
	}
}

// Images without classes.
func TestUnlabelledImages(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"train/a.png", "train/b.png", "test/c.png"} {
		put(t, greyPNG(t, 2, uint8(i), 9), dir, filepath.FromSlash(name))
	}
	put(t, nil, dir, "train", "x", "d.png")
	train, test, err := LoadUnlabelledImages(context.Background(), dir, ImageOptions{})
	if err != nil || train.Len() != 2 || test.Len() != 1 || len(train.Classes) != 0 || train.Label[1] != -1 || len(train.Notes) != 1 {
		t.Errorf("%v, %v, %v", train, test, err)
	}
	if _, err := Subset(train, 1, 1); err != nil {
		t.Error(err)
	}
	labelled := t.TempDir()
	put(t, greyPNG(t, 2, 1, 9), labelled, "red", "a.png")
	if train, _, err = LoadUnlabelledImages(context.Background(), labelled, ImageOptions{}); err != nil || len(train.Classes) != 1 {
		t.Errorf("class folders: %v, %v", train, err)
	}
}

// The cases of images that people had.
func TestImageCases(t *testing.T) {
	ctx := context.Background()
	train, _, err := LoadImages(ctx, caseFolder(t, "08-folder-nested-left-out"), ImageOptions{})
	if err != nil || train.Len() != 4 || len(train.Notes) != 1 || !strings.Contains(train.Notes[0], "12 of 16 files are not used: 12 in subfolders") {
		t.Errorf("08: %v, %v", train, err)
	}
	train, test, err := LoadImages(ctx, caseFolder(t, "12-folder-valid"), ImageOptions{})
	if err != nil || train.Len() != 8 || test.Len() != 4 || fmt.Sprint(train.Classes) != "[blue red]" {
		t.Errorf("12: %v, %v", train, err)
	}
	for _, sub := range []string{"", "cifar-10-batches-py"} {
		_, _, err = LoadImages(ctx, filepath.Join(caseFolder(t, "13-cifar10-python"), sub), ImageOptions{})
		wantWords(t, "13", err, "Python version", "m2pt download cifar10")
	}
	if train, _, err = LoadUnlabelledImages(ctx, caseFolder(t, "20-pretrain-unlabelled"), ImageOptions{Channels: 3}); err != nil || train.Len() != 8 {
		t.Errorf("20: %v, %v", train, err)
	}
	odd := filepath.Join("..", "..", "shared", "cases", "21-jpeg-sampling", "odd.jpg")
	if s, err := ReadImage(odd, ImageOptions{}); err != nil || s.H != 32 || s.W != 32 || s.C != 3 {
		t.Errorf("21: %v", err)
	}
	hostile := filepath.Join("..", "..", "shared", "cases-hostile")
	for _, name := range []string{"max64M_rgba16.png", "trunc64M_rgba16.png", "huge60000.png", "huge_2g.png", "huge65535.jpg", "prog8191.jpg", "thin.png"} {
		path := filepath.Join(hostile, name)
		if _, err := os.Stat(path); err != nil {
			t.Skip(err)
		}
		start := time.Now()
		if _, err := ReadImage(path, ImageOptions{}); err == nil {
			t.Errorf("%s is read", name)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

// No content of an image makes the reader panic, or take long.
func FuzzImage(f *testing.F) {
	for _, name := range []string{"odd.jpg", "prog420.jpg", "cmyk.jpg"} {
		if raw, err := os.ReadFile(filepath.Join("internal", "jpegany", "testdata", name)); err == nil {
			f.Add(raw)
		}
	}
	f.Add(storedPNG(4, 1, 0, 1, 0, 1, 1, 0))
	img := image.NewNRGBA(image.Rect(0, 0, 5, 3))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 9)
	}
	f.Add(encodeBMP(f, img))
	f.Add(encodeTIFF(f, img))
	f.Add([]byte(smallWebP))
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 16 << 20, PerByte: 4000}, func() {
			if img, err := decodeImage(raw, ImageOptions{MaxPixels: 1 << 16}); err == nil {
				planar(img, 3)
			}
		})
	})
}

// putAt is put, and returns the path.
func putAt(t *testing.T, raw []byte, path ...string) string {
	t.Helper()
	put(t, raw, path...)
	return filepath.Join(path...)
}
