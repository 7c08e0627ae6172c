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
//
// The comments of the fields are what docs/reference/studies.md says of the keys.
type settings struct {
	// Where the data of each modality lies: folders below --root, absolute ones, or
	// synthetic, as in {image: mnist, audio: synthetic}. Wanted for every modality that is
	// a target or an auxiliary. The data need a test part, unless validation is set.
	Data map[m2pt.Modality]string `json:"data"`
	// Channels of the images and videos of class folders, as in {image: 3}: 1 or 3. Default:
	// 1 of videos and of images that are all grey, else 3.
	Channels map[m2pt.Modality]int `json:"channels"`
	// The width of every model.
	Dim int `json:"dim"`
	// The blocks of every model.
	Depth int `json:"depth"`
	// The heads of every model, a divisor of dim.
	Heads int `json:"heads"`
	// The side of a patch of images, in pixels.
	Patch int `json:"patch"`
	// The groups that a cloud is cut into.
	Groups int `json:"groups"`
	// The points of a group.
	GroupSize int `json:"group_size"`
	// What targets learn: classify or segment.
	Task pipeline.Task `json:"task"`
	// Hold so many training samples out, and test on them instead of on the test set: for
	// choosing settings. 0: test on the test set.
	Validation int `json:"validation"`

	// How targets are trained: changes of the modality's recipe, field by field, as in
	// {image: {epochs: 40, image: {shift: 0.1}}}. The key recipe names the recipe to begin
	// with, one that comes along or a file, as in {image: {recipe: mine.yaml}}. A relative path begins
	// where the command runs.
	Recipe map[m2pt.Modality]map[string]any `json:"recipe"`
	// How auxiliaries and targets' own autoencoders are pretrained: changes of the recipe
	// for that, as in recipe.
	Pretrain map[m2pt.Modality]map[string]any `json:"pretrain"`

	// How models are pretrained: mae (masked, without labels) or labels.
	Objective train.Objective `json:"objective"`
	// The share of the pretraining's epochs that is done, more than 0 and at most 1.
	Pretraining float64 `json:"pretraining"`
	// What a target begins with: scratch (random weights), or own (a model that is
	// pretrained on all training samples of the target's own modality).
	Start string `json:"start"`

	// The weights of auxiliaries: pretrained, random (never trained) or identity (each
	// layer returns its input).
	AuxWeights string `json:"aux_weights"`
	// The layers that have a pathway: attn.qkv, attn.proj, mlp.fc1, mlp.fc2. Default: all.
	AuxLayers []string `json:"aux_layers"`
	// The first so many blocks have a pathway. 0: all.
	AuxBlocks int `json:"aux_blocks"`
	// Block i meets the auxiliary's block i from the end.
	AuxReversed bool `json:"aux_reversed"`
	// Keep the auxiliary's weights as they are.
	FreezeAux bool `json:"freeze_aux"`
	// Train λ and the head alone.
	FreezeBackbone bool `json:"freeze_backbone"`
	// λ at the start.
	Lambda float64 `json:"lambda"`
	// What has a λ of its own: layer, channel or model. Default: layer.
	LambdaPer string `json:"lambda_per"`
	// Keep λ as it is at the start.
	FreezeLambda bool `json:"freeze_lambda"`
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
