package datasets

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// pngBytes returns an h x w image of one colour.
func pngBytes(t testing.TB, h, w int, c color.Color) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := 0; i < h*w; i++ {
		img.Set(i%w, i/w, c)
	}
	return encodePNG(t, img)
}

func encodePNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var (
	red   = color.NRGBA{255, 0, 0, 255}
	green = color.NRGBA{0, 255, 0, 255}
)

func TestReadImage(t *testing.T) {
	dir := t.TempDir()
	path := writeFile(t, filepath.Join(dir, "a.png"), pngBytes(t, 2, 3, color.NRGBA{10, 20, 30, 255}))
	rgb, err := ReadImage(path, ImageOptions{Channels: 3})
	if err != nil {
		t.Fatal(err)
	}
	if rgb.C != 3 || rgb.H != 2 || rgb.W != 3 || rgb.Label[0] != -1 {
		t.Errorf("got %dx%dx%d, label %v", rgb.C, rgb.H, rgb.W, rgb.Label)
	}
	if want := []uint8{10, 10, 10, 10, 10, 10, 20, 20, 20, 20, 20, 20, 30, 30, 30, 30, 30, 30}; !bytes.Equal(rgb.Pixels, want) {
		t.Errorf("got %v", rgb.Pixels)
	}
	grey, err := ReadImage(path, ImageOptions{Channels: 1, H: 28, W: 28})
	if err != nil {
		t.Fatal(err)
	}
	// 0.299·10 + 0.587·20 + 0.114·30 = 18.15
	if grey.H != 28 || len(grey.Pixels) != 784 || grey.Pixels[0] != 18 || grey.Pixels[783] != 18 {
		t.Errorf("grey: %dx%d %v", grey.H, grey.W, grey.Pixels[:5])
	}

	ramp := image.NewGray(image.Rect(0, 0, 256, 1))
	deep := image.NewGray16(image.Rect(0, 0, 256, 1))
	for i := 0; i < 256; i++ {
		ramp.Pix[i] = uint8(i)
		deep.SetGray16(i, 0, color.Gray16{Y: uint16(i) * 257})
	}
	for name, img := range map[string]image.Image{"grey": ramp, "grey 16": deep} {
		s, err := ReadImage(writeFile(t, filepath.Join(dir, "r.png"), encodePNG(t, img)), ImageOptions{Channels: 1})
		if err != nil || !bytes.Equal(s.Pixels, ramp.Pix) {
			t.Errorf("%s does not come back as it was: %v", name, err)
		}
	}
	clear, err := ReadImage(writeFile(t, filepath.Join(dir, "c.png"), pngBytes(t, 1, 1, color.NRGBA{0, 0, 0, 0})), ImageOptions{Channels: 1})
	if err != nil || clear.Pixels[0] != 255 {
		t.Errorf("transparent is %v, want white: %v", clear.Pixels, err)
	}

	// A name that lies about the format, and a JPEG.
	var j bytes.Buffer
	if err := jpeg.Encode(&j, ramp, nil); err != nil {
		t.Fatal(err)
	}
	s, err := ReadImage(writeFile(t, filepath.Join(dir, "j.png"), j.Bytes()), ImageOptions{Channels: 3})
	if err != nil || s.W != 256 {
		t.Errorf("JPEG: %v", err)
	}
}

// hugePNG claims the given size in a few bytes.
func hugePNG(w, h uint32) []byte {
	head := append([]byte("IHDR"), make([]byte, 8)...)
	binary.BigEndian.PutUint32(head[4:], w)
	binary.BigEndian.PutUint32(head[8:], h)
	head = append(head, 8, 0, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	b = append(b, head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

func TestReadImageErrors(t *testing.T) {
	good := pngBytes(t, 4, 4, red)
	for _, c := range []struct {
		name string
		raw  []byte
		want []string
	}{
		{"empty", nil, []string{"the file is empty", "expected PNG"}},
		{"text", []byte("hello"), []string{"not a readable PNG, JPEG"}},
		{"cut", good[:len(good)/2], []string{"image"}},
		{"huge", hugePNG(1<<20, 1<<20), []string{"1048576x1048576", "limit"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := writeFile(t, filepath.Join(t.TempDir(), "bad.png"), c.raw)
			_, err := ReadImage(path, ImageOptions{Channels: 3})
			wantError(t, err, append(c.want, path)...)
		})
	}
	_, err := ReadImage("absent.png", ImageOptions{Channels: 3})
	wantError(t, err, "absent.png")
	for _, c := range [][3]int{{2, 8, 8}, {3, 8, 0}, {3, 0, 8}, {3, -1, -1}, {3, 1 << 20, 1 << 20}} {
		_, err := ReadImage("absent.png", ImageOptions{Channels: c[0], H: c[1], W: c[2]})
		if err == nil {
			t.Errorf("no error for channels, size %v", c)
		} else if os.IsNotExist(err) {
			t.Errorf("%v: the file was touched before the arguments were checked", c)
		}
	}
}

func TestLoadImageFolder(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"zebra/1.png", "zebra/2.PNG", "ant/x.png"} {
		writeFile(t, filepath.Join(dir, name), pngBytes(t, 2, 2, red))
	}
	writeFile(t, filepath.Join(dir, "ant", "notes.txt"), nil)
	writeFile(t, filepath.Join(dir, "ant", ".hidden.png"), nil)
	writeFile(t, filepath.Join(dir, ".cache", "x"), nil)
	writeFile(t, filepath.Join(dir, "README"), nil)
	train, test, err := LoadImageFolder(context.Background(), dir, ImageOptions{Channels: 3})
	if err != nil {
		t.Fatal(err)
	}
	if test != nil || train.Len() != 3 || len(train.Pixels) != 3*12 ||
		!reflect.DeepEqual(train.Classes, []string{"ant", "zebra"}) || !reflect.DeepEqual(train.Label, []int{0, 1, 1}) {
		t.Errorf("got %+v and %v", train, test)
	}

	split := t.TempDir()
	writeFile(t, filepath.Join(split, "train/a/1.png"), pngBytes(t, 2, 2, red))
	writeFile(t, filepath.Join(split, "train/b/1.png"), pngBytes(t, 9, 5, green))
	writeFile(t, filepath.Join(split, "val/b/1.png"), pngBytes(t, 3, 3, green))
	train, test, err = LoadImageFolder(context.Background(), split, ImageOptions{Channels: 3, H: 4, W: 4})
	if err != nil {
		t.Fatal(err)
	}
	if train.Len() != 2 || test.Len() != 1 || test.Label[0] != 1 || test.H != 4 || test.Image(0)[16] != 255 {
		t.Errorf("got %+v and %+v", train, test)
	}
	writeFile(t, filepath.Join(split, "test/a/1.png"), pngBytes(t, 3, 3, green))
	if _, test, err = LoadImageFolder(context.Background(), split, ImageOptions{Channels: 3, H: 4, W: 4}); err != nil || test.Label[0] != 0 {
		t.Errorf("test is not preferred to val: %v", err)
	}

	// "train" beside other classes is a class.
	vehicles := t.TempDir()
	for _, c := range []string{"bus", "train"} {
		writeFile(t, filepath.Join(vehicles, c, "1.png"), pngBytes(t, 2, 2, red))
	}
	if train, _, err = LoadImageFolder(context.Background(), vehicles, ImageOptions{Channels: 1}); err != nil || len(train.Classes) != 2 {
		t.Errorf("got %+v, %v", train, err)
	}
}

func TestLoadImageFolderErrors(t *testing.T) {
	red2 := pngBytes(t, 2, 2, red)
	for _, c := range []struct {
		name  string
		files map[string][]byte
		want  []string
	}{
		{"no classes", map[string][]byte{"x.png": red2}, []string{"no class folders"}},
		{"empty class", map[string][]byte{"a/1.png": red2, "b/1.gif": red2}, []string{"b: no .png .jpg .jpeg .webp", "1 entries"}},
		{"unreadable", map[string][]byte{"a/1.png": red2, "b/bad.jpg": []byte("x")}, []string{"bad.jpg"}},
		{"sizes", map[string][]byte{"a/1.png": red2, "b/2.png": pngBytes(t, 3, 2, red)}, []string{"2.png", "3x2, expected 2x2", "1.png"}},
		{"test class", map[string][]byte{"train/a/1.png": red2, "test/c/1.png": red2}, []string{"no such class", "c:"}},
		{"test size", map[string][]byte{"train/a/1.png": red2, "test/a/1.png": pngBytes(t, 3, 2, red)}, []string{"3x2", "2x2"}},
		{"empty test", map[string][]byte{"train/a/1.png": red2, "test/a/x": nil}, []string{"test", "no .png"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, raw := range c.files {
				writeFile(t, filepath.Join(dir, name), raw)
			}
			train, test, err := LoadImageFolder(context.Background(), dir, ImageOptions{Channels: 3})
			wantError(t, err, c.want...)
			if train != nil || test != nil {
				t.Error("a set came with the error")
			}
		})
	}
	_, _, err := LoadImageFolder(context.Background(), filepath.Join(t.TempDir(), "absent"), ImageOptions{Channels: 3})
	wantError(t, err, "absent")
	_, _, err = LoadImageFolder(context.Background(), t.TempDir(), ImageOptions{Channels: 5})
	wantError(t, err, "not 5")
}
