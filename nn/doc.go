// Package nn holds layers, the Vision Transformer, optimizers, schedules and
// checkpoints. It knows no modality and no pathway; package m2pt adds those.
//
// A [Module] is a Forward and an ordered walk over named parameters; names
// are timm's ("blocks.0.attn.qkv.weight"), so real checkpoints load by name.
// Losses are ops of package autograd ([autograd.CrossEntropy] and others).
//
// [Predict] runs a model without recording; a [Predictor] serves many callers
// with weights packed once.
//
// Forward panics with *tensor.ShapeError on a shape it cannot take; functions
// that touch files return errors.
package nn
