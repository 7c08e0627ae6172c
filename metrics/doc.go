// Package metrics compares the classes that models give with the classes that
// samples have.
//
// [ConfusionMatrix] and [PartIoU] tell how well a segmenter tells pixels and
// points apart, by intersection over union (IoU).
package metrics
