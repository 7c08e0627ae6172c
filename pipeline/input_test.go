package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/tensor"
)

// inputCase is one sample in all forms in which it can be given to a model.
type inputCase struct {
	file   string
	memory Input
	config m2pt.Config
}

// inputCases writes a file of each modality.
func inputCases(t *testing.T) map[m2pt.Modality]inputCase {
	t.Helper()
	dir := t.TempDir()
	cases := map[m2pt.Modality]inputCase{}
	shapes := ModelOptions{Dim: 32, Depth: 2, Heads: 4, Image: ImageModel{Patch: 7}, Audio: AudioModel{Patch: [2]int{8, 16}}, Point: PointModel{Groups: 16, GroupSize: 16}, Video: VideoModel{Patch: 8}}
	for _, modality := range []m2pt.Modality{m2pt.Image, m2pt.Audio, m2pt.Point, m2pt.Video} {
		data, err := Synthetic(modality, 10, 10, 1, Options{Stride: 2})
		if err != nil {
			t.Fatal(err)
		}
		c := inputCase{config: data.ModelConfig(shapes)}
		switch modality {
		case m2pt.Image:
			img := image.NewNRGBA(image.Rect(0, 0, 40, 30))
			for i := range img.Pix {
				img.Pix[i] = uint8(i * 7)
			}
			var b bytes.Buffer
			if err := png.Encode(&b, img); err != nil {
				t.Fatal(err)
			}
			c.file, c.memory.Image = write(t, b.String(), dir, "a.png"), img
		case m2pt.Audio:
			c.file, c.memory.Rate = filepath.Join(dir, "a.wav"), 11025
			c.memory.Samples = make([]float32, 9000)
			for i := range c.memory.Samples {
				c.memory.Samples[i] = float32(i*37%65536-32768) / 32768
			}
			if err := datasets.WriteWAV(c.file, c.memory.Samples, c.memory.Rate); err != nil {
				t.Fatal(err)
			}
		case m2pt.Point:
			var b strings.Builder
			for i := range 1500 {
				p := [3]float64{float64(i) / 7, float64(i * i % 11), 1e6 + float64(i%5)}
				fmt.Fprintln(&b, p[0], p[1], p[2])
				c.memory.Points = append(c.memory.Points, p)
			}
			c.memory.Points = append(c.memory.Points, [3]float64{0, math.NaN(), 0})
			c.file = write(t, b.String()+"0 nan 0\n", dir, "a.xyz")
		case m2pt.Video:
			set := synthetic.Videos(1, 3)
			c.file = filepath.Join(dir, "a.gif")
			if err := datasets.WriteGIF(c.file, set, 0); err != nil {
				t.Fatal(err)
			}
			for f := range set.NumFrames(0) {
				img := image.NewGray(image.Rect(0, 0, set.W, set.H))
				copy(img.Pix, set.Frame(0, f))
				c.memory.Frames = append(c.memory.Frames, img)
			}
		}
		cases[modality] = c
	}
	return cases
}

// A sample is the same by its path, by its content and from memory.
func TestInputsAgree(t *testing.T) {
	ctx := context.Background()
	for modality, c := range inputCases(t) {
		want, err := Decode(ctx, c.config, c.file, DecodeOptions{})
		if err != nil {
			t.Fatalf("%s: %v", modality, err)
		}
		if x := want.X.Data(); slices.Min(x) == slices.Max(x) {
			t.Fatalf("%s: all of the sample is %v", modality, x[0])
		}
		raw, err := os.ReadFile(c.file)
		if err != nil {
			t.Fatal(err)
		}
		name := "upload" + filepath.Ext(c.file)
		c.memory.Name = name
		for form, in := range map[string]Input{
			"content":      {Name: name, Reader: bytes.NewReader(raw)},
			"byte by byte": {Name: name, Reader: iotest.OneByteReader(bytes.NewReader(raw))},
			"memory":       c.memory,
		} {
			got, err := DecodeInput(ctx, c.config, in, DecodeOptions{})
			if err != nil {
				t.Errorf("%s, %s: %v", modality, form, err)
				continue
			}
			if !tensor.SameShape(got.X, want.X) || !slices.Equal(got.X.Data(), want.X.Data()) {
				t.Errorf("%s, %s: another sample than that of the path", modality, form)
			}
			if len(got.Notes) != len(want.Notes) || len(got.Notes) > 0 && got.Notes[0] != strings.ReplaceAll(want.Notes[0], c.file, name) {
				t.Errorf("%s, %s: notes %q, want %q", modality, form, got.Notes, want.Notes)
			}
		}
	}
}

// The points of a segmenter's sample are those of the input, however it comes.
func TestInputPoints(t *testing.T) {
	c := inputCases(t)[m2pt.Point]
	config := m2pt.Config{Modality: m2pt.Point, Points: 64, Segment: &m2pt.Segment{}}
	want, err := Decode(context.Background(), config, c.file, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeInput(context.Background(), config, c.memory, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Points, want.Points) || !slices.Equal(got.Nearest, want.Nearest) || !slices.Equal(got.Points, c.memory.Points[:1500]) {
		t.Error("other points than those of the file")
	}
}

// A picture may be inverted like a file.
func TestInvertInput(t *testing.T) {
	c := inputCases(t)[m2pt.Image]
	var samples [2]*Sample
	for i, how := range []Invert{InvertYes, InvertNo} {
		var err error
		if samples[i], err = DecodeInput(context.Background(), c.config, c.memory, DecodeOptions{Invert: how}); err != nil {
			t.Fatal(err)
		}
	}
	if slices.Equal(samples[0].X.Data(), samples[1].X.Data()) {
		t.Error("nothing is inverted")
	}
	_, err := DecodeInput(context.Background(), c.config, c.memory, DecodeOptions{Image: ImageInput{MaxPixels: 100}})
	wantWords(t, err, "30x40", "100")
}

func wantWords(t *testing.T, err error, words ...string) {
	t.Helper()
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("error %v, want %q in it", err, w)
		}
	}
}

// What is wrong with an input is an error that calls it by its name.
func TestInputErrors(t *testing.T) {
	ctx := context.Background()
	cases := inputCases(t)
	dot := image.NewUniform(color.White)
	for modality, c := range cases {
		try := func(in Input, words ...string) {
			t.Helper()
			in.Name = "upload"
			_, err := DecodeInput(ctx, c.config, in, DecodeOptions{})
			wantWords(t, err, append(words, "upload")...)
		}
		try(Input{}, "nothing of the input is set")
		try(Input{Image: dot, Points: [][3]float64{}}, "a picture and points")
		try(Input{Image: dot, Rate: 8000}, "a rate of 8000")
		for other, o := range cases {
			if other != modality {
				try(o.memory, "found "+o.memory.kinds()[0], "expected a file (")
			}
		}
		if modality != m2pt.Video {
			try(Input{Folder: t.TempDir()}, "found a folder")
			_, err := Decode(ctx, c.config, filepath.Dir(c.file), DecodeOptions{})
			wantWords(t, err, "found a folder", filepath.Dir(c.file))
		}
		own := errors.New("the line is cut")
		for _, err := range []error{own, io.ErrUnexpectedEOF} {
			_, got := DecodeInput(ctx, c.config, Input{Name: "upload", Reader: iotest.ErrReader(err)}, DecodeOptions{})
			if !errors.Is(got, err) || !strings.Contains(got.Error(), "upload") {
				t.Errorf("%s: %v, want %v", modality, got, err)
			}
		}
		_, err := Decode(ctx, c.config, c.file+".none", DecodeOptions{})
		if !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", modality, err)
		}
	}
	audio, points, video := cases[m2pt.Audio].config, cases[m2pt.Point].config, cases[m2pt.Video].config
	for _, bad := range []struct {
		config m2pt.Config
		in     Input
		want   string
	}{
		{audio, Input{Samples: []float32{}, Rate: 8000}, "found 0 samples"},
		{audio, Input{Samples: []float32{1}}, "a rate of 0"},
		{audio, Input{Samples: []float32{0, float32(math.Inf(1))}, Rate: 8000}, "sample 1 is +Inf"},
		{points, Input{Points: [][3]float64{}}, "there are no points"},
		{points, Input{Points: [][3]float64{{math.NaN(), 0, 0}}}, "1 of 1 points are NaN"},
		{video, Input{Frames: []image.Image{}}, "no frames"},
		{video, Input{Frames: []image.Image{nil}}, "frame 0: it is nil"},
	} {
		bad.in.Name = "drawn"
		_, err := DecodeInput(ctx, bad.config, bad.in, DecodeOptions{})
		wantWords(t, err, bad.want, "drawn")
	}
}

// drip gives a byte each time, without end, and counts them.
type drip struct {
	reads chan struct{}
}

func (d *drip) Read(b []byte) (int, error) {
	d.reads <- struct{}{}
	b[0] = 'x'
	return 1, nil
}

// A stream that does not end is read until the context does, and then no more.
func TestInputEndsWithItsContext(t *testing.T) {
	c := inputCases(t)[m2pt.Audio]
	ctx, cancel := context.WithCancel(context.Background())
	d := &drip{make(chan struct{})}
	done := make(chan error, 1)
	go func() {
		_, err := DecodeInput(ctx, c.config, Input{Name: "upload", Reader: d}, DecodeOptions{})
		done <- err
	}()
	for range 100 {
		<-d.reads
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
	for reads := 0; ; reads++ {
		select {
		case <-d.reads:
			if reads > 1 {
				t.Fatal("the stream is read on")
			}
		case <-time.After(50 * time.Millisecond):
			return
		}
	}
}
