package main

import (
	"context"
	"image"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/internal/picture"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/tensor"
	"github.com/gopathway/pathway/train"
)

// pointSide is the side of the picture of a cloud.
const pointSide = 160

// spectrogramRange is how many standard deviations about the mean a picture of a
// spectrogram spans; prepared ones are (x − mean)/(2·std).
const spectrogramRange = 1.5

// drawSample draws sample i of a batch of prepared samples of a model of configuration
// c: one picture, of a video one for every frame. A cloud may have other numbers
// of points than the model takes.
func drawSample(c m2pt.Config, x *tensor.Tensor, i int) []image.Image {
	per := x.Size() / x.Dim(0)
	sample := x.Data()[i*per : (i+1)*per]
	switch c.Modality {
	case m2pt.Audio:
		return []image.Image{picture.Heat(sample, c.ViT.Image[0], c.ViT.Image[1], -spectrogramRange, spectrogramRange)}
	case m2pt.Point:
		return []image.Image{picture.Points(sample, pointSide)}
	case m2pt.Video:
		return drawFrames(c, sample)
	}
	return []image.Image{picture.Pixels(sample, c.ViT.Channels, c.ViT.Image[0], c.ViT.Image[1], c.Mean, c.Std)}
}

// drawFrames draws the frames of a clip [channels, frames, height, width].
func drawFrames(c m2pt.Config, clip []float32) []image.Image {
	v := c.Video
	plane := v.Image[0] * v.Image[1]
	frames := make([]image.Image, v.Frames)
	one := make([]float32, v.Channels*plane)
	for f := range frames {
		for ch := 0; ch < v.Channels; ch++ {
			copy(one[ch*plane:(ch+1)*plane], clip[(ch*v.Frames+f)*plane:])
		}
		frames[f] = picture.Pixels(one, v.Channels, v.Image[0], v.Image[1], c.Mean, c.Std)
	}
	return frames
}

// reconstruction draws samples x as they are, as the autoencoder m sees them
// under a mask, and as it rebuilds them: a row for each sample, of videos three.
func reconstruction(m *m2pt.Model, x *tensor.Tensor, mask []bool) image.Image {
	seen, rebuilt := m.Net.(m2pt.Autoencoder).Reconstruct(x, mask)
	var rows [][]image.Image
	for i := 0; i < x.Dim(0); i++ {
		var row []image.Image
		for _, t := range []*tensor.Tensor{x, seen, rebuilt} {
			pictures := drawSample(m.Config, t, i)
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

// sheetSamples is how many samples a picture of a segmenter shows.
const sheetSamples = 8

// segmentSheet draws the first samples of s as they are, in the colours of their
// classes, and in those of the classes that a segmenter of configuration c, run by
// predict, gives: a row for each.
func segmentSheet(ctx context.Context, c m2pt.Config, predict train.Outputs, s datasets.Set) (image.Image, error) {
	idx := span(0, min(sheetSamples, s.Len()))
	x := inputsOf(s, idx)
	categories := train.Categories(c, s, nil, idx)
	logits, err := predict(ctx, x, categories)
	if err != nil {
		return nil, err
	}
	given, targets := train.Given(c, logits, categories), s.Targets(nil, idx)
	per := len(targets) / len(idx)
	var rows [][]image.Image
	for i := range idx {
		row := drawSample(c, x, i)
		for _, classes := range [][]int{targets, given} {
			row = append(row, drawClasses(c, x, i, classes[i*per:(i+1)*per]))
		}
		rows = append(rows, row)
	}
	return picture.Sheet(rows), nil
}

// drawClasses draws the classes of the points or pixels of sample i of a batch.
func drawClasses(c m2pt.Config, x *tensor.Tensor, i int, classes []int) image.Image {
	if c.Modality == m2pt.Point {
		per := x.Size() / x.Dim(0)
		return picture.ColouredPoints(x.Data()[i*per:(i+1)*per], classes, pointSide)
	}
	return picture.Classes(classes, c.ViT.Image[0], c.ViT.Image[1], len(c.Classes))
}
