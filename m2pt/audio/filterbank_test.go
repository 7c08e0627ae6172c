package audio

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/tensor"
)

// tone returns n samples at the given rate: a sine of hz, a little noise and
// an offset.
func tone(n int, rate, hz float64) []float32 {
	rng := tensor.NewRNG(3)
	s := make([]float32, n)
	for i := range s {
		s[i] = float32(0.1 + 0.5*math.Sin(2*math.Pi*hz*float64(i)/rate) + 0.01*(rng.Float64()-0.5))
	}
	return s
}

func filterBank(t testing.TB, c FilterBankConfig) *FilterBank {
	t.Helper()
	fb, err := NewFilterBank(c)
	if err != nil {
		t.Fatal(err)
	}
	return fb
}

// slowLogMel is the definition, written out: one sum per frequency.
func slowLogMel(c FilterBankConfig, samples []float32, window func(x float64) float64) [][]float64 {
	if c.LowFreq == 0 {
		c.LowFreq = 20
	}
	n, shift := int(c.SampleRate*0.025), int(c.SampleRate*0.01)
	padded := 1
	for padded < n {
		padded *= 2
	}
	banks := MelBanks(c.NumMelBins, padded, c.SampleRate, c.LowFreq, c.HighFreq)
	mean := func(x []float64) (m float64) {
		for _, v := range x {
			m += v / float64(len(x))
		}
		return m
	}
	all := make([]float64, len(samples))
	for i, v := range samples {
		all[i] = float64(v)
	}
	offset := mean(all)
	var out [][]float64
	for at := 0; at+n <= len(all); at += shift {
		x := make([]float64, n)
		for i := range x {
			x[i] = all[at+i] - offset
		}
		if dc := mean(x); !c.KeepDC {
			for i := range x {
				x[i] -= dc
			}
		}
		y := make([]float64, n)
		for i := range y {
			a := 0.97
			if c.NoPreemphasis {
				a = 0
			}
			y[i] = (x[i] - a*x[max(i-1, 0)]) * window(float64(i)/float64(n-1))
		}
		power := make([]float64, padded/2+1)
		for k := range power {
			var re, im float64
			for i, v := range y {
				angle := 2 * math.Pi * float64(k*i%padded) / float64(padded)
				re += v * math.Cos(angle)
				im -= v * math.Sin(angle)
			}
			power[k] = re*re + im*im
			if c.Magnitude {
				power[k] = math.Sqrt(power[k])
			}
		}
		row := make([]float64, c.NumMelBins)
		for i := range row {
			e := 0.0
			for k, p := range power {
				e += p * float64(banks.At(i, k))
			}
			row[i] = math.Log(math.Max(e, 1.1920928955078125e-07))
		}
		out = append(out, row)
	}
	return out
}

func TestLogMelIsItsDefinition(t *testing.T) {
	cos := func(x float64) float64 { return math.Cos(2 * math.Pi * x) }
	hann := func(x float64) float64 { return 0.5 - 0.5*cos(x) }
	tests := []struct {
		name   string
		c      FilterBankConfig
		window func(x float64) float64
	}{
		{"default", FilterBankConfig{}, hann},
		{"hamming", FilterBankConfig{Window: "hamming"}, func(x float64) float64 { return 0.54 - 0.46*cos(x) }},
		{"blackman", FilterBankConfig{Window: "blackman"}, func(x float64) float64 { return 0.42 - 0.5*cos(x) + 0.08*cos(2*x) }},
		{"povey", FilterBankConfig{Window: "povey"}, func(x float64) float64 { return math.Pow(hann(x), 0.85) }},
		{"rectangular", FilterBankConfig{Window: "rectangular"}, func(float64) float64 { return 1 }},
		{"no pre-emphasis", FilterBankConfig{NoPreemphasis: true}, hann},
		{"with DC", FilterBankConfig{KeepDC: true, NoPreemphasis: true}, hann},
		{"magnitude", FilterBankConfig{Magnitude: true}, hann},
		{"band", FilterBankConfig{LowFreq: 300, HighFreq: -500}, hann},
	}
	samples := tone(700, 8000, 440)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.c.SampleRate, tt.c.NumMelBins, tt.c.TargetLength = 8000, 40, 1
			got := filterBank(t, tt.c).LogMel(nil, samples)
			want := slowLogMel(tt.c, samples, tt.window)
			if got.Rank() != 2 || got.Dim(0) != len(want) || got.Dim(1) != 40 {
				t.Fatalf("shape %v, want [%d 40]", got.Shape(), len(want))
			}
			for i, row := range want {
				for j, w := range row {
					if d := math.Abs(float64(got.At(i, j)) - w); !(d <= 2e-5) {
						t.Fatalf("frame %d, filter %d: %v, want %v", i, j, got.At(i, j), w)
					}
				}
			}
		})
	}
}

func TestFrames(t *testing.T) {
	fb := filterBank(t, FilterBankConfig{SampleRate: 8000, NumMelBins: 20, TargetLength: 4})
	for samples, want := range map[int]int{0: 0, 1: 0, 199: 0, 200: 1, 279: 1, 280: 2, 8000: 98} {
		if got := fb.Frames(samples); got != want {
			t.Errorf("%d samples have %d frames, want %d", samples, got, want)
		}
		if got := fb.LogMel(nil, tone(samples, 8000, 300)).Dim(0); got != want {
			t.Errorf("the spectrogram of %d samples has %d frames, want %d", samples, got, want)
		}
	}
}

func TestComputeCutsAndPads(t *testing.T) {
	const target, bins, mean, std = 4, 20, -6.5, 3.25
	fb := filterBank(t, FilterBankConfig{SampleRate: 8000, NumMelBins: bins, TargetLength: target})
	for _, samples := range []int{0, 100, 300, 440, 2000} {
		t.Run(fmt.Sprint(samples), func(t *testing.T) {
			wave := tone(samples, 8000, 300)
			spec := fb.LogMel(nil, wave).Data()
			got := fb.Compute(tensor.Full(7, target, bins), wave, mean, std)
			for i, v := range got.Data() {
				x := float32(0)
				if i < len(spec) {
					x = spec[i]
				}
				if want := (x - mean) / (2 * std); v != want {
					t.Fatalf("element %d is %v, want %v", i, v, want)
				}
			}
		})
	}
}

// Silence lies at the floor, the logarithm of float32's epsilon; so do
// filters that are narrower than the bins.
func TestSilenceLiesAtTheFloor(t *testing.T) {
	fb := filterBank(t, FilterBankConfig{SampleRate: 8000, NumMelBins: 128, TargetLength: 1})
	for _, level := range []float32{0, 0.25} { // a constant is silence, too
		wave := make([]float32, 400)
		for i := range wave {
			wave[i] = level
		}
		for i, v := range fb.LogMel(nil, wave).Data() {
			if v != -15.942385 {
				t.Fatalf("level %v: element %d is %v, want -15.942385", level, i, v)
			}
		}
	}
}

// A bad sample is not hidden: every frame tells, the padding does not, and the
// next clip is not touched by what the last one left behind.
func TestBadSamples(t *testing.T) {
	const bins, frames, target = 20, 2, 3
	fb := filterBank(t, FilterBankConfig{SampleRate: 8000, NumMelBins: bins, TargetLength: target})
	good := tone(280, 8000, 300)
	want := fb.Compute(nil, good, -6, 3)
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, at := range []int{0, 100, 279} {
			wave := append([]float32(nil), good...)
			wave[at] = float32(bad)
			for i, v := range fb.Compute(nil, wave, -6, 3).Data() {
				if isNaN := v != v; isNaN != (i < frames*bins) {
					t.Fatalf("sample %d is %v: element %d is %v", at, bad, i, v)
				}
			}
			modeltest.SameBits(t, "the clip after", fb.Compute(nil, good, -6, 3).Data(), want.Data())
		}
	}
}

func TestToneIsHeard(t *testing.T) {
	fb := filterBank(t, FilterBankConfig{SampleRate: 16000, NumMelBins: 64, TargetLength: 1})
	for _, hz := range []float64{250, 1000, 4000} {
		spec := fb.LogMel(nil, tone(1600, 16000, hz))
		loudest := 0
		for j := 0; j < 64; j++ {
			if spec.At(2, j) > spec.At(2, loudest) {
				loudest = j
			}
		}
		// Filter j is centred on mel point j+1 of 65 steps from 20 Hz to 8 kHz.
		step := (mel(8000) - mel(20)) / 65
		if want := (mel(hz)-mel(20))/step - 1; math.Abs(float64(loudest)-want) > 1 {
			t.Errorf("%v Hz is loudest in filter %d, want about %.1f", hz, loudest, want)
		}
	}
}

func TestFilterBankIsConcurrent(t *testing.T) {
	fb := filterBank(t, FilterBankConfig{SampleRate: 8000, NumMelBins: 64, TargetLength: 96})
	var waves [8][]float32
	var want [8]*tensor.Tensor
	for i := range waves {
		waves[i] = tone(3000+100*i, 8000, float64(200+50*i))
		want[i] = fb.LogMel(nil, waves[i])
	}
	var wg sync.WaitGroup
	for i := range waves {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 3 {
				got := fb.LogMel(nil, waves[i])
				for k, v := range want[i].Data() {
					if got.Data()[k] != v {
						t.Errorf("clip %d: element %d is %v, want %v", i, k, got.Data()[k], v)
						return
					}
				}
			}
		}()
	}
	wg.Wait()
}

func TestFilterBankConfigErrors(t *testing.T) {
	ok := FilterBankConfig{SampleRate: 16000, NumMelBins: 128, TargetLength: 1024}
	if err := ok.Validate(); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		change func(c *FilterBankConfig)
		want   string
	}{
		{func(c *FilterBankConfig) { c.SampleRate = 0 }, "sample_rate is 0"},
		{func(c *FilterBankConfig) { c.SampleRate = math.NaN() }, "sample_rate is NaN"},
		{func(c *FilterBankConfig) { c.SampleRate = 1e9 }, "sample_rate is 1e+09"},
		{func(c *FilterBankConfig) { c.NumMelBins = 0 }, "num_mel_bins is 0"},
		{func(c *FilterBankConfig) { c.NumMelBins = 1 << 30 }, "num_mel_bins is"},
		{func(c *FilterBankConfig) { c.TargetLength = -1 }, "target_length is -1"},
		{func(c *FilterBankConfig) { c.TargetLength = 1 << 30 }, "target_length is"},
		{func(c *FilterBankConfig) { c.FrameLengthMS = 1e6 }, "frame_length_ms is 1e+06"},
		{func(c *FilterBankConfig) { c.FrameLengthMS = 0.1 }, "1 samples, want at least 2"},
		{func(c *FilterBankConfig) { c.FrameShiftMS = -1 }, "frame_shift_ms is -1"},
		{func(c *FilterBankConfig) { c.FrameShiftMS = 0.01 }, "less than one sample"},
		{func(c *FilterBankConfig) { c.FrameShiftMS = 0.1 }, "frame_shift_ms is 0.1, want at least 1/64"},
		{func(c *FilterBankConfig) { c.SampleRate, c.FrameLengthMS = 384000, 999 }, "383616 samples, want at most 65536"},
		{func(c *FilterBankConfig) { c.SampleRate = 1e15 }, "sample_rate is 1e+15"},
		{func(c *FilterBankConfig) { c.SampleRate = math.Inf(1) }, "sample_rate is +Inf"},
		{func(c *FilterBankConfig) { c.FrameShiftMS = math.Inf(1) }, "frame_shift_ms is +Inf"},
		{func(c *FilterBankConfig) { c.HighFreq = -9000 }, "high_freq"},
		{func(c *FilterBankConfig) { c.Preemphasis = 2 }, "preemphasis is 2"},
		{func(c *FilterBankConfig) { c.LowFreq = 9000 }, "low_freq is 9000"},
		{func(c *FilterBankConfig) { c.HighFreq = 8001 }, "high_freq 8001"},
		{func(c *FilterBankConfig) { c.HighFreq = math.NaN() }, "high_freq NaN"},
		{func(c *FilterBankConfig) { c.Window = "kaiser" }, `no window "kaiser"; there are blackman`},
	}
	for _, tt := range tests {
		c := ok
		tt.change(&c)
		if fb, err := NewFilterBank(c); fb != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %s", err, tt.want)
		}
	}
}

func TestFilterBankConfigText(t *testing.T) {
	c := FilterBankConfig{SampleRate: 8000, NumMelBins: 64, TargetLength: 96}
	text, err := json.Marshal(c)
	if want := `{"sample_rate":8000,"num_mel_bins":64,"target_length":96}`; err != nil || string(text) != want {
		t.Errorf("%s, %v, want %s", text, err, want)
	}
}

// The scale in figures: 700 Hz are 1127·ln 2 mel, 1000 Hz almost 1000, half
// of 16 kHz 2840.
func TestMelScale(t *testing.T) {
	for hz, want := range map[float64]float64{0: 0, 700: 781.1768725, 1000: 999.9907008, 8000: 2840.0377117} {
		if got := mel(hz); math.Abs(got-want) > 1e-6 {
			t.Errorf("%v Hz are %v mel, want %v", hz, got, want)
		}
	}
}

func TestMelBanks(t *testing.T) {
	banks := MelBanks(40, 512, 16000, 20, 0)
	if s := banks.Shape(); len(s) != 2 || s[0] != 40 || s[1] != 257 {
		t.Fatalf("shape %v", s)
	}
	// Neighbouring triangles add up to 1 between the outermost centres.
	step := (mel(8000) - mel(20)) / 41
	for k := 0; k < 257; k++ {
		sum := 0.0
		for i := 0; i < 40; i++ {
			if w := banks.At(i, k); w < 0 || w > 1 {
				t.Fatalf("weight [%d %d] is %v", i, k, w)
			}
			sum += float64(banks.At(i, k))
		}
		m := mel(float64(k) * 16000 / 512)
		inside := m >= mel(20)+step && m <= mel(8000)-step
		if inside && math.Abs(sum-1) > 1e-6 || (k == 0 || k == 256) && sum != 0 {
			t.Errorf("bin %d: the weights add up to %v", k, sum)
		}
	}
	for _, f := range []func(){
		func() { MelBanks(0, 512, 16000, 20, 0) },
		func() { MelBanks(4, 511, 16000, 20, 0) },
		func() { MelBanks(4, 512, 16000, 20, 9000) },
		func() { MelBanks(4, 512, math.NaN(), 20, 0) },
		func() {
			filterBank(t, FilterBankConfig{SampleRate: 8000, NumMelBins: 4, TargetLength: 2}).LogMel(tensor.New(2, 4), nil)
		},
		func() {
			filterBank(t, FilterBankConfig{SampleRate: 8000, NumMelBins: 4, TargetLength: 2}).Compute(tensor.New(8), nil, 0, 1)
		},
	} {
		wantShapeError(t, f)
	}
}

// wantShapeError fails t unless f panics with a *tensor.ShapeError.
func wantShapeError(t *testing.T, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		err, _ := recover().(error)
		var shape *tensor.ShapeError
		if !errors.As(err, &shape) {
			t.Errorf("panic %v, want a *tensor.ShapeError", err)
		}
	}()
	f()
}

func BenchmarkLogMel(b *testing.B) {
	fb := filterBank(b, FilterBankConfig{SampleRate: 16000, NumMelBins: 128, TargetLength: 128})
	wave := tone(16000, 16000, 440)
	dst := fb.LogMel(nil, wave)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		fb.LogMel(dst, wave)
	}
}
