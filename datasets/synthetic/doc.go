// Package synthetic makes data sets by code, from a seed: for demonstrations and
// tests that need no download, and sets that are composed of labelled digits.
//
// There is a set for each modality: [Images] of figures, [Audio] of sounds, [Points] of
// bodies, [Videos] of motion. [Scenes] gives every pixel a class and [Parts] every point a
// part. [DigitScenes] and [MovingMNIST] compose theirs of images that the caller brings, such
// as MNIST's; [MovingOptions] says how the digits move, and [PublishedMoving] is the usual
// recipe (Srivastava et al., 2015).
//
// The same seed gives the same bits on every platform. In all of them the classes
// come in turn, so that any number of samples is balanced and a smaller set is the
// beginning of a larger one. A test set is made with another seed.
package synthetic
