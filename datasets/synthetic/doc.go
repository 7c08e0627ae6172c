// Package synthetic makes data sets by code, from a seed: for demonstrations and
// tests that need no download, and sets that are composed of labelled digits.
//
// The same seed gives the same bits on every platform. In all of them the classes
// come in turn, so that any number of samples is balanced and a smaller set is the
// beginning of a larger one. A test set is made with another seed.
package synthetic
