// Package picture draws samples and what models see in them for people to look at:
// images, spectrograms, matrices, point clouds, classes, masks and attention.
//
// What it returns is an [image.Image], which shows itself in a notebook, and which
// [WritePNG] stores. Small samples are enlarged, each pixel to a square, so that an image
// of 28×28 can be seen.
//
//   - [Pixels] draws an image, or a sheet of a batch, [Frames] those of a video.
//   - [Spectrogram] has time to the right and frequency up, [Heat] row 0 of a matrix on top.
//   - [Points], [ColouredPoints] and [HeatPoints] draw clouds.
//   - [Over] lays a heat map, such as the attention of patches, over a picture; [PatchGrid],
//     [MaskedPatches] and [Tubelets] show what tokens are made of.
//   - [Contact] lays pictures on a sheet, and [Sheet] does so with headings, labels and a
//     legend.
//
// Plots with axes are those of package plot.
package picture
