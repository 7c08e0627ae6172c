package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/pipeline"
)

// segmentCases are the modalities that have segmenters.
var segmentCases = []modalityCase{
	{"image", datatest.Masks, []string{"--task", "segment", "--patch", "7"}},
	{"point", datatest.Parts, []string{"--task", "segment", "--point-points", "64", "--groups", "8", "--group-size", "4"}},
}

// A segmenter trains to the same bits on any number of threads and after any
// number of stops.
func TestSegmentBits(t *testing.T) {
	keepThreads(t)
	for _, m := range segmentCases {
		t.Run(m.name, func(t *testing.T) {
			args := m.args(t, "train", "--ema", "0.9")
			one := trainBytes(t, with(args, "--threads", "1")...)
			for _, n := range []string{"2", "8"} {
				if !bytes.Equal(trainBytes(t, with(args, "--threads", n)...), one) {
					t.Errorf("%s threads give another model than one", n)
				}
			}
			out := filepath.Join(t.TempDir(), "run")
			stops := 0
			for ; stops < 50; stops++ {
				n := 4
				status, _, stderr := m2ptRun(stopAfter{context.Background(), &n}, with(args, "--out", out, "--checkpoint-every", "1")...)
				if status == 0 {
					break
				}
				if status != exitInterrupted {
					t.Fatalf("status %d after %d stops, %q", status, stops, stderr)
				}
			}
			if stops == 0 || !bytes.Equal(modelBytes(t, out), one) {
				t.Errorf("a run that was stopped %d times gives another model", stops)
			}
		})
	}
}

// A segmenter starts from an autoencoder, trains with a pathway and is merged. The merged
// model says what the unmerged one says, file by file.
func TestSegmentPathway(t *testing.T) {
	for _, m := range segmentCases {
		t.Run(m.name, func(t *testing.T) {
			dir := t.TempDir()
			path := func(name string) string { return filepath.Join(dir, name) }
			data := m.data(t)
			args := func(command ...string) []string {
				return with(with(with(command, "--modality", m.name, "--data", data), tiny...), m.flags...)
			}
			mustRun(t, args("pretrain", "--out", path("own"))...)
			mustRun(t, "reconstruct", path("own"), "--data", data, "--task", "segment", "--samples", "2", "--out", path("own.png"))
			mustRun(t, with([]string{"pretrain", "--modality", "audio", "--data", datatest.FSDD(t), "--out", path("aux")}, tiny...)...)
			mustRun(t, args("train", "--init", path("own"), "--aux", path("aux"), "--lambda", "0.3", "--out", path("pathway"))...)
			mustRun(t, "merge", path("pathway"), "--out", path("merged"))
			var told []string
			for _, model := range []string{"pathway", "merged"} {
				status, out, stderr := m2ptRun(context.Background(), "eval", path(model), "--data", data, "--json", path(model+".json"), "--picture", path(model+".png"), "--profile")
				if status != 0 || !strings.Contains(stderr, "LinearGELU") { // the time of blocks is not that of data
					t.Errorf("eval ends with status %d and the profile %q", status, stderr)
				}
				if !strings.Contains(out, "mIoU") {
					t.Errorf("eval says %q", out)
				}
				told = append(told, figures(t, path(model+".json")))
			}
			if told[0] != told[1] {
				t.Errorf("before the merge %s, after it %s", told[0], told[1])
			}
			if !bytes.Equal(datatest.ReadFile(t, path("pathway.png")), datatest.ReadFile(t, path("merged.png"))) {
				t.Error("the pictures before and after the merge differ")
			}
			if out := mustRun(t, "inspect", path("merged")); !strings.Contains(out, "segmenter") || !strings.Contains(out, "mIoU") {
				t.Errorf("inspect says %q", out)
			}

			if out := mustRun(t, "bench", "--run", path("merged"), "--train", "--steps", "1", "--batch", "2"); strings.Contains(out, "GFLOP/s") || !strings.Contains(out, "samples/s") {
				t.Errorf("bench says %q", out)
			}

			flags, ext, files := []string{"--out", path("given")}, ".png", []string{filepath.Join(data, "images", "val", "03.png"), filepath.Join(data, "images", "val", "05.png")}
			if m.name == "point" {
				ext = ".txt"
				files = []string{path("a.xyz"), path("b.xyz")}
				for i, f := range files {
					var text strings.Builder
					for k := 0; k < 160; k++ { // more than the model takes, far from the unit sphere
						fmt.Fprintf(&text, "%d.5 %d -%g\n", 100+k%7, 20*i+k%5, float64(k)/8)
					}
					datatest.WriteFile(t, f, []byte(text.String()))
				}
				flags = append(flags, "--category", "mug")
			}
			lines := strings.Split(strings.TrimSpace(mustRun(t, with(with([]string{"predict", path("merged")}, files...), flags...)...)), "\n")
			if len(lines) != 2 || !strings.HasPrefix(lines[0], files[0]+":") {
				t.Errorf("predict says %q", lines)
			}
			for _, f := range files {
				base := filepath.Base(f)
				checkGiven(t, m.name, f, path("given/"+strings.TrimSuffix(base, filepath.Ext(base))+ext))
			}
		})
	}
}

// figures returns what eval --json has written, without the names and times.
func figures(t *testing.T, path string) string {
	t.Helper()
	var e map[string]any
	if err := json.Unmarshal(datatest.ReadFile(t, path), &e); err != nil {
		t.Fatal(err)
	}
	delete(e, "model")
	delete(e, "samples_per_second")
	if e["iou"] == nil || e["segmentation"] == nil {
		t.Errorf("%s holds no IoU: %v", path, e)
	}
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// checkGiven checks what predict has written to path for a file: classes that the model
// has, and for a cloud the points of the file, in its order and with its coordinates.
func checkGiven(t *testing.T, modality, file, path string) {
	t.Helper()
	data := datatest.ReadFile(t, path)
	if modality == "point" {
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		points := strings.Split(strings.TrimSpace(string(datatest.ReadFile(t, file))), "\n")
		if len(lines) != len(points) {
			t.Fatalf("%s: %d lines for %d points", path, len(lines), len(points))
		}
		for i, line := range lines {
			if line != points[i]+" 5" && line != points[i]+" 6" { // a mug's parts
				t.Fatalf("%s: line %d is %q, the point is %q", path, i+1, line, points[i])
			}
		}
		return
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := img.(*image.Paletted)
	if !ok || p.Bounds().Dx() != 28 || len(p.Palette) != 6 {
		t.Errorf("%s is a %T of %v", path, img, img.Bounds())
	}
}

// MNIST's files become scenes of digits, and there are sets made by code.
func TestSegmentData(t *testing.T) {
	args := with(with([]string{"train", "--task", "segment", "--train-size", "32", "--data", datatest.MNIST(t, 48, 16)}, small...), "--patch", "8", "--out", filepath.Join(t.TempDir(), "out"))
	if out := mustRun(t, args...); !strings.Contains(out, "1000 samples") {
		t.Errorf("train says %q", out)
	}
	for _, m := range []string{"image", "point"} {
		c, err := pipeline.Load(context.Background(), m2pt.Modality(m), pipeline.SyntheticData, pipeline.Options{Task: pipeline.Segment, TrainSize: 8})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(c.Train.Targets(nil, []int{0, 1})); got < 2*28*28 || c.Segment == nil || c.Train.Len() != 8 {
			t.Errorf("%s: %d targets of %d samples", m, got, c.Train.Len())
		}
	}
}

func TestBadSegments(t *testing.T) {
	masks, parts := datatest.Masks(t), datatest.Parts(t)
	pixelArgs := func(more ...string) []string {
		return trainArgs(masks, with([]string{"--task", "segment"}, more...)...)
	}
	cloudArgs := func(data string) []string {
		return with([]string{"train", "--task", "segment", "--modality", "point", "--data", data, "--out", "OUT"}, tiny...)
	}
	fails(t, "no such task", exitUsage, []string{"segmnt", "classify or segment"}, trainArgs(masks, "--task", "segmnt")...)
	fails(t, "no segmenter of sounds", exitUsage, []string{"audio"}, trainArgs(masks, "--task", "segment", "--modality", "audio")...)
	fails(t, "mixed", exitUsage, []string{"mixup is 0.5"}, pixelArgs("--mixup", "0.5")...)
	fails(t, "RandAugment", exitUsage, []string{"rand_augment.n is 2"}, pixelArgs("--image-rand-augment-n", "2")...)
	fails(t, "classes without folders of classes", exitFailure, []string{masks}, trainArgs(masks)...)
	fails(t, "no masks", exitFailure, []string{"images"}, trainArgs(parts, "--task", "segment")...)
	fails(t, "no parts", exitFailure, []string{"synsetoffset2category.txt"}, cloudArgs(masks)...)

	dir := t.TempDir()
	model, pixels, classifier := filepath.Join(dir, "parts"), filepath.Join(dir, "pixels"), filepath.Join(dir, "classifier")
	mustRun(t, with(segmentCases[1].args(t, "train"), "--out", model)...)
	mustRun(t, with(segmentCases[0].args(t, "train"), "--out", pixels)...)
	mustRun(t, with([]string{"train", "--data", datatest.MNIST(t, 20, 10), "--out", classifier}, small...)...)
	cloud := filepath.Join(dir, "cloud.xyz")
	datatest.WriteFile(t, cloud, []byte(strings.Repeat("1 2 3\n0 0 0\n", 64)))
	fails(t, "no category", exitUsage, []string{`"table" "lamp" "mug" "chair"`}, "predict", model, cloud)
	fails(t, "no such category", exitUsage, []string{"sofa"}, "predict", model, cloud, "--category", "sofa")
	fails(t, "a category of pixels", exitUsage, []string{"no categories"}, "predict", pixels, cloud, "--category", "mug")
	fails(t, "a category of a classifier", exitUsage, []string{"for segmenters"}, "predict", classifier, cloud, "--category", "mug")
	fails(t, "another task", exitUsage, []string{"--task has no effect", "to classify"}, "eval", classifier, "--data", masks, "--task", "segment")
	fails(t, "a picture of a classifier", exitUsage, []string{"--picture"}, "eval", classifier, "--data", masks, "--picture", "x.png")
	fails(t, "two files of one name", exitUsage, []string{"both go to"}, "predict", model, cloud, filepath.Join(dir, "cloud.pcd"), "--category", "mug", "--out", "OUT")
	fails(t, "a file for a folder", exitUsage, []string{"--out:", "cloud.xyz is not a folder"}, "predict", model, cloud, "--category", "mug", "--out", cloud)
	mine := filepath.Join(dir, "photo.png")
	datatest.WriteFile(t, mine, datatest.ReadFile(t, filepath.Join(masks, "images", "val", "00.png")))
	before := datatest.ReadFile(t, mine)
	fails(t, "over its input", exitUsage, []string{"overwrite"}, "predict", pixels, mine, "--out", dir)
	if !bytes.Equal(datatest.ReadFile(t, mine), before) {
		t.Error("the input is another file now")
	}
	fails(t, "other categories", exitFailure, []string{`"table 0"`, `"desk 0"`}, "eval", model, "--data", renamed(t, parts))
	damaged := filepath.Join(parts, "folder-of-mug", "002.txt")
	datatest.WriteFile(t, damaged, []byte("0 0 zero 0 0 1 5\n"))
	fails(t, "a damaged shape", exitFailure, []string{damaged}, cloudArgs(parts)...)
	blank := datatest.Masks(t)
	for i := 0; i < 8; i++ {
		path := filepath.Join(blank, "masks", "val", fmt.Sprintf("%02d.png", i))
		if err := picture.WritePNG(path, &image.Gray{Pix: bytes.Repeat([]byte{255}, 28*28), Stride: 28, Rect: image.Rect(0, 0, 28, 28)}); err != nil {
			t.Fatal(err)
		}
	}
	fails(t, "no classes to test on", exitFailure, []string{"no pixel", "has a class"}, trainArgs(blank, "--task", "segment")...)
	mask := filepath.Join(masks, "masks", "train", "04.png")
	datatest.WriteFile(t, mask, datatest.ReadFile(t, mask)[:60])
	fails(t, "a damaged mask", exitFailure, []string{mask}, pixelArgs()...)
}

// renamed returns a copy of a folder of datatest.Parts whose first category has another
// name.
func renamed(t *testing.T, dir string) string {
	t.Helper()
	other := t.TempDir()
	if err := os.CopyFS(other, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(other, "synsetoffset2category.txt")
	datatest.WriteFile(t, list, bytes.Replace(datatest.ReadFile(t, list), []byte("table "), []byte("desk "), 1))
	return other
}
