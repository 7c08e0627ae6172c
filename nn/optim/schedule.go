package optim

import "math"

// This file: the learning rate over time, a linear warm-up and then half a
// cosine.
//
//	warm-up  t < W:  Start + (Peak − Start)·t/W         (n−1 for W with RampReachesPeak)
//	cosine   t ≥ W:  Floor + ½(Peak − Floor)·(1 + cos(π·(t−W)/(T−W)))
//	         t ≥ T:  Floor
//
// The rate is a number of the training run, not of a kernel, so it may use
// math.Cos, whose last bit depends on the platform.

// WarmupCosine is a learning rate as a function of time: a linear warm-up from
// Start to Peak, then half a cosine down to Floor (Loshchilov and Hutter, SGDR,
// 2017). Two switches give the variants of the code bases whose recipes Pathway
// follows:
//
//   - MAE and AudioMAE: Start 0, time in fractional epochs (epoch +
//     batch/batches), neither switch.
//   - VideoMAE (cosine_scheduler): time in iterations, RampReachesPeak.
//   - Point-MAE (timm's CosineLRScheduler without warmup_prefix): time in
//     whole epochs, CosineFromZero.
//
// The zero value of a switch is the plain formula. A WarmupCosine is a plain
// value that goes into a checkpoint as JSON.
type WarmupCosine struct {
	Peak   float64 `json:"peak"`   // the rate after warm-up
	Floor  float64 `json:"floor"`  // the rate at and after Total
	Start  float64 `json:"start"`  // the rate at time 0, if there is a warm-up
	Warmup float64 `json:"warmup"` // length of the warm-up, in the unit of time
	Total  float64 `json:"total"`  // length of the whole, warm-up included

	// RampReachesPeak gives the last whole step of the warm-up, Warmup−1, the
	// rate Peak, as numpy.linspace does. Without it Peak comes at time Warmup.
	// Time then counts whole steps.
	RampReachesPeak bool `json:"ramp_reaches_peak,omitempty"`

	// CosineFromZero lets the cosine run over [0, Total]. The warm-up hides its
	// first part, so the rate drops from Peak to the cosine where the warm-up
	// ends.
	CosineFromZero bool `json:"cosine_from_zero,omitempty"`
}

// LR returns the learning rate at time t, in the unit of Warmup and Total. Times
// before 0 have the rate of 0.
func (s WarmupCosine) LR(t float64) float64 {
	t = math.Max(t, 0)
	if t < s.Warmup {
		length := s.Warmup
		if s.RampReachesPeak {
			length--
		}
		if length <= 0 {
			return s.Start
		}
		return s.Start + float64((s.Peak-s.Start)*math.Min(t/length, 1))
	}
	if t >= s.Total {
		return s.Floor
	}
	if !s.CosineFromZero {
		return s.cosine((t - s.Warmup) / (s.Total - s.Warmup))
	}
	return s.cosine(t / s.Total)
}

// cosine returns the rate at part x of the way from Peak to Floor.
func (s WarmupCosine) cosine(x float64) float64 {
	return s.Floor + float64(0.5*(s.Peak-s.Floor)*(1+math.Cos(math.Pi*x)))
}
