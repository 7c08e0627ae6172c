package experiment

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// autoencoderText is a study of what autoencoders rebuild; %s are its folders of
// images, sounds, clouds and videos.
const autoencoderText = `name: rebuilt
seeds: [1, 2]
settings:
  dim: 16
  depth: 1
  heads: 2
  patch: 7
  groups: 8
  group_size: 4
  data: {image: %s, audio: %s, point: %s, video: %s}
  recipe: {image: {epochs: 1}, point: {point: {points: 64}}, video: {video: {frames: 4}}}
  pretrain: {image: {epochs: 60, batch: 8, lr: 5e-3, mae: {norm_pix_loss: false}}, audio: {epochs: 3, mae: {decoder_depth: 1}}, point: {epochs: 3, point: {points: 64}, mae: {mask_ratio: 0.5}}, video: {epochs: 3, video: {frames: 4}, mae: {mask_ratio: 0.5}}}
experiments:
  - name: four
    targets: [image, audio, point, video]
    arms: [{name: autoencoder}]
  - name: untrained
    targets: [image]
    arms: [{name: autoencoder, settings: {pretrain: {image: {epochs: 1, lr: 1e-9, min_lr: 0}}}}]
  - name: trained
    targets: [image]
    sizes: [20]
    arms: [{name: plain, settings: {start: own}}]
`

// autoencoderStudy writes the study; its images fill a batch and a part of one.
func autoencoderStudy(t *testing.T, dir string) (file, images string) {
	t.Helper()
	images, file = datatest.MNIST(t, 48, rebuildBatch+30), filepath.Join(dir, "study.yaml")
	datatest.WriteFile(t, file, []byte(fmt.Sprintf(autoencoderText, images, datatest.FSDD(t), datatest.Points(t), datatest.Videos(t))))
	return file, images
}

// A study measures autoencoders of all modalities on the whole test set. Masks depend on
// the seed alone.
func TestStudyOfAutoencoders(t *testing.T) {
	if testing.Short() {
		t.Skip("a study of twelve trainings")
	}
	dir := t.TempDir()
	file, images := autoencoderStudy(t, dir)
	out := filepath.Join(dir, "out")
	mustRun(t, file, out, 1, 12, 0)
	read := func(path string) string {
		t.Helper()
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	report := read(filepath.Join(out, "report.md"))
	for _, want := range []string{
		"| experiment | target | samples | seeds | loss explained / accuracy | test samples correct | loss | loss of the mean | ratio | parameters |\n",
		"| target | samples | arm | seeds | loss explained | loss | loss of the mean | ratio | parameters |\n|---",
		"| untrained | image | all | 2 | 0.00 loss explained | – |",
		"it explains less than nothing, shown as 0 (",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	// The plain arm starts from the model that the autoencoder arm measures.
	artefacts, err := filepath.Glob(filepath.Join(out, "artefacts", "*"))
	if err != nil || len(artefacts) != 5 {
		t.Errorf("artefacts %v, want four and the untrained one", artefacts)
	}
	pictures, err := filepath.Glob(filepath.Join(out, "cells", "*-autoencoder-s1-*", "*.png"))
	if err != nil || len(pictures) != 5 {
		t.Errorf("pictures %v, want one of each autoencoder", pictures)
	}

	text := read(filepath.Join(out, "metrics.csv"))
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{} // by experiment, target, seed and metric
	for _, l := range lines[1:] {
		v, err := strconv.ParseFloat(l[6], 64)
		if err != nil {
			t.Fatal(err)
		}
		values[strings.Join([]string{l[0], l[1], l[4], l[5]}, " ")] = v
	}
	if len(values) != 10*3 {
		t.Errorf("%d metrics: %v", len(values), values)
	}
	for _, target := range []string{"image", "audio", "point", "video"} {
		at := func(seed, metric string) float64 { return values["four "+target+" "+seed+" "+metric] }
		if at("1", "loss") == at("2", "loss") || at("1", "loss of the mean") == at("2", "loss of the mean") {
			t.Errorf("%s: masks do not depend on the seed", target)
		}
		if r := at("1", "loss") / at("1", "loss of the mean"); r != at("1", "ratio") || !(r > 0) {
			t.Errorf("%s: the ratio is %v, want %v", target, at("1", "ratio"), r)
		}
	}
	if r := values["untrained image 1 ratio"]; !(r > 1) {
		t.Errorf("an untrained autoencoder has the ratio %v: nothing tests what is below zero", r)
	}

	shares := map[string]string{}
	results, err := csv.NewReader(strings.NewReader(read(filepath.Join(out, "results.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range results[1:] {
		shares[strings.Join([]string{l[0], l[1], l[6]}, " ")] = l[7] + " " + l[8]
	}
	image := 1 - values["four image 1 loss"]/values["four image 1 loss of the mean"]
	if got, want := shares["four image 1"], "loss explained "+strconv.FormatFloat(image, 'g', -1, 64); got != want || !(image > 0.05) {
		t.Errorf("the trained autoencoder has %s, want %s, well above none", got, want)
	}
	if got := shares["untrained image 1"]; got != "loss explained 0" {
		t.Errorf("the untrained autoencoder has %s, want none", got)
	}

	// All images at once, without batches.
	checked := 0
	for _, a := range artefacts {
		m, err := train.LoadModel(a)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(filepath.Base(a), "image-") || m.Config.Trained.Epochs == 1 {
			continue // another modality, or the untrained one
		}
		checked++
		data, err := pipeline.Load(context.Background(), m2pt.Image, images, pipeline.Options{Like: &m.Config, TestOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		n := data.Test.Len()
		idx := make([]int, n)
		for i := range idx {
			idx[i] = i
		}
		x := datasets.NewBatch(data.Test, idx)
		net := m.Net.(nn.Autoencoder)
		mask := net.Mask(n, tensor.NewRNG(2))
		loss, ofMean := float64(net.Loss(autograd.Inference().Input(x), mask).Value.Item()), net.MeanLoss(x, mask)
		if got := values["four image 2 loss"]; math.Abs(got-loss) > 1e-6 {
			t.Errorf("the loss is %v in batches, %v at once", got, loss)
		}
		if got := values["four image 2 loss of the mean"]; got != ofMean {
			t.Errorf("the loss of the mean is %v, want %v", got, ofMean)
		}
	}

	if checked != 1 {
		t.Errorf("%d trained autoencoders of images, want 1", checked)
	}

	twin := filepath.Join(dir, "twin")
	threads := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(threads)
	mustRun(t, file, twin, 1, 12, 0)
	if read(filepath.Join(twin, "metrics.csv")) != text {
		t.Error("one thread measures something else")
	}
}

// A setting without a meaning for an autoencoder is an error with its line.
func TestAutoencoderMistakes(t *testing.T) {
	arm := "{name: autoencoder, settings: {pretrain:"
	for name, c := range map[string]struct {
		old, new string
		words    []string
	}{
		"auxiliary":     {arm, "{name: autoencoder, aux: audio, settings: {pretrain:", []string{"aux", "found 1 auxiliaries"}},
		"size":          {"    arms: [" + arm, "    sizes: [20]\n    arms: [" + arm, []string{"study.yaml:19: ", "size: found 20, want all"}},
		"labels":        {arm, "{name: autoencoder, settings: {objective: labels, pretrain:", []string{"study.yaml:19: ", `settings.objective: found "labels", want mae`}},
		"start":         {arm, "{name: autoencoder, settings: {start: own, pretrain:", []string{"study.yaml:19: ", "settings.start: an arm of kind autoencoder"}},
		"λ":             {arm, "{name: autoencoder, settings: {lambda: 1, pretrain:", []string{"settings.lambda: an arm of kind autoencoder"}},
		"fixed weights": {arm, "{name: autoencoder, settings: {freeze_backbone: true, pretrain:", []string{"settings.freeze_backbone: an arm of kind autoencoder"}},
		"recipe":        {"lr: 1e-9", "rl: 1e-9", []string{"study.yaml:19: ", "settings.pretrain.image.rl"}},
		"kind":          {arm, "{name: autoencodre, settings: {pretrain:", []string{`did you mean "autoencoder"?`}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			text := strings.Replace(autoencoderText, c.old, c.new, 1)
			if text == autoencoderText {
				t.Fatal("nothing is replaced")
			}
			file := filepath.Join(dir, "study.yaml")
			datatest.WriteFile(t, file, []byte(fmt.Sprintf(text, pipeline.SyntheticData, pipeline.SyntheticData, pipeline.SyntheticData, pipeline.SyntheticData)))
			told := refused(t, file, filepath.Join(dir, "out"))
			for _, w := range c.words {
				if !strings.Contains(told, w) {
					t.Errorf("%q does not tell of %q", told, w)
				}
			}
		})
	}
}

// A test set of equal tokens is an error, not a division by zero.
func TestAutoencoderOfNothing(t *testing.T) {
	dir := t.TempDir()
	file, images := autoencoderStudy(t, dir)
	datatest.WriteIDX(t, filepath.Join(images, "t10k-images-idx3-ubyte.gz"), make([]byte, 16*28*28), 16, 28, 28)
	datatest.WriteIDX(t, filepath.Join(images, "t10k-labels-idx1-ubyte.gz"), make([]byte, 16), 16)
	_, err := runStudy(context.Background(), file, filepath.Join(dir, "out"), 1)
	if err == nil || !strings.Contains(err.Error(), "four: image, all samples, autoencoder, seed 1: "+filepath.Base(images)+": all tokens of the test set are the same") {
		t.Errorf("error %v", err)
	}
}
