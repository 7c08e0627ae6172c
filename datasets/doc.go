// Package datasets reads labelled images, sounds, point clouds and videos and
// turns them into the batches that a training loop wants.
//
// # Sets
//
// A [Set] is labelled samples, each prepared for a model when it is asked for.
// [Images] and [Videos] hold decoded 8-bit pixels, [Clips] mono waveforms,
// [Spectrograms] what is computed of them, and [PointClouds] points in space.
// [ImageMasks] has a class for each pixel, [PartClouds] a part for each point. How
// a container prepares its samples, such as the mean and the deviation that pixels
// are normalised with, are fields of it.
//
// Containers come from
//
//   - [LoadMNIST]: the four IDX files of MNIST and its relatives
//   - [LoadEMNIST]: one split of EMNIST
//   - [LoadCIFAR10], [LoadCIFAR100]: the binary files of these sets
//   - [LoadImageFolder]: one folder of PNG, JPEG, WebP, BMP or TIFF files per class
//   - [LoadUnlabelledImages]: such files without classes
//   - [LoadImages]: whichever of these layouts of images a folder has
//   - [LoadImageMasks]: images and masks of equal names
//   - [LoadFSDD]: the Free Spoken Digit Dataset with its official split
//   - [LoadSpeechCommands], [LoadESC50]: the sets of these names
//   - [LoadAudioFolder]: one folder of WAV files per class
//   - [LoadModelNet]: shapes, as meshes or as point clouds, in the folders of
//     ModelNet
//   - [LoadShapeNetPart]: shapes with parts, in the folders of ShapeNetPart
//   - [LoadVideoFolder]: GIFs, Y4M files and folders of frames, by class
//
// and package synthetic makes some by code.
//
// # Files, streams, memory
//
// A single sample is read from a path, decoded from the content of a file, which any
// [io.Reader] gives, or taken from memory:
//
//   - images: [ReadImage], [DecodeImage], [ImagesOf]
//   - sounds: [ReadSound], [DecodeSound], [Sound]
//   - point clouds: [ReadPointCloud], [DecodePointCloud], [PointCloudOf]
//   - videos: [ReadVideo], [DecodeVideo], [VideoOf]; the frames of a clip alone:
//     [ReadVideoClip], [DecodeVideoClip]
//   - arrays: [ReadIDX], [DecodeIDX], [IDX]
//
// What reads a path opens the file and decodes its content: the results are the same bits.
// A caller of Decode names the content: errors call it so, and its extension tells the
// format of texts of points, which have no signature. The content is read from where
// the stream is to its end; the limits are those of files. [ReadWAV], [ReadPCD],
// [ReadPLY], [ReadOFF] and [ReadXYZ] read a file of one format alone.
//
// # Parts of sets
//
// [Select], [Split] and [Subset] make parts of any Set. Package augment changes
// samples at random in every epoch of training; its sets, and parts of them, are
// [Varied].
//
// # Batches without saved state
//
// [Order] is the order of the samples in one epoch: a permutation that
// depends on the seed and the epoch number and on nothing else. Every
// augmentation likewise draws a sample's randomness from the seed, the epoch and
// the index of the sample. A resumed run therefore needs to know only the epoch
// and the position in it, and the result does not depend on which thread handles
// which sample. [Fingerprint] tells a run whether its data is still the same.
//
// # Same bits everywhere
//
// Every number produced here, resized pixels, resampled sound and batches, is made
// of integer arithmetic or of float arithmetic with each rounding written out, so
// equal seeds give equal bits on every platform. The one exception lies outside:
// Go 1.26 changed the pixels its JPEG decoder returns by small amounts.
//
// # Errors
//
// Readers return errors that name the file or the stream, what was found and what
// was expected, and wrap those of the stream; no content makes them panic, and sizes
// in it are checked before anything is allocated. Tensors of the wrong shape panic with
// *tensor.ShapeError, as in the other packages.
package datasets
