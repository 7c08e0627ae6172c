// Package video holds the nets of videos, those of VideoMAE (Tong et al., 2022)
// with the names of its code.
//
// A [TubeletEmbed] makes a token of each box of frames, rows and columns. [Transformer],
// which [NewTransformer] makes of a [Config], classifies clips; [MAE], which [NewMAE] makes
// of a [MAEConfig], is pretrained without labels by predicting the tubelets that it does not
// see, the same patches in every frame. Both are nn.Transformer, so they take pathways.
//
// Clips are tensors [batch, channels, frames, height, width]. Positions are fixed sines and
// cosines.
package video
