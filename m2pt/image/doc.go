// Package image holds the nets of images besides the classifier, which is nn.ViT.
//
// [MAE] is the masked autoencoder: it is pretrained without labels by predicting
// the patches that it does not see, and a classifier starts from its encoder
// (nn.Transfer). It serves spectrograms as well. [Segmenter] gives every pixel a
// class. Both are nn.Transformer, so they take pathways.
package image
