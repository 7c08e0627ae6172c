package pipeline

import (
	"image"
	"image/color"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/audio"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/tensor"
)

// colourAt returns the colour of a pixel.
func colourAt(p image.Image, x, y int) color.RGBA {
	return color.RGBAModel.Convert(p.At(x, y)).(color.RGBA)
}

// What follows the end of a clip is dark in all three pictures, whatever a model makes of
// it, and what is masked has no colour of a spectrogram.
func TestRebuiltSounds(t *testing.T) {
	// Two bins and four frames, of which two are the clip. Zeros are above the mean.
	c := m2pt.Config{Modality: m2pt.Audio, Net: &nn.ViTConfig{Image: [2]int{4, 2}, Channels: 1}, Mean: []float32{-8}, Std: []float32{4}, Filters: &audio.FilterBankConfig{}}
	sample := []float32{0.5, -0.5, 0.25, 0.5, 1, 1, 1, 1}
	seen := []float32{0.5, -0.5, 0, 0, 0, 0, 1, 1}
	rebuilt := []float32{0.5, -0.5, 0.2, 0.2, 1.2, 1.2, 1, 1}
	versions := audioModality.rebuild(c, sample, seen, rebuilt)
	dark := colourAt(picture.Heat(tensor.New(1, 1), picture.HeatOptions{}), 0, 0)
	for k, pictures := range versions {
		p := pictures[0]
		if got := colourAt(p, 3, 0); got != dark {
			t.Errorf("picture %d: after the end %v, want %v", k, got, dark)
		}
		if got := colourAt(p, 0, 0); got == dark {
			t.Errorf("picture %d: the clip is dark", k)
		}
	}
	if got := colourAt(versions[2][0], 2, 0); got != dark {
		t.Errorf("rebuilt after the end: %v", got)
	}
	for _, x := range []int{1, 2} {
		if c := colourAt(versions[1][0], x, 1); c.R != c.G || c.G != c.B {
			t.Errorf("masked frame %d is %v, want a grey", x, c)
		}
	}
	if c := colourAt(versions[2][0], 1, 1); c.R == c.G {
		t.Errorf("the rebuilt frame is %v", c)
	}
}

// Masked pixels of images are chequered, the others as they are.
func TestRebuiltImages(t *testing.T) {
	c := m2pt.Config{Modality: m2pt.Image, Net: &nn.ViTConfig{Image: [2]int{2, 2}, Channels: 1}, Mean: []float32{0.5}, Std: []float32{0.5}}
	sample, seen := []float32{1, -1, 1, -1}, []float32{1, -1, 0, 0}
	v := imageModality.rebuild(c, sample, seen, []float32{1, -1, 0.5, -0.5})
	if a, b := colourAt(v[1][0], 0, 1), colourAt(v[1][0], 1, 1); a == b || a.R < 128 || b.R < 128 {
		t.Errorf("masked pixels are %v and %v", a, b)
	}
	if a, b := colourAt(v[1][0], 0, 0), colourAt(v[0][0], 0, 0); a != b {
		t.Errorf("a pixel that is seen is %v, want %v", a, b)
	}
}

// The legend of segments has the classes that occur, and what has none.
func TestSegmentSheet(t *testing.T) {
	c := m2pt.Config{Modality: m2pt.Image, Net: &nn.ViTConfig{Image: [2]int{1, 2}, Channels: 1}, Mean: []float32{0.5}, Std: []float32{0.5}, Segment: &m2pt.Segment{}, Classes: []string{"a", "b", "c", "d"}}
	sheet := func(targets, given []int) map[color.RGBA]bool {
		p := SegmentSheet(c, tensor.New(len(targets)/2, 1, 1, 2), targets, given)
		seen := map[color.RGBA]bool{}
		b := p.Bounds()
		for y := b.Dy() - 50; y < b.Dy(); y++ { // the legend
			for x := 0; x < b.Dx(); x++ {
				seen[colourAt(p, x, y)] = true
			}
		}
		return seen
	}
	seen := sheet([]int{0, 2}, []int{0, 0})
	for class, there := range []bool{true, false, true, false} {
		if seen[picture.ClassColour(class)] != there {
			t.Errorf("class %d in the legend: %v", class, !there)
		}
	}
	sheet([]int{-100, 2}, []int{1, 2}) // pixels without a class are no mistake
	parts := m2pt.Config{Segment: &m2pt.Segment{Categories: []string{"mug", "lamp"}, PartsOf: [][]int{{0, 1}, {2, 3}}}}
	if got := categoryOf(parts, []int{3, 2}); got != "lamp" {
		t.Errorf("category %q", got)
	}
}
