package experiment

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// This file: the data sets of a study.

// where returns the folder that a setting of data names, or "synthetic".
func (r *Runner) where(data string) string {
	if data == pipeline.SyntheticData || filepath.IsAbs(data) {
		return data
	}
	return filepath.Join(r.root, data)
}

// corpus returns the data of a modality for a task. It reads the data when it is first
// asked for.
func (r *Runner) corpus(ctx context.Context, m m2pt.Modality, t pipeline.Task, s *settings) (*pipeline.Corpus, error) {
	where := s.Data[m]
	plain, err := s.recipe(m)
	if err != nil {
		return nil, err
	}
	key := fmt.Sprint(m, " ", t, " ", where, " ", s.Channels[m], " ", s.Validation, " ", plain.Point.Points, " ", plain.Video.Frames, " ", plain.Video.Stride)
	r.reading.Lock()
	defer r.reading.Unlock()
	if c := r.corpora[key]; c != nil {
		return c, nil
	}
	var c *pipeline.Corpus
	o := pipeline.Options{Task: t, Validation: s.Validation, Channels: s.Channels[m], Points: plain.Point.Points, Frames: plain.Video.Frames, Stride: plain.Video.Stride}
	if where == pipeline.SyntheticData {
		c, err = pipeline.Synthetic(m, 0, 0, 1, o)
	} else {
		c, err = pipeline.Load(ctx, m, r.where(where), o)
	}
	if err == nil && c.Test == nil {
		err = fmt.Errorf("%s has no test part", where)
	}
	if err != nil {
		return nil, fmt.Errorf("data of %s: %w", m, err)
	}
	r.corpora[key] = c
	return c, nil
}
