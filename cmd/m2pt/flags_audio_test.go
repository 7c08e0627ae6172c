package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/m2pt"
)

// A model knows the sizes of its spectrograms and patches: eval, predict and reconstruct
// follow them, and a run with other sizes is not resumed.
func TestAudioSizes(t *testing.T) {
	if testing.Short() {
		t.Skip("trainings of several sizes")
	}
	dir, data := t.TempDir(), datatest.FSDD(t)
	size := []string{"--audio-frames", "40", "--audio-mel-bins", "20", "--audio-patch", "8,10", "--audio-stride", "5, 5"}
	args := with(with([]string{"train", "--modality", "audio", "--data", data}, tiny...), size...)
	whole := args // an autoencoder is shown whole spectrograms
	args = with(args, "--audio-drop-time", "0.3")
	out := filepath.Join(dir, "run")
	mustRun(t, with(args, "--out", out)...)
	m, err := m2pt.Load(out)
	if err != nil {
		t.Fatal(err)
	}
	c := m.Config
	if c.Filters.TargetLength != 40 || c.Filters.NumMelBins != 20 || c.ViT().Image != [2]int{40, 20} || c.ViT().Patch != [2]int{8, 10} || c.ViT().Stride != [2]int{5, 5} || c.ViT().MaskRows != 0.3 {
		t.Errorf("the model is %+v of %+v", *c.ViT(), *c.Filters)
	}
	mustRun(t, "eval", out, "--data", data)
	mustRun(t, "predict", out, filepath.Join(data, "0_someone_0.wav"))
	fails(t, "another stride", exitFailure, []string{"other settings"}, with(args, "--out", out, "--audio-stride", "8,10")...)

	mae := filepath.Join(dir, "mae")
	args, drops := whole, args
	args[0] = "pretrain"
	fails(t, "a masked autoencoder of patches that overlap", exitUsage, []string{"8,10", "5,5", "overlap"}, with(args, "--out", "OUT")...)
	mustRun(t, with(args, "--out", mae, "--audio-stride", "8,10")...)
	mustRun(t, "reconstruct", mae, "--data", data, "--out", filepath.Join(dir, "mae.png"))
	stripes := filepath.Join(dir, "stripes")
	mustRun(t, with(args, "--out", stripes, "--audio-stride", "8,10", "--mae-time-ratio", "0.6", "--mae-freq-ratio", "0.5")...)
	if out := mustRun(t, "inspect", stripes); !strings.Contains(out, "60 % of the moments and 50 % of the frequencies masked") {
		t.Errorf("inspect says %q", out)
	}

	// AudioMAE is fine-tuned with the same patches, which then overlap.
	args = drops
	mustRun(t, with(args, "--init", mae, "--out", filepath.Join(dir, "tuned"))...)

	for name, c := range map[string]struct {
		words, flags []string
	}{
		"every moment":    {[]string{"mask_rows 0.9", "0 of 7 rows"}, []string{"--audio-drop-time", "0.9"}},
		"no frames":       {[]string{"--audio-frames", "0"}, []string{"--audio-frames", "0"}},
		"many mel bins":   {[]string{"--audio-mel-bins", "9999"}, []string{"--audio-mel-bins", "9999"}},
		"high patch":      {[]string{"--audio-patch", "32 mel bins", "--audio-mel-bins, 20"}, []string{"--audio-patch", "8,32"}},
		"long patch":      {[]string{"--audio-patch", "41 frames", "--audio-frames, 40"}, []string{"--audio-patch", "41,10"}},
		"gaps":            {[]string{"--audio-stride", "9 frames", "8"}, []string{"--audio-stride", "9,10"}},
		"one number":      {[]string{"--audio-patch", "16"}, []string{"--audio-patch", "16"}},
		"three":           {[]string{"--audio-patch", "1,2,3"}, []string{"--audio-patch", "1,2,3"}},
		"a stride of 0":   {[]string{"--audio-stride", "0,5"}, []string{"--audio-stride", "0,5"}},
		"not quite a one": {[]string{"--audio-stride", "5,x"}, []string{"--audio-stride", "5,x"}},
	} {
		fails(t, name, exitUsage, c.words, with(with(args, c.flags...), "--out", "OUT")...)
	}
}
