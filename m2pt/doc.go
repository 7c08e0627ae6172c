// Package m2pt is the Multimodal Pathway Transformer (Zhang et al., CVPR
// 2024, arXiv 2401.14405): a transformer of one modality improved with the
// weights of another, trained on irrelevant data.
//
// [Reparameterize] lets a target model's blocks pass through the linear
// layers of an auxiliary model: each becomes a [PathwayLinear] with
// y = x·(W + λ·W')ᵀ + b, λ learned from 0. After training, [Merge] folds the
// auxiliary in: the plain model it returns has the same logits, bit for bit. Both
// take any nn.Transformer. [Lambdas] lists the λ, and [FreezeBackbone] leaves
// nothing but them and the head to be trained.
//
// A [Model] adds what inputs and outputs mean, and goes to and from a file
// ([Model.Save], [Load]). Its [Config] names a [Modality]. The nets of each
// modality live in a package of their own:
//
//   - m2pt/image: masked autoencoder, segmenter (the classifier is nn.ViT)
//   - m2pt/audio: filter bank (the nets are those of images)
//   - m2pt/point: groups, tokenizer, classifier, masked autoencoder, segmenter
//   - m2pt/video: tubelets, classifier, masked autoencoder
//   - m2pt/masked: what masked autoencoders have in common
//
// All code that differs between modalities goes through a [Family], a row of the
// registry: [Register] adds one.
//
// Where paper and official code differ, the default is the code's and the
// comment says so: the auxiliary's bias is ignored (Options.AuxBias adds it);
// layers without bias, which the official function cannot take, work.
package m2pt
