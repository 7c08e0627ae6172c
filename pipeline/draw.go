package pipeline

import (
	"image"

	"github.com/gopathway/pathway/internal/picture"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/tensor"
)

// Draw draws sample i of a batch x that is prepared for a model of
// configuration c. It returns one picture, or one for every frame of a video. A
// cloud may have any number of points.
func Draw(c m2pt.Config, x *tensor.Tensor, i int) []image.Image {
	return mustLookup(c.Modality).Draw(c, sampleOf(x, i))
}

// sampleOf returns sample i of a batch.
func sampleOf(x *tensor.Tensor, i int) []float32 {
	per := x.Size() / x.Dim(0)
	return x.Data()[i*per : (i+1)*per]
}

// Reconstruction draws what a masked autoencoder of configuration c does: samples
// x as they are, as it sees them under a mask, and as it rebuilds them. Each sample
// is a row; a video is three, with a picture for each frame.
func Reconstruction(c m2pt.Config, x, seen, rebuilt *tensor.Tensor) image.Image {
	var rows [][]image.Image
	for i := 0; i < x.Dim(0); i++ {
		var row []image.Image
		for _, t := range []*tensor.Tensor{x, seen, rebuilt} {
			pictures := Draw(c, t, i)
			if len(pictures) > 1 {
				rows = append(rows, pictures)
			} else {
				row = append(row, pictures...)
			}
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	return picture.Sheet(rows)
}

// SegmentSheet draws samples x as they are, in the colours of their classes
// (targets), and in those of the classes that a segmenter of configuration c has
// given: a row for each sample.
func SegmentSheet(c m2pt.Config, x *tensor.Tensor, targets, given []int) image.Image {
	row := mustLookup(c.Modality)
	per := len(targets) / x.Dim(0)
	var rows [][]image.Image
	for i := 0; i < x.Dim(0); i++ {
		sample := sampleOf(x, i)
		pictures := row.Draw(c, sample)
		for _, classes := range [][]int{targets, given} {
			pictures = append(pictures, row.Segments.Draw(c, sample, classes[i*per:(i+1)*per]))
		}
		rows = append(rows, pictures)
	}
	return picture.Sheet(rows)
}
