package datasets

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// This file: sounds that people really have, and hostile ones, of ../shared.

// shared returns the path of a file in ../shared, and skips the test without it.
func shared(t *testing.T, path ...string) string {
	t.Helper()
	p := filepath.Join(append([]string{"..", "..", "shared"}, path...)...)
	if _, err := os.Stat(p); err != nil {
		t.Skip("there is no", p)
	}
	return p
}

func TestCaseRates(t *testing.T) {
	for _, c := range []struct {
		path []string
		want string // of the error; empty: there is none
	}{
		{[]string{"cases", "09-wav-rate-damaged", "rate1.wav"}, "the rate is 1 samples per second, expected 32"},
		{[]string{"cases", "10-wav-odd-rate-slow", "odd22254.wav"}, ""},
		{[]string{"cases-hostile", "rate1.wav"}, "the rate is 1 "},
		{[]string{"cases-hostile", "rate1_1k.wav"}, "the rate is 1 "},
		{[]string{"cases-hostile", "rate16M.wav"}, "the rate is 16777213 "},
		{[]string{"cases-hostile", "rateprime.wav"}, "the rate is 16777213 "},
		{[]string{"cases-hostile", "claim4g.wav"}, ""},
	} {
		path := shared(t, c.path...)
		start := time.Now()
		_, err := readClip(context.Background(), path, 8000)
		limit := time.Second
		if testing.Short() { // as under the race detector, or another machine's emulator
			limit *= 10
		}
		if took := time.Since(start); took > limit {
			t.Errorf("%s took %v", path, took)
		}
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", path, err, c.want)
		}
	}
}

func TestCaseWAVClaimsMore(t *testing.T) {
	for name, want := range map[string]int{"cut.wav": 3996, "claims16more.wav": 4000} {
		s, err := ReadSound(context.Background(), shared(t, "cases", "18-wav-claims-more", name))
		if err != nil || len(s.Samples) != want || len(s.Notes) != 1 {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
}

func TestCaseMixedRates(t *testing.T) {
	train, _, err := LoadAudioFolder(context.Background(), shared(t, "cases", "14-audio-mixed-rates", "data"), 0)
	if err != nil || train.Rate != 4000 || len(train.Notes) != 1 || !strings.Contains(train.Notes[0], "resampled to 4000 Hz") {
		t.Errorf("%+v, %v", train, err)
	}
}

// Folders that are nearly a layout of sounds.
func TestNearSounds(t *testing.T) {
	wave := encodeWAV(make([]float32, 100), 8000)
	flat, deep, part := t.TempDir(), t.TempDir(), t.TempDir()
	writeFile(t, filepath.Join(flat, "dog1.wav"), wave)
	writeFile(t, filepath.Join(deep, "data", "dog", "1.wav"), wave)
	writeFile(t, filepath.Join(part, "dog", "1.wav"), wave)
	writeFile(t, filepath.Join(part, "dog", "1.aiff"), wave)
	writeFile(t, filepath.Join(part, "dog", "more", "2.wav"), wave)
	_, _, err := LoadAudioFolder(context.Background(), flat, 0)
	wantError(t, err, "its 1 sounds lie in no class folder", "ESC-50")
	_, _, err = LoadAudioFolder(context.Background(), deep, 0)
	wantError(t, err, "1 sounds lie deeper", filepath.Join(deep, "data"))
	train, _, err := LoadAudioFolder(context.Background(), part, 0)
	if err != nil || len(train.Notes) != 1 || !strings.Contains(train.Notes[0], "2 of 3 files are not used: 1 .aiff, 1 in subfolders") {
		t.Errorf("%+v, %v", train, err)
	}
}
