package audio

import (
	"testing"

	"github.com/gopathway/pathway/internal/golden"
	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/tensor"
)

// This file: golden cases of sounds, made with torchaudio and AudioMAE's code.

func TestGolden(t *testing.T) {
	modeltest.RunGolden(t, "audio", map[string]modeltest.Driver{
		"fbank":     goldenFilterBank,
		"mel_banks": goldenMelBanks,
		"audio_vit": modeltest.GoldenViT,
	})
}

func goldenFilterBank(t *testing.T, c *golden.Case) {
	var a struct {
		SampleRate   float64  `json:"sample_frequency"`
		Bins         int      `json:"num_mel_bins"`
		Window       string   `json:"window_type"`
		LengthMS     float64  `json:"frame_length_ms"`
		ShiftMS      float64  `json:"frame_shift_ms"`
		Energy       bool     `json:"use_energy"`
		Dither       float64  `json:"dither"`
		Preemphasis  *float64 `json:"preemphasis"`
		RemoveDC     *bool    `json:"remove_dc_offset"`
		SnipEdges    *bool    `json:"snip_edges"`
		PowerOfTwo   *bool    `json:"round_to_power_of_two"`
		Low          *float64 `json:"low_freq"`
		High         float64  `json:"high_freq"`
		Log          *bool    `json:"use_log_fbank"`
		Power        *bool    `json:"use_power"`
		Symmetric    *bool    `json:"window_symmetric"`
		TargetLength int      `json:"target_length"`
		Mean         float32  `json:"norm_mean"`
		Std          float32  `json:"norm_std"`
	}
	c.DecodeAttrs(t, &a)
	for name, no := range map[string]bool{
		"use_energy":                  a.Energy,
		"dither":                      a.Dither != 0,
		"snip_edges false":            !modeltest.OrDefault(a.SnipEdges, true),
		"round_to_power_of_two false": !modeltest.OrDefault(a.PowerOfTwo, true),
		"use_log_fbank false":         !modeltest.OrDefault(a.Log, true),
		"window_symmetric false":      !modeltest.OrDefault(a.Symmetric, true),
	} {
		if no {
			c.NotSupported(t, "%s", name)
		}
	}
	preemphasis := modeltest.OrDefault(a.Preemphasis, 0.97)
	config := FilterBankConfig{
		SampleRate: a.SampleRate, NumMelBins: a.Bins, TargetLength: max(a.TargetLength, 1),
		FrameLengthMS: a.LengthMS, FrameShiftMS: a.ShiftMS,
		LowFreq: max(modeltest.OrDefault(a.Low, 20), 1e-9), HighFreq: a.High, // 0 would mean 20
		Preemphasis: preemphasis, NoPreemphasis: preemphasis == 0,
		KeepDC: !modeltest.OrDefault(a.RemoveDC, true), Magnitude: !modeltest.OrDefault(a.Power, true), Window: a.Window,
	}
	fb, err := NewFilterBank(config)
	if err != nil {
		t.Fatal(err)
	}
	pcm := c.InputInts(t, "pcm")
	samples := make([]float32, len(pcm))
	for i, v := range pcm {
		samples[i] = float32(v) / 32768
	}
	wave, offset := tensor.New(len(pcm)), mean(samples)
	for i, v := range samples {
		wave.Data()[i] = float32(float64(v) - offset)
	}
	for name := range c.Outputs {
		switch name {
		case "waveform":
			c.CheckOutput(t, name, wave.Reshape(c.OutputShape(t, name)...))
		case "fbank":
			c.CheckOutput(t, name, fb.LogMel(nil, samples))
		case "normalized":
			c.CheckOutput(t, name, fb.Compute(nil, samples, a.Mean, a.Std))
		}
	}
}

func goldenMelBanks(t *testing.T, c *golden.Case) {
	var a struct {
		Bins   int     `json:"num_mel_bins"`
		Padded int     `json:"padded_window_size"`
		Rate   float64 `json:"sample_freq"`
		Low    float64 `json:"low_freq"`
		High   float64 `json:"high_freq"`
	}
	c.DecodeAttrs(t, &a)
	c.CheckOutput(t, "banks", MelBanks(a.Bins, a.Padded, a.Rate, a.Low, a.High))
}
