package datasets

import (
	"context"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gopathway/pathway/internal/fuzzcost"
)

// Sounds of other programs: flac 1.4, oggenc 1.4 and lame 3.100 made tone.flac of a sine of
// 440 Hz and 0.4, the others of the mean of two of 440 and 600 Hz.
func TestSoundFormats(t *testing.T) {
	for name, c := range map[string]struct {
		rate, n int
		worst   float64
	}{
		"tone.flac":  {8000, 1600, 1. / 32768},
		"stereo.ogg": {16000, 3200, 0.06},
		"mono.mp3":   {16000, 3200, 0.06},
	} {
		path := filepath.Join("testdata", "sounds", name)
		s, err := ReadSound(context.Background(), path)
		if err != nil || s.Rate != c.rate || len(s.Samples) != c.n || len(s.Notes) > 0 {
			t.Fatalf("%s: %v", name, err)
		}
		want := sine(c.n, c.rate, 440)
		if c.rate == 16000 {
			for i, v := range sine(c.n, c.rate, 600) {
				want[i] = (want[i] + v) / 2
			}
		}
		for i := c.n / 10; i < c.n*9/10; i++ {
			if d := math.Abs(float64(s.Samples[i] - 0.4*want[i])); d > c.worst+1./32768 {
				t.Fatalf("%s: sample %d is %v, want %v", name, i, s.Samples[i], 0.4*want[i])
			}
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := decodeSound(raw, 1000); err == nil || !strings.Contains(err.Error(), "the limit is 1000 (--max-clip moves it)") {
			t.Errorf("%s, limited: %v", name, err)
		}
		if s, err := decodeSound(raw[:len(raw)*2/5], DefaultMaxClip); err == nil {
			t.Errorf("%s, less than half: %d samples, %v", name, len(s.Samples), s.Notes)
		}
	}
}

// Ogg files that are one behind the other are a chain.
func TestVorbisChain(t *testing.T) {
	one, err := os.ReadFile(filepath.Join("testdata", "sounds", "stereo.ogg"))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := decodeSound(one, DefaultMaxClip)
	if err != nil {
		t.Fatal(err)
	}
	n := len(whole.Samples)
	two := append(append([]byte(nil), one...), one...)
	s, err := decodeSound(two, DefaultMaxClip)
	if err != nil || len(s.Samples) != 2*n || len(s.Notes) > 0 || s.Samples[n+500] != whole.Samples[500] {
		t.Errorf("%v", err)
	}
	if _, err := decodeSound(two, 2*n+100); err == nil || !strings.Contains(err.Error(), "--max-clip") {
		t.Errorf("limited: %v", err)
	}
	slow := append([]byte(nil), one...)
	binary.LittleEndian.PutUint32(slow[oggHeader+1+12:], 8000)
	page := slow[:oggHeader+1+int(slow[oggHeader])]
	binary.LittleEndian.PutUint32(page[22:], oggChecksum(page))
	s, err = decodeSound(append(append([]byte(nil), one...), slow...), DefaultMaxClip)
	if err != nil || len(s.Samples) != n || len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "a sound of 8000 samples per second, not 16000") {
		t.Errorf("two rates: %v", err)
	}
}

// Formats that are not read are named, whatever the name of the file.
func TestOtherSounds(t *testing.T) {
	opus := append([]byte("OggS\x00"), make([]byte, 21)...)
	opus = append(opus, 1, 19)
	opus = append(opus, "OpusHead and more"...)
	for want, raw := range map[string][]byte{
		"Ogg Opus is not read":             opus,
		"AIFF is not read":                 []byte("FORM\x00\x00\x00\x00AIFF"),
		"MP4 or M4A is not read":           []byte("\x00\x00\x00\x20ftypM4A "),
		"AAC is not read":                  {0xFF, 0xF1, 0x50, 0x80},
		"of layer 1 or 2 is not read":      {0xFF, 0xFD, 0x90, 0xC0},
		"it starts with \"\\xff\\xff\\xff": {0xFF, 0xFF, 0xFF, 0xFF},
		"not a WAV file nor FLAC":          []byte("something else"),
		"FLAC file does not start with":    []byte("fLaC"),
		"found 0 packets":                  append([]byte("OggS\x00"), append(make([]byte, 21), 1, 40, 1, 'v', 'o', 'r', 'b', 'i', 's')...),
		"it starts with \"\"":              nil,
	} {
		_, err := decodeSound(raw, DefaultMaxClip)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", raw, err, want)
		}
	}
}

// FuzzSound looks for sounds that take more memory or time than their size allows, or
// decoders that panic.
func FuzzSound(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join("testdata", "sounds", "*"))
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add(bigEndian(1, 2, 3))
	f.Fuzz(func(t *testing.T, raw []byte) {
		const limit = 1 << 18
		var s *Sound
		var err error
		fuzzcost.Check(t, len(raw), fuzzcost.Limit{Time: time.Second, Bytes: 64 << 20, PerByte: 4000}, func() { s, err = decodeSound(raw, limit) })
		if err != nil {
			return
		}
		if len(s.Samples) == 0 || s.Rate < 1 || len(s.Samples) > max(limit, len(raw)) {
			t.Fatalf("%d samples at %d from %d bytes", len(s.Samples), s.Rate, len(raw))
		}
		for i, v := range s.Samples {
			if v-v != 0 {
				t.Fatalf("sample %d is %v", i, v)
			}
		}
	})
}
