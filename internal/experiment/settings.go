package experiment

import (
	"fmt"
	"slices"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: the settings of studies.

// settings are the settings that a study's file may have. A setting has the name of the
// flag of the program that does the same, with underscores. Three differ, because they
// say more than a flag does: start and aux_weights name models that the study itself
// pretrains (--init and --aux name files), and pretraining shortens their training.
type settings struct {
	Data       map[m2pt.Modality]string `json:"data"`     // where the data of a modality lies, or "synthetic"
	Channels   map[m2pt.Modality]int    `json:"channels"` // of images in class folders
	Dim        int                      `json:"dim"`      // of every model
	Depth      int                      `json:"depth"`
	Heads      int                      `json:"heads"`
	Patch      int                      `json:"patch"`
	Groups     int                      `json:"groups"`
	GroupSize  int                      `json:"group_size"`
	Task       pipeline.Task            `json:"task"`       // of targets: classify or segment
	Validation int                      `json:"validation"` // test on so many training samples instead of the test set

	// Recipe and Pretrain change the modality's recipe field by field, such as
	// {image: {epochs: 40, image: {shift: 0.1}}}; the key "recipe" names another
	// one to begin with. Recipe is for targets, Pretrain for auxiliaries.
	Recipe   map[m2pt.Modality]map[string]any `json:"recipe"`
	Pretrain map[m2pt.Modality]map[string]any `json:"pretrain"`

	Objective   train.Objective `json:"objective"`   // of pretraining: mae or labels
	Pretraining float64         `json:"pretraining"` // share of its epochs, such as 0.1
	Start       string          `json:"start"`       // of the target: scratch; or own: a model that is pretrained on all its samples

	AuxWeights     string   `json:"aux_weights"` // of auxiliaries: pretrained, random or identity
	AuxLayers      []string `json:"aux_layers"`  // that have a pathway; none: all
	AuxBlocks      int      `json:"aux_blocks"`  // the first so many have a pathway; 0: all
	AuxReversed    bool     `json:"aux_reversed"`
	FreezeAux      bool     `json:"freeze_aux"`
	FreezeBackbone bool     `json:"freeze_backbone"` // train λ and head alone
	Lambda         float64  `json:"lambda"`          // λ at the start
	LambdaPer      string   `json:"lambda_per"`      // layer, model or channel
	FreezeLambda   bool     `json:"freeze_lambda"`
}

// The values of aux_weights, besides those of package train, and of start.
const (
	weightsPretrained = "pretrained"
	startScratch      = "scratch"
	startOwn          = "own"
)

// The kinds of arms; see the documentation of the package.
const (
	kindPlain       = "plain"
	kindPathway     = "pathway"
	kindInit        = "init"
	kindDeeper      = "deeper"
	kindAutoencoder = "autoencoder"
)

var kinds = []string{kindPlain, kindPathway, kindInit, kindDeeper, kindAutoencoder}

// settingsOf returns the settings of a cell. It checks them.
func settingsOf(c study.Cell) (*settings, error) {
	s := &settings{
		Task: pipeline.Classify, Dim: 64, Depth: 6, Heads: 4, Patch: 4, Groups: 32, GroupSize: 16,
		Objective: train.ObjectiveMAE, Pretraining: 1, AuxWeights: weightsPretrained, Start: startScratch,
	}
	if err := c.Settings.Decode(s); err != nil {
		return nil, err
	}
	oneOf := func(field, got string, known ...string) error {
		if slices.Contains(known, got) {
			return nil
		}
		return study.UnknownValue("settings."+field, got, known)
	}
	for _, err := range []error{
		oneOf("task", string(s.Task), string(pipeline.Classify), string(pipeline.Segment)),
		oneOf("objective", string(s.Objective), string(train.ObjectiveMAE), string(train.ObjectiveLabels)),
		oneOf("aux_weights", s.AuxWeights, weightsPretrained, string(train.RandomWeights), string(train.IdentityWeights)),
		oneOf("start", s.Start, startScratch, startOwn),
	} {
		if err != nil {
			return nil, err
		}
	}
	if !(s.Pretraining > 0 && s.Pretraining <= 1) {
		return nil, &study.FieldError{Field: "settings.pretraining", Message: fmt.Sprintf("found %v, want more than 0, at most 1", s.Pretraining)}
	}
	if err := s.options().Validate(); err != nil {
		return nil, &study.FieldError{Field: "settings", Message: err.Error()}
	}
	return s, nil
}

// options returns how pathways are made.
func (s *settings) options() m2pt.Options {
	return m2pt.Options{AuxLayers: s.AuxLayers, AuxBlocks: s.AuxBlocks, AuxReversed: s.AuxReversed, FreezeAux: s.FreezeAux,
		Lambda: float32(s.Lambda), FreezeLambda: s.FreezeLambda, LambdaPer: s.LambdaPer}
}

// audioPatch is the patch of new models of sounds, in frames and mel bins.
var audioPatch = [2]int{8, 16}

// config returns the configuration of a new model of depth blocks for data and a
// recipe. A masked one is an autoencoder.
func (s *settings) config(data *pipeline.Corpus, r *recipe.Recipe, depth int, masked bool) m2pt.Config {
	return data.ModelConfig(train.Configure(pipeline.ModelOptions{
		Dim: s.Dim, Depth: depth, Heads: s.Heads, Image: pipeline.ImageModel{Patch: s.Patch},
		Audio: pipeline.AudioModel{Patch: audioPatch}, Point: pipeline.PointModel{Groups: s.Groups, GroupSize: s.GroupSize},
	}, *r, masked))
}
