// Package audio turns sound into what a transformer of images can take: log-mel
// spectrograms, as Kaldi and AudioMAE compute them.
//
// A [FilterBank] does it by a [FilterBankConfig], which is a part of a model's
// file: predictions use the front end that training used. [MelBanks] gives its
// filters as a matrix. The nets of sounds are those of images (nn.ViT, and
// m2pt/image.MAE); package m2pt gives them fixed positions.
//
// Configurations come from files, so every size has a bound, and a value that
// cannot be is an error that names the field.
package audio
