package datasets

import (
	"math"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// smallImages returns n images [2, 2, 3] with pixels 0, 1, 2, ...
func smallImages(n int) *Images {
	s := &Images{Name: "small", C: 2, H: 2, W: 3, Classes: []string{"a", "b"}}
	for i := 0; i < n*12; i++ {
		s.Pixels = append(s.Pixels, uint8(i))
	}
	for i := 0; i < n; i++ {
		s.Labels = append(s.Labels, i%2)
	}
	return s
}

func TestImagesBatch(t *testing.T) {
	s := smallImages(4)
	x := s.Batch(nil, []int{3, 1}, nil, nil)
	if !reflect.DeepEqual(x.Shape(), []int{2, 2, 2, 3}) {
		t.Fatalf("shape %v", x.Shape())
	}
	if got, want := x.At(0, 1, 0, 2), float32(3*12+6+2)/255; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	mean, std := []float32{0.5, 0.25}, []float32{2, 4}
	y := s.Batch(x, []int{3, 1}, mean, std)
	if y != x {
		t.Error("the destination was not used")
	}
	for c := range mean {
		p := float32(12+6*c) / 255
		if got, want := y.At(1, c, 0, 0), (p-mean[c])/std[c]; got != want {
			t.Errorf("channel %d: got %v, want %v", c, got, want)
		}
	}
	if got := s.Targets([]int{3, 0}); !reflect.DeepEqual(got, []int{1, 0}) {
		t.Errorf("targets %v", got)
	}

	for name, f := range map[string]func(){
		"index":       func() { s.Batch(nil, []int{4}, nil, nil) },
		"negative":    func() { s.Batch(nil, []int{-1}, nil, nil) },
		"mean":        func() { s.Batch(nil, []int{0}, []float32{1}, nil) },
		"std":         func() { s.Batch(nil, []int{0}, nil, []float32{1, 1, 1}) },
		"destination": func() { s.Batch(tensor.New(1, 2, 3, 2), []int{0}, nil, nil) },
		"rank":        func() { s.Batch(tensor.New(12), []int{0}, nil, nil) },
	} {
		t.Run(name, func(t *testing.T) { wantPanic(t, "Images.Batch", f) })
	}
}

func TestImagesMeanStd(t *testing.T) {
	// Channel 0: 0 and 255 equally often: mean ½, deviation ½. Channel 1: 51.
	s := &Images{C: 2, H: 1, W: 2, Pixels: []uint8{0, 255, 51, 51, 255, 0, 51, 51}, Labels: []int{0, 0}}
	mean, std := s.MeanStd()
	if mean[0] != 0.5 || std[0] != 0.5 || mean[1] != 0.2 || std[1] != 1 {
		t.Errorf("mean %v, std %v", mean, std)
	}
	x := s.Batch(nil, []int{0, 1}, mean, std)
	if x.At(0, 0, 0, 0) != -1 || x.At(0, 0, 0, 1) != 1 || math.Abs(float64(x.At(1, 1, 0, 0))) > 1e-7 {
		t.Errorf("normalised: %v", x)
	}
}

func TestImagesSelect(t *testing.T) {
	s := smallImages(6)
	u := s.Select([]int{5, 0})
	if u.Len() != 2 || u.Image(0)[0] != 60 || u.Image(1)[11] != 11 || u.Labels[0] != 1 || u.Classes[1] != "b" {
		t.Errorf("selected %+v", u)
	}
	u.Pixels[0] = 99
	if s.Pixels[60] != 60 {
		t.Error("the selection shares the pixels")
	}
	sub, err := s.Subset(4, 1)
	if err != nil || sub.Len() != 4 || len(sub.Pixels) != 4*12 {
		t.Errorf("subset: %v", err)
	}
	rest, held, err := s.Split(2, 1)
	if err != nil || rest.Len() != 4 || held.Len() != 2 || held.Labels[0] == held.Labels[1] {
		t.Errorf("split: %v", err)
	}
	_, err = s.Subset(7, 1)
	wantError(t, err, "small", "7 of 6")
	_, _, err = s.Split(6, 1)
	wantError(t, err, "small", "6 of 6")
	wantPanic(t, "Images.Select", func() { s.Select([]int{6}) })
	wantPanic(t, "Images.Targets", func() { s.Targets([]int{6}) })

	s.Invert()
	if s.Pixels[0] != 255 || s.Pixels[10] != 245 {
		t.Errorf("inverted: %v", s.Pixels[:11])
	}
}

func TestClipsSelect(t *testing.T) {
	s := &Clips{Name: "few", Rate: 8000, Samples: [][]float32{{0}, {1, 1}, {2}, {3}}, Labels: []int{0, 1, 0, 1}, Classes: []string{"a", "b"}}
	u := s.Select([]int{3, 1})
	if u.Len() != 2 || u.Samples[0][0] != 3 || len(u.Samples[1]) != 2 || u.Rate != 8000 || u.Labels[0] != 1 {
		t.Errorf("selected %+v", u)
	}
	if got := s.Targets([]int{1, 2}); got[0] != 1 || got[1] != 0 {
		t.Errorf("targets %v", got)
	}
	sub, err := s.Subset(2, 3)
	if err != nil || sub.Len() != 2 || sub.Labels[0] == sub.Labels[1] {
		t.Errorf("subset %+v: %v", sub, err)
	}
	rest, held, err := s.Split(2, 3)
	if err != nil || rest.Len() != 2 || held.Len() != 2 {
		t.Errorf("split: %v", err)
	}
	_, err = s.Subset(5, 1)
	wantError(t, err, "few", "5 of 4")
	_, _, err = s.Split(0, 1)
	wantError(t, err, "few", "0 of 4")
	wantPanic(t, "Clips.Select", func() { s.Select([]int{4}) })
	wantPanic(t, "Clips.Targets", func() { s.Targets([]int{-1}) })
}
