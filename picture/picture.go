package picture

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// This file: images, batches of them, and the frames of videos.

// PixelOptions say how pixels are drawn. The zero value draws numbers from 0 (black) to
// 1, enlarged so that they are seen.
type PixelOptions struct {
	// Mean and Std are those that the pixels were normalised with, as (pixel − mean)/std:
	// one value for each channel, or one for all. Nil: 0 and 1.
	Mean, Std []float32

	// Scale is the side of the square that is drawn for each pixel. 0: a picture that
	// stands alone becomes about 300 pixels wide or high, one of several about 120. 1: each
	// pixel stays one.
	Scale int

	Columns  int      // of a batch; 0: 8
	Captions []string // below the images of a batch; fewer than images, or none
}

// The sides that a picture is enlarged to at most, by a whole factor: alone, and among
// others.
const (
	sideAlone = 320
	sideAmong = 128
)

// sheetColumns is how many pictures stand beside each other unless something else is said.
const sheetColumns = 8

// Pixels draws an image x [height, width] or [channels, height, width], or a contact
// sheet of a batch [n, channels, height, width]; a batch of one without a caption stands
// alone. Pixels outside [0, 1] are cut off. Of
// another number of channels than 1 or 3 the first is drawn. It panics with
// *tensor.ShapeError if x is no image, or unless there are one mean and one deviation, or
// as many as channels.
func Pixels(x *tensor.Tensor, o PixelOptions) image.Image {
	switch x.Rank() {
	case 2:
		return Pixels(x.Reshape(1, x.Dim(0), x.Dim(1)), o)
	case 3:
		c, h, w := x.Dim(0), x.Dim(1), x.Dim(2)
		return enlarge(pixels(x.Data(), c, h, w, o.moments("Pixels", c, x)), o.Scale, sideAlone)
	case 4:
		if x.Dim(0) == 1 && len(o.Captions) == 0 {
			return Pixels(x.Reshape(x.Shape()[1:]...), o)
		}
		return Contact(Images(x, o), o.Columns, o.Captions...)
	}
	panic(tensor.NewShapeError("picture.Pixels", "an image [height, width] or [channels, height, width], or a batch [n, channels, height, width]", x))
}

// Images draws each image of a batch x [n, channels, height, width] as Pixels does.
func Images(x *tensor.Tensor, o PixelOptions) []image.Image {
	if x.Rank() != 4 {
		panic(tensor.NewShapeError("picture.Images", "a batch [n, channels, height, width]", x))
	}
	n, c, h, w := x.Dim(0), x.Dim(1), x.Dim(2), x.Dim(3)
	m := o.moments("Images", c, x)
	pictures := make([]image.Image, n)
	for i := range pictures {
		pictures[i] = enlarge(pixels(x.Data()[i*c*h*w:(i+1)*c*h*w], c, h, w, m), o.Scale, sideAmong)
	}
	return pictures
}

// Frames draws each frame of a video x [channels, frames, height, width] as Pixels does.
// Contact lays them on a sheet.
func Frames(x *tensor.Tensor, o PixelOptions) []image.Image {
	if x.Rank() != 4 {
		panic(tensor.NewShapeError("picture.Frames", "a video [channels, frames, height, width]", x))
	}
	return Images(tensor.Transpose(nil, x, 0, 1), o)
}

// moments is a mean and a deviation for each channel.
type moments struct{ mean, std []float32 }

func (o PixelOptions) moments(op string, channels int, x *tensor.Tensor) moments {
	each := func(name string, v []float32, otherwise float32) []float32 {
		switch {
		case len(v) == channels:
			return v
		case len(v) == 1:
			otherwise = v[0]
		case len(v) != 0:
			panic(tensor.NewShapeError("picture."+op, fmt.Sprintf("as many channels as there are values of %s, %d, or one value", name, len(v)), x))
		}
		all := make([]float32, channels)
		for i := range all {
			all[i] = otherwise
		}
		return all
	}
	return moments{each("Mean", o.Mean, 0), each("Std", o.Std, 1)}
}

// pixels draws an image [channels, height, width], a pixel for each of its own.
func pixels(x []float32, channels, height, width int, m moments) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	plane := height * width
	for i := 0; i < plane && channels > 0; i++ {
		var rgb [3]uint8
		for k := range rgb {
			c := 0
			if channels == 3 {
				c = k
			}
			rgb[k] = level(float32(x[c*plane+i]*m.std[c]) + m.mean[c])
		}
		img.SetRGBA(i%width, i/width, color.RGBA{rgb[0], rgb[1], rgb[2], 255})
	}
	return img
}

// level turns a number in [0, 1] into one from 0 to 255.
func level(v float32) uint8 {
	if !(v > 0) { // NaN, too
		return 0
	}
	return uint8(math.Round(255 * float64(min(v, 1))))
}
