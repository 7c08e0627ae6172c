package picture

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// This file: numbers as colours: matrices, spectrograms, and maps over a picture.

// HeatOptions say how numbers become colours. The zero value takes the darkest colour for
// the least number and the brightest for the greatest.
type HeatOptions struct {
	// Low and High are the numbers of the darkest and the brightest colour. What lies
	// beyond is cut off. Both 0: the least and the greatest finite number; if Signed, the
	// greatest magnitude and its opposite.
	Low, High float32

	Signed bool // from blue over white, the middle of Low and High, to red
	Scale  int  // the side of the square that is drawn for each number; 0: the picture becomes about 300 pixels wide or high

	// Strength is how much of the map Over shows, from 0 to 1: the picture shows through
	// by the rest. 0: 0.6. Only Over reads it.
	Strength float64
}

// Range returns the numbers of the darkest and the brightest colour for x: Low and High,
// or what they are of x if both are 0.
func (o HeatOptions) Range(x []float32) (low, high float32) {
	if o.Low != 0 || o.High != 0 {
		return o.Low, o.High
	}
	low, high = float32(math.Inf(1)), float32(math.Inf(-1))
	for _, v := range x {
		if v-v == 0 { // finite
			low, high = min(low, v), max(high, v)
		}
	}
	if low > high { // nothing is finite
		return 0, 1
	}
	if o.Signed {
		high = max(high, -low)
		low = -high
	}
	if low == high {
		high = low + 1
	}
	return low, high
}

// Colour returns the colour of v between low and high. NaN is grey.
func (o HeatOptions) Colour(v, low, high float32) color.RGBA {
	if v != v {
		return color.RGBA{150, 150, 150, 255}
	}
	at := float64(v-low) / float64(high-low)
	if o.Signed {
		return between(signedStops, at)
	}
	return between(heatStops, at)
}

// Heat draws a matrix x [rows, columns] in colours, row 0 on top. It panics with
// *tensor.ShapeError if x is no matrix.
func Heat(x *tensor.Tensor, o HeatOptions) image.Image {
	if x.Rank() != 2 {
		panic(tensor.NewShapeError("picture.Heat", "a matrix [rows, columns]", x))
	}
	rows, columns := x.Dim(0), x.Dim(1)
	low, high := o.Range(x.Data())
	img := image.NewRGBA(image.Rect(0, 0, columns, rows))
	for i, v := range x.Data() {
		img.SetRGBA(i%columns, i/columns, o.Colour(v, low, high))
	}
	return enlarge(img, o.Scale, sideAlone)
}

// Spectrogram draws x [frames, bins] or [1, frames, bins] in colours: time to the right
// and frequency up. Of a batch [n, 1, frames, bins] it makes a contact sheet with one
// range of colours. It panics with *tensor.ShapeError if x is none of these.
func Spectrogram(x *tensor.Tensor, o HeatOptions) image.Image {
	r := x.Rank()
	if r < 2 || r > 4 || r > 2 && x.Dim(-3) != 1 {
		panic(tensor.NewShapeError("picture.Spectrogram", "[frames, bins], [1, frames, bins] or a batch [n, 1, frames, bins]", x))
	}
	frames, bins := x.Dim(-2), x.Dim(-1)
	low, high := o.Range(x.Data())
	one := func(data []float32) *image.RGBA {
		img := image.NewRGBA(image.Rect(0, 0, frames, bins))
		for i, v := range data {
			img.SetRGBA(i/bins, bins-1-i%bins, o.Colour(v, low, high))
		}
		return img
	}
	if r < 4 || x.Dim(0) == 1 {
		return enlarge(one(x.Data()), o.Scale, sideAlone)
	}
	var pictures []image.Image
	for i := 0; i < x.Dim(0); i++ {
		pictures = append(pictures, enlarge(one(x.Data()[i*frames*bins:(i+1)*frames*bins]), o.Scale, sideAmong))
	}
	return Contact(pictures, 0)
}

// Over lays a heat map [rows, columns] over a picture, such as the attention that patches
// get over an image: each cell covers an equal part of the picture, none where it is NaN. It
// panics with
// *tensor.ShapeError if heat is no matrix. Small pictures are enlarged as Enlarge does;
// o.Scale is how often.
func Over(p image.Image, heat *tensor.Tensor, o HeatOptions) image.Image {
	if heat.Rank() != 2 || heat.Size() == 0 {
		panic(tensor.NewShapeError("picture.Over", "a map [rows, columns]", heat))
	}
	p = enlarge(p, o.Scale, sideAlone)
	rows, columns, b := heat.Dim(0), heat.Dim(1), p.Bounds()
	low, high := o.Range(heat.Data())
	strength := o.Strength
	if strength == 0 {
		strength = 0.6
	}
	img := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := 0; y < b.Dy(); y++ {
		for x := 0; x < b.Dx(); x++ {
			under := color.RGBAModel.Convert(p.At(b.Min.X+x, b.Min.Y+y)).(color.RGBA)
			v := heat.At(y*rows/b.Dy(), x*columns/b.Dx())
			if v != v {
				img.SetRGBA(x, y, under)
				continue
			}
			img.SetRGBA(x, y, mix(under, o.Colour(v, low, high), strength))
		}
	}
	return img
}

// mix returns the colour that is a for strength 0 and b for strength 1.
func mix(a, b color.RGBA, strength float64) color.RGBA {
	of := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + strength*(float64(b)-float64(a)))) }
	return color.RGBA{of(a.R, b.R), of(a.G, b.G), of(a.B, b.B), 255}
}

// PatchGrid draws a picture with lines between the rows×columns patches that it is cut
// into. Small pictures are enlarged as Enlarge does, so that lines leave room for pixels.
func PatchGrid(p image.Image, rows, columns int) image.Image {
	return patchGrid(enlarge(p, 0, sideAlone), rows, columns)
}

func patchGrid(p image.Image, rows, columns int) image.Image {
	b := p.Bounds()
	img := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(img, img.Bounds(), p, b.Min, draw.Src)
	line := image.NewUniform(gridLine)
	for i := 1; i < rows; i++ {
		y := i * b.Dy() / rows
		draw.Draw(img, image.Rect(0, y-1, b.Dx(), y+1), line, image.Point{}, draw.Src)
	}
	for i := 1; i < columns; i++ {
		x := i * b.Dx() / columns
		draw.Draw(img, image.Rect(x-1, 0, x+1, b.Dy()), line, image.Point{}, draw.Src)
	}
	return img
}

// gridLine is the colour of the lines between patches, which no palette has.
var gridLine = color.RGBA{0, 200, 220, 255}

// Tubelets draws how a video x [channels, frames, height, width] becomes tokens: a column
// for each step in time, with its depth frames below each other, each cut into
// rows×columns patches. A token is the same patch of all frames of a column. It panics
// with *tensor.ShapeError if x is no video, or unless depth divides the frames.
func Tubelets(x *tensor.Tensor, depth, rows, columns int, o PixelOptions) image.Image {
	if x.Rank() != 4 || depth < 1 || x.Dim(1)%depth != 0 {
		panic(tensor.NewShapeError("picture.Tubelets", "a video [channels, frames, height, width] whose frames the depth divides", x))
	}
	frames := Frames(x, o)
	var s Sheet
	for t := 0; t < len(frames)/depth; t++ {
		s.Headings = append(s.Headings, "time "+itoa(t+1))
	}
	for d := 0; d < depth; d++ {
		row := Row{Label: "frame " + itoa(d+1) + " of " + itoa(depth)}
		for t := d; t < len(frames); t += depth {
			row.Pictures = append(row.Pictures, patchGrid(frames[t], rows, columns))
		}
		s.Rows = append(s.Rows, row)
	}
	return s.Draw()
}

// heatStops are colours of rising lightness from dark violet to yellow, which people
// who do not tell red from green can order, too.
var heatStops = [][3]float64{{13, 8, 70}, {84, 20, 110}, {160, 40, 100}, {220, 80, 60}, {250, 150, 30}, {250, 245, 140}}

// signedStops go from blue over white to red.
var signedStops = [][3]float64{{10, 60, 130}, {70, 140, 200}, {185, 215, 235}, {250, 250, 250}, {245, 205, 170}, {225, 120, 60}, {140, 40, 10}}

// between returns the colour of v in [0, 1] between stops. What lies outside is cut off.
func between(stops [][3]float64, v float64) color.RGBA {
	if !(v > 0) {
		v = 0
	}
	at := math.Min(v, 1) * float64(len(stops)-1)
	i := min(int(at), len(stops)-2)
	var c [3]uint8
	for k := range c {
		a, b := stops[i][k], stops[i+1][k]
		c[k] = uint8(math.Round(a + (b-a)*(at-float64(i))))
	}
	return color.RGBA{c[0], c[1], c[2], 255}
}
