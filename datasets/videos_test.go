package datasets

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

const (
	sumVideos       = 0x574d9ca4
	sumMoving       = 0xf339c29b
	sumVideoAugment = 0x1a07c345
)

func clipSum(s *Videos) uint32 {
	h := crc32.NewIEEE()
	for _, c := range s.Clips {
		h.Write(c)
	}
	return h.Sum32()
}

// numberedVideos returns videos of 2×3 frames whose pixels tell where they are from:
// 10·video + frame.
func numberedVideos(frames ...int) *Videos {
	s := &Videos{Name: "numbered", C: 1, H: 2, W: 3, Classes: []string{"a", "b"}}
	for i, n := range frames {
		var clip []uint8
		for f := 0; f < n; f++ {
			clip = append(clip, bytes.Repeat([]uint8{uint8(10*i + f)}, 6)...)
		}
		s.Clips, s.Labels = append(s.Clips, clip), append(s.Labels, i%2)
	}
	return s
}

// framesOf returns the frame numbers of a batch of one.
func framesOf(x *tensor.Tensor) (n []int) {
	for f := 0; f < x.Dim(2); f++ {
		n = append(n, int(math.Round(float64(255*x.At(0, 0, f, 1, 1)))))
	}
	return n
}

func TestVideoBatch(t *testing.T) {
	s := numberedVideos(9, 3)
	for _, c := range []struct {
		video, frames, stride int
		want                  []int
	}{
		{0, 3, 1, []int{3, 4, 5}},
		{0, 3, 0, []int{3, 4, 5}},
		{0, 3, 2, []int{2, 4, 6}},
		{0, 5, 2, []int{0, 2, 4, 6, 8}},
		{1, 5, 1, []int{10, 11, 12, 12, 12}},
	} {
		x := s.Batch(tensor.New(1, 1, c.frames, 2, 3), []int{c.video}, c.stride, nil, nil)
		if got := framesOf(x); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: frames %v", c, got)
		}
	}
	x := s.Batch(tensor.New(2, 1, 2, 2, 3), []int{1, 0}, 1, []float32{0.5}, []float32{0.25})
	if got, want := x.At(1, 0, 0, 0, 0), (float32(3)/255-0.5)/0.25; got != want {
		t.Errorf("normalised: %v, want %v", got, want)
	}
	for name, f := range map[string]func(){
		"other frames": func() { s.Batch(tensor.New(1, 1, 2, 3, 3), []int{0}, 1, nil, nil) },
		"index":        func() { s.Batch(tensor.New(1, 1, 2, 2, 3), []int{2}, 1, nil, nil) },
		"stride":       func() { s.Batch(tensor.New(1, 1, 2, 2, 3), []int{0}, -1, nil, nil) },
		"mean":         func() { s.Batch(tensor.New(1, 1, 2, 2, 3), []int{0}, 1, []float32{1, 2}, nil) },
	} {
		if err := tensor.Catch(f); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	mean, std := s.MeanStd()
	if want := float32((36 + 33) / 12.0 / 255); math.Abs(float64(mean[0]-want)) > 1e-7 || !(std[0] > 0) {
		t.Errorf("mean %v, want %v; std %v", mean, want, std)
	}
	if sub, err := s.Subset(1, 3); err != nil || sub.Len() != 1 {
		t.Errorf("subset: %v, %v", sub, err)
	}
	if rest, held, err := s.Split(1, 3); err != nil || rest.Len() != 1 || held.Len() != 1 {
		t.Errorf("split: %v", err)
	}
}

func TestVideoAugment(t *testing.T) {
	defer parallel.SetLimit(0)
	s := SyntheticVideos(12, 3)
	a := VideoAugment{TemporalCrop: true, Shift: 2, Flip: true, Seed: 5}
	idx := []int{3, 1, 7, 0, 11}
	run := func(epoch uint64, idx []int) *tensor.Tensor {
		return a.Batch(tensor.New(len(idx), 1, 5, 16, 16), s, idx, epoch, nil, nil)
	}
	parallel.SetLimit(1)
	one := run(2, idx)
	parallel.SetLimit(3)
	if !reflect.DeepEqual(run(2, idx).Data(), one.Data()) {
		t.Error("three threads give another batch than one")
	}
	if got := run(2, []int{7}).Data(); !reflect.DeepEqual(got, one.Data()[2*5*256:3*5*256]) {
		t.Error("a video alone is changed otherwise")
	}
	if reflect.DeepEqual(run(3, idx).Data(), one.Data()) {
		t.Error("another epoch changes nothing")
	}
	if got := checksum(one.Data()); got != sumVideoAugment {
		t.Errorf("checksum %#x, want %#x", got, sumVideoAugment)
	}
	// A crop begins anywhere; a shift moves all frames alike; a mirror mirrors.
	starts := map[int]bool{}
	n := numberedVideos(9)
	crop := VideoAugment{TemporalCrop: true}
	for e := uint64(0); e < 100; e++ {
		starts[framesOf(crop.Batch(tensor.New(1, 1, 4, 2, 3), n, []int{0}, e, nil, nil))[0]] = true
	}
	if len(starts) != 6 {
		t.Errorf("crops begin at %v", starts)
	}
	edge := &Videos{C: 1, H: 1, W: 3, Clips: [][]uint8{{255, 0, 51}}, Labels: []int{0}, Classes: []string{"a"}}
	seen := map[string]bool{}
	for e := uint64(0); e < 60; e++ {
		x := (&VideoAugment{Flip: true, Shift: 1, Seed: 1}).Batch(tensor.New(1, 1, 1, 1, 3), edge, []int{0}, e, nil, nil)
		seen[fmt.Sprint(x.Data())] = true
	}
	for _, want := range []string{"[1 0 0.2]", "[0.2 0 1]", "[0 1 0]", "[0 0.2 0]", "[0 0 0]"} {
		if !seen[want] {
			t.Errorf("never %s: %v", want, seen)
		}
	}
}

func TestSyntheticVideos(t *testing.T) {
	s := SyntheticVideos(24, 1)
	if got := clipSum(s); got != sumVideos {
		t.Errorf("checksum %#x, want %#x", got, sumVideos)
	}
	if s.Len() != 24 || s.Frames(0) != 8 || len(s.Classes) != 8 || s.Labels[9] != 1 {
		t.Errorf("%d videos of %d frames, %d classes", s.Len(), s.Frames(0), len(s.Classes))
	}
	if !reflect.DeepEqual(SyntheticVideos(8, 1).Clips, s.Clips[:8]) {
		t.Error("a smaller set is not the beginning of a larger one")
	}
	if reflect.DeepEqual(SyntheticVideos(24, 2).Clips, s.Clips) {
		t.Error("another seed gives the same videos")
	}
}

// bright returns the images of one bright pixel, so that what moves is a point.
func bright() *Images {
	px := make([]uint8, 49)
	px[24] = 255
	return &Images{Name: "points", C: 1, H: 7, W: 7, Pixels: px, Labels: []int{0}, Classes: []string{"point"}}
}

// A frame of Moving MNIST does not tell the label: in every frame, of every
// class, positions are spread evenly over the frame.
func TestMovingFramesTellNothing(t *testing.T) {
	const n, side = 8 * 1500, 32
	for _, o := range []MovingOptions{{Digit: 7}, {Digit: 7, Bounce: true}} {
		s, err := MovingMNIST(bright(), n, o, 3)
		if err != nil {
			t.Fatal(err)
		}
		first, places := 0, side // where the point, the middle of the digit, can be
		if o.Bounce {
			first, places = 3, side-7
		}
		var share [4]float64 // of the places in each quarter
		for v := 0; v < places; v++ {
			share[v*4/places] += 1 / float64(places)
		}
		for class := range s.Classes {
			for _, f := range []int{0, 3, 7} {
				var cells [16]float64 // of 8×8 pixels
				count := 0.0
				for i, l := range s.Labels {
					if l != class {
						continue
					}
					at := bytes.IndexByte(s.Clips[i][f*side*side:(f+1)*side*side], 255)
					if at < 0 {
						t.Fatal("the point is nowhere")
					}
					x, y := at%side, at/side
					x, y = (x-first)*4/places, (y-first)*4/places
					cells[y*4+x]++
					count++
				}
				chi := 0.0
				for k, c := range cells {
					want := count * share[k/4] * share[k%4]
					chi += (c - want) * (c - want) / want
				}
				// 15 degrees of freedom; 0.001 of even ones are above 37.7.
				if chi > 45 {
					t.Errorf("%+v, class %s, frame %d: χ² is %.1f of %v", o, s.Classes[class], f, chi, cells)
				}
			}
		}
	}
}

// Digits move as the label says, at speeds within bounds; played backwards a
// video belongs to the opposite class.
func TestMovingDirections(t *testing.T) {
	s, err := MovingMNIST(bright(), 800, MovingOptions{Digit: 7}, 3)
	if err != nil {
		t.Fatal(err)
	}
	if got := clipSum(s); got != sumMoving {
		t.Errorf("checksum %#x, want %#x", got, sumMoving)
	}
	const side = 32
	for i, clip := range s.Clips {
		place := func(f int) (x, y int) {
			at := bytes.IndexByte(clip[f*side*side:(f+1)*side*side], 255)
			return at % side, at / side
		}
		// The way of seven steps, on the torus, is less than half of it each.
		dx, dy := 0, 0
		for f := 1; f < 8; f++ {
			x0, y0 := place(f - 1)
			x1, y1 := place(f)
			dx += wrap(x1-x0+side/2, side) - side/2
			dy += wrap(y1-y0+side/2, side) - side/2
		}
		d := directions[s.Labels[i]]
		along := float64(dx)*d.dx + float64(dy)*d.dy
		across := float64(dx)*d.dy - float64(dy)*d.dx
		if along < 7*1-1.5 || along > 7*3+1.5 || math.Abs(across) > 1.5 {
			t.Fatalf("video %d, %s: moved by %d, %d", i, d.name, dx, dy)
		}
	}
	for k, d := range directions {
		if o := directions[(k+4)%8]; o.dx != -d.dx || o.dy != -d.dy {
			t.Errorf("%s backwards is not %s", d.name, o.name)
		}
	}
	for word, o := range map[string]MovingOptions{"speeds": {MinSpeed: 5, MaxSpeed: 2}, "frames of": {Side: 3}, "digits of": {Digit: 40}, "frames,": {Frames: 1}, "in a video": {Digits: -1}} {
		if _, err := MovingMNIST(bright(), 8, o, 1); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestPublishedMoving(t *testing.T) {
	s, err := MovingMNIST(SyntheticImages(20, 1), 4, PublishedMoving, 1)
	if err != nil {
		t.Fatal(err)
	}
	if s.H != 64 || s.W != 64 || s.Frames(3) != 20 || len(s.Classes) != 4 {
		t.Errorf("%d×%d, %d frames, %v", s.H, s.W, s.Frames(3), s.Classes)
	}
}

// A GIF shows what its frames make of the screen, by each way of disposal.
func TestGIFDisposal(t *testing.T) {
	palette := color.Palette{color.Transparent, color.Gray{100}, color.Gray{200}, color.White}
	frame := func(x0, y0, x1, y1 int, index uint8) *image.Paletted {
		p := image.NewPaletted(image.Rect(x0, y0, x1, y1), palette)
		for i := range p.Pix {
			p.Pix[i] = index
		}
		return p
	}
	g := &gif.GIF{Config: image.Config{Width: 2, Height: 1, ColorModel: palette},
		Image:    []*image.Paletted{frame(0, 0, 2, 1, 1), frame(0, 0, 1, 1, 2), frame(1, 0, 2, 1, 2), frame(0, 0, 1, 1, 0), frame(0, 0, 1, 1, 2)},
		Delay:    make([]int, 5),
		Disposal: []byte{gif.DisposalNone, gif.DisposalPrevious, gif.DisposalBackground, gif.DisposalNone, gif.DisposalNone}}
	path := filepath.Join(t.TempDir(), "a.gif")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := gif.EncodeAll(f, g); err != nil {
		t.Fatal(err)
	}
	f.Close()
	s, err := ReadGIF(path, 1, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := []uint8{100, 100, 200, 100, 100, 200, 100, 255, 200, 255}
	if !bytes.Equal(s.Clips[0], want) {
		t.Errorf("frames %v, want %v", s.Clips[0], want)
	}
}

func TestWriteGIF(t *testing.T) {
	s := SyntheticVideos(3, 1)
	path := filepath.Join(t.TempDir(), "a.gif")
	if err := WriteGIF(path, s, 2); err != nil {
		t.Fatal(err)
	}
	back, err := ReadVideo(path, 1, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(back.Clips[0], s.Clips[2]) {
		t.Error("a GIF of greys is not what was written")
	}
	rgb := &Videos{C: 3, H: 1, W: 2, Clips: [][]uint8{{255, 0, 51, 102, 0, 255}}, Labels: []int{0}, Classes: []string{"a"}}
	if err := WriteGIF(path, rgb, 0); err != nil {
		t.Fatal(err)
	}
	if back, err = ReadVideo(path, 3, 0, 0); err != nil || !bytes.Equal(back.Clips[0], rgb.Clips[0]) {
		t.Errorf("colours: %v, %v", back, err)
	}
	if err := WriteGIF(filepath.Join(path, "x.gif"), s, 0); err == nil {
		t.Error("no error where nothing can be written")
	}
}

func TestY4M(t *testing.T) {
	read := func(text string, channels, h, w int) ([]uint8, error) {
		s, err := decodeY4M(strings.NewReader(text), channels, h, w)
		if err != nil {
			return nil, err
		}
		return s.Clips[0], nil
	}
	const grey = "YUV4MPEG2 W2 H2 F25:1 Cmono\nFRAME\n\x10\xeb\x7e\xebFRAME Ix\n\x10\x10\x10\x10"
	for _, c := range []struct {
		text     string
		channels int
		want     []uint8
	}{
		{grey, 1, []uint8{0, 255, 128, 255, 0, 0, 0, 0}},
		{"YUV4MPEG2 W2 H1 Cmono XCOLORRANGE=FULL\nFRAME\n\x00\x80", 1, []uint8{0, 128}},
		// Red, and blue, of BT.601: (81, 90, 240) and (41, 240, 110).
		{"YUV4MPEG2 W2 H1 C444\nFRAME\n\x51\x29\x5a\xf0\xf0\x6e", 3, []uint8{254, 0, 0, 0, 0, 255}},
		// One chroma sample for two, and for four pixels.
		{"YUV4MPEG2 W2 H1 C422\nFRAME\n\x51\x51\x5a\xf0", 3, []uint8{254, 254, 0, 0, 0, 0}},
		{"YUV4MPEG2 W3 H1\nFRAME\n\x51\x51\x29\x5a\xf0\xf0\x6e", 3, []uint8{254, 254, 0, 0, 0, 0, 0, 0, 255}},
		{"YUV4MPEG2 W1 H1 C420jpeg\nFRAME\n\x51\x5a\xf0", 1, []uint8{76}},
	} {
		got, err := read(c.text, c.channels, 0, 0)
		if err != nil || !bytes.Equal(got, c.want) {
			t.Errorf("%q: %v, %v, want %v", c.text, got, err, c.want)
		}
	}
	if got, err := read(grey, 1, 1, 1); err != nil || len(got) != 2 {
		t.Errorf("scaled: %v, %v", got, err)
	}
	for word, text := range map[string]string{
		"YUV4MPEG2":      "RIFF....\n",
		"no width":       "YUV4MPEG2 H2\n",
		"W0":             "YUV4MPEG2 W0 H2\n",
		"16384":          "YUV4MPEG2 W99999999999 H2\n",
		"limit":          "YUV4MPEG2 W16384 H16384 Cmono\n",
		"C420p10":        "YUV4MPEG2 W2 H2 C420p10\n",
		"frame 1 has 3":  "YUV4MPEG2 W2 H2 Cmono\nFRAME\nabc",
		"frame 2 begins": "YUV4MPEG2 W2 H1 Cmono\nFRAME\nabFROME\nab",
		"within a line":  "YUV4MPEG2 W2 H1 Cmono\nFRAME\nabFRA",
		"no frames":      "YUV4MPEG2 W2 H1 Cmono\n",
		"4096 bytes":     "YUV4MPEG2 W2 H1 Cmono\n" + strings.Repeat("x", 5000),
		"EOF":            "",
	} {
		if _, err := read(text, 1, 0, 0); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%q: %v does not tell of %q", clip(text, 40), err, word)
		}
	}
}

func TestVideoFolder(t *testing.T) {
	dir := t.TempDir()
	s := SyntheticVideos(4, 1)
	put := func(path string, data []byte) string {
		t.Helper()
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if data != nil {
			if err := os.WriteFile(path, data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		return path
	}
	for i, name := range []string{"train/a/one.gif", "train/b/two.gif", "test/a/three.gif"} {
		if err := WriteGIF(put(name, nil), s, i); err != nil {
			t.Fatal(err)
		}
	}
	put("train/b/four.y4m", []byte("YUV4MPEG2 W16 H16 Cmono XCOLORRANGE=FULL\nFRAME\n"+string(s.Clips[3][:256])))
	for f, name := range []string{"f1.png", "f2.png"} {
		savePNG(t, put("train/b/frames/"+name, nil), s.Clips[1][f*256:(f+1)*256], 16, 16)
	}
	train, test, err := LoadVideoFolder(dir, 1, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(train.Labels, []int{0, 1, 1, 1}) || !reflect.DeepEqual(train.Classes, []string{"a", "b"}) || test.Len() != 1 || test.Labels[0] != 0 {
		t.Errorf("labels %v of %v, test %v", train.Labels, train.Classes, test.Labels)
	}
	for i, want := range [][]uint8{s.Clips[0], s.Clips[3][:256], s.Clips[1][:512], s.Clips[1]} {
		if !bytes.Equal(train.Clips[i], want) {
			t.Errorf("video %d differs", i)
		}
	}
	if small, _, err := LoadVideoFolder(dir, 3, 8, 8); err != nil || small.H != 8 || small.Frames(0) != 8 {
		t.Errorf("scaled: %v, %v", small, err)
	}

	whole, err := os.ReadFile(filepath.Join(dir, "train/a/one.gif"))
	if err != nil {
		t.Fatal(err)
	}
	fails := func(words ...string) {
		t.Helper()
		_, _, err := LoadVideoFolder(dir, 1, 0, 0)
		for _, w := range words {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("%v does not tell of %q", err, w)
			}
		}
	}
	bad := put("train/a/zz.gif", whole[:len(whole)/2])
	fails("zz.gif", "truncated")
	os.Remove(bad)
	bad = put("train/a/zz.y4m", []byte("YUV4MPEG2 W16 H16 Cmono\nFRAME\nabc"))
	fails("zz.y4m", "frame 1", "3 of 256")
	os.Remove(bad)
	bad = put("train/a/zz.y4m", []byte("YUV4MPEG2 W1 H1 Cmono\nFRAME\na"))
	fails("zz.y4m", "1x1", "16x16")
	os.Remove(bad)
	bad = filepath.Join(dir, "train/a/empty")
	if err := os.Mkdir(bad, 0o777); err != nil {
		t.Fatal(err)
	}
	fails("empty", "no .png")
	savePNG(t, put("train/a/empty/1.png", nil), make([]uint8, 256), 16, 16)
	savePNG(t, put("train/a/empty/2.png", nil), make([]uint8, 4), 2, 2)
	fails("2.png", "2x2", "16x16")
	os.RemoveAll(bad)
	os.MkdirAll(filepath.Join(dir, "train/c"), 0o777)
	fails("train/c", "no .gif")
	os.Remove(filepath.Join(dir, "train/c"))
	put("test/q/x.gif", whole)
	fails("q", "no such class")
	if _, err := ReadVideo(filepath.Join(dir, "x.avi"), 1, 0, 0); err == nil {
		t.Error("no error for a file that is not there")
	}
	if _, err := ReadVideo(put("x.avi", []byte("x")), 1, 0, 0); err == nil || !strings.Contains(err.Error(), ".avi") {
		t.Errorf("a video of another type: %v", err)
	}
}

// savePNG writes a grey picture.
func savePNG(t *testing.T, path string, px []uint8, h, w int) {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, w, h))
	copy(img.Pix, px)
	if err := os.WriteFile(path, encodePNG(t, img), 0o666); err != nil {
		t.Fatal(err)
	}
}

func FuzzY4M(f *testing.F) {
	f.Add([]byte("YUV4MPEG2 W2 H2 F25:1 C420\nFRAME\nabcdef"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := decodeY4M(bytes.NewReader(data), 3, 0, 0); err == nil && len(s.Clips[0])%(3*s.H*s.W) != 0 {
			t.Error("frames are not whole")
		}
	})
}

func FuzzGIF(f *testing.F) {
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := decodeGIF(data, 1, 0, 0); err == nil && len(s.Clips[0])%(s.H*s.W) != 0 {
			t.Error("frames are not whole")
		}
	})
}
