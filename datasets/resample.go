package datasets

import (
	"fmt"
	"math"

	"github.com/gopathway/pathway/internal/fixedmath"
)

// This file: resampling of sound by a windowed sinc. With the ratio of rates to/from = L/M in
// lowest terms, output sample j lies at input time t = j·M/L and is
//
//	y[j] = Σ_i x[i] · h(i - t),   h(u) = sinc(c·u) · kaiser(c·u / zeros)
//
// with the cutoff c = rolloff · min(1, to/from) in units of the input's
// Nyquist frequency. The weights depend only on j·M mod L, the phase, and are
// scaled to sum 1, so a constant stays a constant.
const (
	resampleZeros   = 32   // zero crossings of the sinc on each side
	resampleRolloff = 0.92 // cutoff; what lies between it and 1 is the transition
	resampleBeta    = 9.0  // of the Kaiser window: about 90 dB of rejection

	// With more phases than this (rates with hardly a common divisor) weights
	// are computed as they are needed instead of kept.
	resampleMaxPhases = 2048
)

// Resample converts x from one sampling rate to another and returns
// ceil(len(x)·to/from) samples, the first at the same time as x's first.
// Frequencies up to about 0.85 of the lower Nyquist frequency keep their
// amplitude; those that the new rate cannot hold are rejected by about 90 dB.
// Beyond its ends the sound counts as silent. Rates below 1 panic.
func Resample(x []float32, from, to int) []float32 {
	if from < 1 || to < 1 {
		panic(fmt.Sprintf("datasets: Resample: rates must be positive, got %d and %d", from, to))
	}
	d := gcd(from, to)
	up, down := to/d, from/d
	if up == down {
		return append([]float32(nil), x...)
	}
	k := newSincKernel(up, down)
	y := make([]float32, (int64(len(x))*int64(up)+int64(down)-1)/int64(down))
	at, phase := 0, 0 // output j lies at input time at + phase/up
	for j := range y {
		w := k.phase(phase)
		first := at - k.half + 1
		lo, hi := max(first, 0), min(first+len(w), len(x))
		sum := 0.0
		for i := lo; i < hi; i++ {
			sum += float64(w[i-first] * float64(x[i]))
		}
		y[j] = float32(sum)
		phase += down
		at, phase = at+phase/up, phase%up
	}
	return y
}

// sincKernel holds the weights of the phases met so far.
type sincKernel struct {
	up     int
	cutoff float64
	half   int         // inputs on each side
	kept   [][]float64 // by phase; nil if there are too many
	own    []float64   // then the weights of the last phase
}

func newSincKernel(up, down int) *sincKernel {
	k := &sincKernel{up: up, cutoff: resampleRolloff}
	if up < down {
		k.cutoff = float64(resampleRolloff*float64(up)) / float64(down)
	}
	k.half = int(math.Ceil(resampleZeros / k.cutoff))
	if up <= resampleMaxPhases {
		k.kept = make([][]float64, up)
	}
	return k
}

// phase returns the weights of the inputs at-half+1 .. at+half for an output
// at time at + p/up.
func (k *sincKernel) phase(p int) []float64 {
	if k.kept == nil {
		if k.own == nil {
			k.own = make([]float64, 2*k.half)
		}
		k.fill(k.own, p)
		return k.own
	}
	if k.kept[p] == nil {
		k.kept[p] = make([]float64, 2*k.half)
		k.fill(k.kept[p], p)
	}
	return k.kept[p]
}

func (k *sincKernel) fill(w []float64, p int) {
	frac := float64(p) / float64(k.up)
	sum := 0.0
	for i := range w {
		u := float64(k.cutoff * (float64(i-k.half+1) - frac))
		w[i] = sincKaiser(u)
		sum += w[i]
	}
	for i := range w {
		w[i] /= sum
	}
}

// sincKaiser returns sin(πu)/(πu) under a Kaiser window that ends at
// |u| = resampleZeros.
func sincKaiser(u float64) float64 {
	if u == 0 {
		return 1
	}
	r := u / resampleZeros
	r = 1 - float64(r*r)
	if r <= 0 {
		return 0
	}
	window := fixedmath.BesselI0(float64(resampleBeta*math.Sqrt(r))) / fixedmath.BesselI0(resampleBeta)
	return float64(fixedmath.Sin(u/2) / float64(math.Pi*u) * window)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
