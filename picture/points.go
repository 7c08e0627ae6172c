package picture

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"github.com/gopathway/pathway/tensor"
)

// This file: point clouds.

// PointOptions say how a cloud is drawn. The zero value is fine.
type PointOptions struct {
	Side int // of the picture, in pixels; 0: 320
}

// Points draws points [n, 3] within the unit sphere on a square, seen from the front, a
// little from above and from the side, z up; near points are darker and cover far ones.
// Of a batch [b, n, 3] it makes a contact sheet of smaller pictures. It panics with
// *tensor.ShapeError if p is no such cloud.
func Points(p *tensor.Tensor, o PointOptions) image.Image {
	if p.Rank() == 3 && p.Dim(0) != 1 && p.Dim(2) == 3 {
		if o.Side < 1 {
			o.Side = pointsAmong
		}
		var pictures []image.Image
		for i := 0; i < p.Dim(0); i++ {
			pictures = append(pictures, Points(tensor.Slice(nil, p, 0, i, i+1, 1), o))
		}
		return Contact(pictures, max(1, 1024/o.Side))
	}
	return drawPoints("Points", p, o, func(_ int, shade uint8) color.RGBA { return color.RGBA{shade, shade, 60 + shade/2, 255} })
}

// ColouredPoints draws points [n, 3] as Points does, each in the colour of its class
// (ClassColour), of which there must be n.
func ColouredPoints(p *tensor.Tensor, classes []int, o PointOptions) image.Image {
	checkPoints("ColouredPoints", p, len(classes))
	return drawPoints("ColouredPoints", p, o, func(i int, shade uint8) color.RGBA { return shaded(ClassColour(classes[i]), shade) })
}

// HeatPoints draws points [n, 3] as Points does, each in the colour of its number, of
// which there must be n, such as the attention that it gets.
func HeatPoints(p *tensor.Tensor, values []float32, h HeatOptions, o PointOptions) image.Image {
	checkPoints("HeatPoints", p, len(values))
	low, high := h.Range(values)
	return drawPoints("HeatPoints", p, o, func(i int, _ uint8) color.RGBA { return h.Colour(values[i], low, high) })
}

func checkPoints(op string, p *tensor.Tensor, n int) {
	if p.Size() != 3*n {
		panic(tensor.NewShapeError("picture."+op, fmt.Sprintf("points [%d, 3], one for each of what colours them", n), p))
	}
}

// shaded returns a colour, darker for near points.
func shaded(c color.RGBA, shade uint8) color.RGBA {
	light := 0.6 + 0.4*float64(shade)/farthest
	dim := func(v uint8) uint8 { return uint8(math.Round(light * float64(v))) }
	return color.RGBA{dim(c.R), dim(c.G), dim(c.B), 255}
}

const (
	pointsAmong = 200 // side of the pictures of a batch
	dot         = 3   // side of the square that a point is drawn as, in pixels, on the smaller pictures
	farthest    = 170 // shade of the farthest points; that of the nearest is 0
)

// drawPoints draws points as Points does, with the colour that a function gives to
// each point and its shade.
func drawPoints(op string, x *tensor.Tensor, o PointOptions, colour func(i int, shade uint8) color.RGBA) image.Image {
	if r := x.Rank(); r < 2 || r > 3 || x.Dim(-1) != 3 || r == 3 && x.Dim(0) != 1 {
		panic(tensor.NewShapeError("picture."+op, "points [n, 3] or [1, n, 3]", x))
	}
	p, side := x.Data(), o.Side
	if side < 1 {
		side = sideAlone
	}
	dot := max(dot, side/80)
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
