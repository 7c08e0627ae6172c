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

// trainedParams returns the number of trained parameters of m.
func trainedParams(m *m2pt.Model) int {
	n := 0
	for _, p := range nn.Params(m.Net) {
		if p.Param.RequiresGrad() {
			n += p.Param.Value.Size()
		}
	}
	return n
}

// curveOf returns the learning curve of a history.
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

// show copies the pictures of what a cell's pretrained models rebuild, and adds them to its
// result. Cells of the first seed alone have them, because they are the same for all seeds.
func (r *Runner) show(result *study.Result, c study.Cell) error {
	if c.Kind != kindPathway && c.Kind != kindAutoencoder || c.Seed != r.firstSeed {
		return nil
	}
	for key, dir := range c.Artefacts {
		name := key + ".png"
		if err := copyFile(filepath.Join(c.Dir, name), filepath.Join(dir, reconstructed)); err != nil {
			continue // there is none of a model that was trained by labels
		}
		result.Pictures = append(result.Pictures, study.Picture{File: name, Title: fmt.Sprintf("%s: samples, what is seen of them, what is rebuilt", key)})
	}
	return nil
}

// copyFile copies a file. The copy appears whole or not at all.
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
