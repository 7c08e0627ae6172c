package audio

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/dsp/fourier"

	"github.com/gopathway/pathway/tensor"
)

// This file: sound → log-mel spectrogram, as Kaldi and AudioMAE compute it.
// By frame: minus its mean, pre-emphasis x[i] − 0.97·x[i−1], window, zeros up
// to a power of two, power spectrum, mel filters, natural logarithm.

// logFloor is the least energy of a filter: float32's epsilon, as in Kaldi.
const logFloor = 0x1p-23

// FilterBank turns sound into log-mel spectrograms. It may be used by several
// goroutines at once.
//
// Everything is computed in float64 and rounded to float32 at the end. On one
// architecture the results have the same bits every time; between
// architectures the last bits may differ, since the Fourier transform,
// math.Log and math.Cos may round differently there. Spectrograms are data to
// a model; all that the model computes from them is the same everywhere.
type FilterBank struct {
	config  FilterBankConfig // defaults filled in
	shift   int              // samples from one frame to the next
	padded  int              // length of the Fourier transform
	window  []float64        // its length is that of a frame
	filters []melFilter
	scratch sync.Pool // of *filterScratch
}

// filterScratch is what one goroutine needs to compute a frame.
type filterScratch struct {
	fft      *fourier.FFT
	frame    []float64 // [padded]
	spectrum []complex128
	power    []float64
}

// NewFilterBank prepares the tables of configuration c. An impossible
// configuration is an error that names the field.
func NewFilterBank(c FilterBankConfig) (*FilterBank, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	n := c.samples(c.FrameLengthMS)
	fb := &FilterBank{config: c, shift: c.samples(c.FrameShiftMS), padded: nextPowerOfTwo(n), window: windows[c.Window](n)}
	fb.filters = melFilters(c.NumMelBins, fb.padded, c.SampleRate, c.LowFreq, c.HighFreq)
	fb.scratch.New = func() any {
		return &filterScratch{
			fft:      fourier.NewFFT(fb.padded),
			frame:    make([]float64, fb.padded),
			spectrum: make([]complex128, fb.padded/2+1),
			power:    make([]float64, fb.padded/2+1),
		}
	}
	return fb, nil
}

// Frames returns how many frames fit into a number of samples.
func (fb *FilterBank) Frames(samples int) int {
	if samples < len(fb.window) {
		return 0
	}
	return 1 + (samples-len(fb.window))/fb.shift
}

// LogMel returns the spectrogram [frames, mel] of samples in [−1, 1], after
// their mean is taken off. Frames do not reach over the ends; a clip shorter
// than one frame has none. dst may be nil. It panics with a
// *tensor.ShapeError if dst has another shape.
func (fb *FilterBank) LogMel(dst *tensor.Tensor, samples []float32) *tensor.Tensor {
	frames := fb.Frames(len(samples))
	dst = fb.output("LogMel", dst, frames)
	fb.logMel(dst.Data(), samples, frames)
	return dst
}

// Compute returns a model's input [TargetLength, mel]: the spectrogram cut,
// or padded with rows of zeros, then (x − mean)/(2·std). A clip shorter than
// one frame, even an empty one, is all padding. A sample that is NaN or
// infinite makes every frame NaN, since the mean of all samples is taken off;
// the padding stays finite. dst may be nil. It panics with a
// *tensor.ShapeError if dst has another shape.
func (fb *FilterBank) Compute(dst *tensor.Tensor, samples []float32, mean, std float32) *tensor.Tensor {
	dst = fb.output("FilterBank", dst, fb.config.TargetLength)
	frames := min(fb.Frames(len(samples)), fb.config.TargetLength)
	data := dst.Data()
	fb.logMel(data, samples, frames)
	clear(data[frames*fb.config.NumMelBins:])
	for i, v := range data {
		data[i] = (v - mean) / (2 * std)
	}
	return dst
}

func (fb *FilterBank) output(op string, dst *tensor.Tensor, frames int) *tensor.Tensor {
	if dst == nil {
		return tensor.New(frames, fb.config.NumMelBins)
	}
	if want := []int{frames, fb.config.NumMelBins}; dst.Rank() != 2 || dst.Dim(0) != want[0] || dst.Dim(1) != want[1] {
		panic(tensor.NewShapeError(op, "dst [frames, mel bins]", dst, tensor.New(want...)))
	}
	return dst
}

// logMel writes the first frames of the spectrogram to dst.
func (fb *FilterBank) logMel(dst, samples []float32, frames int) {
	s := fb.scratch.Get().(*filterScratch)
	defer fb.scratch.Put(s)
	offset, bins := mean(samples), fb.config.NumMelBins
	for i := 0; i < frames; i++ {
		at := i * fb.shift
		fb.powerSpectrum(s, samples[at:at+len(fb.window)], offset)
		for j, f := range fb.filters {
			energy := 0.0
			for k, p := range s.power[f.first : f.first+len(f.weights)] {
				energy += float64(p * f.weights[k])
			}
			dst[i*bins+j] = float32(math.Log(math.Max(energy, logFloor)))
		}
	}
}

// powerSpectrum computes s.power of one frame of samples minus offset.
func (fb *FilterBank) powerSpectrum(s *filterScratch, samples []float32, offset float64) {
	frame := s.frame[:len(samples)]
	sum := 0.0
	for i, v := range samples {
		frame[i] = float64(v) - offset
		sum += frame[i]
	}
	if !fb.config.KeepDC {
		dc := sum / float64(len(frame))
		for i := range frame {
			frame[i] -= dc
		}
	}
	if !fb.config.NoPreemphasis {
		// Backwards, so that x[i−1] is still what it was; x[−1] is x[0].
		a := fb.config.Preemphasis
		for i := len(frame) - 1; i > 0; i-- {
			frame[i] -= float64(a * frame[i-1])
		}
		frame[0] -= float64(a * frame[0])
	}
	for i, w := range fb.window {
		frame[i] *= w
	}
	clear(s.frame[len(frame):])
	for i, c := range s.fft.Coefficients(s.spectrum, s.frame) {
		s.power[i] = float64(real(c)*real(c)) + float64(imag(c)*imag(c))
	}
	if fb.config.Magnitude {
		for i, p := range s.power {
			s.power[i] = math.Sqrt(p)
		}
	}
}

// mean returns the mean of samples, 0 of none.
func mean(samples []float32) float64 {
	sum := 0.0
	for _, v := range samples {
		sum += float64(v)
	}
	return sum / float64(max(len(samples), 1))
}
