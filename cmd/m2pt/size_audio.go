package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// This file: the flags of how a new model of sounds hears: the spectrogram that it
// is given, and how that is cut into tokens.

// defaultAudioPatch suits the spectrogram that is the default, of about a second.
var defaultAudioPatch = [2]int{8, 16}

func (s *modelSize) registerAudio(f *pflag.FlagSet) {
	s.model.Audio.Patch = defaultAudioPatch
	f.IntVar(&s.input.Frames, "audio-frames", 96, "frames of 10 ms of a spectrogram: clips are cut or padded to them")
	f.IntVar(&s.input.MelBins, "audio-mel-bins", 64, "mel bins of a spectrogram")
	f.Var((*framesBins)(&s.model.Audio.Patch), "audio-patch", "frames and mel bins of a patch of a spectrogram")
	f.Var((*framesBins)(&s.model.Audio.Stride), "audio-stride", "frames and mel bins from one patch of a spectrogram to the next; where they are less than the patch's, patches overlap (default: the patch's)")
}

// validateAudio finds what makes no sense before any file is read, and names the
// flags.
func (s *modelSize) validateAudio() error {
	a := &s.model.Audio
	for _, side := range []struct {
		flag, unit         string
		all, patch, stride int
	}{
		{"--audio-frames", "frames", s.input.Frames, a.Patch[0], a.Stride[0]},
		{"--audio-mel-bins", "mel bins", s.input.MelBins, a.Patch[1], a.Stride[1]},
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
	// What else there is depends on the sound's rate; any will do for the sizes.
	if err := s.input.Filters(16000).Validate(); err != nil {
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
