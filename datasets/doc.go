// Package datasets reads labelled images, sounds, point clouds and videos, makes
// synthetic ones, and turns them into the batches a training loop wants.
//
// # Sets
//
// [Images] and [Videos] hold decoded 8-bit pixels, [Clips] holds mono waveforms
// and [PointClouds] holds points in space, all with labels and class names;
// [ImageMasks] has a class for each pixel, [PartClouds] a part for each point.
// They come from
//
//   - [LoadMNIST]: the four IDX files of MNIST and its relatives
//   - [LoadImageFolder]: one folder of PNG or JPEG files per class
//   - [LoadFSDD]: the Free Spoken Digit Dataset with its official split
//   - [LoadAudioFolder]: one folder of WAV files per class
//   - [LoadModelNet]: shapes, as meshes or as point clouds, in the folders of
//     ModelNet
//   - [LoadVideoFolder]: GIFs, Y4M files and folders of frames, by class
//   - [MovingMNIST]: digits that move, of which only the motion tells the label
//   - [LoadImageMasks]: images and masks of equal names
//   - [LoadShapeNetPart]: shapes with parts, in the folders of ShapeNetPart
//   - [SyntheticImages], [SyntheticAudio], [SyntheticPoints],
//     [SyntheticVideos], [SyntheticScenes], [SyntheticParts]: made by code from a seed, for
//     demonstrations and tests that need no download
//   - [DigitScenes]: scenes composed of labelled digits
//
// [ReadImage], [ReadWAV], [ReadPointCloud] and [ReadVideo] read a single file, for
// prediction.
//
// # Batches without saved state
//
// [Order] is the order of the samples in one epoch: a permutation that
// depends on the seed and the epoch number and on nothing else. Every
// augmentation likewise draws a sample's randomness from (seed, epoch, index
// of the sample). A resumed run therefore needs to know only the epoch and
// the position in it, and the result does not depend on which thread handles
// which sample.
//
// # Same bits everywhere
//
// Every number produced here, synthetic samples, resized pixels, resampled
// sound and augmented batches, is made of integer arithmetic or of float
// arithmetic with each rounding written out, so equal seeds give equal bits
// on every platform. The one exception lies outside: Go 1.26 changed the
// pixels its JPEG decoder returns by small amounts.
//
// # Errors
//
// Readers return errors that name the file, what was found and what was
// expected; no file content makes them panic, and sizes in a file are checked
// before anything is allocated. Tensors of the wrong shape panic with
// *tensor.ShapeError, as in the other packages.
package datasets
