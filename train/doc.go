// Package train trains and evaluates models: everything a program needs between
// a set of samples and a model that has learned from it.
//
// [Configure] joins the shape of a new model with a recipe. [Setup] builds the model
// to train: a new one, its start, its pathways, what is frozen. [New] prepares a run
// of that model on a set, and [Trainer.Run] trains:
//
//	model, identity, err := train.Setup{Config: config, Seed: r.Seed}.Build()
//	t, err := train.New(model, set, train.Options{Recipe: r, Test: test, Out: dir, Identity: identity})
//	err = t.Run(ctx)
//	if err == nil {
//		fmt.Println(t.History().Final().Accuracy)
//	}
//
// [Fit] does all of it in one call for a corpus of package pipeline, whose folder may hold
// images, sounds, point clouds or videos. [Evaluate] measures a model on a set.
//
// # Runs
//
// A run with a folder (Options.Out) writes a checkpoint after every epoch, and
// the figures of its epochs as CSV and JSON. When its context ends, it writes a
// checkpoint and returns [ErrInterrupted]. A run with the same model, set and
// options goes on from there and ends with the bits of a run that was never
// stopped: everything random depends on the recipe's seed, the epoch and the
// place in the epoch. A run that differs in anything that changes its bits is
// refused with a [ResumeError], which names what differs.
//
// # Samples
//
// A set that is a [datasets.Varied] changes its samples anew in every epoch. The
// sections of a recipe about augmentation have no effect here: they describe how
// such a set is made.
//
// # The last batch
//
// The last batch of an epoch holds the rest of the samples, with one exception.
// Batch normalisation has no statistics of one row. A model with a layer that
// normalises over the samples of a batch, such as the head of a classifier of
// clouds, gets a rest of one sample together with the batch before: the last batch
// then has one sample more than the recipe says. PyTorch's answer is drop_last,
// which leaves samples out; here every sample is seen in every epoch.
package train
