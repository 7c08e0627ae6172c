package pipeline

import (
	"hash/crc32"
	"math"
	"testing"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/datasets/augment"
	"github.com/gopathway/pathway/m2pt"
)

// sum returns the CRC-32 of the samples idx of s and of their targets.
func sum(s datasets.Set, idx []int) uint32 {
	h := crc32.NewIEEE()
	for _, v := range datasets.NewBatch(s, idx).Data() {
		u := math.Float32bits(v)
		h.Write([]byte{byte(u), byte(u >> 8), byte(u >> 16), byte(u >> 24)})
	}
	for _, v := range s.Targets(nil, idx) {
		h.Write([]byte{byte(v), byte(v >> 8)})
	}
	return h.Sum32()
}

// The samples of every modality and task, as they are and as an epoch changes
// them, keep their bits: resumed runs rely on it.
func TestBits(t *testing.T) {
	o := augment.Options{
		Image: augment.Image{Shift: 0.1, Rotate: 10, Scale: 0.1, Flip: true, RandomResizedCrop: augment.RandomResizedCrop{Scale: [2]float64{0.5, 1}}, RandomErasing: 0.5},
		Audio: augment.Spec{TimeMasks: 2, TimeWidth: 0.2, FreqMasks: 1, FreqWidth: 0.3, Gain: 1.5, Shift: 0.2},
		Point: augment.Point{Scale: 1.3, Translate: 0.2, RotateUp: 90, Jitter: 0.01},
		Video: augment.Video{TemporalCrop: true, Shift: 0.1, Flip: true},
		Seed:  9,
	}
	for _, want := range []struct {
		modality       m2pt.Modality
		task           Task
		plain, changed uint32
	}{
		{"image", "classify", 0x14196dd5, 0xfcd5eff8},
		{"image", "segment", 0x1331f738, 0x6e12feb7},
		{"audio", "classify", 0xa82e2dad, 0x610ac916},
		{"point", "classify", 0x104bec1e, 0x61012620},
		{"point", "segment", 0xb0043da7, 0x265e225a},
		{"video", "classify", 0x8444c6c5, 0x7a3d89cd},
	} {
		c, err := Synthetic(want.modality, 40, 8, 1, Options{
			Task: want.task, Validation: 8, TrainSize: 20, Seed: 3,
			Points: 128, Frames: 4, Stride: 1, Audio: AudioInput{Frames: 64, MelBins: 32},
		})
		if err != nil {
			t.Fatal(err)
		}
		idx := []int{3, 1, 17}
		if got := sum(c.Train, idx); got != want.plain {
			t.Errorf("%s, %s: checksum %#x, want %#x", want.modality, want.task, got, want.plain)
		}
		varied := c.Augmented(o)
		if got := sum(varied, idx); got != want.plain {
			t.Errorf("%s, %s: as it is, checksum %#x, want %#x", want.modality, want.task, got, want.plain)
		}
		if got := sum(datasets.AtEpoch(varied, 5), idx); got != want.changed {
			t.Errorf("%s, %s: changed, checksum %#x, want %#x", want.modality, want.task, got, want.changed)
		}
	}
}
