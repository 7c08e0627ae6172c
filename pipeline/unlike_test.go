package pipeline

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/audio"
	"github.com/gopathway/pathway/m2pt/video"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// ways returns the ways in which a file is unlike, sorted into one line.
func ways(u Unlikeness) string {
	var all []string
	for _, way := range []string{"dark on light", "grey", "in colour", "of a lower rate", "of few frames", "of few points", "of other proportions", "of quite another size", "much longer than what the model hears", "much shorter than what the model hears"} {
		if u[way] != "" {
			all = append(all, way)
		}
	}
	if len(all) != len(u) {
		return "a way that this test does not know"
	}
	return strings.Join(all, ", ")
}

// painted writes a picture in one colour and returns its path.
func painted(t *testing.T, w, h int, c color.Color) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := 0; y < h; y++ {
		for x := 0; x < w; x++ {
			img.Set(x, y, c)
		}
	}
	path := filepath.Join(t.TempDir(), "a.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	return path
}

// Decode says how a picture differs from what the model takes, and nothing of one that is
// as it takes it.
func TestUnlikeImages(t *testing.T) {
	grey, red, white := color.Gray{90}, color.RGBA{200, 0, 0, 255}, color.White
	warm := color.RGBA{120, 110, 95, 255} // a photograph of a grey thing
	for _, test := range []struct {
		w, h, channels int
		c              color.Color
		mean           float32
		want           string
	}{
		{28, 28, 1, grey, 0.5, ""},
		{60, 80, 1, grey, 0.5, ""},
		{28, 28, 1, warm, 0.5, ""},
		{28, 28, 3, red, 0.5, ""},
		{112, 120, 1, grey, 0.5, "of quite another size"},
		{14, 14, 1, grey, 0.5, "of quite another size"},
		{28, 60, 1, grey, 0.5, "of other proportions"},
		{28, 28, 1, red, 0.5, "in colour"},
		{28, 28, 3, grey, 0.5, "grey"},
		{28, 28, 1, white, 0.1, "dark on light"},
		{400, 1200, 1, red, 0.5, "in colour, of other proportions, of quite another size"},
	} {
		c := m2pt.Config{Modality: m2pt.Image, Net: &nn.ViTConfig{Image: [2]int{28, 28}, Channels: test.channels}, Mean: make([]float32, test.channels), Std: []float32{1, 1, 1}[:test.channels]}
		c.Mean[0] = test.mean
		s, err := Decode(context.Background(), c, painted(t, test.w, test.h, test.c), DecodeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got := ways(s.Unlike); got != test.want {
			t.Errorf("%d×%d %v for %d channels: %q, want %q", test.w, test.h, test.c, test.channels, got, test.want)
		}
	}
	c := m2pt.Config{Modality: m2pt.Image, Net: &nn.ViTConfig{Image: [2]int{28, 28}, Channels: 1}, Mean: []float32{0.1}, Std: []float32{1}}
	if s, err := Decode(context.Background(), c, painted(t, 28, 28, white), DecodeOptions{Invert: InvertYes}); err != nil || len(s.Unlike) > 0 {
		t.Errorf("inverted as asked: %v, %v", s.Unlike, err)
	}
}

// So it is with the other modalities.
func TestUnlikeSamples(t *testing.T) {
	hears := m2pt.Config{Filters: &audio.FilterBankConfig{SampleRate: 8000, TargetLength: 100}} // a second
	sound := func(rate int, seconds float64) Unlikeness {
		return unlikeSound(&datasets.Sound{Samples: make([]float32, int(seconds*float64(rate))), Rate: rate}, hears)
	}
	cloud := func(n int) Unlikeness { return unlikeCloud(&datasets.PointCloud{Points: tensor.New(n, 3)}, 100) }
	clip := func(n int) Unlikeness {
		return unlikeVideo(&datasets.Videos{C: 1, H: 1, W: 1, Frames: 4, Clips: [][]uint8{make([]uint8, n)}})
	}
	for _, test := range []struct {
		got  Unlikeness
		want string
	}{
		{sound(8000, 1), ""},
		{sound(44100, 1.9), ""},
		{sound(8000, 0.2), ""},
		{sound(8000, 2.1), "much longer than what the model hears"},
		{sound(8000, 0.1), "much shorter than what the model hears"},
		{sound(4000, 1), "of a lower rate"},
		{cloud(100), ""},
		{cloud(50), ""},
		{cloud(49), "of few points"},
		{clip(4), ""},
		{clip(3), "of few frames"},
	} {
		if got := ways(test.got); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
	slow := hears
	bank := *hears.Filters
	bank.FrameShiftMS = 20
	slow.Filters = &bank
	if u := unlikeSound(&datasets.Sound{Samples: make([]float32, 8000*3), Rate: 8000}, slow); len(u) > 0 {
		t.Errorf("three seconds for a model that hears two: %v", u)
	}
}

// A whole set is told of in a line for each way.
func TestUnlikeNotes(t *testing.T) {
	images := &datasets.Images{C: 1, H: 28, W: 28, Sources: []datasets.ImageSource{{H: 28, W: 28}, {H: 300, W: 280, Colour: true}, {H: 28, W: 28, Colour: true}}}
	o := Options{Like: &m2pt.Config{}}
	notes := o.unlikeImageNotes("photos", images)
	want := []string{"photos: 2 of 3 images are in colour: read in grey, as the model takes it", "photos: 1 of 3 images are of quite another size: 280×300 pixels, scaled to 28×28"}
	if strings.Join(notes, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q, want %q", notes, want)
	}
	if notes := (Options{}).unlikeImageNotes("photos", images); notes != nil {
		t.Errorf("a new model: %q", notes)
	}

	clips := &datasets.Spectrograms{Specs: []*tensor.Tensor{tensor.New(9, 1), tensor.New(10, 1), tensor.New(30, 1)}, Frames: 10}
	sets := []*datasets.Spectrograms{clips, nil, clips}
	if got, want := strings.Join((Options{}).cutNotes("words", sets), ""), "words: 2 of 6 clips have up to 30 frames, of which the model hears the first 10 (--audio-frames moves it)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := o.cutNotes("words", sets); len(got) != 1 || strings.Contains(got[0], "--") {
		t.Errorf("for a model that is there: %q", got)
	}
	clips.Frames = 30
	if got := o.cutNotes("words", sets); got != nil {
		t.Errorf("nothing is cut: %q", got)
	}

	clouds := &datasets.PointClouds{Clouds: []*datasets.PointCloud{{Points: tensor.New(5, 3)}, {Points: tensor.New(20, 3)}}, Points: 20}
	if got := fewNotes("shapes", clouds); len(got) != 1 || got[0] != "shapes: 1 of 2 clouds are of few points: 5, repeated to 20" {
		t.Errorf("got %q", got)
	}
}

// Loading a set to test a model on bears the notes, and so does a set of long clips.
func TestUnlikeNotesOfLoad(t *testing.T) {
	dir := t.TempDir()
	for _, class := range []string{"a", "b"} {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(painted(t, 200, 200, color.RGBA{200, 0, 0, 255}), filepath.Join(dir, class, "1.png")); err != nil {
			t.Fatal(err)
		}
	}
	like := m2pt.Config{Modality: m2pt.Image, Net: &nn.ViTConfig{Image: [2]int{28, 28}, Channels: 1}, Classes: []string{"a", "b"}, Mean: []float32{0.5}, Std: []float32{1}}
	c, err := LoadLike(context.Background(), like, dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Notes) != 2 || !strings.Contains(c.Notes[0], "2 of 2 images are in colour") {
		t.Errorf("notes %q", c.Notes)
	}
	if c, err = Synthetic(m2pt.Audio, 4, 4, 1, Options{Audio: AudioInput{Frames: 20}}); err != nil || len(c.Notes) != 1 {
		t.Errorf("notes %q, %v", c.Notes, err)
	}
	frames := m2pt.Config{Modality: m2pt.Video, Net: &video.Config{Channels: 1, Frames: 6, Image: [2]int{8, 8}}, Mean: []float32{0}, Std: []float32{1}}
	stills := t.TempDir()
	if err := os.Rename(painted(t, 8, 8, color.White), filepath.Join(stills, "1.png")); err != nil {
		t.Fatal(err)
	}
	s, err := Decode(context.Background(), frames, stills, DecodeOptions{})
	if err != nil || s.Unlike["of few frames"] != "1, the last of which is repeated to 6" {
		t.Errorf("%v, %v", s, err)
	}
}
