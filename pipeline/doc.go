// Package pipeline turns a folder or a file into what a model takes.
//
// [Load] finds out how the data in a folder is laid out, reads it and prepares
// it: a [Corpus] has a training and a test set, and knows how a new model for
// them is configured. [LoadLike] prepares data for an existing model. [Decode]
// prepares a single file for a model, [DecodeInput] the content of a file, such as an
// upload, or what a program has in memory: a picture, samples of a sound, points, frames.
// [Draw] makes pictures of prepared samples.
//
//	data, err := pipeline.Load(context.Background(), m2pt.Image, "mnist", pipeline.Options{})
//	model, err := m2pt.NewModel(data.ModelConfig(pipeline.ModelOptions{Dim: 64, Depth: 6, Heads: 4}), rng)
//	sample, err := pipeline.Decode(context.Background(), model.Config, "digit.png", pipeline.DecodeOptions{})
//	logits := model.Logits(sample.X)
//
// # Modalities
//
// What is done for images, sounds, point clouds and videos lies in a file of each,
// as a [Modality]: a row of functions in a registry. Everything else here, and
// every program on top, walks over the registry. A modality of your own is a row
// that [Register] adds.
//
// # Errors
//
// What is wrong with a file or a folder is an error that names it. An option that
// makes no sense is an [OptionError], which names the option, so that a program can
// say which of its flags or fields that is.
package pipeline
