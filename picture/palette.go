package picture

import (
	"image/color"
	"math"
)

// This file: the colours of the program. All plots and pictures take theirs from here.

// The palette of Okabe and Ito (2008), which people with any kind of colour
// vision can tell apart.
var (
	blue       = color.NRGBA{R: 0, G: 114, B: 178, A: 255}
	vermilion  = color.NRGBA{R: 213, G: 94, B: 0, A: 255}
	green      = color.NRGBA{R: 0, G: 158, B: 115, A: 255}
	purple     = color.NRGBA{R: 204, G: 121, B: 167, A: 255}
	orange     = color.NRGBA{R: 230, G: 159, B: 0, A: 255}
	skyBlue    = color.NRGBA{R: 86, G: 180, B: 233, A: 255}
	yellow     = color.NRGBA{R: 240, G: 228, B: 66, A: 255}
	background = color.NRGBA{R: 70, G: 70, B: 70, A: 255}
)

// Black draws the line that others are compared with.
var Black = color.NRGBA{A: 255}

// lineColours are those that are dark enough for lines on white, so without yellow.
var lineColours = [LineColours]color.NRGBA{blue, vermilion, green, purple, orange, skyBlue, Black}

// LineColours is the number of different colours that LineColour returns.
const LineColours = 7

// LineColour returns the colour of the i-th of several lines, from 0. After
// LineColours lines the colours come again.
func LineColour(i int) color.NRGBA { return lineColours[i%LineColours] }

// classColours are a grey for class 0, which often is the background, and the palette.
var classColours = []color.NRGBA{background, orange, skyBlue, green, yellow, blue, vermilion, purple}

// ClassColour returns the colour of a class: dark grey for 0, then the seven colours
// of the palette, then paler and darker ones of them in turn. What has no class (below
// 0) is white.
func ClassColour(class int) color.RGBA {
	if class < 0 {
		return color.RGBA{255, 255, 255, 255}
	}
	if class < len(classColours) {
		return color.RGBA(classColours[class]) // opaque colours have the same numbers in both
	}
	n := len(classColours) - 1
	c, round := classColours[1+(class-1)%n], (class-1)/n
	// Rounds 1, 2, 3, 4 and so on go towards white and black in turn, ever nearer.
	to, part := 255.0, 1-math.Pow(0.6, float64((round+1)/2))
	if round%2 == 0 {
		to = 0
	}
	towards := func(v uint8) uint8 { return uint8(math.Round(float64(v) + (to-float64(v))*part)) }
	return color.RGBA{towards(c.R), towards(c.G), towards(c.B), 255}
}

// ClassPalette returns the colours of the classes 0 to n−1, at most 256.
func ClassPalette(n int) color.Palette {
	p := make(color.Palette, min(n, 256))
	for i := range p {
		p[i] = ClassColour(i)
	}
	return p
}
