// Package point holds the nets of point clouds, those of Point-MAE (Pang et al.,
// 2022) with the names of its code, and what they are made of.
//
// [Group] cuts clouds into groups of neighboring points, and a [PointNet] makes a
// token of each. [Transformer] classifies clouds, [Segmenter] gives every point a
// part, [MAE] is pretrained without labels by rebuilding groups that it does not
// see, with [ChamferL2] as the loss. All three are nn.Transformer, so they take
// pathways.
//
// Clouds are tensors [batch, points, 3]. They are data: no op has a gradient for
// the points that a model is given.
package point
