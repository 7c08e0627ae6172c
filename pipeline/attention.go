package pipeline

import (
	"fmt"
	"image"
	"math"
	"slices"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/m2pt/point"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/tensor"
)

// This file: what a model looks at in a sample, as pictures.

// DrawAttention draws what a model looks at in sample i of a prepared batch x: the sample,
// then the attention that its tokens get in each block (the mean over the heads), and the
// rollout through all blocks. A classifier that reads a class token is asked what that
// token looks at; of every other model it is the mean over all tokens. In each
// picture, or in all frames of a video, the brightest colour is what gets most. A modality
// without Attention is an error.
func DrawAttention(m *m2pt.Model, x *tensor.Tensor, i int) (image.Image, error) {
	c := m.Config
	row, err := Lookup(c.Modality)
	if err != nil {
		return nil, err
	}
	if row.Attention == nil {
		return nil, fmt.Errorf("pipeline: the attention of models of modality %s cannot be drawn", c.Modality)
	}
	one := tensor.Slice(nil, x, 0, i, i+1, 1)
	maps, err := nn.AttentionMaps(m.Net, one)
	if err != nil {
		return nil, fmt.Errorf("pipeline: %w", err)
	}
	query := -1
	if c.Masked == nil && c.Segment == nil && row.Attention.Class(c) {
		query = 0
	}
	tokens, sample := row.Attention.Tokens(c), one.Data()
	draw := func(a *tensor.Tensor) []image.Image {
		return row.Attention.Draw(c, sample, nn.PatchAttention(a, query, 1, tokens).Data())
	}
	names, versions := []string{"sample"}, [][]image.Image{row.Draw(c, sample)}
	for k, a := range maps {
		names, versions = append(names, fmt.Sprintf("block %d", k+1)), append(versions, draw(a))
	}
	names, versions = append(names, "rollout"), append(versions, draw(nn.AttentionRollout(maps)))
	if len(versions[0]) == 1 {
		pictures := slices.Concat(versions...)
		pictures[0] = picture.Enlarge(pictures[0], 0)
		return picture.Contact(pictures, attentionColumns, names...), nil
	}
	var sheet picture.Sheet
	for f := range versions[0] {
		sheet.Headings = append(sheet.Headings, fmt.Sprintf("frame %d", f+1))
	}
	for k, pictures := range versions {
		sheet.Rows = append(sheet.Rows, picture.Row{Label: names[k], Pictures: pictures})
	}
	return sheet.Draw(), nil
}

// attentionColumns is how many pictures of one sample stand beside each other.
const attentionColumns = 4

// Which models read a class token.
func readsClassToken(c m2pt.Config) bool { return !c.ViT().MeanPool }
func hasClassToken(m2pt.Config) bool     { return true }
func noClassToken(m2pt.Config) bool      { return false }

// patchesOf returns the number of patches of an image or a spectrogram.
func patchesOf(c m2pt.Config) int {
	rows, columns := c.ViT().Grid()
	return rows * columns
}

func tubeletsOf(c m2pt.Config) int {
	times, rows, columns := c.Video().Grid()
	return times * rows * columns
}

func groupsOf(c m2pt.Config) int { return c.Point().Groups }

// spread returns what each cell [height, width] of a sample gets, given what patches
// [rows, columns] of size patch get that begin every stride cells: the mean over the patches
// that cover the cell, NaN where none does.
func spread(attention []float32, columns int, size, patch, stride [2]int) *tensor.Tensor {
	sum, count := tensor.New(size[0], size[1]), make([]float32, size[0]*size[1])
	for i, v := range attention {
		top, left := i/columns*stride[0], i%columns*stride[1]
		for y := top; y < top+patch[0]; y++ {
			for x := left; x < left+patch[1]; x++ {
				sum.Data()[y*size[1]+x] += v
				count[y*size[1]+x]++
			}
		}
	}
	for i, n := range count {
		sum.Data()[i] /= n // 0/0 is NaN
	}
	return sum
}

// onPatches is spread for the patches of a ViT.
func onPatches(c m2pt.Config, attention []float32) *tensor.Tensor {
	v := c.ViT()
	stride := v.Stride
	if stride == [2]int{} {
		stride = v.Patch
	}
	_, columns := v.Grid()
	return spread(attention, columns, v.Image, v.Patch, stride)
}

func attendImage(c m2pt.Config, sample, attention []float32) []image.Image {
	return []image.Image{picture.Over(drawImage(c, sample)[0], onPatches(c, attention), picture.HeatOptions{})}
}

// attendAudio lays the attention over the spectrogram, which is grey, because its own
// colours would hide those of the attention. Time runs to the right, frequency up.
func attendAudio(c m2pt.Config, sample, attention []float32) []image.Image {
	up := func(x *tensor.Tensor) *tensor.Tensor { return tensor.Flip(nil, tensor.Transpose(nil, x, 0, 1), 0) }
	grey := picture.Pixels(up(shownOf(c, sample, clipIn(c, sample))), picture.PixelOptions{Mean: []float32{0.5}, Std: []float32{0.5 / spectrogramRange}, Scale: 1})
	return []image.Image{picture.Over(grey, up(onPatches(c, attention)), picture.HeatOptions{})}
}

func attendVideo(c m2pt.Config, sample, attention []float32) []image.Image {
	v := c.Video()
	times, rows, columns := v.Grid()
	low, high := picture.HeatOptions{}.Range(attention)
	depth := v.Frames / max(times, 1)
	frames := drawVideo(c, sample)
	for f := range frames {
		t := min(f/max(depth, 1), times-1)
		one := attention[t*rows*columns : (t+1)*rows*columns]
		scale := max(1, frameSide/max(v.Image[0], v.Image[1], 1))
		frames[f] = picture.Over(frames[f], spread(one, columns, v.Image, v.Patch, v.Patch), picture.HeatOptions{Low: low, High: high, Scale: scale})
	}
	return frames
}

// frameSide is the side that the frames of a video are enlarged to, as on sheets.
const frameSide = 160

// attendPoints gives each point the attention of the group whose centre is nearest.
func attendPoints(c m2pt.Config, sample, attention []float32) []image.Image {
	p := c.Point()
	n := len(sample) / 3
	centres := point.FarthestPoints(nil, tensor.FromSlice(sample, 1, n, 3), p.Groups, p.SkipOrigin)
	values := make([]float32, n)
	for i := range values {
		nearest := math.Inf(1)
		for g, at := range centres {
			d := 0.0
			for k := 0; k < 3; k++ {
				e := float64(sample[3*i+k] - sample[3*at+k])
				d += e * e
			}
			if d < nearest {
				nearest, values[i] = d, attention[g]
			}
		}
	}
	return []image.Image{picture.HeatPoints(cloudOf(sample), values, picture.HeatOptions{}, picture.PointOptions{Side: pointSide})}
}
