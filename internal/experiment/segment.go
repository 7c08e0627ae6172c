package experiment

import (
	"context"
	"path/filepath"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
)

// This file: arms whose targets give a class to every pixel or point.

// checkTask refuses a target that cannot be trained for the task of its settings, and a
// recipe that does not suit segmenters.
func checkTask(target m2pt.Modality, s *settings) error {
	r, err := s.recipe(target)
	if err != nil {
		return err
	}
	if s.Task != pipeline.Segment {
		return nil
	}
	if err := s.Task.Check(target); err != nil {
		return &study.FieldError{Field: "settings.task", Message: err.Error()}
	}
	if err := train.CheckSegmenter(*r); err != nil {
		return &study.FieldError{Field: "settings.recipe." + string(target), Message: err.Error()}
	}
	return nil
}

// The measures of segmenters.
const (
	measureIoU         = "mIoU"
	measureInstanceIoU = "instance mIoU"
)

// segmented is the file in a cell's folder that shows what a segmenter predicts.
const segmented = "segments.png"

// segmentedSamples is how many samples that picture shows.
const segmentedSamples = 8

// segments gives the result of a cell the figures of its segmenter m. The main figure is
// the mean IoU. Cells of the first seed get a picture.
func (r *Runner) segments(ctx context.Context, result *study.Result, c study.Cell, m *m2pt.Model, data *pipeline.Corpus, final *train.Score) error {
	s := final.Segment
	result.Measure, result.Accuracy, result.Correct, result.Samples = measureIoU, s.MeanIoU, 0, 0
	result.Metrics = []study.Metric{{Name: "accuracy by " + m.Config.Element(), Value: final.Accuracy}}
	if s.ClassIoU != nil {
		result.Measure = measureInstanceIoU
		result.Metrics = append(result.Metrics, study.Metric{Name: "class mIoU", Value: *s.ClassIoU})
	}
	if c.Seed != r.firstSeed {
		return nil
	}
	result.Pictures = append(result.Pictures, study.Picture{File: segmented, Title: "samples, their classes, those that the model gives"})
	sheet, err := train.DrawSegments(ctx, m.Config, train.OutputsOf(m), data.Test, segmentedSamples)
	if err != nil {
		return err
	}
	return picture.WritePNG(filepath.Join(c.Dir, segmented), sheet)
}
