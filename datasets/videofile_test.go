package datasets

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/fuzzcost"
)

// y4m returns a file of the given parameters and frames.
func y4m(params string, frames ...[]byte) []byte {
	b := []byte("YUV4MPEG2 " + params + "\n")
	for _, f := range frames {
		b = append(append(b, "FRAME\n"...), f...)
	}
	return b
}

// decodeBytes decodes a file in memory.
func decodeBytes(raw []byte, channels int, decode func([]byte, *clipBuilder) error) (*clipBuilder, error) {
	b := &clipBuilder{c: channels}
	return b, decode(raw, b)
}

func decodeY4MBytes(raw []byte, b *clipBuilder) error {
	return decodeY4M(bytes.NewReader(raw), int64(len(raw)), b)
}

func wantClip(t *testing.T, got *Videos, h, w int, want ...uint8) {
	t.Helper()
	if got.H != h || got.W != w || len(got.Clips) != 1 || !bytes.Equal(got.Clips[0], want) {
		t.Errorf("got frames of %dx%d: %v, want %dx%d: %v", got.H, got.W, got.Clips, h, w, want)
	}
}

func TestY4MColours(t *testing.T) {
	near := func(got uint8, want float64) bool {
		return math.Abs(float64(got)-min(max(want, 0), 255)) <= 0.51
	}
	for _, full := range []bool{false, true} {
		params, black, scale, chroma := "W1 H1 C444", 16.0, 255.0/219, 255.0/224
		if full {
			params, black, scale, chroma = "W1 H1 C444 XCOLORRANGE=FULL", 0, 1, 1
		}
		for _, yuv := range [][3]byte{{16, 128, 128}, {235, 128, 128}, {81, 90, 240}, {145, 54, 34}, {41, 240, 110}, {0, 0, 0}, {255, 255, 255}, {100, 7, 250}, {126, 127, 129}} {
			raw := y4m(params, yuv[:])
			l, u, v := scale*(float64(yuv[0])-black), chroma*(float64(yuv[1])-128), chroma*(float64(yuv[2])-128)
			rgb, err := decodeBytes(raw, 3, decodeY4MBytes)
			if err != nil {
				t.Fatal(err)
			}
			// BT.601: R = Y + 1.402 Cr, B = Y + 1.772 Cb, Y = 0.299 R + 0.587 G + 0.114 B.
			for c, want := range []float64{l + 1.402*v, l - 0.114*1.772/0.587*u - 0.299*1.402/0.587*v, l + 1.772*u} {
				if !near(rgb.clip[c], want) {
					t.Errorf("full %v, %v, channel %d: %d, want %.2f", full, yuv, c, rgb.clip[c], want)
				}
			}
			grey, err := decodeBytes(raw, 1, decodeY4MBytes)
			if err != nil || !near(grey.clip[0], l) {
				t.Errorf("full %v, %v, grey: %v, want %.2f: %v", full, yuv, grey.clip, l, err)
			}
		}
	}
}

// Every pixel takes the chroma sample it lies under, with odd sizes too.
func TestY4MPlanes(t *testing.T) {
	luma := []byte{126, 126, 126, 126, 126, 126, 126, 126, 126} // 3x3
	for space, c := range map[string]struct {
		cr    []byte
		under []int // which chroma sample each pixel has
	}{
		" C420jpeg": {[]byte{60, 90, 160, 200}, []int{0, 0, 1, 0, 0, 1, 2, 2, 3}},
		"":          {[]byte{60, 90, 160, 200}, []int{0, 0, 1, 0, 0, 1, 2, 2, 3}},
		" C422":     {[]byte{60, 70, 90, 110, 160, 200}, []int{0, 0, 1, 2, 2, 3, 4, 4, 5}},
		" C444":     {[]byte{60, 70, 80, 90, 100, 110, 150, 160, 200}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8}},
	} {
		cb := bytes.Repeat([]byte{128}, len(c.cr))
		frame := bytes.Join([][]byte{luma, cb, c.cr}, nil)
		b, err := decodeBytes(y4m("W3 H3"+space+" XCOLORRANGE=FULL", frame, frame), 3, decodeY4MBytes)
		if err != nil {
			t.Errorf("%q: %v", space, err)
			continue
		}
		if b.frames != 2 || !bytes.Equal(b.clip[:27], b.clip[27:]) {
			t.Errorf("%q: %d frames %v", space, b.frames, b.clip)
		}
		for i, k := range c.under {
			want := math.Round(126 + 1.402*(float64(c.cr[k])-128))
			if got := float64(b.clip[i]); math.Abs(got-want) > 1 {
				t.Errorf("%q: red of pixel %d is %v, want %v", space, i, got, want)
			}
		}
	}
	mono, err := decodeBytes(y4m("W2 H1 Cmono", []byte{16, 235}), 3, decodeY4MBytes)
	if err != nil || !bytes.Equal(mono.clip, []byte{16, 235, 16, 235, 16, 235}) {
		t.Errorf("mono: %v, %v", mono.clip, err)
	}
	// Parameters of frames and of no interest here are passed over.
	raw := []byte("YUV4MPEG2 W1 H1 F25:1 Ip A1:1 Cmono XYSCSS=GREY\nFRAME Ixyz\n\x10FRAME\n\n")
	odd, err := decodeBytes(raw, 1, decodeY4MBytes)
	if err != nil || odd.frames != 2 || odd.clip[0] != 16 {
		t.Errorf("parameters: %v, %v", odd.clip, err)
	}
}

func TestY4MErrors(t *testing.T) {
	dir := t.TempDir()
	frame := []byte{1, 2, 3, 4}
	for name, c := range map[string]struct {
		raw  []byte
		want []string
	}{
		"empty":     {nil, []string{"header", "unexpected EOF"}},
		"other":     {[]byte("RIFF....\n"), []string{`"RIFF...."`, "YUV4MPEG2"}},
		"no end":    {[]byte("YUV4MPEG2 W2 H2"), []string{"ends within the line"}},
		"long line": {[]byte("YUV4MPEG2 " + strings.Repeat("X", 1<<13)), []string{"4096 bytes"}},
		"no size":   {y4m("W2", frame), []string{"size 0x2"}},
		"letters":   {y4m("Wx H2", frame), []string{`"Wx" is no size`}},
		"negative":  {y4m("W-2 H-2", frame), []string{"size -2x-2"}},
		"absurd":    {y4m("W1000000000 H1000000000", frame), []string{"size 1000000000x1000000000", "limit"}},
		"big":       {y4m("W4096 H4096", frame), []string{"25165824 bytes", "the whole file has"}},
		"deep":      {y4m("W2 H2 C420p11", frame), []string{"C420p11"}},
		"short":     {y4m("W2 H2 Cmono", frame, frame[:3]), []string{"frame 1", "found 3 of 4 bytes"}},
		"not frame": {append(y4m("W2 H2 Cmono", frame), "FRAMES\n"...), []string{"frame 1", `"FRAMES"`}},
		"cut line":  {append(y4m("W2 H2 Cmono", frame), "FRA"...), []string{"frame 1", `"FRA"`}},
		"no frames": {y4m("W2 H2 Cmono" + strings.Repeat(" ", 10)), []string{"no frames"}},
	} {
		path := writeFile(t, filepath.Join(dir, name+".y4m"), c.raw)
		_, err := ReadVideo(context.Background(), path, 3, 0, 0)
		wantError(t, err, append(c.want, path)...)
	}
}

// gifBytes encodes frames of grey palettes, transparent where 0.
func gifBytes(t testing.TB, h, w int, disposals []byte, frames ...*image.Paletted) []byte {
	t.Helper()
	g := &gif.GIF{Image: frames, Disposal: disposals, Delay: make([]int, len(frames)), Config: image.Config{Width: w, Height: h}}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// patch returns a frame at column x, row y; the value 0 is transparent.
func patch(x, y, w int, values ...uint8) *image.Paletted {
	p := color.Palette{color.RGBA{}}
	for v := 1; v < 256; v++ {
		p = append(p, color.RGBA{uint8(v), uint8(v), uint8(v), 255})
	}
	img := image.NewPaletted(image.Rect(x, y, x+w, y+len(values)/w), p)
	copy(img.Pix, values)
	return img
}

func composedGIF(t testing.TB) []byte {
	return gifBytes(t, 2, 4, []byte{gif.DisposalNone, gif.DisposalBackground, gif.DisposalPrevious, 0, gif.DisposalNone},
		patch(0, 0, 4, 10, 10, 10, 10, 10, 10, 10, 0),
		patch(1, 0, 2, 20, 21),
		patch(0, 1, 2, 30, 0),
		patch(3, 1, 1, 40),
		patch(0, 0, 1, 50))
}

func TestGIFComposition(t *testing.T) {
	path := writeFile(t, filepath.Join(t.TempDir(), "a.GIF"), composedGIF(t))
	s, err := ReadVideo(context.Background(), path, 1, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	wantClip(t, s, 2, 4,
		10, 10, 10, 10, 10, 10, 10, 255, // nothing shows white
		10, 20, 21, 10, 10, 10, 10, 255,
		10, 255, 255, 10, 30, 10, 10, 255, // what was drawn before is cleared
		10, 255, 255, 10, 10, 10, 10, 40, // and what was drawn before is undone
		50, 255, 255, 10, 10, 10, 10, 40)
	if s.Label[0] != -1 || s.C != 1 || s.NumFrames(0) != 5 {
		t.Errorf("read %+v", s)
	}
}

func TestGIFErrors(t *testing.T) {
	dir := t.TempDir()
	good := composedGIF(t)
	change := func(at int, to ...byte) []byte {
		b := bytes.Clone(good)
		copy(b[at:], to)
		return b
	}
	// The first frame's descriptor.
	first := bytes.IndexByte(good, gifImage)
	for name, c := range map[string]struct {
		raw  []byte
		want []string
	}{
		"empty":     {nil, []string{"GIF header", "13 more"}},
		"other":     {change(0, 'P', 'N', 'G'), []string{`"PNG89a"`}},
		"absurd":    {change(6, 255, 255, 255, 255), []string{"size 65535x65535", "limit"}},
		"no frame":  {change(first+5, 0, 0), []string{"frame 0", "2x0", "empty"}},
		"no codes":  {change(first+10+gifColours(good[first+9]), 9), []string{"frame 0", "9 bits"}},
		"no data":   {append(change(6, 0, 16, 0, 16)[:first+5:first+5], append([]byte{0, 16, 0, 16, 0, 8, 1, 0, 0}, gifTrailer)...), []string{"frame 0", "4096x4096", "1 bytes"}},
		"unknown":   {change(first, 7), []string{"after 0 frames", "0x07"}},
		"no frames": {append(bytes.Clone(good[:13]), gifTrailer), []string{"no frames"}},
	} {
		path := writeFile(t, filepath.Join(dir, name+".gif"), c.raw)
		_, err := ReadVideo(context.Background(), path, 3, 0, 0)
		wantError(t, err, append(c.want, path)...)
	}
	for n := range good[:len(good)-2] { // without the end of the last frame's data and the trailer
		// Whole frames may be used, and then it is said what is missing.
		if b, err := decodeBytes(good[:n], 1, decodeGIF); err == nil && (b.frames == 0 || len(b.notes) == 0) {
			t.Errorf("%d of %d bytes: %d frames, no error and no word", n, len(good), b.frames)
		}
	}
}

// A header alone must not make a reader allocate what it claims.
func TestVideoClaimsNoMemory(t *testing.T) {
	head := []byte("GIF89a\x00\x10\x00\x10\x00\x00\x00,\x00\x00\x00\x00\x00\x10\x00\x10\x00\x08\x01\x00\x00;")
	for name, f := range map[string]func() error{
		"Y4M": func() error {
			_, err := decodeBytes(y4m("W4096 H4096 Cmono", []byte{1, 2}), 3, decodeY4MBytes)
			return err
		},
		"GIF": func() error { _, err := decodeBytes(head, 3, decodeGIF); return err },
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := f()
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; err == nil || n > 1<<20 {
			t.Errorf("%s: %d bytes allocated, %v", name, n, err)
		}
	}
}

func TestReadFrameFolder(t *testing.T) {
	dir := t.TempDir()
	put(t, greyPNG(t, 2, 1, 2), dir, "clip", "take2_frame_1.png")
	put(t, greyPNG(t, 2, 3, 4), dir, "clip", "take2_frame_2.PNG")
	put(t, greyPNG(t, 2, 5, 6), dir, "clip", "take1_frame_10é.png")
	put(t, []byte("x"), dir, "clip", "notes.txt")
	put(t, []byte("x"), dir, "clip", ".hidden.png")
	put(t, []byte("x"), dir, "clip", "sub", "4.png")
	clip := filepath.Join(dir, "clip")
	s, err := ReadVideo(context.Background(), clip, 1, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	wantClip(t, s, 1, 2, 1, 2, 3, 4, 5, 6)
	if len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "2 of 5 files are not used: 1 .txt, 1 in subfolders") && !strings.Contains(s.Notes[0], "1 in subfolders, 1 .txt") {
		t.Errorf("notes %q", s.Notes)
	}
	put(t, storedPNG(2, 8, 0, 1, 1, 2), dir, "kinds", "1.tiff") // its content tells what it is
	put(t, storedPNG(2, 8, 0, 1, 3, 4), dir, "kinds", "2.webp")
	if s, err := ReadVideo(context.Background(), filepath.Join(dir, "kinds"), 1, 0, 0); err != nil || s.NumFrames(0) != 2 || len(s.Notes) != 0 {
		t.Errorf("%v, %v", s, err)
	}

	// Scaled to one size as images are.
	scaled, err := ReadVideo(context.Background(), clip, 3, 5, 4)
	if err != nil {
		t.Fatal(err)
	}
	for f, name := range []string{"take2_frame_1.png", "take2_frame_2.PNG", "take1_frame_10é.png"} {
		img, err := ReadImage(filepath.Join(clip, name), ImageOptions{Channels: 3, H: 5, W: 4})
		if err != nil || !bytes.Equal(img.Pixels, scaled.Frame(0, f)) {
			t.Errorf("frame %d is scaled to %v, the image to %v: %v", f, scaled.Frame(0, f), img.Pixels, err)
		}
	}

	put(t, greyPNG(t, 1, 5, 6), dir, "mixed", "1.png")
	put(t, greyPNG(t, 2, 5, 6), dir, "mixed", "2.png")
	put(t, greyPNG(t, 2, 5, 6), dir, "twice", "1.png")
	put(t, greyPNG(t, 2, 5, 6), dir, "twice", "a01.png")
	put(t, greyPNG(t, 2, 5, 6), dir, "nameless", "a.png")
	put(t, []byte("no picture"), dir, "broken", "7.png")
	put(t, []byte("x"), dir, "without", "7.txt")
	put(t, []byte("x"), dir, "a.avi")
	for name, want := range map[string][]string{
		"mixed":    {filepath.Join("mixed", "2.png"), "frame 1 is 1x2", "2x1"},
		"twice":    {"1.png", "a01.png", "same number"},
		"nameless": {"a.png", "no number"},
		"broken":   {filepath.Join("broken", "7.png"), "PNG"},
		"without":  {"no .png", "1 entries", "but 1 .txt"},
		"absent":   {"absent"},
		"a.avi":    {`".avi"`},
	} {
		for _, side := range []int{0, 8} { // scaling does not hide mixed sizes
			_, err := ReadVideo(context.Background(), filepath.Join(dir, name), 1, side, side)
			wantError(t, err, append(want, name)...)
		}
	}
	_, err = ReadVideo(context.Background(), clip, 2, 0, 0)
	wantError(t, err, "not 2")
}

func TestClipLimits(t *testing.T) {
	b := &clipBuilder{c: 1, h: 1, w: 1, fromH: 1, fromW: 1}
	b.frames, b.at = MaxVideoFrames, MaxVideoFrames
	wantError(t, b.add([]uint8{1}, 1, 1), "frame 65536", "65536 frames", "cut it")
	b = &clipBuilder{c: 5, h: 1 << 14, w: 1 << 14}
	wantError(t, b.add(make([]uint8, 5), 1, 1), "frame 0", "1073741824 bytes", "--side")
}

func TestLoadVideoFolder(t *testing.T) {
	dir := t.TempDir()
	clip := gifBytes(t, 1, 2, []byte{1, 1}, patch(0, 0, 2, 11, 12), patch(0, 0, 2, 13, 14))
	put(t, clip, dir, "train", "walk", "b.gif")
	put(t, greyPNG(t, 2, 1, 2), dir, "train", "walk", "a", "1.png")
	put(t, y4m("W2 H1 Cmono", []byte{16, 235}), dir, "train", "jump", "c.y4m")
	put(t, []byte("x"), dir, "train", "jump", "notes.txt")
	put(t, []byte("x"), dir, "train", "jump", ".hidden.gif")
	put(t, clip, dir, "val", "walk", "d.gif")
	train, test, err := LoadVideoFolder(context.Background(), dir, 1, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := &Videos{Labelled: Labelled{Name: "train", Label: []int{0, 1, 1}, Classes: []string{"jump", "walk"},
		Notes: []string{filepath.Join(dir, "train") + ": 1 of 4 files is not used: 1 .txt"}}, C: 1, H: 1, W: 2,
		Clips: [][]uint8{{16, 235}, {1, 2}, {11, 12, 13, 14}}}
	if !reflect.DeepEqual(train, want) {
		t.Errorf("train %+v", train)
	}
	if test.Len() != 1 || test.Label[0] != 1 || !reflect.DeepEqual(test.Classes, train.Classes) {
		t.Errorf("test %+v", test)
	}
	all, none, err := LoadVideoFolder(context.Background(), filepath.Join(dir, "train"), 3, 4, 4)
	if err != nil || none != nil || all.Len() != 3 || all.H != 4 || all.C != 3 || all.NumFrames(2) != 2 {
		t.Errorf("without a split: %+v, %v", all, err)
	}

	put(t, gifBytes(t, 1, 1, []byte{1}, patch(0, 0, 1, 9)), dir, "val", "walk", "small.gif")
	_, _, err = LoadVideoFolder(context.Background(), dir, 1, 0, 0)
	wantError(t, err, "small.gif", "1x1", "1x2", "d.gif")
	if err := os.Remove(filepath.Join(dir, "val", "walk", "d.gif")); err != nil {
		t.Fatal(err)
	}
	_, _, err = LoadVideoFolder(context.Background(), dir, 1, 0, 0)
	wantError(t, err, filepath.Join(dir, "val"), "1x1", "1x2")
	put(t, clip, dir, "val", "swim", "d.gif")
	_, _, err = LoadVideoFolder(context.Background(), dir, 1, 2, 2)
	wantError(t, err, "swim", "jump, walk")
	put(t, clip[:40], dir, "train", "jump", "cut.gif")
	_, _, err = LoadVideoFolder(context.Background(), dir, 1, 2, 2)
	wantError(t, err, "cut.gif", "unexpected EOF")
	put(t, greyPNG(t, 1, 1), dir, "images", "class", "1.png")
	_, _, err = LoadVideoFolder(context.Background(), filepath.Join(dir, "images"), 1, 2, 2)
	wantError(t, err, filepath.Join("images", "class"), "no clips", "1 entries")
	_, _, err = LoadVideoFolder(context.Background(), t.TempDir(), 1, 2, 2)
	wantError(t, err, "no class folders")
	_, _, err = LoadVideoFolder(context.Background(), dir, 1, 2, 0)
	wantError(t, err, "2x0")
	_, _, err = LoadVideoFolder(context.Background(), filepath.Join(dir, "absent"), 1, 2, 2)
	wantError(t, err, "absent")
	if err := os.MkdirAll(filepath.Join(dir, "empty", "class", "clip"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, _, err = LoadVideoFolder(context.Background(), filepath.Join(dir, "empty"), 1, 2, 2)
	wantError(t, err, filepath.Join("empty", "class", "clip"), "0 entries")
}

func TestWriteGIF(t *testing.T) {
	dir := t.TempDir()
	// Grey clips, and colours that are few, come back as they were.
	grey := &Videos{Labelled: Labelled{Name: "grey", Label: []int{0, 0}}, C: 1, H: 2, W: 3, Clips: [][]uint8{{1, 2, 3, 4, 5, 6}, {0, 50, 100, 150, 200, 255, 7, 7, 7, 8, 8, 8}}}
	few := &Videos{Labelled: Labelled{Name: "few", Label: []int{0}}, C: 3, H: 2, W: 2, Clips: [][]uint8{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9}}}
	for _, s := range []*Videos{grey, few} {
		path := filepath.Join(dir, s.Name+".gif")
		if err := WriteGIF(path, s, s.Len()-1); err != nil {
			t.Fatal(err)
		}
		back, err := ReadVideo(context.Background(), path, s.C, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		wantClip(t, back, s.H, s.W, s.Clips[s.Len()-1]...)
	}
	// More colours than a GIF has come back nearly.
	many := &Videos{Labelled: Labelled{Name: "many", Label: []int{0}}, C: 3, H: 32, W: 32, Clips: [][]uint8{make([]uint8, 3*32*32)}}
	for i := range many.Clips[0] {
		p := i % 1024
		many.Clips[0][i] = uint8([]int{p % 32 * 8, p / 32 * 8, (p%32 + p/32) * 4}[i/1024])
	}
	path := filepath.Join(dir, "many.gif")
	if err := WriteGIF(path, many, 0); err != nil {
		t.Fatal(err)
	}
	back, err := ReadVideo(context.Background(), path, 3, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	off := 0
	for i, v := range back.Clips[0] {
		off += max(int(v)-int(many.Clips[0][i]), int(many.Clips[0][i])-int(v))
	}
	if mean := float64(off) / float64(len(back.Clips[0])); mean > 20 || mean == 0 {
		t.Errorf("colours are off by %.1f", mean)
	}

	wantError(t, WriteGIF(path, grey, 2), "many.gif", "clip 2", "has 2")
	wantError(t, WriteGIF(path, &Videos{Labelled: Labelled{Name: "odd", Label: []int{0}}, C: 2, H: 1, W: 1, Clips: [][]uint8{{1, 2}}}, 0), "2x1x1")
	wantError(t, WriteGIF(path, &Videos{Labelled: Labelled{Name: "none", Label: []int{0}}, C: 1, H: 1, W: 1, Clips: [][]uint8{{}}}, 0), "0 frames")
	wantError(t, WriteGIF(filepath.Join(dir, "absent", "a.gif"), grey, 0), "absent")
}

// fuzzVideo checks that a decoder neither panics nor makes frames of nothing.
func fuzzVideo(f *testing.F, decode func([]byte, *clipBuilder) error) {
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, channels := range []int{1, 3} {
			b := &clipBuilder{c: channels, h: 3, w: 2}
			var err error
			fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 1 << 22, PerByte: 200}, func() { err = decode(raw, b) })
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Fatalf("the error has more than one line: %q", err)
			}
			if len(b.clip) != 6*channels*b.frames || b.frames > len(raw) {
				t.Fatalf("%d frames, %d pixels, from %d bytes", b.frames, len(b.clip), len(raw))
			}
		}
	})
}

func FuzzY4M(f *testing.F) {
	f.Add(y4m("W2 H1 Cmono", []byte{16, 235}, []byte{1, 2}))
	f.Add(y4m("W3 H1 C420jpeg XCOLORRANGE=FULL", []byte{1, 2, 3, 4, 5, 6, 7}))
	f.Add(y4m("W1 H1 F25:1 Ip A1:1 C444", []byte{1, 2, 3}))
	f.Add([]byte(fmt.Sprintf("YUV4MPEG2 W%d H3 C422\nFRAME", math.MaxInt64)))
	fuzzVideo(f, decodeY4MBytes)
}

func FuzzGIF(f *testing.F) {
	f.Add(composedGIF(f))
	f.Add([]byte("GIF87a\x02\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x02\x00\x01\x00\x00\x02\x02\x04\n\x00;"))
	f.Add([]byte("GIF89a\x02\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x02\x00\x01\x00\x80\x00\x00\x00\xff\xff\xff\x02\x02\x04\n\x00;"))
	f.Add([]byte("GIF87a\x02\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\xfc\xfc\x00\x02\x00\x01\x00\x00\x02\x02\x04\n\x00;")) // its frame makes the screen large
	f.Add(composedGIF(f)[:300])
	f.Add(append(composedGIF(f), 0, 0, 7))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b := &clipBuilder{c: 3, h: 8, w: 8}
		// The largest screen, twice, in four bytes and in three for each pixel.
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 2 << 30}, func() { decodeGIF(raw, b) })
	})
}

// FuzzVideo looks for streams that are read without end, or that give other frames than
// what can seek.
func FuzzVideo(f *testing.F) {
	f.Add(y4m("W2 H1 Cmono", []byte{16, 235}, []byte{1, 2}))
	f.Add([]byte("YUV4MPEG2 W4096 H4096 C444alpha\nFRAME\nx"))
	f.Add([]byte("GIF87a\x02\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x02\x00\x01\x00\x00\x02\x02\x04\n\x00;"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Bytes: 2 << 30}, func() {
			one, err1 := DecodeVideoClip(context.Background(), bytes.NewReader(raw), "a", 3, 3, 2, 2, 2)
			two, err2 := DecodeVideoClip(context.Background(), pipe{bytes.NewReader(raw)}, "a", 3, 3, 2, 2, 2)
			if (err1 == nil) != (err2 == nil) || !reflect.DeepEqual(one, two) {
				t.Errorf("a stream that can seek gives %v, %v, another %v, %v", one, err1, two, err2)
			}
		})
	})
}
