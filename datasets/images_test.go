package datasets

import (
	"math"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/tensor"
)

// smallImages returns n images [2, 2, 3] with pixels 0, 1, 2, ...
func smallImages(n int) *Images {
	s := &Images{Labelled: Labelled{Name: "small", Classes: []string{"a", "b"}}, C: 2, H: 2, W: 3}
	for i := 0; i < n*12; i++ {
		s.Pixels = append(s.Pixels, uint8(i))
	}
	for i := 0; i < n; i++ {
		s.Label = append(s.Label, i%2)
	}
	return s
}

func TestImagesBatch(t *testing.T) {
	s := smallImages(4)
	x := fill(s, 3, 1)
	if !reflect.DeepEqual(x.Shape(), []int{2, 2, 2, 3}) {
		t.Fatalf("shape %v", x.Shape())
	}
	if got, want := x.At(0, 1, 0, 2), float32(3*12+6+2)/255; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	mean, std := []float32{0.5, 0.25}, []float32{2, 4}
	s.Mean, s.Std = mean, std
	y := fill(s, 3, 1)
	for c := range mean {
		p := float32(12+6*c) / 255
		if got, want := y.At(1, c, 0, 0), (p-mean[c])/std[c]; got != want {
			t.Errorf("channel %d: got %v, want %v", c, got, want)
		}
	}
	if got := s.Targets(nil, []int{3, 0}); !reflect.DeepEqual(got, []int{1, 0}) {
		t.Errorf("targets %v", got)
	}

	s.Mean, s.Std = nil, nil
	for name, f := range map[string]func(){
		"index":       func() { fill(s, 4) },
		"negative":    func() { fill(s, -1) },
		"mean":        func() { bad := *s; bad.Mean = []float32{1}; fill(&bad, 0) },
		"std":         func() { bad := *s; bad.Std = []float32{1, 1, 1}; fill(&bad, 0) },
		"destination": func() { s.Batch(tensor.New(1, 2, 3, 2), []int{0}) },
		"rank":        func() { s.Batch(tensor.New(12), []int{0}) },
	} {
		t.Run(name, func(t *testing.T) { wantPanic(t, "Images.Batch", f) })
	}
	wantPanic(t, "Targets", func() { s.Targets(nil, []int{4}) })

	s.Invert()
	if s.Pixels[0] != 255 || s.Pixels[10] != 245 {
		t.Errorf("inverted: %v", s.Pixels[:11])
	}
}

func TestImagesMeanStd(t *testing.T) {
	// Channel 0: 0 and 255 equally often: mean ½, deviation ½. Channel 1: 51.
	s := &Images{Labelled: Labelled{Label: []int{0, 0}}, C: 2, H: 1, W: 2, Pixels: []uint8{0, 255, 51, 51, 255, 0, 51, 51}}
	mean, std := s.MeanStd()
	if mean[0] != 0.5 || std[0] != 0.5 || mean[1] != 0.2 || std[1] != 1 {
		t.Errorf("mean %v, std %v", mean, std)
	}
	s.Mean, s.Std = mean, std
	x := fill(s, 0, 1)
	if x.At(0, 0, 0, 0) != -1 || x.At(0, 0, 0, 1) != 1 || math.Abs(float64(x.At(1, 1, 0, 0))) > 1e-7 {
		t.Errorf("normalised: %v", x)
	}
}
