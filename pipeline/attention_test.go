package pipeline

import (
	"image"
	"math"
	"strings"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Patches that overlap share their cells, and what no patch covers has no attention.
func TestSpread(t *testing.T) {
	// Two patches of 2×2 that begin at columns 0 and 1, on 2×4 cells.
	got := spread([]float32{1, 3}, 2, [2]int{2, 4}, [2]int{2, 2}, [2]int{2, 1})
	want := []float32{1, 2, 3, float32(math.NaN())}
	for i, v := range got.Data() {
		if w := want[i%4]; v != w && !(v != v && w != w) {
			t.Errorf("cell %d gets %v, want %v", i, v, w)
		}
	}
}

// brightest returns the first pixel of the brightest colour of heat maps.
func brightest(p image.Image) image.Point {
	b := p.Bounds()
	best, at := -1, image.Point{}
	for y := 0; y < b.Dy(); y++ {
		for x := 0; x < b.Dx(); x++ {
			c := colourAt(p, x, y)
			if s := int(c.R) + int(c.G) + int(c.B); s > best {
				best, at = s, image.Pt(x, y)
			}
		}
	}
	return at
}

// The token that gets all attention is bright at its place in the picture.
func TestAttentionIsDrawnInItsPlace(t *testing.T) {
	img := m2pt.Config{Modality: m2pt.Image, Net: &nn.ViTConfig{Image: [2]int{8, 8}, Patch: [2]int{4, 4}, Channels: 1, Dim: 4, Depth: 1, Heads: 1, Classes: 2}, Mean: []float32{0}, Std: []float32{1}}
	p := attendImage(img, make([]float32, 64), []float32{0, 1, 0, 0})[0]
	if at := brightest(p); at != image.Pt(p.Bounds().Dx()/2, 0) {
		t.Errorf("image: patch 1 is bright at %v of %v", at, p.Bounds())
	}
	// A spectrogram of 8 frames and 4 bins in patches of 4 frames and 2 bins: token 1 is
	// the first four frames of the upper bins.
	sound := m2pt.Config{Modality: m2pt.Audio, Net: &nn.ViTConfig{Image: [2]int{8, 4}, Patch: [2]int{4, 2}, Channels: 1, Dim: 4, Depth: 1, Heads: 1, Classes: 2}, Mean: []float32{0}, Std: []float32{1}}
	p = attendAudio(sound, make([]float32, 32), []float32{0, 1, 0, 0})[0]
	if at := brightest(p); at != (image.Point{}) {
		t.Errorf("sound: the upper bins of the first frames are bright at %v of %v", at, p.Bounds())
	}
	p = attendAudio(sound, make([]float32, 32), []float32{0, 0, 1, 0})[0]
	if at := brightest(p); at != image.Pt(p.Bounds().Dx()/2, p.Bounds().Dy()/2) {
		t.Errorf("sound: the lower bins of the last frames are bright at %v of %v", at, p.Bounds())
	}
	// Of a video of four frames in tubelets of two, token 5 is patch 1 of the last two.
	c, err := Synthetic(m2pt.Video, 4, 4, 1, Options{Frames: 4})
	if err != nil {
		t.Fatal(err)
	}
	v := c.ModelConfig(ModelOptions{Dim: 8, Depth: 1, Heads: 1, Video: VideoModel{Patch: 8}})
	sample := make([]float32, 4*16*16)
	attention := make([]float32, tubeletsOf(v))
	attention[5] = 1
	frames := attendVideo(v, sample, attention)
	dark := colourAt(frames[0], 0, 0)
	if colourAt(frames[1], frames[1].Bounds().Dx()-1, 0) != dark || brightest(frames[2]) != image.Pt(frames[2].Bounds().Dx()/2, 0) || brightest(frames[3]) != brightest(frames[2]) {
		t.Errorf("video: bright at %v, %v, %v and %v", brightest(frames[0]), brightest(frames[1]), brightest(frames[2]), brightest(frames[3]))
	}
}

// A model of every modality gets a picture for the sample, each block and the rollout.
func TestDrawAttention(t *testing.T) {
	for _, name := range []m2pt.Modality{m2pt.Image, m2pt.Audio, m2pt.Point, m2pt.Video} {
		for _, masked := range []bool{false, true} {
			c, err := Synthetic(name, 4, 4, 1, Options{})
			if err != nil {
				t.Fatal(err)
			}
			o := ModelOptions{Dim: 16, Depth: 2, Heads: 2, Image: ImageModel{Patch: 7}, Audio: AudioModel{Patch: [2]int{16, 16}}, Point: PointModel{Groups: 8, GroupSize: 8}}
			if masked {
				o.Masked = &m2pt.Masked{}
			}
			m, err := m2pt.NewModel(c.ModelConfig(o), tensor.NewRNG(1))
			if err != nil {
				t.Fatal(err)
			}
			shape := m.Config.InputShape()
			x := tensor.New(append([]int{2}, shape...)...).Uniform(tensor.NewRNG(2), -0.5, 0.5)
			p, err := DrawAttention(m, x, 1)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if b := p.Bounds(); b.Dx() < 4*150 || b.Dy() < 150 {
				t.Errorf("%s, masked %v: a picture of %v", name, masked, b)
			}
			if other, _ := DrawAttention(m, x, 0); equalPictures(p, other) {
				t.Errorf("%s: both samples look alike", name)
			}
		}
	}
	if _, err := DrawAttention(&m2pt.Model{Config: m2pt.Config{Modality: "smell"}}, tensor.New(1, 1), 0); err == nil || !strings.Contains(err.Error(), "smell") {
		t.Errorf("an unknown modality: %v", err)
	}
}

func equalPictures(a, b image.Image) bool {
	x, ok := a.(*image.RGBA)
	y, ok2 := b.(*image.RGBA)
	return ok && ok2 && string(x.Pix) == string(y.Pix)
}
