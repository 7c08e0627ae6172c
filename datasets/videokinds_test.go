package datasets

import (
	"bytes"
	"compress/lzw"
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gopathway/pathway/tensor"
)

// This file: videos as people and other programs have them.

// sharedFile returns a file that lies outside the repository; the test is skipped
// where it is missing.
func sharedFile(t *testing.T, path ...string) string {
	t.Helper()
	file := filepath.Join(append([]string{"..", "..", "shared"}, path...)...)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("there is no %s here", file)
	}
	return file
}

// Case 07: FFmpeg writes grey in its full range and does not say so.
func TestY4MGreyIsFullRange(t *testing.T) {
	v, err := ReadVideo(context.Background(), sharedFile(t, "cases", "07-y4m-mono-range", "gray.y4m"), 1, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range v.Frame(0, 0) {
		if int(p) != i {
			t.Fatalf("pixel %d is %d", i, p)
		}
	}
}

func TestY4MRanges(t *testing.T) {
	wide := func(values ...int) (b []byte) {
		for _, v := range values {
			b = append(b, byte(v), byte(v>>8))
		}
		return b
	}
	for params, c := range map[string]struct {
		frame []byte
		want  []uint8
	}{
		"W2 H1 Cmono":                         {[]byte{16, 235}, []uint8{16, 235}},
		"W2 H1 Cmono XCOLORRANGE=FULL":        {[]byte{16, 235}, []uint8{16, 235}},
		"W2 H1 Cmono XCOLORRANGE=LIMITED":     {[]byte{16, 235}, []uint8{0, 255}},
		"W2 H1 XYSCSS=GREY":                   {[]byte{16, 235}, []uint8{16, 235}},
		"W2 H1 Cmono10":                       {wide(0, 1023), []uint8{0, 255}},
		"W2 H1 Cmono12":                       {wide(2048, 16), []uint8{128, 1}},
		"W2 H1 Cmono16 XCOLORRANGE=LIMITED":   {wide(16<<8, 235<<8), []uint8{0, 255}},
		"W2 H1 Cmono16":                       {wide(0x8080, 0xffff), []uint8{128, 255}},
		"W2 H1 C420p10":                       {wide(16<<2, 235<<2, 512, 512), []uint8{0, 255}},
		"W2 H1 C422p10 XCOLORRANGE=FULL":      {wide(0, 1023, 512, 512), []uint8{0, 255}},
		"W2 H1 C444p9":                        {wide(16<<1, 235<<1, 256, 256, 256, 256), []uint8{0, 255}},
		"W2 H1 C420p14":                       {wide(16<<6, 1<<16-1, 1<<13, 1<<13), []uint8{0, 255}}, // beyond 14 bits
		"W2 H1 XYSCSS=420P10":                 {wide(16<<2, 235<<2, 512, 512), []uint8{0, 255}},
		"W2 H1 C444alpha":                     {[]byte{16, 16, 128, 128, 128, 128, 255, 0}, []uint8{0, 255}},
		"W2 H1 C444alpha XCOLORRANGE=FULL":    {[]byte{100, 100, 128, 128, 128, 128, 51, 102}, []uint8{224, 193}},
		"W5 H1 C411 XCOLORRANGE=FULL":         {[]byte{1, 2, 3, 4, 5, 128, 128, 128, 128}, []uint8{1, 2, 3, 4, 5}},
		"W1 H3 C420paldv XCOLORRANGE=FULL":    {[]byte{1, 2, 3, 128, 128, 128, 128}, []uint8{1, 2, 3}},
		"W2 H1 C420mpeg2 XCOLORRANGE=LIMITED": {[]byte{16, 235, 128, 128}, []uint8{0, 255}},
	} {
		for _, channels := range []int{1, 3} {
			b, err := decodeBytes(y4m(params, c.frame, c.frame), channels, decodeY4MBytes)
			if err != nil || b.frames != 2 || !bytes.Equal(b.clip[:len(c.want)], c.want) || !bytes.Equal(b.clip[len(b.clip)-len(c.want):], c.want) {
				t.Errorf("%s, %d channels: %v, want %v: %v", params, channels, b.clip, c.want, err)
			}
		}
	}
	for _, space := range []string{"420p", "420p11", "mono9x", "444alpha10", "411p10x", "p", "monop10", "rgb"} {
		if _, err := decodeBytes(y4m("W2 H1 C"+space, make([]byte, 64)), 1, decodeY4MBytes); err == nil || !strings.Contains(err.Error(), "C"+space) {
			t.Errorf("C%s: %v", space, err)
		}
	}
}

// Case 17: a GIF without its last byte.
func TestGIFWithoutTrailer(t *testing.T) {
	v, err := ReadVideo(context.Background(), sharedFile(t, "cases", "17-gif-no-trailer", "clip.gif"), 3, 0, 0)
	if err != nil || v.NumFrames(0) != 2 {
		t.Errorf("read %+v, %v", v, err)
	}
}

// Whatever does not belong there after whole frames loses none of them.
func TestGIFStrayBytes(t *testing.T) {
	good := composedGIF(t)
	want, err := decodeBytes(good, 1, decodeGIF)
	if err != nil || len(want.notes) != 0 {
		t.Fatal(want.notes, err)
	}
	open := good[:len(good)-1]
	second := bytes.Index(good[400:], []byte{gifExtension, gifControl}) + 400
	insert := func(at int, b ...byte) []byte {
		return slices.Concat(good[:at], b, good[at:])
	}
	for name, c := range map[string]struct {
		raw  []byte
		left int
	}{
		"no trailer":           {open, 1},
		"no end of data":       {good[:len(good)-2], 1},
		"zeros for a trailer":  {slices.Concat(open, make([]byte, 4096)), 2},
		"text for a trailer":   {slices.Concat(open, []byte("made by hand")), 2},
		"after the trailer":    {slices.Concat(good, []byte("junk,!;")), 0},
		"between blocks":       {insert(second, 0), 1},
		"several, twice":       {insert(second, 7, 0, 99), 1},
		"before the trailer":   {insert(len(open), 0, 0), 1},
		"a long padding":       {insert(second, make([]byte, 1000)...), 1},
		"a cut comment":        {slices.Concat(open, []byte{gifExtension, 0xFE, 20, 'h', 'i'}), 1},
		"only the comment's !": {slices.Concat(open, []byte{gifExtension}), 1},
	} {
		got, err := decodeBytes(c.raw, 1, decodeGIF)
		if err != nil || got.frames != want.frames || !bytes.Equal(got.clip, want.clip) || len(got.notes) != c.left {
			t.Errorf("%s: %d frames, %q, %v", name, got.frames, got.notes, err)
		}
	}
	// Half a file is no whole one.
	wantError(t, func() error { _, err := decodeBytes(good[:len(good)-6], 1, decodeGIF); return err }(), "frame 4", "ends within its data")
	junk := bytes.Clone(good)
	copy(junk[second:], bytes.Repeat([]byte{99, 0, gifImage}, len(good)/6))
	wantError(t, func() error { _, err := decodeBytes(junk, 1, decodeGIF); return err }(), "GIF")
}

// storedGIF returns a GIF of a screen of w x h pixels and four colours, the grey levels 10,
// 20, 30 and 40, with the given blocks. An image block is made by storedFrame.
func storedGIF(w, h byte, blocks ...[]byte) []byte {
	head := slices.Concat([]byte("GIF89a"), []byte{w, 0, h, 0, 0x81, 0, 0}, bytes.Repeat([]byte{10}, 3), bytes.Repeat([]byte{20}, 3), bytes.Repeat([]byte{30}, 3), bytes.Repeat([]byte{40}, 3))
	return append(append(head, slices.Concat(blocks...)...), gifTrailer)
}

// storedFrame returns a frame at column x, row y with its control block. Its codes have 8
// bits for indices, so that indices without a colour fit in.
func storedFrame(t *testing.T, x, y, w, h, disposal byte, px ...byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := lzw.NewWriter(&packed, lzw.LSB, 8)
	if _, err := z.Write(px); err != nil {
		t.Fatal(err)
	}
	z.Close()
	control := []byte{gifExtension, gifControl, 4, disposal << 2, 0, 0, 0, 0}
	return slices.Concat(control, []byte{gifImage, x, 0, y, 0, w, 0, h, 0, 0, 8, byte(packed.Len())}, packed.Bytes(), []byte{0})
}

// What viewers make of frames that are not quite as the standard has them.
func TestGIFLikeViewers(t *testing.T) {
	frame := func(x, y, w, h, disposal byte, px ...byte) []byte {
		return storedFrame(t, x, y, w, h, disposal, px...)
	}
	all := frame(0, 0, 2, 2, 0, 0, 1, 2, 3)
	woven := frame(0, 0, 1, 9, 0, 0, 1, 2, 3, 0, 1, 2, 3, 0) // rows 0, 8, 4, 2, 6, 1, 3, 5, 7
	woven[8+9] |= 0x40
	for name, c := range map[string]struct {
		raw  []byte
		want [][]uint8 // of the frames
	}{
		"partly outside":         {storedGIF(2, 2, all, frame(1, 1, 2, 2, 0, 0, 1, 2, 3)), [][]uint8{{10, 20, 30, 40}, {10, 20, 30, 10}}},
		"outside, and cleared":   {storedGIF(2, 2, all, frame(1, 1, 2, 2, 2, 0, 1, 2, 3), frame(0, 0, 1, 1, 0, 3)), [][]uint8{{10, 20, 30, 40}, {10, 20, 30, 10}, {40, 20, 30, 255}}},
		"all outside":            {storedGIF(2, 2, all, frame(9, 9, 1, 1, 3, 0)), [][]uint8{{10, 20, 30, 40}, {10, 20, 30, 40}}},
		"a first frame too wide": {storedGIF(1, 1, all, frame(1, 0, 1, 1, 0, 0)), [][]uint8{{10, 20, 30, 40}, {10, 10, 30, 40}}},
		"no screen":              {storedGIF(0, 0, all), [][]uint8{{10, 20, 30, 40}}},
		"an index of no colour":  {storedGIF(2, 2, all, frame(0, 0, 2, 2, 0, 9, 3, 200, 255)), [][]uint8{{10, 20, 30, 40}, {10, 40, 30, 40}}},
		"more data than pixels":  {storedGIF(2, 2, frame(0, 0, 2, 2, 0, 0, 1, 2, 3, 0, 0, 0)), [][]uint8{{10, 20, 30, 40}}},
		"disposal 4":             {storedGIF(2, 2, all, frame(0, 0, 1, 1, 4, 3), frame(1, 1, 1, 1, 0, 0)), [][]uint8{{10, 20, 30, 40}, {40, 20, 30, 40}, {10, 20, 30, 10}}},
		"interlaced":             {storedGIF(1, 9, woven), [][]uint8{{10, 20, 40, 30, 30, 40, 10, 10, 20}}},
	} {
		got, err := decodeBytes(c.raw, 1, decodeGIF)
		if err != nil || got.frames != len(c.want) || !bytes.Equal(got.clip, slices.Concat(c.want...)) {
			t.Errorf("%s: %d frames, %v, want %v: %v", name, got.frames, got.clip, c.want, err)
		}
	}
	wantError(t, func() error {
		_, err := decodeBytes(storedGIF(2, 2, frame(0, 0, 2, 2, 0, 0, 1, 2)), 1, decodeGIF)
		return err
	}(), "frame 0", "3 of 4 pixels")

	// Hostile: many large frames, of which a screen of one pixel shows nothing.
	big := frame(0, 0, 2, 2, 0, make([]byte, 255)...)
	copy(big[8+5:], []byte{255, 15, 255, 15}) // 4095 x 4095
	big = slices.Concat(big[:len(big)-1], bytes.Repeat(append([]byte{255}, make([]byte, 255)...), 17), []byte{0})
	blocks := [][]byte{frame(0, 0, 1, 1, 0, 0)}
	for i := 0; i < 50; i++ {
		blocks = append(blocks, big)
	}
	wantError(t, func() error { _, err := decodeBytes(storedGIF(1, 1, blocks...), 1, decodeGIF); return err }(), "51 frames", "limit")
}

// Line ends and zeros after the last frame of a Y4M file are no frame.
func TestY4MPadding(t *testing.T) {
	good := y4m("W2 H1 Cmono", []byte{1, 2}, []byte{3, 4})
	for _, more := range []string{"\n", "\r\n", "\x00", strings.Repeat("\x00", 4096)} {
		got, err := decodeBytes(append(bytes.Clone(good), more...), 1, decodeY4MBytes)
		if err != nil || !bytes.Equal(got.clip, []byte{1, 2, 3, 4}) || len(got.notes) != 1 || !strings.Contains(got.notes[0], "after 2 frames") {
			t.Errorf("%d bytes more: %v, %q, %v", len(more), got.clip, got.notes, err)
		}
	}
	wantError(t, func() error { _, err := decodeBytes(append(good, "FRAME\n\x01"...), 1, decodeY4MBytes); return err }(), "frame 2", "1 of 2 bytes")
}

// Hostile: a file of a few bytes must not cost what its screen would.
func TestGIFBoundsScreens(t *testing.T) {
	frames := make([]*image.Paletted, 50)
	for i := range frames {
		frames[i] = patch(i, 0, 1, 200)
	}
	dir := t.TempDir()
	files := map[string]string{"made": writeFile(t, filepath.Join(dir, "big.gif"), gifBytes(t, 4096, 4096, make([]byte, 50), frames...))}
	if path := filepath.Join("..", "..", "shared", "cases-hostile", "bigscreen_50.gif"); fileExists(path) {
		files["shared"] = path
	}
	for name, path := range files {
		for _, side := range []int{0, 16} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			begin := time.Now()
			_, err := ReadVideo(context.Background(), path, 3, side, side)
			runtime.ReadMemStats(&after)
			wantError(t, err, "50 frames", "16777216 pixels", "limit")
			if d, n := time.Since(begin), after.TotalAlloc-before.TotalAlloc; d > time.Second || n > 4<<20 {
				t.Errorf("%s: %v, %d bytes", name, d, n)
			}
		}
	}
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// A clip of the wanted frames alone is what the whole video gives a model.
func TestReadVideoClip(t *testing.T) {
	dir := t.TempDir()
	var frames [][]byte
	var parts []*image.Paletted
	for i := 0; i < 11; i++ {
		frames = append(frames, []byte{byte(i), byte(3 * i)})
		parts = append(parts, patch(i%2, 0, 1, uint8(10+i)))
		put(t, greyPNG(t, 2, uint8(i), 7), dir, "folder", fmt.Sprintf("%d.png", i))
	}
	odd := append(y4m("W2 H1 Cmono", frames[:6]...), "FRAME Xlong=1\n\x01\x02FRAME\n\x03\x04"...)
	for _, path := range []string{
		writeFile(t, filepath.Join(dir, "a.y4m"), y4m("W2 H1 Cmono", frames...)),
		writeFile(t, filepath.Join(dir, "odd.y4m"), odd),
		writeFile(t, filepath.Join(dir, "a.gif"), gifBytes(t, 1, 2, make([]byte, 11), parts...)),
		filepath.Join(dir, "folder"),
	} {
		for _, c := range [][2]int{{0, 0}, {1, 1}, {3, 0}, {4, 2}, {4, 3}, {5, 4}, {8, 8}, {30, 1}} {
			whole, err := ReadVideo(context.Background(), path, 1, 0, 0)
			if err != nil {
				t.Fatal(err)
			}
			whole.Frames, whole.Stride = c[0], c[1]
			clip, err := ReadVideoClip(context.Background(), path, 1, 0, 0, c[0], c[1])
			if err != nil {
				t.Fatal(err)
			}
			got, want := NewBatch(clip, []int{0}), NewBatch(whole, []int{0})
			if !tensor.SameShape(got, want) || !slices.Equal(got.Data(), want.Data()) {
				t.Errorf("%s, %v: %v, want %v", path, c, got.Data(), want.Data())
			}
			if n := clip.NumFrames(0); n > clip.Frames && path != filepath.Join(dir, "odd.y4m") {
				t.Errorf("%s, %v: %d frames are held", path, c, n)
			}
		}
	}
	_, err := ReadVideoClip(context.Background(), filepath.Join(dir, "folder"), 1, 0, 0, -1, 1)
	wantError(t, err, "-1 frames")
}
