package m2pt

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/gopathway/pathway/internal/golden"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: golden cases of spectrograms and position embeddings.

// orDefault returns *p, or def if a case says nothing.
func orDefault[T any](p *T, def T) T {
	if p == nil {
		return def
	}
	return *p
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
		"snip_edges false":            !orDefault(a.SnipEdges, true),
		"round_to_power_of_two false": !orDefault(a.PowerOfTwo, true),
		"use_log_fbank false":         !orDefault(a.Log, true),
		"window_symmetric false":      !orDefault(a.Symmetric, true),
	} {
		if no {
			c.NotSupported(t, "%s", name)
		}
	}
	preemphasis := orDefault(a.Preemphasis, 0.97)
	config := FilterBankConfig{
		SampleRate: a.SampleRate, NumMelBins: a.Bins, TargetLength: max(a.TargetLength, 1),
		FrameLengthMS: a.LengthMS, FrameShiftMS: a.ShiftMS,
		LowFreq: max(orDefault(a.Low, 20), 1e-9), HighFreq: a.High, // 0 would mean 20
		Preemphasis: preemphasis, NoPreemphasis: preemphasis == 0,
		KeepDC: !orDefault(a.RemoveDC, true), Magnitude: !orDefault(a.Power, true), Window: a.Window,
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

func goldenSinCos2D(t *testing.T, c *golden.Case) {
	var a struct {
		Dim  int  `json:"embed_dim"`
		Grid pair `json:"grid"`
		Cls  bool `json:"cls_token"`
	}
	c.DecodeAttrs(t, &a)
	c.CheckOutput(t, "pos", SinCos2D(a.Dim, a.Grid[0], a.Grid[1], a.Cls).Reshape(c.OutputShape(t, "pos")...))
}

func goldenSinusoid1D(t *testing.T, c *golden.Case) {
	var a struct {
		N   int `json:"n_position"`
		Dim int `json:"d_hid"`
	}
	c.DecodeAttrs(t, &a)
	c.CheckOutput(t, "pos", Sinusoid1D(a.N, a.Dim).Reshape(c.OutputShape(t, "pos")...))
}

func goldenInterpolate(t *testing.T, c *golden.Case) {
	var a struct {
		From  pair `json:"orig_grid"`
		To    pair `json:"new_grid"`
		Extra int  `json:"extra_tokens"`
	}
	c.DecodeAttrs(t, &a)
	pos := c.Input(t, "pos_embed")
	before := slices.Clone(pos.Data())
	c.CheckOutput(t, "pos_embed", InterpolatePosEmbed(pos, a.Extra, a.From, a.To))
	if !slices.Equal(before, pos.Data()) {
		t.Error("the input was changed")
	}
	if a.Extra != 1 {
		return // a ViT has a class token
	}
	// A model of the one grid starts from a model of the other.
	start := func(grid [2]int) *Model {
		return newModel(t, Config{Modality: Image, Classes: []string{"a"}, Mean: []float32{0}, Std: []float32{1}, ViT: &nn.ViTConfig{
			Image: grid, Patch: [2]int{1, 1}, Channels: 1, Dim: pos.Dim(-1), Depth: 1, Heads: 1, Classes: 1}}, 1)
	}
	from, to := start(a.From), start(a.To)
	from.Net.(*nn.ViT).PosEmbed.Value.CopyFrom(pos)
	if err := to.Init(from); err != nil {
		t.Fatal(err)
	}
	c.CheckOutput(t, "pos_embed", to.Net.(*nn.ViT).PosEmbed.Value)
}

// pair is two sizes; a case may give one number for both.
type pair [2]int

// UnmarshalJSON implements json.Unmarshaler.
func (p *pair) UnmarshalJSON(text []byte) error {
	var one int
	if json.Unmarshal(text, &one) == nil {
		*p = pair{one, one}
		return nil
	}
	return json.Unmarshal(text, (*[2]int)(p))
}
