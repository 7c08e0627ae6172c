package datasets

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
	"reflect"
	"testing"
)

// checksum returns the CRC-32 of the bits of x. The tests hold the sums of
// what seeds give, so that a change, or a platform that rounds differently,
// does not go unseen.
func checksum(x []float32) uint32 {
	var b []byte
	for _, v := range x {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return crc32.ChecksumIEEE(b)
}

const (
	sumAugment   = 0x03c7b404
	sumAllGrey   = 0x66bb169f
	sumAllColour = 0x6a73cf9a
	sumWave      = 0xd486a817
	sumResampled = 0xb64974fe
	sumImages    = 0xd0ff0f32
	sumAudio     = 0x0124ac17
)

func TestSyntheticImages(t *testing.T) {
	s := SyntheticImages(205, 1)
	if s.Len() != 205 || s.C != 1 || s.H != 28 || s.W != 28 || len(s.Pixels) != 205*784 || len(s.Classes) != 10 {
		t.Fatalf("got %d images of %dx%dx%d, %d classes", s.Len(), s.C, s.H, s.W, len(s.Classes))
	}
	if got := crc32.ChecksumIEEE(s.Pixels); got != sumImages {
		t.Errorf("checksum %#x, want %#x", got, sumImages)
	}
	for c, n := range countClasses(s.Labels, Order(205, 0, 0)) {
		if n != 20 && n != 21 {
			t.Errorf("%d images of class %d", n, c)
		}
	}
	if small := SyntheticImages(7, 1); !bytes.Equal(small.Pixels, s.Pixels[:7*784]) {
		t.Error("a smaller set is not the beginning of a larger one")
	}
	seen := map[uint32]bool{}
	for i := 0; i < 205; i++ {
		seen[crc32.ChecksumIEEE(s.Image(i))] = true
	}
	for other := SyntheticImages(205, 2); len(other.Labels) > 0; other.Labels = other.Labels[1:] {
		seen[crc32.ChecksumIEEE(other.Image(len(other.Labels)-1))] = true
	}
	if len(seen) != 410 {
		t.Errorf("%d of 410 images are different", len(seen))
	}
	if SyntheticImages(0, 1).Len() != 0 {
		t.Error("no images became some")
	}
}

// Every figure covers a part of its square, and no two the same.
func TestSyntheticFigures(t *testing.T) {
	masks := make([][]bool, len(synthFigures))
	for k, f := range synthFigures {
		n := 0
		for v := -1023; v < 1024; v += 16 {
			for u := -1023; u < 1024; u += 16 {
				in := f.inside(u, v)
				masks[k] = append(masks[k], in)
				if in {
					n++
				}
			}
		}
		if part := float64(n) / (128 * 128); part < 0.15 || part > 0.7 {
			t.Errorf("%s covers %.2f of its square", f.name, part)
		}
		for j := 0; j < k; j++ {
			diff := 0
			for i := range masks[k] {
				if masks[k][i] != masks[j][i] {
					diff++
				}
			}
			if diff < 128*128/20 {
				t.Errorf("%s and %s differ in %d of %d points", f.name, synthFigures[j].name, diff, 128*128)
			}
		}
	}
}

func TestSyntheticAudio(t *testing.T) {
	s := SyntheticAudio(40, 1)
	if s.Len() != 40 || s.Rate != 8000 || len(s.Classes) != 8 {
		t.Fatalf("got %d clips at %d, %d classes", s.Len(), s.Rate, len(s.Classes))
	}
	var all []float32
	for i, x := range s.Samples {
		all = append(all, x...)
		if len(x) < 4000 || len(x) > 8000 {
			t.Errorf("clip %d: %d samples", i, len(x))
		}
		clipped := 0
		for _, v := range x {
			if v < -1 || v >= 1 || v*32768 != float32(math.Trunc(float64(v*32768))) {
				t.Fatalf("clip %d: sample %v is not one of 16 bits", i, v)
			}
			if v == -1 || v == 32767.0/32768 {
				clipped++
			}
		}
		if r := rms(x); r < 0.01 || r > 0.6 || clipped > 8 {
			t.Errorf("clip %d (%s): RMS %.3f, %d samples clipped", i, s.Classes[s.Labels[i]], r, clipped)
		}
	}
	if got := checksum(all); got != sumAudio {
		t.Errorf("checksum %#x, want %#x", got, sumAudio)
	}
	if small := SyntheticAudio(3, 1); !reflect.DeepEqual(small.Samples, s.Samples[:3]) {
		t.Error("a smaller set is not the beginning of a larger one")
	}
	if reflect.DeepEqual(SyntheticAudio(3, 2).Samples, s.Samples[:3]) {
		t.Error("two seeds give the same clips")
	}
	if got := checksum(Resample(s.Samples[0], 8000, 11025)); got != sumResampled {
		t.Errorf("resampled: checksum %#x, want %#x", got, sumResampled)
	}
}
