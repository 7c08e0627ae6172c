package augment

import (
	"math"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/checksum"
	"github.com/gopathway/pathway/tensor"
)

// Of the bits of moved, louder and masked spectrograms.
const sumSpec = 0xf827e896

// spectrograms returns clips of the given numbers of frames, of 10 bins each,
// for a model that takes 20 frames. A value is 1 + 100·frame.
func spectrograms(frames ...int) *datasets.Spectrograms {
	s := &datasets.Spectrograms{Frames: 20, Bins: 10, Std: 0.5}
	for _, n := range frames {
		x := tensor.New(n, 10)
		for i := range x.Data() {
			x.Data()[i] = float32(1 + 100*(i/10))
		}
		s.Specs, s.Label = append(s.Specs, x), append(s.Label, 0)
	}
	return s
}

// Stripes are masked, each as wide as the settings allow at most.
func TestSpecMasks(t *testing.T) {
	s := spectrograms(20, 20, 20)
	varied := Spectrograms(s, Spec{TimeMasks: 1, TimeWidth: 0.25, FreqMasks: 2, FreqWidth: 0.3}, 4)
	sizes := map[int]bool{}
	for epoch := uint64(0); epoch < 60; epoch++ {
		x := batch(varied.Epoch(epoch), 1, 2)
		for b := 0; b < 2; b++ {
			frames, bins := 0, 0
			for f := 0; f < 20; f++ {
				zero := true
				for m := 0; m < 10; m++ {
					zero = zero && x.At(b, 0, f, m) == 0
				}
				if zero {
					frames++
				}
			}
			for m := 0; m < 10; m++ {
				zero := true
				for f := 0; f < 20; f++ {
					zero = zero && x.At(b, 0, f, m) == 0
				}
				if zero {
					bins++
				}
			}
			if frames > 5 || bins > 6 {
				t.Errorf("%d frames and %d bins masked", frames, bins)
			}
			sizes[frames*10+bins] = true
		}
		if !reflect.DeepEqual(batch(varied.Epoch(epoch), 2).Data(), x.Data()[200:]) {
			t.Fatal("a clip depends on its batch")
		}
	}
	if len(sizes) < 12 {
		t.Errorf("only %d different masks", len(sizes))
	}
}

// A long clip is read from a later frame, a short one begins later, both by a
// share of the frames at most; all of a clip gets louder alike.
func TestSpecMoves(t *testing.T) {
	s := spectrograms(30, 21, 12)
	moved := Spectrograms(s, Spec{Shift: 0.2}, 1)
	for clip, most := range []int{4, 1, 4} {
		seen := map[int]bool{}
		for epoch := uint64(0); epoch < 100; epoch++ {
			x := batch(moved.Epoch(epoch), clip)
			at := int(x.At(0, 0, 0, 0)) / 100
			for clip == 2 && x.At(0, 0, at, 0) != 1 {
				at++ // frames before the clip are padding
			}
			seen[at] = true
		}
		if len(seen) != most+1 || !seen[0] || !seen[most] {
			t.Errorf("clip %d is moved by %v frames, want 0 to %d", clip, seen, most)
		}
	}
	least, largest := 9.0, -9.0
	for epoch := uint64(0); epoch < 200; epoch++ {
		x := batch(Spectrograms(s, Spec{Gain: 1.5}, 1).Epoch(epoch), 0)
		gain := float64(x.At(0, 0, 0, 0) - 1)
		least, largest = math.Min(least, gain), math.Max(largest, gain)
		if d := float64(x.At(0, 0, 7, 3)) - 701 - gain; math.Abs(d) > 1e-3 {
			t.Fatalf("frame 7 is louder by %v more than frame 0", d)
		}
	}
	if least < -1.5 || least > -1.4 || largest > 1.5 || largest < 1.4 {
		t.Errorf("gains from %v to %v", least, largest)
	}
}

func TestSpecIsFixed(t *testing.T) {
	s := spectrograms(30, 21, 12)
	a := Spec{TimeMasks: 2, TimeWidth: 0.2, FreqMasks: 1, FreqWidth: 0.3, Gain: 1.5, Shift: 0.2}
	x := batch(Spectrograms(s, a, 9).Epoch(5), 0, 1, 2)
	// The bits must never change: resumed runs and other platforms rely on it.
	if got := checksum.Floats(x.Data()); got != sumSpec {
		t.Errorf("checksum %#x, want %#x", got, sumSpec)
	}
	if !reflect.DeepEqual(batch(Spectrograms(s, Spec{}, 9).Epoch(5), 0, 1, 2), batch(s, 0, 1, 2)) {
		t.Error("the zero value changes spectrograms")
	}
	for _, bad := range []Spec{{TimeMasks: -1}, {FreqWidth: 1.5}, {TimeWidth: math.NaN()}, {Gain: -1}, {Shift: 2}} {
		wantPanic(t, "augment.Spectrograms", func() { Spectrograms(s, bad, 0) })
	}
	wantPanic(t, "augment.Spectrograms: Batch", func() { batch(Spectrograms(s, a, 9).Epoch(0), 3) })
}
