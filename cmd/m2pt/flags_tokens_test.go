package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
)

// Patches that leave a part of the samples out are told or refused, in terms of the flags.
func TestTokens(t *testing.T) {
	digits, sounds := datatest.MNIST(t, 20, 10), datatest.FSDD(t)
	for _, test := range []struct {
		args   []string
		status int
		want   string // in what is said; "": nothing is said
	}{
		{[]string{"train", "--data", digits, "--patch", "7"}, 0, ""},
		{[]string{"train", "--data", digits, "--patch", "5"}, 0, "note: --patch is 5, which does not divide the images, which are 28×28: 3 rows at the bottom and 3 columns on the right are not used"},
		{[]string{"train", "--data", digits, "--patch", "28"}, 0, "note: each sample is a single token"},
		{[]string{"train", "--data", digits, "--patch", "29"}, exitUsage, "--patch is 29, more than the images, which are 28×28 (see m2pt train --help)"},
		{[]string{"train", "--data", digits, "--patch", "0"}, exitUsage, "--patch is 0, want 1 or more"},
		{[]string{"train", "--data", digits, "--task", "segment", "--train-size", "20", "--patch", "5"}, exitUsage, "--patch is 5, which does not divide the images, which are 48×48: every pixel is to get a class"},
		{[]string{"pretrain", "--modality", "image", "--data", digits, "--patch", "5"}, exitUsage, "--patch is 5, which does not divide the images, which are 28×28: all of it is to be rebuilt (see m2pt pretrain --help)"},
		{[]string{"train", "--modality", "audio", "--data", sounds, "--audio-patch", "10,10"}, 0, "note: --audio-patch is 10,10, which does not divide the spectrograms, which are 96×64: the last 6 frames and the highest 4 mel bins are not used"},
		{[]string{"train", "--modality", "audio", "--data", sounds, "--audio-frames", "106", "--audio-patch", "16,16", "--audio-stride", "10,12"}, 0, ""},
		{[]string{"train", "--modality", "video", "--data", "synthetic", "--train-size", "20", "--video-patch", "5"}, exitUsage, "--video-patch is 5, want a number that divides the frames, which are 16×16"},
		{[]string{"train", "--modality", "point", "--data", "synthetic", "--train-size", "20", "--groups", "1"}, 0, "note: each sample is a single token"},
	} {
		args := append(test.args, "--out", filepath.Join(t.TempDir(), "run"), "--dim", "8", "--depth", "1", "--heads", "2", "--epochs", "1", "--quiet")
		status, _, stderr := runWith(context.Background(), args...)
		if status != test.status || !strings.Contains(stderr, test.want) || test.want == "" && stderr != "" {
			t.Errorf("%v: status %d, %q, want %d and %q", test.args, status, stderr, test.status, test.want)
		}
	}
}
