package experiment

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/internal/atomicfile"
	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/train"
)

// This file: what a cell's result holds besides its main figure.

// trainedParams counts the elements of what is trained.
func trainedParams(m *m2pt.Model) int {
	n := 0
	for _, p := range nn.Params(m.Net) {
		if p.Param.RequiresGrad() {
			n += p.Param.Value.Size()
		}
	}
	return n
}

// curveOf returns a history as a learning curve of a study.
func curveOf(h train.History) []study.Epoch {
	var curve []study.Epoch
	for _, r := range h {
		e := study.Epoch{Epoch: r.Epoch, TrainLoss: r.Loss, TrainAccuracy: r.Accuracy}
		if r.Test != nil {
			a := r.Test.Accuracy
			if r.Test.Segment != nil {
				a = r.Test.Segment.MeanIoU
			}
			e.TestAccuracy = &a
		}
		curve = append(curve, e)
	}
	return curve
}

// show adds the pictures of what the pretrained models of a cell rebuild, once for
// each in a study.
func (r *Runner) show(result *study.Result, c study.Cell) error {
	if c.Kind != kindPathway && c.Kind != kindAutoencoder || c.Seed != r.firstSeed {
		return nil
	}
	for key, dir := range c.Artefacts {
		name := key + ".png"
		if err := copyFile(filepath.Join(c.Dir, name), filepath.Join(dir, reconstructed)); err != nil {
			continue // a model that was trained by labels rebuilds nothing
		}
		result.Pictures = append(result.Pictures, study.Picture{File: name, Title: fmt.Sprintf("%s: samples, what is seen of them, what is rebuilt", key)})
	}
	return nil
}

// copyFile copies a file, whole or not at all.
func copyFile(to, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return atomicfile.Write(to, func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}
