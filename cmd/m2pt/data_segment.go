package main

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
)

// This file: data with a class for every pixel or point.

// Scenes of digits are made of MNIST's files: so many of the training digits and
// of the test digits.
const (
	scenesTrain = 4000
	scenesTest  = 1000
	scenesSide  = 48
	scenesSeed  = 1
)

// loadMasks reads images with masks, or makes scenes of digits.
func loadMasks(dir string, o corpusOptions) (*corpus, error) {
	channels, h, w := max(o.channels, 1), o.side, o.side
	if o.like != nil {
		channels, h, w = o.like.ViT.Channels, o.like.ViT.Image[0], o.like.ViT.Image[1]
	}
	name := filepath.Base(dir)
	if !holds(dir, "train-images", "t10k-images") {
		train, test, err := datasets.LoadImageMasks(dir, channels, h, w)
		if err != nil {
			return nil, err
		}
		return maskCorpus(name, train, test, o)
	}
	if h == 0 {
		h, w = scenesSide, scenesSide
	}
	digits, testDigits, err := datasets.LoadMNIST(dir)
	if err != nil {
		return nil, err
	}
	train, err := datasets.DigitScenes(digits, scenesTrain, h, w, scenesSeed)
	if err != nil {
		return nil, err
	}
	test, err := datasets.DigitScenes(testDigits, scenesTest, h, w, scenesSeed+testSeed)
	if err != nil {
		return nil, err
	}
	return maskCorpus("scenes of "+name, train, test, o)
}

// maskCorpus prepares sets of images with masks.
func maskCorpus(name string, train, test *datasets.ImageMasks, o corpusOptions) (*corpus, error) {
	var testImages *datasets.Images
	if test != nil {
		testImages = &test.Images
		if !slices.ContainsFunc(test.Masks, func(v uint8) bool { return v != datasets.IgnoreMask }) {
			return nil, fmt.Errorf("%s: no pixel of the test masks has a class", name)
		}
	}
	c, err := imageCorpus(name, &train.Images, testImages, o)
	if err != nil {
		return nil, err
	}
	c.segment = &m2pt.Segment{}
	if c.train != nil {
		c.train = &maskSource{*c.train.(*imageSource), train}
	}
	if c.test != nil {
		c.test = &maskSource{*c.test.(*imageSource), test}
	}
	return c, nil
}

// maskSource is a set of images with the classes of their pixels.
type maskSource struct {
	imageSource
	masks *datasets.ImageMasks
}

// Targets implements source.
func (s *maskSource) Targets(dst, idx []int, aug *augment) []int {
	if aug == nil {
		return s.masks.PixelTargets(dst, idx)
	}
	a := s.augment(aug)
	return a.PixelTargets(dst, s.masks, idx, aug.epoch)
}

// loadParts reads ShapeNetPart's layout. As is usual, training takes the
// validation shapes as well.
func loadParts(dir string, o corpusOptions) (*corpus, error) {
	train, val, test, err := datasets.LoadShapeNetPart(dir)
	if err != nil {
		return nil, err
	}
	if val != nil {
		train.Clouds, train.Labels, train.Parts = append(train.Clouds, val.Clouds...), append(train.Labels, val.Labels...), append(train.Parts, val.Parts...)
	}
	return partCorpus(filepath.Base(dir), train, test, o)
}

// partCorpus prepares sets of clouds with parts.
func partCorpus(name string, train, test *datasets.PartClouds, o corpusOptions) (*corpus, error) {
	c, err := pointCorpus(name, &train.PointClouds, &test.PointClouds, o)
	if err != nil {
		return nil, err
	}
	c.segment = &m2pt.Segment{Categories: train.Classes, PartsOf: train.PartsOf}
	c.classes = train.PartClasses()
	if c.train != nil {
		c.train = &partSource{*c.train.(*pointSource), train}
	}
	c.test = &partSource{*c.test.(*pointSource), test}
	return c, nil
}

// partSource is a set of clouds with the parts of their points. Its labels are the
// categories.
type partSource struct {
	pointSource
	parts *datasets.PartClouds
}

// Targets implements source.
func (s *partSource) Targets(dst, idx []int, aug *augment) []int {
	if aug == nil {
		return s.parts.PartTargets(dst, idx, s.points)
	}
	a := aug.recipe.Point.Augment(upAxis, aug.seed)
	return a.PartTargets(dst, s.parts, idx, aug.epoch, s.points)
}

// syntheticSegments makes data with classes of pixels or points by code.
func syntheticSegments(m m2pt.Modality, train, test int, seed uint64, o corpusOptions) (*corpus, error) {
	name := fmt.Sprintf("synthetic %s segments", m)
	if m == m2pt.Point {
		return partCorpus(name, datasets.SyntheticParts(train, seed), datasets.SyntheticParts(test, seed+testSeed), o)
	}
	return maskCorpus(name, datasets.SyntheticScenes(train, seed), datasets.SyntheticScenes(test, seed+testSeed), o)
}
