package experiment

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// studyText is a study of every kind of arm. %s are folders of images, sounds, clouds and
// videos.
const studyText = `name: all kinds
seeds: [1, 2]
settings:
  dim: 16
  depth: 2
  heads: 2
  patch: 7
  groups: 8
  group_size: 4
  data: {image: %s, audio: %s, point: %s, video: %s}
  recipe: {image: {epochs: 2}, audio: {epochs: 1}, point: {epochs: 1, point: {points: 64}}, video: {epochs: 1, video: {frames: 4}}}
  pretrain: {image: {epochs: 1}, audio: {epochs: 2, mae: {decoder_depth: 1}}, point: {epochs: 1, mae: {mask_ratio: 0.5}}, video: {epochs: 1, mae: {mask_ratio: 0.5}}}
experiments:
  - name: kinds
    targets: [image]
    sizes: [20]
    baseline: plain
    arms:
      - {name: plain}
      - {name: λ fixed at 0, kind: pathway, aux: audio, settings: {lambda: 0, freeze_lambda: true, freeze_aux: true}}
      - {name: two, kind: pathway, aux: [audio, point], settings: {lambda: 0.2}}
      - {name: random, kind: pathway, aux: video, settings: {aux_weights: random, lambda: 0.2, lambda_per: channel}}
      - {name: identity, kind: pathway, aux: video, settings: {aux_weights: identity, lambda: 1, freeze_lambda: true, lambda_per: model}}
      - {name: tenth, kind: pathway, aux: audio, settings: {pretraining: 0.5, aux_layers: [mlp.fc1], aux_reversed: true}}
      - {name: init, aux: video}
      - {name: deeper}
      - {name: own, kind: plain, settings: {start: own}}
      - {name: fixed, kind: pathway, aux: audio, settings: {start: own, freeze_backbone: true}}
`

func writeStudy(t *testing.T, dir string, change func(string) string) string {
	t.Helper()
	text := fmt.Sprintf(studyText, datatest.MNIST(t, 48, 16), datatest.FSDD(t), datatest.Points(t), datatest.Videos(t))
	if change != nil {
		text = change(text)
	}
	file := filepath.Join(dir, "study.yaml")
	datatest.WriteFile(t, file, []byte(text))
	return file
}

// A study runs every kind of arm, goes on after a stop, and reports; λ fixed at 0
// gives the plain model's accuracy to the last sample.
func TestStudy(t *testing.T) {
	if testing.Short() {
		t.Skip("a study of forty trainings")
	}
	dir := t.TempDir()
	file, out := writeStudy(t, dir, nil), filepath.Join(dir, "out")
	for stops := 0; ; stops++ {
		n := 60
		_, err := runStudy(stopAfter{context.Background(), &n}, file, out, 1)
		if err == nil {
			if stops == 0 {
				t.Error("the study was never stopped")
			}
			break
		}
		if !errors.Is(err, context.Canceled) || stops > 30 {
			t.Fatalf("after %d stops: %v", stops, err)
		}
	}
	mustRun(t, file, out, 1, 0, 20)
	for _, name := range []string{"report.md", "report.html", "results.csv", "differences.csv", "lambdas.csv", "curves.csv"} {
		if info, err := os.Stat(filepath.Join(out, name)); err != nil || info.Size() == 0 {
			t.Errorf("no %s: %v", name, err)
		}
	}
	fixedAtZero(t, out)
	pictures, err := filepath.Glob(filepath.Join(out, "cells", "*", "*.png"))
	if err != nil || len(pictures) == 0 {
		t.Errorf("no pictures of what auxiliaries rebuild: %v", err)
	}
	report, err := os.ReadFile(filepath.Join(out, "report.html"))
	if err != nil || strings.Contains(string(report), "<script") || !strings.Contains(string(report), "data:image/png") {
		t.Errorf("the report has scripts or no pictures: %v", err)
	}
	twin := filepath.Join(dir, "twin")
	mustRun(t, file, twin, 2, 20, 0)
	for _, name := range []string{"differences.csv", "lambdas.csv", "curves.csv"} {
		one, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		if two, err := os.ReadFile(filepath.Join(twin, name)); err != nil || string(two) != string(one) {
			t.Errorf("%s differs with two trainings at a time (%v)", name, err)
		}
	}
}

// fixedAtZero checks that the arm "λ fixed at 0" of a study's folder learns what the plain
// arm learns, bit by bit, and that an arm with another pathway does not.
func fixedAtZero(t *testing.T, out string) {
	t.Helper()
	lines := func(name string) (rows []map[string]string) {
		all, err := csv.NewReader(bytes.NewReader(datatest.ReadFile(t, filepath.Join(out, name)))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all[1:] {
			row := map[string]string{}
			for i, name := range all[0] {
				row[name] = r[i]
			}
			rows = append(rows, row)
		}
		return rows
	}
	compared := false
	for _, r := range lines("differences.csv") {
		if r["arm"] != "λ fixed at 0" {
			continue
		}
		compared = true
		if mean, err := strconv.ParseFloat(r["mean"], 64); err != nil || mean != 0 || r["pairs"] != "2" || r["verdict"] != "identical" {
			t.Errorf("λ fixed at 0 differs from plain: %v", r)
		}
	}
	if !compared {
		t.Error("λ fixed at 0 is not compared with plain")
	}
	curve := map[string][]string{}
	for _, r := range lines("curves.csv") {
		curve[r["arm"]] = append(curve[r["arm"]], strings.Join([]string{r["seed"], r["epoch"], r["train_loss"], r["train_accuracy"], r["test_accuracy"]}, " "))
	}
	if len(curve["plain"]) != 4 { // two seeds of two epochs
		t.Errorf("the plain arm's learning curve is %v", curve["plain"])
	}
	if !slices.Equal(curve["λ fixed at 0"], curve["plain"]) {
		t.Errorf("λ fixed at 0 learns %v, plain %v", curve["λ fixed at 0"], curve["plain"])
	}
	if slices.Equal(curve["two"], curve["plain"]) {
		t.Error("pathways with λ from 0.2 learn what the plain arm does: the comparison sees nothing")
	}
}

// A mistake in a study's file is an error with the file, the line and what may have been
// meant. Nothing runs.
func TestStudyMistakes(t *testing.T) {
	replace := func(old, new string) func(string) string {
		return func(s string) string { return strings.Replace(s, old, new, 1) }
	}
	for name, c := range map[string]struct {
		change func(string) string
		words  []string
	}{
		"a field":       {replace("experiments:", "experimnets:"), []string{"study.yaml:", "experimnets", "experiments"}},
		"a setting":     {replace("group_size", "grop_size"), []string{"study.yaml:", "grop_size", "group_size"}},
		"λ":             {replace("freeze_lambda", "fixed_lambda"), []string{"study.yaml:", "fixed_lambda", "freeze_lambda"}},
		"a recipe":      {replace("image: {epochs: 2}", "image: {epcohs: 2}"), []string{"study.yaml:", "epcohs", "epochs"}},
		"a kind":        {replace("{name: deeper}", "{name: depeer}"), []string{"study.yaml:", "depeer", "deeper"}},
		"a modality":    {replace("targets: [image]", "targets: [imgae]"), []string{"imgae", "image"}},
		"aux weights":   {replace("aux_weights: random", "aux_weights: radnom"), []string{"radnom", "random"}},
		"no auxiliary":  {replace("aux: [audio, point]", "aux: []"), []string{"study.yaml:", "aux", "empty"}},
		"pretraining":   {replace("pretraining: 0.5", "pretraining: 2"), []string{"pretraining", "found 2"}},
		"a layer":       {replace("aux_layers: [mlp.fc1]", "aux_layers: [mlp.fc9]"), []string{"mlp.fc9"}},
		"missing data":  {replace("video: /", "smell: /"), []string{"video"}},
		"init from own": {replace("{name: init, aux: video}", "{name: init, aux: video, settings: {start: own}}"), []string{"init"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			told := refused(t, writeStudy(t, dir, c.change), filepath.Join(dir, "out"))
			for _, w := range c.words {
				if !strings.Contains(told, w) {
					t.Errorf("%q does not tell of %q", told, w)
				}
			}
			if _, err := os.Stat(filepath.Join(dir, "out", "cells")); err == nil {
				t.Error("something was run")
			}
		})
	}
}

// Synthetic data serves a study without any file.
func TestStudyOfSyntheticData(t *testing.T) {
	for _, m := range m2pt.Modalities() {
		c, err := pipeline.Synthetic(m, 12, 8, 1, pipeline.Options{Points: 64})
		if err != nil || c.Train.Len() != 12 || c.Test.Len() != 8 {
			t.Errorf("%s: %v", m, err)
		}
	}
}
