package train

import (
	"context"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/pipeline"
)

// This file: from a corpus to a trained model in one call.

// Fit builds a model of a size for a corpus and trains it by the recipe of o: it joins
// [Configure], [Setup.Build], [New] and [Trainer.Run]. With size.Masked it is a masked
// autoencoder, which needs no labels; the recipe says what its decoder is like.
//
// s says what the model begins with and what it is connected to. Its Config and Seed, if
// they are left out, are those of the corpus and the recipe. Of o, Test, DataName, HeldOut
// and Identity come from the corpus and the setup.
//
// The model and the figures are also returned with an error of the run, such as
// [ErrInterrupted]; the model is nil if it could not be built.
func Fit(ctx context.Context, c *pipeline.Corpus, size pipeline.ModelOptions, s Setup, o Options) (*m2pt.Model, History, error) {
	if s.Config.Net == nil {
		s.Config = c.ModelConfig(Configure(size, o.Recipe, size.Masked != nil))
	}
	if s.Seed == 0 {
		s.Seed = o.Recipe.Seed
	}
	m, id, err := s.Build()
	if err != nil {
		return nil, nil, err
	}
	o.Test, o.DataName, o.HeldOut, o.Identity = c.Test, c.Name, c.HeldOut, id
	t, err := New(m, c.Augmented(o.Recipe.Augment()), o)
	if err != nil {
		return nil, nil, err
	}
	err = t.Run(ctx)
	return m, t.History(), err
}
