package audio

import (
	"fmt"
	"math"
	"math/bits"
)

// This file: what a filter bank can be configured to do. Configurations come
// from files, so every size has a bound.

// FilterBankConfig describes a FilterBank. The zero values of the fields from
// FrameLengthMS on are AudioMAE's settings.
type FilterBankConfig struct {
	SampleRate   float64 `json:"sample_rate"`   // of the sound, in Hz
	NumMelBins   int     `json:"num_mel_bins"`  // filters
	TargetLength int     `json:"target_length"` // frames of a model's input

	FrameLengthMS float64 `json:"frame_length_ms,omitempty"` // 0: 25
	FrameShiftMS  float64 `json:"frame_shift_ms,omitempty"`  // 0: 10
	LowFreq       float64 `json:"low_freq,omitempty"`        // in Hz; 0: 20
	HighFreq      float64 `json:"high_freq,omitempty"`       // in Hz; 0 or less: counted from half the sample rate
	Preemphasis   float64 `json:"preemphasis,omitempty"`     // 0: 0.97
	NoPreemphasis bool    `json:"no_preemphasis,omitempty"`  // leave pre-emphasis out
	KeepDC        bool    `json:"keep_dc,omitempty"`         // do not subtract the mean of a frame
	Magnitude     bool    `json:"magnitude,omitempty"`       // filter |spectrum| instead of its square
	Window        string  `json:"window,omitempty"`          // "": "hanning"; or "hamming", "povey", "blackman", "rectangular"
}

// Bounds of what a file may ask for.
const (
	maxSampleRate   = 384000
	maxMelBins      = 1024
	maxTargetLength = 1 << 16
	maxFrameMS      = 1000
	maxFrame        = 1 << 16 // samples
	maxOverlap      = 64      // frames that hold a sample
)

// windows make the n factors of a frame, symmetric as Kaldi's are.
var windows = map[string]func(n int) []float64{
	"hanning":     func(n int) []float64 { return cosineWindow(n, 0.5, 0.5, 0) },
	"hamming":     func(n int) []float64 { return cosineWindow(n, 0.54, 0.46, 0) },
	"blackman":    func(n int) []float64 { return cosineWindow(n, 0.42, 0.5, 0.08) },
	"rectangular": func(n int) []float64 { return cosineWindow(n, 1, 0, 0) },
	"povey": func(n int) []float64 {
		w := cosineWindow(n, 0.5, 0.5, 0)
		for i, v := range w {
			w[i] = math.Pow(v, 0.85)
		}
		return w
	},
}

// cosineWindow returns a − b·cos x + c·cos 2x for n values of x from 0 to 2π.
func cosineWindow(n int, a, b, c float64) []float64 {
	w := make([]float64, n)
	for i := range w {
		x := 2 * math.Pi * float64(i) / float64(n-1)
		w[i] = a - float64(b*math.Cos(x)) + float64(c*math.Cos(2*x))
	}
	return w
}

func (c FilterBankConfig) withDefaults() FilterBankConfig {
	for _, d := range []struct {
		field *float64
		value float64
	}{{&c.FrameLengthMS, 25}, {&c.FrameShiftMS, 10}, {&c.LowFreq, 20}, {&c.Preemphasis, 0.97}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	if c.HighFreq <= 0 {
		c.HighFreq += c.SampleRate / 2
	}
	if c.Window == "" {
		c.Window = "hanning"
	}
	return c
}

// samples returns how many samples a number of milliseconds has.
func (c FilterBankConfig) samples(ms float64) int {
	return int(c.SampleRate * ms * 0.001)
}

// Validate reports what is wrong with the configuration, or nil.
func (c FilterBankConfig) Validate() error {
	c = c.withDefaults()
	for _, f := range []struct {
		name      string
		v, lo, hi float64
	}{
		{"sample_rate", c.SampleRate, 1, maxSampleRate},
		{"num_mel_bins", float64(c.NumMelBins), 1, maxMelBins},
		{"target_length", float64(c.TargetLength), 1, maxTargetLength},
		{"frame_length_ms", c.FrameLengthMS, 0, maxFrameMS},
		{"frame_shift_ms", c.FrameShiftMS, 0, maxFrameMS},
		{"low_freq", c.LowFreq, 0, maxSampleRate},
		{"preemphasis", c.Preemphasis, 0, 1},
	} {
		if !(f.v >= f.lo && f.v <= f.hi) {
			return fmt.Errorf("m2pt/audio: filter bank: %s is %v, want %v to %v", f.name, f.v, f.lo, f.hi)
		}
	}
	if n := c.samples(c.FrameLengthMS); n < 2 {
		return fmt.Errorf("m2pt/audio: filter bank: a frame of %v ms has %d samples, want at least 2", c.FrameLengthMS, n)
	}
	if n := c.samples(c.FrameLengthMS); n > maxFrame {
		return fmt.Errorf("m2pt/audio: filter bank: a frame of %v ms has %d samples, want at most %d", c.FrameLengthMS, n, maxFrame)
	}
	if c.samples(c.FrameShiftMS) < 1 {
		return fmt.Errorf("m2pt/audio: filter bank: a shift of %v ms is less than one sample", c.FrameShiftMS)
	}
	if c.samples(c.FrameLengthMS) > maxOverlap*c.samples(c.FrameShiftMS) {
		return fmt.Errorf("m2pt/audio: filter bank: frame_shift_ms is %v, want at least 1/%d of frame_length_ms, %v", c.FrameShiftMS, maxOverlap, c.FrameLengthMS)
	}
	if !(c.LowFreq < c.HighFreq && c.HighFreq <= c.SampleRate/2) {
		return fmt.Errorf("m2pt/audio: filter bank: low_freq is %v, high_freq %v, want low_freq < high_freq <= %v", c.LowFreq, c.HighFreq, c.SampleRate/2)
	}
	if windows[c.Window] == nil {
		return fmt.Errorf("m2pt/audio: filter bank: no window %q; there are blackman, hamming, hanning, povey, rectangular", c.Window)
	}
	return nil
}

// nextPowerOfTwo returns the least power of two that is n or more.
func nextPowerOfTwo(n int) int { return 1 << bits.Len(uint(n-1)) }
