// Package metrics compares the classes that models give with the classes that
// samples have.
//
// [ConfusionMatrix], which [NewConfusionMatrix] makes, counts pixels or points by their true
// and their given class, batch by batch. From it follow the intersection over union of each
// class, IoU = |truth ∩ given| / |truth ∪ given|, the mean over classes (mIoU), and the
// accuracy. Targets of autograd.IgnoreLabel do not count.
//
// [PartIoU], which [NewPartIoU] makes, is the measure of part segmentation (Yi et al., 2016):
// the IoU of a shape is the mean over the parts of its category; the instance mIoU is the
// mean over shapes, the class mIoU over categories. [ArgMaxParts] gives each point the
// likeliest part of its shape's category alone.
package metrics
