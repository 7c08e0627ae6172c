// Package pathway is the root of a tensor and automatic-differentiation
// framework in pure Go, and of the first Go implementation of the Multimodal
// Pathway Transformer (M2PT, CVPR 2024).
//
// The packages, from the ground up; each knows only those above it:
//
//	simd      float32 kernels over slices, the same bits on every CPU
//	tensor    shapes, broadcasting, linear algebra, files
//	autograd  reverse-mode differentiation: a tape, and the ops
//	nn        layers, the Vision Transformer, optimizers, checkpoints
//	m2pt      the pathway, the merge, tokenizers of the modalities
//	datasets  readers, synthetic sets, augmentation (needs tensor alone)
//
// The program is cmd/m2pt; "go run ./cmd/m2pt demo" shows it all. This
// package holds no code.
package pathway
