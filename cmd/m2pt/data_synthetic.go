package main

import (
	"fmt"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
)

// syntheticData names data that is made by code.
const syntheticData = "synthetic"

// synthetic are the sizes and seeds of synthetic sets.
const (
	syntheticTrain = 1000
	syntheticTest  = 1000
	syntheticSeed  = 1
)

// syntheticCorpus makes the data of a modality by code.
func syntheticCorpus(m m2pt.Modality, o corpusOptions) (*corpus, error) {
	if o.task == taskSegment {
		return syntheticSegments(m, syntheticTrain, syntheticTest, syntheticSeed, o)
	}
	return syntheticOf(m, syntheticTrain, syntheticTest, syntheticSeed, o)
}

// syntheticOf makes so many training and test samples of a modality from seed.
func syntheticOf(m m2pt.Modality, train, test int, seed uint64, o corpusOptions) (*corpus, error) {
	name := fmt.Sprintf("synthetic %s", m)
	switch m {
	case m2pt.Audio:
		return audioCorpus(name, datasets.SyntheticAudio(train, seed), datasets.SyntheticAudio(test, seed+testSeed), o)
	case m2pt.Point:
		return pointCorpus(name, datasets.SyntheticPoints(train, seed), datasets.SyntheticPoints(test, seed+testSeed), o)
	case m2pt.Video:
		return videoCorpus(name, datasets.SyntheticVideos(train, seed), datasets.SyntheticVideos(test, seed+testSeed), o)
	}
	return imageCorpus(name, datasets.SyntheticImages(train, seed), datasets.SyntheticImages(test, seed+testSeed), o)
}
