package picture

import (
	"image"
	"image/color"
	"image/draw"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// This file: words on pictures, in the Go fonts, which have Latin, Greek and Cyrillic
// letters.

// textSize is the size of letters, in pixels from one line to the next without leading.
const textSize = 15

// lineHeight is how many rows of pixels a line of text takes.
const lineHeight = 20

// ink is the colour of text, and faint that of lines around pictures.
var (
	ink   = color.Gray{50}
	faint = color.Gray{205}
)

// goFont is parsed once: the bytes are a part of the program.
var goFont = sync.OnceValue(func() *opentype.Font {
	f, err := opentype.Parse(goregular.TTF)
	if err != nil {
		panic(err)
	}
	return f
})

// lettering writes text. It is not for several goroutines.
type lettering struct{ face font.Face }

func newLettering() lettering {
	face, err := opentype.NewFace(goFont(), &opentype.FaceOptions{Size: textSize, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic(err) // the options are constants
	}
	return lettering{face}
}

// width returns how many columns of pixels a text takes.
func (l lettering) width(text string) int { return font.MeasureString(l.face, text).Ceil() }

// write writes a text whose line begins at (x, y), its upper left corner.
func (l lettering) write(on draw.Image, x, y int, text string) {
	d := font.Drawer{Dst: on, Src: image.NewUniform(ink), Face: l.face, Dot: fixed.P(x, y+textSize)}
	d.DrawString(text)
}

// fit returns text, cut to a number of columns of pixels.
func (l lettering) fit(text string, columns int) string {
	if l.width(text) <= columns {
		return text
	}
	r := []rune(text)
	for len(r) > 0 && l.width(string(r)+"…") > columns {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

// wrap breaks text at spaces into lines of a number of columns of pixels. A longer word
// is cut.
func wrap(l lettering, text string, columns int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && l.width(line+" "+word) > columns {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line = l.fit(line+word, columns)
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
