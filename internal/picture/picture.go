// Package picture draws samples for people to look at: images, spectrograms,
// point clouds and the frames of videos, side by side on one sheet.
package picture

import (
	"image"
	"image/color"
	"math"
)

// Pixels draws an image x [channels, height, width] of 1 or 3 channels that was
// prepared as (pixel − mean)/std. Pixels outside [0, 1] are cut off. Of any other
// number of channels the first is drawn.
func Pixels(x []float32, channels, height, width int, mean, std []float32) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	plane := height * width
	for i := 0; i < plane; i++ {
		var rgb [3]uint8
		for k := range rgb {
			c := 0
			if channels == 3 {
				c = k
			}
			rgb[k] = level(x[c*plane+i]*std[c] + mean[c])
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

// Heat draws x [columns, rows], as a spectrogram [frames, bins] is: time to the
// right and frequency up, the darkest colour for low, the brightest for high.
// Values below low or above high are cut off.
func Heat(x []float32, columns, rows int, low, high float32) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, columns, rows))
	for i, v := range x[:columns*rows] {
		img.SetRGBA(i/rows, rows-1-i%rows, heatColor(float64(v-low)/float64(high-low)))
	}
	return img
}

// heatStops are colours of rising lightness from dark violet to yellow, which people
// who do not tell red from green can order, too.
var heatStops = [][3]float64{{13, 8, 70}, {84, 20, 110}, {160, 40, 100}, {220, 80, 60}, {250, 150, 30}, {250, 245, 140}}

// heatColor returns the colour of v in [0, 1].
func heatColor(v float64) color.RGBA {
	if !(v > 0) {
		v = 0
	}
	at := math.Min(v, 1) * float64(len(heatStops)-1)
	i := min(int(at), len(heatStops)-2)
	var c [3]uint8
	for k := range c {
		a, b := heatStops[i][k], heatStops[i+1][k]
		c[k] = uint8(math.Round(a + (b-a)*(at-float64(i))))
	}
	return color.RGBA{c[0], c[1], c[2], 255}
}

// Points draws points [n, 3] within the unit sphere on a square of side pixels,
// seen from the front, a little from above and from the side, z up; near points
// are darker and cover far ones.
func Points(p []float32, side int) image.Image {
	return drawPoints(p, side, func(_ int, shade uint8) color.RGBA { return color.RGBA{shade, shade, 60 + shade/2, 255} })
}

// dot is the side of the square that a point is drawn as, in pixels.
const dot = 3

// farthest is the shade of the farthest points; that of the nearest is 0.
const farthest = 170

// drawPoints draws points as Points does, with the colour that a function gives to
// each point and its shade.
func drawPoints(p []float32, side int, colour func(i int, shade uint8) color.RGBA) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	depth := make([]float64, side*side)
	for i := range depth {
		depth[i] = math.Inf(1)
	}
	const turn, tilt = 0.5, 0.4 // radians
	for i := 0; i+2 < len(p); i += 3 {
		x, y, z := float64(p[i]), float64(p[i+1]), float64(p[i+2])
		x, y = x*math.Cos(turn)-y*math.Sin(turn), x*math.Sin(turn)+y*math.Cos(turn)
		y, z = y*math.Cos(tilt)-z*math.Sin(tilt), y*math.Sin(tilt)+z*math.Cos(tilt)
		u, v := int(float64(side)*(x+1.1)/2.2), int(float64(side)*(1.1-z)/2.2)
		c := colour(i/3, uint8(math.Round(farthest*math.Min(math.Max((y+1)/2, 0), 1))))
		for dv := 0; dv < dot; dv++ {
			for du := 0; du < dot; du++ {
				a, b := u+du, v+dv
				if a < 0 || b < 0 || a >= side || b >= side || y >= depth[b*side+a] {
					continue
				}
				depth[b*side+a] = y
				img.SetRGBA(a, b, c)
			}
		}
	}
	return img
}
