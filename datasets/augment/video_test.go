package augment

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/internal/checksum"
	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/tensor"
)

const sumVideo = 0x1a07c345

func TestVideoAugment(t *testing.T) {
	defer parallel.SetLimit(0)
	s := synthetic.Videos(12, 3)
	s.Frames = 5
	varied := Videos(s, Video{TemporalCrop: true, Shift: 2.0 / 16, Flip: true}, 5)
	idx := []int{3, 1, 7, 0, 11}
	run := func(epoch uint64, idx []int) *tensor.Tensor {
		return batch(varied.Epoch(epoch), idx...)
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
	if got := checksum.Floats(one.Data()); got != sumVideo {
		t.Errorf("checksum %#x, want %#x", got, sumVideo)
	}
	// A crop begins anywhere; a shift moves all frames alike; a mirror mirrors.
	starts := map[int]bool{}
	n := &datasets.Videos{Labelled: datasets.Labelled{Label: []int{0}}, C: 1, H: 1, W: 1, Frames: 4, Clips: [][]uint8{{0, 1, 2, 3, 4, 5, 6, 7, 8}}}
	crop := Videos(n, Video{TemporalCrop: true}, 0)
	for e := uint64(0); e < 100; e++ {
		starts[int(255*batch(crop.Epoch(e), 0).Data()[0]+0.5)] = true
	}
	if len(starts) != 6 {
		t.Errorf("crops begin at %v", starts)
	}
	edge := &datasets.Videos{Labelled: datasets.Labelled{Label: []int{0}}, C: 1, H: 1, W: 3, Frames: 1, Clips: [][]uint8{{255, 0, 51}}}
	moved := Videos(edge, Video{Flip: true, Shift: 1}, 1)
	seen := map[string]bool{}
	for e := uint64(0); e < 60; e++ {
		seen[fmt.Sprint(batch(moved.Epoch(e), 0).Data())] = true
	}
	for _, want := range []string{"[1 0 0.2]", "[0.2 0 1]", "[0 1 0]", "[0 0.2 0]", "[0 0 0]"} {
		if !seen[want] {
			t.Errorf("never %s: %v", want, seen)
		}
	}
}
