// Package nn holds layers, the transformer's encoder, the Vision Transformer,
// and what works on any model: state dicts, transfer of weights, prediction.
// Package nn/optim trains models, package nn/checkpoint stores training runs.
// nn knows no modality and no pathway; package m2pt adds those.
//
// A [Module] is a Forward and an ordered walk over named parameters. Names are
// timm's ("blocks.0.attn.qkv.weight"), so real checkpoints load by name. Each
// parameter has a [Role], which says what it is and where it stands; what
// treats parameters differently, such as weight decay, goes by roles and not by
// names.
//
// An [Encoder] is a stack of blocks, the only code that loops over them. Every
// net on one is a [Transformer]; one that is pretrained on masked inputs is an
// [Autoencoder], too. Forward gives outputs, never a loss. Losses are ops of
// package autograd; [CrossEntropy] is that of classifiers and segmenters.
//
// [Predict] runs a model without recording; a [Predictor] serves many callers
// with weights packed once.
//
// Forward panics with *tensor.ShapeError on a shape it cannot take; functions
// that touch files return errors.
package nn
