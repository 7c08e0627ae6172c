// Package m2pt is the Multimodal Pathway Transformer (Zhang et al., CVPR
// 2024, arXiv 2401.14405): a transformer of one modality improved with the
// weights of another, trained on irrelevant data.
//
// [Reparameterize] lets a target model's blocks pass through the linear
// layers of an auxiliary model: each becomes a [PathwayLinear] with
// y = x·(W + λ·W')ᵀ + b, λ learned from 0. After training, [Merge] folds the
// auxiliary in: the plain model it returns has the same logits, bit for bit.
//
// A [Model] adds what inputs and outputs mean, and goes to and from a file.
// The audio front end is [FilterBank]; position embeddings are [SinCos2D],
// [Sinusoid1D] and [InterpolatePosEmbed].
//
// Point clouds are cut into groups by [GroupPoints], which a [PointNet] makes
// tokens of. [PointTransformer] classifies them, [PointMAE] is pretrained by
// rebuilding masked groups; both can be targets and auxiliaries, and so can
// the models that segment: [PointSegmenter] gives every point a part,
// [ImageSegmenter] every pixel a class. Package metrics measures them.
//
// Videos are cut into tubelets by [TubeletEmbed]; [VideoTransformer] classifies
// them. [MAE] (also of spectrograms: AudioMAE), [PointMAE] and [VideoMAE] are
// pretrained without labels by rebuilding what is masked; each is an
// [Autoencoder], an auxiliary as it is, and a start for a classifier
// ([Model.Init]).
//
// Where paper and official code differ, the default is the code's and the
// comment says so: the auxiliary's bias is ignored (Options.AuxBias adds it);
// layers without bias, which the official function cannot take, work.
package m2pt
