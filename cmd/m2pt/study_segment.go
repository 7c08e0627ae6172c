package main

import (
	"path/filepath"

	"github.com/gopathway/pathway/internal/picture"
	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
)

// This file: arms whose targets give a class to every pixel or point.

// checkTask refuses a target that cannot be trained for the task of its settings,
// and a recipe that does not suit them.
func checkTask(target m2pt.Modality, s *studySettings) error {
	r, err := s.recipe(target)
	if err != nil {
		return err
	}
	if s.Task != taskSegment {
		return nil
	}
	if err := s.Task.check(target); err != nil {
		return &study.FieldError{Field: "settings.task", Message: err.Error()}
	}
	if err := forSegments(r); err != nil {
		return &study.FieldError{Field: "settings.recipe." + string(target), Message: err.Error()}
	}
	return nil
}

// The measures of segmenters.
const (
	measureIoU         = "mIoU"
	measureInstanceIoU = "instance mIoU"
)

// segmented is the file, in a cell's folder, that shows what a segmenter predicts.
const segmented = "segments.png"

// segments gives a cell's result the figures of its segmenter m: the main one is the mean
// IoU. For the first seed it also draws some samples.
func (r *studyRunner) segments(result *study.Result, c study.Cell, m *m2pt.Model, data *corpus, final *score) error {
	s := final.Segment
	result.Measure, result.Accuracy, result.Correct, result.Samples = measureIoU, s.MeanIoU, 0, 0
	result.Metrics = []study.Metric{{Name: "accuracy by " + elementName(m.Config), Value: final.Accuracy}}
	if s.ClassIoU != nil {
		result.Measure = measureInstanceIoU
		result.Metrics = append(result.Metrics, study.Metric{Name: "class mIoU", Value: *s.ClassIoU})
	}
	if c.Seed != r.firstSeed {
		return nil
	}
	result.Pictures = append(result.Pictures, study.Picture{File: segmented, Title: "samples, their classes, those that the model gives"})
	sheet, err := segmentSheet(m.Config, outputs(m), data.test)
	if err != nil {
		return err
	}
	return picture.WritePNG(filepath.Join(c.Dir, segmented), sheet)
}
