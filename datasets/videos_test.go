package datasets

import (
	"bytes"
	"math"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// numberedVideos returns videos of 2×3 frames whose pixels tell where they are from:
// 10·video + frame.
func numberedVideos(frames ...int) *Videos {
	s := &Videos{Labelled: Labelled{Name: "numbered", Classes: []string{"a", "b"}}, C: 1, H: 2, W: 3}
	for i, n := range frames {
		var clip []uint8
		for f := 0; f < n; f++ {
			clip = append(clip, bytes.Repeat([]uint8{uint8(10*i + f)}, 6)...)
		}
		s.Clips, s.Label = append(s.Clips, clip), append(s.Label, i%2)
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
		s.Frames, s.Stride = c.frames, c.stride
		if got := framesOf(fill(s, c.video)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: frames %v", c, got)
		}
	}
	s.Frames, s.Stride, s.Mean, s.Std = 2, 1, []float32{0.5}, []float32{0.25}
	x := fill(s, 1, 0)
	if got, want := x.At(1, 0, 0, 0, 0), (float32(3)/255-0.5)/0.25; got != want {
		t.Errorf("normalised: %v, want %v", got, want)
	}
	for name, f := range map[string]func(){
		"other frames": func() { s.Batch(tensor.New(1, 1, 2, 3, 3), []int{0}) },
		"index":        func() { fill(s, 2) },
		"stride":       func() { bad := *s; bad.Stride = -1; fill(&bad, 0) },
		"frames":       func() { bad := *s; bad.Frames = -1; bad.Batch(tensor.New(1, 1, 2, 2, 3), []int{0}) },
		"mean":         func() { bad := *s; bad.Mean = []float32{1, 2}; fill(&bad, 0) },
	} {
		if err := tensor.Catch(f); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	mean, std := s.MeanStd()
	if want := float32((36 + 33) / 12.0 / 255); math.Abs(float64(mean[0]-want)) > 1e-7 || !(std[0] > 0) {
		t.Errorf("mean %v, want %v; std %v", mean, want, std)
	}
}
