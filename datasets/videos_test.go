package datasets

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"math"
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
