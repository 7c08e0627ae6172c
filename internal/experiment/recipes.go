package experiment

import (
	"fmt"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train"
	"github.com/gopathway/pathway/train/recipe"
)

// This file: the recipes of a study, which settings change field by field.

// recipeOf returns the recipe of a modality, or of its masked autoencoder, with changes. The
// changes may name another recipe under the key "recipe". field is the setting that holds
// the changes.
func recipeOf(m m2pt.Modality, masked bool, field string, changes map[string]any) (*recipe.Recipe, error) {
	r, err := recipe.For(string(m), masked)
	if name, ok := changes["recipe"].(string); ok {
		r, err = recipe.Load(name)
	}
	if err != nil {
		return nil, &study.FieldError{Field: field + ".recipe", Message: err.Error()}
	}
	if err := change(r, field, "", changes); err != nil {
		return nil, err
	}
	if err := r.Validate(); err != nil {
		return nil, &study.FieldError{Field: field, Message: err.Error()}
	}
	return r, nil
}

// change sets fields of r. A section of the recipe, such as image, is a map within changes;
// path is that of the section which changes is about, "" for the whole recipe.
func change(r *recipe.Recipe, field, path string, changes map[string]any) error {
	for k, v := range changes {
		if path == "" && k == "recipe" {
			continue
		}
		if section, ok := v.(map[string]any); ok {
			if err := change(r, field, path+k+".", section); err != nil {
				return err
			}
			continue
		}
		text := fmt.Sprint(v)
		if pair, ok := v.([]any); ok && len(pair) == 2 {
			text = fmt.Sprintf("%v,%v", pair[0], pair[1])
		}
		if err := r.Set(path+k, text); err != nil {
			return &study.FieldError{Field: field + "." + path + k, Message: err.Error()}
		}
	}
	return nil
}

// recipe returns the recipe of targets of a modality.
func (s *settings) recipe(m m2pt.Modality) (*recipe.Recipe, error) {
	return recipeOf(m, false, "settings.recipe."+string(m), s.Recipe[m])
}

// pretrainRecipe returns the recipe by which models of a modality are pretrained.
func (s *settings) pretrainRecipe(m m2pt.Modality) (*recipe.Recipe, error) {
	field := "settings.pretrain." + string(m)
	r, err := recipeOf(m, s.Objective == train.ObjectiveMAE, field, s.Pretrain[m])
	if err != nil || s.Objective != train.ObjectiveMAE {
		return r, err
	}
	if err := train.CheckMasked(m, *r); err != nil {
		return nil, &study.FieldError{Field: field, Message: err.Error()}
	}
	return r, nil
}

// tellMisfit tells r.Misfit if full, which changes name, was made for models or data of
// another size than m and samples to train on. pretrained: m begins with weights of
// another model. A recipe that no one has named is not told of.
func (r *Runner) tellMisfit(changes map[string]any, full recipe.Recipe, m *m2pt.Model, samples int, pretrained bool) {
	name, ok := changes["recipe"].(string)
	if !ok || r.Misfit == nil {
		return
	}
	c, e := m.Config, m.Config.Encoder()
	line := full.Misfit(name, string(c.Modality), recipe.PurposeOf(c.Masked != nil, pretrained), recipe.Size{Dim: e.Dim, Depth: e.Depth, Samples: samples})
	r.telling.Lock()
	defer r.telling.Unlock()
	key := fmt.Sprint(c.Modality, " ", name)
	if line != "" && !r.told[key] {
		r.told[key] = true
		r.Misfit(line)
	}
}
