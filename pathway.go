// Package pathway is the root of a tensor and automatic-differentiation
// framework in pure Go, and of the first Go implementation of the Multimodal
// Pathway Transformer (M2PT, CVPR 2024).
//
// The packages, from the ground up; each knows only those above it:
//
//   - [github.com/gopathway/pathway/simd]: float32 kernels over slices, the same bits on every CPU
//   - [github.com/gopathway/pathway/tensor]: shapes, broadcasting, linear algebra
//   - [github.com/gopathway/pathway/formats]: weight and array files as named tensors
//   - [github.com/gopathway/pathway/autograd]: reverse-mode differentiation: a tape, and the ops
//   - [github.com/gopathway/pathway/nn]: layers, the Vision Transformer, optimizers, checkpoints, a Predictor for servers
//   - [github.com/gopathway/pathway/m2pt]: the pathway, the merge, model files, the nets of each modality
//   - [github.com/gopathway/pathway/datasets]: readers of files, synthetic sets, augmentation
//   - [github.com/gopathway/pathway/pipeline]: a folder or a file to what a model takes
//   - [github.com/gopathway/pathway/metrics]: confusion matrix, intersection over union
//   - [github.com/gopathway/pathway/train]: recipes, runs that resume, evaluation
//
// The program is cmd/m2pt; "go run ./cmd/m2pt demo" shows it all, and the folder examples
// has eight small programs to begin with. This package holds no code.
package pathway
