package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// studyText is a study of every kind of arm on files of the tests; %s are its
// folders of images, sounds, clouds and videos.
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
      - {name: random, kind: pathway, aux: video, settings: {weights: random, lambda: 0.2, lambda_per: channel}}
      - {name: identity, kind: pathway, aux: video, settings: {weights: identity, lambda: 1, freeze_lambda: true, lambda_per: model}}
      - {name: tenth, kind: pathway, aux: audio, settings: {pretraining: 0.5, aux_layers: [mlp.fc1], aux_reversed: true}}
      - {name: init, aux: video}
      - {name: deeper}
      - {name: own, kind: plain, settings: {start: own}}
      - {name: fixed, kind: pathway, aux: audio, settings: {start: own, freeze_blocks: true}}
`

func writeStudy(t *testing.T, dir string, change func(string) string) string {
	t.Helper()
	text := fmt.Sprintf(studyText, mnistLike(t, 48, 16), fsddLike(t), pointsLike(t), videosLike(t))
	if change != nil {
		text = change(text)
	}
	file := filepath.Join(dir, "study.yaml")
	writeFile(t, file, []byte(text))
	return file
}

// A study runs every kind of arm, goes on after a stop, and reports; λ fixed at 0
// gives the plain model's accuracy to the last sample.
func TestStudy(t *testing.T) {
	dir := t.TempDir()
	file, out := writeStudy(t, dir, nil), filepath.Join(dir, "out")
	for stops := 0; ; stops++ {
		n := 60
		status, _, stderr := m2ptRun(stopAfter{context.Background(), &n}, "study", file, "--out", out)
		if status == 0 {
			if stops == 0 {
				t.Error("the study was never stopped")
			}
			break
		}
		if status != exitInterrupted || stops > 30 {
			t.Fatalf("status %d after %d stops, %s", status, stops, stderr)
		}
	}
	if got := mustRun(t, "study", file, "--out", out); !strings.Contains(got, "20 trainings: 20 were there, 0 ran, 0 failed, 0 are missing") {
		t.Errorf("the study says %q", got)
	}
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
	before, err := os.ReadFile(filepath.Join(out, "report.md"))
	if err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(out, "report.md"))
	mustRun(t, "study", "report", out)
	if after, err := os.ReadFile(filepath.Join(out, "report.md")); err != nil || string(after) != string(before) {
		t.Error("the report written again differs")
	}
	quoting := filepath.Join(dir, "results.md")
	writeFile(t, quoting, []byte("<!-- study all kinds: kinds -->\n<!-- end -->\n"))
	for _, args := range [][]string{{"study", "report", out, "--tables", quoting}, {"study", file, "--out", out, "--tables", quoting}} {
		if got := mustRun(t, args...); !strings.Contains(got, "1 tables in "+quoting+" are those of the study") {
			t.Errorf("%v says %q", args, got)
		}
		if data, err := os.ReadFile(quoting); err != nil || !strings.Contains(string(data), "| image | 20 | λ fixed at 0 | 2 |") {
			t.Errorf("%v: %v, tables %q", args, err, data)
		}
	}

	twin := filepath.Join(dir, "twin")
	if got := mustRun(t, "study", file, "--out", twin, "--parallel", "2", "--threads", "2"); !strings.Contains(got, "20 ran, 0 failed") {
		t.Errorf("two at a time: the study says %q", got)
	}
	for _, name := range []string{"differences.csv", "lambdas.csv", "curves.csv"} {
		one, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		if two, err := os.ReadFile(filepath.Join(twin, name)); err != nil || string(two) != string(one) {
			t.Errorf("%s differs with two trainings at a time (%v)", name, err)
		}
	}
	fails(t, "more than threads", exitUsage, []string{"--parallel is 3", "1 to 2"}, "study", file, "--out", twin, "--parallel", "3", "--threads", "2")
	fails(t, "none", exitUsage, []string{"--parallel is 0"}, "study", file, "--out", twin, "--parallel", "0")

	other := writeStudy(t, t.TempDir(), func(s string) string { return strings.Replace(s, "dim: 16", "dim: 32", 1) })
	status, _, stderr := m2ptRun(context.Background(), "study", other, "--out", out)
	if status != exitFailure || !strings.Contains(stderr, "dim") {
		t.Errorf("another study's folder: status %d, %s", status, stderr)
	}
}

// fixedAtZero checks that arms of a study's folder called "λ fixed at 0" learn bit by bit
// what the plain one does, and that another pathway does not.
func fixedAtZero(t *testing.T, out string) {
	t.Helper()
	lines := func(name string) (rows []map[string]string) {
		all, err := csv.NewReader(bytes.NewReader(readFile(t, filepath.Join(out, name)))).ReadAll()
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

// Mistakes in a study's file are told with file, line and what was meant, before
// anything runs.
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
		"weights":       {replace("weights: random", "weights: radnom"), []string{"radnom", "random"}},
		"no auxiliary":  {replace("aux: [audio, point]", "aux: []"), []string{"study.yaml:", "aux", "empty"}},
		"pretraining":   {replace("pretraining: 0.5", "pretraining: 2"), []string{"pretraining", "found 2"}},
		"a layer":       {replace("aux_layers: [mlp.fc1]", "aux_layers: [mlp.fc9]"), []string{"mlp.fc9"}},
		"missing data":  {replace("video: /", "smell: /"), []string{"video"}},
		"init from own": {replace("{name: init, aux: video}", "{name: init, aux: video, settings: {start: own}}"), []string{"init"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			status, _, stderr := m2ptRun(context.Background(), "study", writeStudy(t, dir, c.change), "--out", filepath.Join(dir, "out"))
			if status == 0 {
				t.Fatal("no error")
			}
			for _, w := range c.words {
				if !strings.Contains(stderr, w) {
					t.Errorf("%q does not tell of %q", stderr, w)
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
	for _, m := range modalityCases {
		c, err := pipeline.Synthetic(m2pt.Modality(m.name), 12, 8, 1, pipeline.Options{Points: 64})
		if err != nil || c.Train.Len() != 12 || c.Test.Len() != 8 {
			t.Errorf("%s: %v", m.name, err)
		}
	}
}
