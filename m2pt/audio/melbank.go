package audio

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// This file: triangular filters that are evenly spaced on Kaldi's mel scale,
// mel(f) = 1127·ln(1 + f/700).

// melFilter is the part of a filter that is not zero: weights of the power
// spectrum from bin first on. A filter narrower than the bins may have none.
type melFilter struct {
	first   int
	weights []float64
}

// MelBanks returns the mel filters [numBins, paddedWindow/2+1] over the
// spectrum of a Fourier transform of paddedWindow samples, as Kaldi makes
// them: filter i rises from 0 at mel point i to 1 at i+1 and falls to 0 at
// i+2, of numBins+2 points from lowFreq to highFreq (in Hz; 0 or less counts
// from half of sampleRate). The last column, at half of sampleRate, is zero.
//
// It panics with a *tensor.ShapeError unless numBins is at least 1,
// paddedWindow even and at least 2, and 0 ≤ lowFreq < highFreq ≤ sampleRate/2.
func MelBanks(numBins, paddedWindow int, sampleRate, lowFreq, highFreq float64) *tensor.Tensor {
	if highFreq <= 0 {
		highFreq += sampleRate / 2
	}
	if numBins < 1 || paddedWindow < 2 || paddedWindow%2 != 0 || !(lowFreq >= 0 && lowFreq < highFreq && highFreq <= sampleRate/2) {
		panic(&tensor.ShapeError{Op: "MelBanks", Want: fmt.Sprintf("bins, an even window and frequencies up to half the rate, not %d bins, window %d, %v to %v Hz at rate %v",
			numBins, paddedWindow, lowFreq, highFreq, sampleRate)})
	}
	banks := tensor.New(numBins, paddedWindow/2+1)
	for i, f := range melFilters(numBins, paddedWindow, sampleRate, lowFreq, highFreq) {
		row := banks.Data()[i*banks.Dim(1):]
		for j, w := range f.weights {
			row[f.first+j] = float32(w)
		}
	}
	return banks
}

// melFilters makes the filters between two frequencies in Hz.
func melFilters(numBins, paddedWindow int, sampleRate, low, high float64) []melFilter {
	points := make([]float64, paddedWindow/2) // in mel, of the spectrum's bins
	for i := range points {
		points[i] = mel(float64(i) * sampleRate / float64(paddedWindow))
	}
	lowMel := mel(low)
	step := (mel(high) - lowMel) / float64(numBins+1)
	filters := make([]melFilter, numBins)
	for i := range filters {
		left := lowMel + float64(float64(i)*step)
		centre := lowMel + float64(float64(i+1)*step)
		right := lowMel + float64(float64(i+2)*step)
		f := &filters[i]
		for j, m := range points {
			w := math.Min((m-left)/(centre-left), (right-m)/(right-centre))
			if w <= 0 {
				continue
			}
			if f.weights == nil {
				f.first = j
			}
			f.weights = append(f.weights, w)
		}
	}
	return filters
}

// mel converts a frequency in Hz.
func mel(hz float64) float64 { return 1127 * math.Log(1+hz/700) }
