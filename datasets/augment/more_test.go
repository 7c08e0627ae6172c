package augment

import (
	"math"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/checksum"
	"github.com/gopathway/pathway/datasets/internal/random"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/tensor"
)

// Colour images with some structure.
func colours(n, h, w int) *datasets.Images {
	s := &datasets.Images{Labelled: datasets.Labelled{Name: "colours", Label: make([]int, n), Classes: []string{"any"}}, C: 3, H: h, W: w}
	g := tensor.NewRNG(1)
	for i := 0; i < n*3*h*w; i++ {
		s.Pixels = append(s.Pixels, uint8(40+(3*(i%w)+5*(i/w%h))%100+g.IntN(60)))
	}
	return s
}

// everything changes all that can be changed, with shifts by one pixel of 28 or 20.
var everything = Image{
	RandomResizedCrop: RandomResizedCrop{Scale: [2]float64{0.2, 1}}, RandAugment: RandAugment{N: 2, Magnitude: 9},
	Shift: 0.04, Rotate: 5, Scale: 0.05, Flip: true, RandomErasing: 0.25, Fill: 128,
}

const (
	sumAllGrey   = 0x66bb169f
	sumAllColour = 0x6a73cf9a
)

func TestCropAndRandAugmentAreFixed(t *testing.T) {
	for _, tt := range []struct {
		name string
		set  *datasets.Images
		want uint32
	}{{"grey", synthetic.Images(70, 2), sumAllGrey}, {"colour", colours(70, 24, 20), sumAllColour}} {
		s := tt.set
		s.Mean, s.Std = s.MeanStd()
		idx := datasets.Order(70, 0, 0)
		x := seen(everything, s, 4, 3, idx...)
		// The bits must never change: resumed runs and other platforms rely on it.
		if got := checksum.Floats(x.Data()); got != tt.want {
			t.Errorf("%s: checksum %#x, want %#x", tt.name, got, tt.want)
		}
		n := s.C * s.H * s.W
		for k, i := range idx {
			one := seen(everything, s, 4, 3, i)
			if !reflect.DeepEqual(one.Data(), x.Data()[k*n:(k+1)*n]) {
				t.Fatalf("%s: image %d depends on its batch", tt.name, i)
			}
		}
		for _, threads := range []int{1, 2, 5} {
			parallel.SetLimit(threads)
			if got := checksum.Floats(seen(everything, s, 4, 3, idx...).Data()); got != tt.want {
				t.Errorf("%s: checksum %#x on %d threads", tt.name, got, threads)
			}
		}
		parallel.SetLimit(0)
		if !allDifferent(x, seen(everything, s, 4, 4, idx...), seen(everything, s, 5, 3, idx...)) {
			t.Errorf("%s: epoch or seed make no difference", tt.name)
		}
	}
}

// One sort of change draws nothing from another's random numbers.
func TestCropLeavesOtherChangesAlone(t *testing.T) {
	s := synthetic.Images(40, 1)
	for i := range s.Pixels {
		s.Pixels[i] = 200 // a crop of one colour changes nothing
	}
	idx := datasets.Order(40, 0, 0)
	a := Image{Shift: 3.0 / 28, RandomErasing: 0.5}
	b := a
	b.RandomResizedCrop.Scale = [2]float64{0.1, 0.9}
	if !reflect.DeepEqual(seen(a, s, 5, 1, idx...), seen(b, s, 5, 1, idx...)) {
		t.Error("the crop changes shifts or erasing")
	}
}

func TestAugmentAllocatesLittle(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector makes pools forget")
	}
	s := colours(64, 32, 32)
	idx := datasets.Order(64, 0, 0)
	x := tensor.New(64, 3, 32, 32)
	s.Mean, s.Std = s.MeanStd()
	parallel.SetLimit(1) // each thread has its own memory
	defer parallel.SetLimit(0)
	set := Images(s, everything, 4).Epoch(0)
	if n := testing.AllocsPerRun(10, func() { set.Batch(x, idx) }); n > 4 {
		t.Errorf("%v allocations for a batch of 64", n)
	}
}

func TestRandomResizedCropBox(t *testing.T) {
	g := tensor.NewRNG(7)
	c := RandomResizedCrop{Scale: [2]float64{0.2, 0.8}, Ratio: [2]float64{0.5, 2}}
	const h, w = 100, 120
	least, most, flattest, widest := 1.0, 0.0, 9.0, 0.0
	for i := 0; i < 3000; i++ {
		y0, x0, ch, cw := c.box(g, h, w)
		if y0 < 0 || x0 < 0 || ch < 1 || cw < 1 || y0+ch > h || x0+cw > w {
			t.Fatalf("the part at %d, %d of %d×%d is not inside", y0, x0, ch, cw)
		}
		share, ratio := float64(ch*cw)/(h*w), float64(cw)/float64(ch)
		least, most = math.Min(least, share), math.Max(most, share)
		flattest, widest = math.Min(flattest, ratio), math.Max(widest, ratio)
	}
	if least < 0.19 || least > 0.21 || most < 0.77 || most > 0.81 || flattest < 0.49 || flattest > 0.52 || widest < 1.9 || widest > 2.05 {
		t.Errorf("shares %.3f to %.3f, ratios %.3f to %.3f", least, most, flattest, widest)
	}

	// No part of these fits, so it is the middle: torchvision's last resort.
	whole := RandomResizedCrop{Scale: [2]float64{1, 1}}
	for _, tt := range []struct{ h, w, y0, x0, ch, cw int }{
		{10, 100, 0, 43, 10, 13}, // 10·4/3 wide
		{100, 12, 42, 0, 16, 12}, // 12/(3/4) high
	} {
		y0, x0, ch, cw := whole.box(g, tt.h, tt.w)
		if got := [4]int{y0, x0, ch, cw}; got != [4]int{tt.y0, tt.x0, tt.ch, tt.cw} {
			t.Errorf("of %d×%d: %v, want %v", tt.h, tt.w, got, tt)
		}
	}
}

// A part of a slope is a flatter slope: its range is that of the part.
func TestRandomResizedCropResizes(t *testing.T) {
	s := &datasets.Images{Labelled: datasets.Labelled{Label: []int{0}}, C: 2, H: 32, W: 48}
	for i := 0; i < 2*32*48; i++ {
		v := 5 * (i % 48)
		if i >= 32*48 {
			v = 7 * (i / 48 % 32)
		}
		s.Pixels = append(s.Pixels, uint8(v))
	}
	a := Image{RandomResizedCrop: RandomResizedCrop{Scale: [2]float64{0.2, 0.5}}}
	for epoch := uint64(0); epoch < 40; epoch++ {
		x := seen(a, s, 2, epoch, 0)
		g := tensor.NewRNG(2, random.Crop, epoch, 0)
		y0, x0, ch, cw := a.RandomResizedCrop.box(g, 32, 48)
		// In the middle of the part, away from its edges.
		for _, at := range [][2]int{{16, 24}, {10, 12}, {20, 40}} {
			px := float64(x0) + (float64(at[1])+0.5)*float64(cw)/48 - 0.5
			py := float64(y0) + (float64(at[0])+0.5)*float64(ch)/32 - 0.5
			if d := math.Abs(255*float64(x.At(0, 0, at[0], at[1])) - 5*px); d > 1 {
				t.Errorf("epoch %d: off by %v in x", epoch, d)
			}
			if d := math.Abs(255*float64(x.At(0, 1, at[0], at[1])) - 7*py); d > 1 {
				t.Errorf("epoch %d: off by %v in y", epoch, d)
			}
		}
	}
	all := Image{RandomResizedCrop: RandomResizedCrop{Scale: [2]float64{1, 1}, Ratio: [2]float64{1.5, 1.5}}}
	if !reflect.DeepEqual(seen(all, s, 0, 0, 0), batch(s, 0)) {
		t.Error("all of the image is not the image")
	}
}

// Every operation occurs. Each of the 14 that changes nothing leaves about one
// image in 14 as it is, and at magnitude 0 only two change anything.
func TestRandAugmentDraws(t *testing.T) {
	s := colours(1, 16, 16)
	plain := batch(s, 0)
	count := func(a RandAugment) (same int, kinds map[uint32]bool) {
		kinds = map[uint32]bool{}
		for epoch := uint64(0); epoch < 1400; epoch++ {
			x := seen(Image{RandAugment: a}, s, 0, epoch, 0)
			kinds[checksum.Floats(x.Data())] = true
			if reflect.DeepEqual(x.Data(), plain.Data()) {
				same++
			}
		}
		return same, kinds
	}
	// At full strength: identity, autocontrast, equalize, solarize, posterize
	// and nine operations with two signs.
	if same, kinds := count(RandAugment{N: 1, Magnitude: 10}); len(kinds) != 5+2*9 || same < 70 || same > 130 {
		t.Errorf("%d results, %d of 1400 unchanged", len(kinds), same)
	}
	if same, kinds := count(RandAugment{N: 1}); len(kinds) != 3 || same < 1150 || same > 1250 {
		t.Errorf("at magnitude 0: %d results, %d of 1400 unchanged", len(kinds), same)
	}
	if same, _ := count(RandAugment{Magnitude: 10}); same != 1400 {
		t.Errorf("no operations changed %d images", 1400-same)
	}
}

func TestAugmentRefusesNonsense(t *testing.T) {
	s := synthetic.Images(2, 1)
	nan := math.NaN()
	for _, a := range []Image{
		{Scale: nan},
		{RandAugment: RandAugment{N: -1}}, {RandAugment: RandAugment{N: 1, Magnitude: 10.5}}, {RandAugment: RandAugment{N: 1, Magnitude: nan}},
		{RandomResizedCrop: RandomResizedCrop{Scale: [2]float64{0, 1}}}, {RandomResizedCrop: RandomResizedCrop{Scale: [2]float64{0.5, 1.5}}},
		{RandomResizedCrop: RandomResizedCrop{Scale: [2]float64{0.5, 0.2}}}, {RandomResizedCrop: RandomResizedCrop{Scale: [2]float64{nan, 1}}},
		{RandomResizedCrop: RandomResizedCrop{Scale: [2]float64{0.5, 1}, Ratio: [2]float64{2, 1}}},
		{RandomResizedCrop: RandomResizedCrop{Scale: [2]float64{0.5, 1}, Ratio: [2]float64{1, math.Inf(1)}}},
	} {
		wantPanic(t, "augment.Images", func() { Images(s, a, 0) })
	}
	// Images of one pixel are as good as any.
	tiny := &datasets.Images{Labelled: datasets.Labelled{Label: []int{0}}, C: 3, H: 1, W: 1, Pixels: []uint8{1, 2, 3}}
	for epoch := uint64(0); epoch < 50; epoch++ {
		seen(everything, tiny, 4, epoch, 0)
	}
}
