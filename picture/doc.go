// Package picture draws samples and what models see in them for people to look at:
// images, spectrograms, matrices, point clouds, classes, masks and attention.
//
// What it returns is an [image.Image], which shows itself in a notebook, and which
// [WritePNG] stores. Small samples are enlarged, each pixel to a square, so that an image
// of 28×28 can be seen.
//
//	picture.Pixels(x, picture.PixelOptions{})        // an image, or a sheet of a batch
//	picture.Spectrogram(x, picture.HeatOptions{})    // time to the right, frequency up
//	picture.Heat(x, picture.HeatOptions{})           // a matrix, row 0 on top
//	picture.Points(x, picture.PointOptions{})        // a cloud
//	picture.Over(p, attention, picture.HeatOptions{}) // a heat map laid over a picture
//
// [Contact] lays pictures on a sheet, and [Sheet] does so with headings, labels and a
// legend. Plots with axes are those of package plot.
package picture
