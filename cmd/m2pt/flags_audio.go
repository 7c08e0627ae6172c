package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// This file: flags of the shape of a new model of sounds: the spectrogram that it is
// given, and how that is cut into tokens.

// defaultAudioPatch suits the default spectrogram, of about a second.
var defaultAudioPatch = [2]int{8, 16}

func (m *modelFlags) registerAudio(fs *pflag.FlagSet) {
	m.shape.Audio.Patch = defaultAudioPatch
	m.maxClip.register(fs, groupAudio)
	groupAudio.more(fs, func(fs *pflag.FlagSet) {
		fs.IntVar(&m.audio.Rate, "rate", 0, "resample clips to so many samples per second; 0: to the rate that most of them have")
		fs.IntVar(&m.audio.Frames, "audio-frames", 96, "frames of 10 ms of a spectrogram: clips are cut or padded to them")
		fs.IntVar(&m.audio.MelBins, "audio-mel-bins", 64, "mel bins of a spectrogram")
		fs.Var((*framesBins)(&m.shape.Audio.Patch), "audio-patch", "frames and mel bins of a patch of a spectrogram")
		fs.Var((*framesBins)(&m.shape.Audio.Stride), "audio-stride", "frames and mel bins from one patch to the next; less than those of the patch: patches overlap (default: those of the patch)")
	})
}

// validateAudio reports a size that makes no sense, before any file is read. Errors of
// a model's configuration would not name the flags.
func (m *modelFlags) validateAudio() error {
	a := &m.shape.Audio
	for _, side := range []struct {
		flag, unit         string
		all, patch, stride int
	}{
		{"--audio-frames", "frames", m.audio.Frames, a.Patch[0], a.Stride[0]},
		{"--audio-mel-bins", "mel bins", m.audio.MelBins, a.Patch[1], a.Stride[1]},
	} {
		switch {
		case side.all < 1:
			return usagef("%s is %d, want 1 or more", side.flag, side.all)
		case side.patch > side.all:
			return usagef("--audio-patch is %d %s, want at most %s, %d", side.patch, side.unit, side.flag, side.all)
		case side.stride > side.patch:
			return usagef("--audio-stride is %d %s, want at most those of --audio-patch, %d: what lies between would be unheard", side.stride, side.unit, side.patch)
		}
	}
	if m.audio.Rate != 0 {
		if err := m.audio.Filters(m.audio.Rate).Validate(); err != nil || m.audio.Rate < 0 {
			return usagef("--rate is %d, want 0 (that of most clips), or 80 to 384000 samples per second", m.audio.Rate)
		}
	}
	// A filter bank has a sampling rate. Whether the sizes fit does not depend on it.
	if err := m.audio.Filters(16000).Validate(); err != nil {
		return usagef("--audio-frames and --audio-mel-bins: %w", err)
	}
	return nil
}

// framesBins is a flag of two sizes: 16,10 are 16 frames and 10 mel bins.
type framesBins [2]int

// Set implements pflag.Value.
func (p *framesBins) Set(text string) error {
	var size framesBins
	words := strings.Split(text, ",")
	for i, w := range words {
		n, err := strconv.Atoi(strings.TrimSpace(w))
		if err != nil || n < 1 || len(words) != len(size) {
			return errors.New("want frames and mel bins, such as 16,16")
		}
		size[i] = n
	}
	*p = size
	return nil
}

// String implements pflag.Value: nothing for no size, so that help shows none.
func (p *framesBins) String() string {
	if *p == (framesBins{}) {
		return ""
	}
	return fmt.Sprintf("%d,%d", p[0], p[1])
}

// Type implements pflag.Value: what help shows for the value.
func (p *framesBins) Type() string { return "frames,bins" }
