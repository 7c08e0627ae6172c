package main

import (
	"fmt"
	"strings"
)

// This file: the picture of the README, 1000 by 400 units, drawn on a white card so that it
// is read on light and dark pages alike.

// The colours: the target, the auxiliary, lines and text that stand back.
const (
	blue  = "#2563a8"
	amber = "#b45309"
	grey  = "#6b7280"
	ink   = "#1f2937"
)

// canvas collects the elements of an SVG.
type canvas struct{ strings.Builder }

// text writes s with its baseline at (x, y). Style is any further attributes.
func (c *canvas) text(x, y float64, style, s string) {
	fmt.Fprintf(c, "<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>\n", x, y, style, s)
}

// line draws a straight line.
func (c *canvas) line(x1, y1, x2, y2 float64, style string) {
	fmt.Fprintf(c, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n", x1, y1, x2, y2, style)
}

// box draws a rounded rectangle with a word in its middle.
func (c *canvas) box(x, y, w, h float64, fill, stroke, colour, word string) {
	fmt.Fprintf(c, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\" fill=\"%s\" stroke=\"%s\" stroke-width=\"1.5\"/>\n", x, y, w, h, fill, stroke)
	c.text(x+w/2, y+h/2+5, `text-anchor="middle" fill="`+colour+`"`, word)
}

// frontPicture returns the whole picture. The differences are read from the file source.
func frontPicture(source string) (string, error) {
	rows, err := readDifferences(source)
	if err != nil {
		return "", err
	}
	var c canvas
	c.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 400" font-family="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" font-size="14" role="img" aria-labelledby="title">
<title id="title">Left: a pathway adds λ times the weights of an auxiliary transformer to each linear layer of the target, and merges into one plain layer. Right: measured differences in accuracy; the intervals of all twelve pathways hold zero, those of masked pretraining do not.</title>
<defs>
<marker id="blue" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="` + blue + `"/></marker>
<marker id="amber" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="` + amber + `"/></marker>
</defs>
<rect x="0.5" y="0.5" width="999" height="399" rx="10" fill="#ffffff" stroke="#e5e7eb"/>
`)
	drawPathway(&c)
	drawDifferences(&c, rows)
	c.WriteString("</svg>\n")
	return c.String(), nil
}

// drawPathway draws the two transformers, the weights that go from one to the other, and the
// merge, in the left half.
func drawPathway(c *canvas) {
	const bold = `font-weight="600" font-size="16" fill="` + ink + `"`
	c.text(24, 34, bold, "The pathway")

	// The auxiliary above, the target below: tokens, two blocks, dots, and what comes out.
	lane := func(y float64, from, to, colour, fill, arrow string) {
		style := `stroke="` + colour + `" stroke-width="1.5" marker-end="url(#` + arrow + `)"`
		c.text(24, y+23, `fill="`+colour+`" font-weight="600"`, from)
		at := 92.0
		for i, word := range []string{"tokens", "block 1", "block 2"} {
			x := 110 + 96*float64(i)
			c.line(at, y+18, x-2, y+18, style)
			c.box(x, y, 70, 36, fill, colour, colour, word)
			at = x + 70
		}
		c.line(at, y+18, at+24, y+18, style)
		c.text(at+30, y+23, `fill="`+colour+`"`, "…  "+to)
	}
	lane(60, "sounds", "", amber, "#fffbeb", "amber")
	lane(170, "images", "“seven”", blue, "#eff6ff", "blue")
	for _, x := range []float64{241, 337} {
		c.line(x, 98, x, 166, `stroke="`+amber+`" stroke-width="1.5" stroke-dasharray="5 3" marker-end="url(#amber)"`)
		c.text(x+9, 137, `fill="`+amber+`" font-style="italic"`, "λ·W′")
	}
	c.text(24, 137, `fill="`+grey+`" font-size="13"`, "trained on other data")

	c.text(24, 246, `fill="`+ink+`"`, "Each linear layer of the target’s blocks becomes")
	c.text(240, 276, `text-anchor="middle" font-size="19" fill="`+ink+`"`,
		`y = ( <tspan fill="`+blue+`">W</tspan> + <tspan fill="`+amber+`">λ·W′</tspan> ) x + b`)
	c.text(24, 304, `fill="`+ink+`"`, "λ is learned from 0. Afterwards each pair of layers merges")
	c.text(24, 324, `fill="`+ink+`"`, "into one plain layer: the same logits bit for bit,")
	c.text(24, 344, `fill="`+ink+`"`, "and not an operation more than without a pathway.")
	c.text(24, 380, `fill="`+grey+`" font-size="12"`, "W of the target, W′ of the auxiliary (M2PT, CVPR 2024)")
}
