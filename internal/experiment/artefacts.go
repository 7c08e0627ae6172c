package experiment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/pipeline"
	"github.com/gopathway/pathway/train"
)

// This file: pretrained models, which several cells share.

// artefact describes a pretrained model: its modality, what its data is labelled for, and
// the settings that say how it is made.
type artefact struct {
	modality m2pt.Modality
	task     pipeline.Task
	settings *settings
}

// Needs names the pretrained models that a cell takes.
func (r *Runner) Needs(c study.Cell) []string {
	s, err := settingsOf(c)
	if err != nil {
		return nil // Check refuses the cell
	}
	var keys []string
	for _, aux := range c.Aux {
		if s.AuxWeights == weightsPretrained {
			keys = append(keys, r.key(m2pt.Modality(aux), pipeline.Classify, s))
		}
	}
	if s.Start == startOwn || c.Kind == kindAutoencoder {
		keys = append(keys, r.key(m2pt.Modality(c.Target), s.Task, s))
	}
	return keys
}

// key returns the name of the pretrained model of a modality, whose data is labelled for a
// task. It depends on all that makes the model: the data, how much of a sample is taken,
// the shape and the training. The folders of studies hold keys, so the names and the order
// of the fields below must stay. The settings are those of a cell that Check has accepted.
func (r *Runner) key(m m2pt.Modality, t pipeline.Task, s *settings) string {
	made := struct {
		Data                                      string
		Dim, Depth, Heads, Patch, Groups, PerGrup int
		Channels, Validation                      int
		Objective                                 string
		Share                                     float64
		Recipe                                    map[string]any
		Task                                      pipeline.Task `json:",omitempty"`
		Points, Frames, Stride                    int           `json:",omitempty"`
	}{
		Data: s.Data[m], Dim: s.Dim, Depth: s.Depth, Heads: s.Heads, Patch: s.Patch, Groups: s.Groups, PerGrup: s.GroupSize,
		Channels: s.Channels[m], Validation: s.Validation, Objective: string(s.Objective), Share: s.Pretraining, Recipe: s.Pretrain[m],
	}
	if t != pipeline.Classify {
		made.Task = t
	}
	data, err := s.recipe(m) // method corpus reads data by the recipe of targets
	if err != nil {
		panic(err)
	}
	switch m {
	case m2pt.Point:
		made.Points = data.Point.Points
	case m2pt.Video:
		made.Frames, made.Stride = data.Video.Frames, data.Video.Stride
	}
	text, err := json.Marshal(made)
	if err != nil {
		panic(err) // they were read from a file
	}
	sum := sha256.Sum256(text)
	key := fmt.Sprintf("%s-%s-%g-%s", m, s.Objective, s.Pretraining, hex.EncodeToString(sum[:4]))
	r.naming.Lock()
	defer r.naming.Unlock()
	r.artefacts[key] = artefact{m, t, s}
	return key
}

// reconstructed is the file, in a pretrained model's folder, that shows what the model
// rebuilds.
const reconstructed = "reconstruction.png"

// reconstructedSamples is how many samples that picture shows.
const reconstructedSamples = 6

// Build pretrains a model on all training samples of a modality.
func (r *Runner) Build(ctx context.Context, key, dir, work string, progress study.Progress) error {
	r.naming.Lock()
	a, ok := r.artefacts[key]
	r.naming.Unlock()
	if !ok {
		return fmt.Errorf("no cell needs %s", key)
	}
	data, err := r.corpus(ctx, a.modality, a.task, a.settings)
	if err != nil {
		return err
	}
	base, err := a.settings.pretrainRecipe(a.modality)
	if err != nil {
		return err
	}
	masked := a.settings.Objective == train.ObjectiveMAE
	full := base.Complete(data.Train.Len(), data.Test.Len())
	full.Epochs = max(1, int(float64(full.Epochs)*a.settings.Pretraining+0.5))
	full.EvalEvery = full.Epochs
	full.WarmupEpochs = min(full.WarmupEpochs, float64(full.Epochs)/10)
	s := train.Setup{Config: a.settings.config(data, &full, a.settings.Depth, masked), Seed: full.Seed}
	m, id, err := s.Build()
	if err != nil {
		return err
	}
	misfit := func() { r.tellMisfit(a.settings.Pretrain[a.modality], full, m, data.Train.Len(), false) }
	t, err := r.train(ctx, m, id, data, full, work, misfit, progress)
	if err != nil {
		return err
	}
	if err := t.History().Write(dir); err != nil {
		return err
	}
	if masked {
		shown, err := train.Reconstruct(m, data.Test, reconstructedSamples, 1)
		if err != nil {
			return err
		}
		if err := picture.WritePNG(filepath.Join(dir, reconstructed), shown.Picture); err != nil {
			return err
		}
	}
	return m.Save(filepath.Join(dir, m2pt.ModelFile))
}
