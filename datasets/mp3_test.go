package datasets

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// This file: kinds of MP3 that the decoder alone reads wrongly or not at all.

// lame 3.100 made the files of a sine of 440 Hz and 0.4. Frames of padded.mp3 (MPEG 2)
// differ by a byte; mpeg25.mp3 is of MPEG 2.5. They are too small for the frame that says
// how late the sound is.
func TestMP3Repacked(t *testing.T) {
	for name, rate := range map[string]int{"padded.mp3": 22050, "mpeg25.mp3": 11025} {
		raw, err := os.ReadFile(filepath.Join("testdata", "sounds", name))
		if err != nil {
			t.Fatal(err)
		}
		broken := append(append(append([]byte(nil), raw[:len(raw)/2]...), "stray bytes"...), raw[len(raw)/2:]...)
		for kind, data := range map[string][]byte{"whole": raw, "behind zeros": append(make([]byte, 1000), raw...), "with stray bytes": broken} {
			s, err := decodeSound(data, DefaultMaxClip)
			if err != nil || s.Rate != rate || len(s.Samples) < rate*3/10 {
				t.Fatalf("%s %s: %v", name, kind, err)
			}
			if d := farFromSine(s.Samples[rate/10:rate/4], rate); kind != "with stray bytes" && d > 0.02 {
				t.Errorf("%s %s: the sound lies %v from a sine", name, kind, d)
			}
		}
	}
}

// farFromSine returns the root of the mean square of what is left of x without its part
// of 440 Hz. It is 1 if that part is not of 0.38: lame makes
// sounds a twentieth quieter.
func farFromSine(x []float32, rate int) float64 {
	var a, b float64
	for i, v := range x {
		p := 2 * math.Pi * 440 * float64(i) / float64(rate)
		a += float64(v) * math.Cos(p) * 2 / float64(len(x))
		b += float64(v) * math.Sin(p) * 2 / float64(len(x))
	}
	if math.Abs(math.Hypot(a, b)-0.38) > 0.01 {
		return 1
	}
	sum := 0.0
	for i, v := range x {
		p := 2 * math.Pi * 440 * float64(i) / float64(rate)
		d := float64(v) - a*math.Cos(p) - b*math.Sin(p)
		sum += d * d
	}
	return math.Sqrt(sum / float64(len(x)))
}

// Every new frame holds the sound of the old one, wherever it began.
func TestRepackMP3KeepsSound(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "sounds", "padded.mp3"))
	if err != nil {
		t.Fatal(err)
	}
	first, _ := parseMP3Header(raw)
	out, err := repackMP3(raw, first)
	if err != nil {
		t.Fatal(err)
	}
	before, old := splitMP3(raw, first)
	after, now := splitMP3(out, first)
	if len(before) != len(after) || len(before) < 10 {
		t.Fatalf("%d frames become %d", len(before), len(after))
	}
	for i := range before {
		if before[i].need == 0 && i > 1 || string(before[i].sound(old)) != string(after[i].sound(now)) {
			t.Errorf("frame %d holds other sound", i)
		}
		if after[i].head[2]&2 != 0 {
			t.Errorf("frame %d is padded", i)
		}
	}
}

// Frames of silence need not so many bytes as the smallest ones have, those of the
// highest bit rate as many as there are.
func TestRepackMP3Limits(t *testing.T) {
	for name, c := range map[string]struct{ rate, bits int }{"silence": {1, 0}, "full": {14, 8 * (522 - 13)}} {
		var raw []byte
		for range 2000 {
			head := []byte{0xFF, 0xF3, byte(c.rate) << 4, 0xC0, 0, byte(c.bits >> 5), byte(c.bits << 3 & 0xFF), 0, 0, 0, 0, 0, 0}
			h, _ := parseMP3Header(head)
			raw = append(append(raw, head...), make([]byte, h.size-len(head))...)
		}
		first, _ := parseMP3Header(raw)
		out, err := repackMP3(raw, first)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		frames, stream := splitMP3(out, first)
		if len(frames) != 2000 {
			t.Fatalf("%s: %d frames", name, len(frames))
		}
		for i, f := range frames {
			if want := min((c.bits+7)/8, 511); f.begin < 0 || f.need != want || f.begin+f.need > len(stream) {
				t.Fatalf("%s: frame %d begins at %d of %d and needs %d, want %d", name, i, f.begin, len(stream), f.need, want)
			}
		}
	}
}

func TestMP3NotRead(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "sounds", "mpeg25.mp3"))
	if err != nil {
		t.Fatal(err)
	}
	var eight []byte
	for range 4 {
		eight = append(eight, raw[0], raw[1], raw[2]|2<<2, raw[3]) // 8 kHz
		h, _ := parseMP3Header(eight[len(eight)-4:])
		eight = append(eight, make([]byte, h.size-4)...)
	}
	layer2 := []byte{0xFF, 0xFD, 0x90, 0x04, 0, 0, 0, 0}
	for want, b := range map[string][]byte{"MP3 of 8000 samples per second is not read: convert it": eight, "MPEG audio of layer 1 or 2 is not read: convert it": layer2} {
		path := filepath.Join(t.TempDir(), "a.mp3")
		if err := os.WriteFile(path, b, 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadSound(context.Background(), path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
