// Package video holds the nets of videos, those of VideoMAE (Tong et al., 2022)
// with the names of its code.
//
// A [TubeletEmbed] makes a token of each box of frames, rows and columns.
// [Transformer] classifies clips; [MAE] is pretrained without labels by predicting
// the tubelets that it does not see. Both are nn.Transformer, so they take
// pathways.
//
// Clips are tensors [batch, channels, frames, height, width].
package video
