// Package image holds the nets of images besides the classifier, which is nn.ViT.
//
// [MAE] is the masked autoencoder (He et al., 2022): it is pretrained without labels by
// predicting the patches that it does not see, and a classifier starts from its encoder
// (nn.Transfer). It serves spectrograms as well (AudioMAE; Huang et al., 2022). [NewMAE]
// makes one of a [MAEConfig], which is that of a ViT with a decoder and what is masked.
//
// [Segmenter], which [NewSegmenter] makes of a [SegmenterConfig], gives every pixel a class:
// the tokens of the encoder go back to their places, and convolutions enlarge them.
//
// Both are nn.Transformer, so they take pathways, merge, and train like any other net.
// Images are tensors [batch, channels, height, width].
package image
