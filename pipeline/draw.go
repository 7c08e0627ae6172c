package pipeline

import (
	"fmt"
	"image"
	"slices"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/picture"
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
// x as they are, as it sees them under a mask, and as it rebuilds them, under headings.
// Each sample is a row; a video is three, with a picture for each frame.
func Reconstruction(c m2pt.Config, x, seen, rebuilt *tensor.Tensor) image.Image {
	names := []string{"original", "masked", "rebuilt"}
	row := mustLookup(c.Modality)
	sheet := picture.Sheet{Caption: row.Reading}
	for i := 0; i < x.Dim(0); i++ {
		versions := row.rebuild(c, sampleOf(x, i), sampleOf(seen, i), sampleOf(rebuilt, i))
		if len(versions[0]) == 1 {
			sheet.Headings = names
			sheet.Rows = append(sheet.Rows, picture.Row{Pictures: slices.Concat(versions[:]...)})
			continue
		}
		for k, pictures := range versions {
			sheet.Rows = append(sheet.Rows, picture.Row{Label: names[k], Pictures: pictures, Apart: k == 0 && i > 0})
		}
		sheet.Headings = nil
		for f := range versions[0] {
			sheet.Headings = append(sheet.Headings, fmt.Sprintf("frame %d", f+1))
		}
	}
	return sheet.Draw()
}

// rebuild returns the pictures of a sample as it is, as an autoencoder sees it, and as it
// rebuilds it.
func (m Modality) rebuild(c m2pt.Config, sample, seen, rebuilt []float32) [3][]image.Image {
	if m.Rebuild == nil {
		return [3][]image.Image{m.Draw(c, sample), m.Draw(c, seen), m.Draw(c, rebuilt)}
	}
	asSeen, asRebuilt := m.Rebuild(c, sample, seen, rebuilt)
	return [3][]image.Image{m.Draw(c, sample), asSeen, asRebuilt}
}

// hidden returns what tells whether value i of a sample is masked: an autoencoder sees 0
// there.
func hidden(sample, seen []float32) func(i int) bool {
	return func(i int) bool { return seen[i] == 0 && sample[i] != 0 }
}

// SegmentSheet draws samples x as they are, in the colours of their classes
// (targets), and in those of the classes that a segmenter of configuration c has
// given, under headings: a row for each sample, with the share of its parts that are
// right. The legend has the classes that occur.
func SegmentSheet(c m2pt.Config, x *tensor.Tensor, targets, given []int) image.Image {
	row := mustLookup(c.Modality)
	per := len(targets) / x.Dim(0)
	sheet := picture.Sheet{Headings: []string{"sample", "truth", "answer"}, Caption: row.Reading}
	occur := make([]bool, len(c.Classes))
	none := false
	for i := 0; i < x.Dim(0); i++ {
		sample, truth, answer := sampleOf(x, i), targets[i*per:(i+1)*per], given[i*per:(i+1)*per]
		pictures := row.Draw(c, sample)
		right, all := 0, 0
		for j, class := range truth {
			occur[answer[j]] = true
			if class < 0 {
				none = true
				continue
			}
			occur[class] = true
			if all++; class == answer[j] {
				right++
			}
		}
		for _, classes := range [][]int{truth, answer} {
			pictures = append(pictures, row.Segments.Draw(c, sample, classes))
		}
		r := picture.Row{Label: categoryOf(c, truth), Pictures: pictures}
		if all > 0 {
			r.Note = fmt.Sprintf("%.0f %% right", 100*float64(right)/float64(all))
		}
		sheet.Rows = append(sheet.Rows, r)
	}
	for class, there := range occur {
		if there {
			sheet.Legend = append(sheet.Legend, picture.Entry{Colour: picture.ClassColour(class), Name: c.Classes[class]})
		}
	}
	if none {
		sheet.Legend = append(sheet.Legend, picture.Entry{Colour: picture.ClassColour(-1), Name: "no class"})
	}
	return sheet.Draw()
}

// categoryOf returns the name of the category that has the first of a sample's classes;
// "": there are no categories.
func categoryOf(c m2pt.Config, classes []int) string {
	for i, name := range c.Segment.Categories {
		if len(classes) > 0 && slices.Contains(c.Segment.PartsOf[i], classes[0]) {
			return name
		}
	}
	return ""
}
