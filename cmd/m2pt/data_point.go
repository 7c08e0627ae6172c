package main

import (
	"path/filepath"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/tensor"
)

func loadPoints(dir string, o corpusOptions) (*corpus, error) {
	train, test, err := datasets.LoadModelNet(dir)
	if err != nil {
		return nil, err
	}
	if test.Len() == 0 {
		test = nil
	}
	return pointCorpus(filepath.Base(dir), train, test, o)
}

// defaultPoints is how many points of a cloud a model is given.
const defaultPoints = 1024

// pointCorpus prepares sets of clouds.
func pointCorpus(name string, train, test *datasets.PointClouds, o corpusOptions) (*corpus, error) {
	points := o.points
	if points == 0 {
		points = defaultPoints
	}
	if o.like != nil {
		points = o.like.Points
	}
	c := &corpus{name: name, modality: m2pt.Point, classes: train.Classes, input: []int{points, 3}}
	if o.needTrain || test == nil {
		c.train = &pointSource{train, points}
	}
	if test != nil {
		c.test = &pointSource{test, points}
	}
	return c, nil
}

// upAxis is the vertical axis of ModelNet's shapes: z.
const upAxis = 2

// pointSource is a set of clouds of which a model is given some points.
type pointSource struct {
	set    *datasets.PointClouds
	points int
}

// Len implements source.
func (s *pointSource) Len() int { return s.set.Len() }

// Labels implements source.
func (s *pointSource) Labels() []int { return s.set.Labels }

// Targets implements source.
func (s *pointSource) Targets(dst, idx []int, _ *augment) []int { return pick(dst, s.set.Labels, idx) }

// Batch implements source.
func (s *pointSource) Batch(dst *tensor.Tensor, idx []int, aug *augment) {
	if aug == nil {
		s.set.Batch(dst, idx, s.points)
		return
	}
	a := aug.recipe.Point.Augment(upAxis, aug.seed)
	a.Batch(dst, s.set, idx, aug.epoch, s.points)
}
