// Package metrics measures what models give against what samples have.
//
// [ConfusionMatrix] and [PartIoU] tell how well a segmenter tells pixels and
// points apart, by intersection over union (IoU).
package metrics
