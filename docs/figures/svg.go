package main

import (
	"fmt"
	"html"
	"strings"
)

// This file: a drawing as SVG: boxes, words, arrows. Colours are classes: a, b and c
// are three things to tell apart, p is paper, and plain lines and words have no class.

type drawing struct {
	width, height int
	b             strings.Builder
}

func newDrawing(width, height int) *drawing { return &drawing{width: width, height: height} }

const look = `
  text { font: 14px ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; fill: #1d2129; }
  .s { font-size: 12px; fill: #565d69; } .h { font-weight: 650; } .m { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; }
  .l { stroke: #6a7280; fill: none; stroke-width: 1.4; } .d { stroke-dasharray: 4 4; } .t { fill: #6a7280; }
  .p { fill: #f6f7f9; stroke: #b6bdc7; } .a { fill: #cfe2ff; stroke: #2f6fd0; } .b { fill: #ffe1c2; stroke: #b8660b; } .c { fill: #cdeed6; stroke: #2a8748; }
  @media (prefers-color-scheme: dark) {
    text { fill: #dfe3ea; } .s { fill: #a0a8b4; } .l { stroke: #98a1ad; } .t { fill: #98a1ad; }
    .p { fill: #1c2027; stroke: #4a525e; } .a { fill: #1d3a66; stroke: #84b6ff; } .b { fill: #56370f; stroke: #e8b67a; } .c { fill: #1b472a; stroke: #84d39a; }
  }
`

func (d *drawing) String() string {
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n<style>%s</style>\n%s</svg>\n",
		d.width, d.height, d.width, d.height, look, d.b.String())
}

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(&d.b, format+"\n", args...) }

// box draws a rectangle with words in its middle.
func (d *drawing) box(class string, x, y, w, h int, words string) {
	d.add(`<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="4"/>`, class, x, y, w, h)
	if words != "" {
		d.text("", x+w/2, y+h/2+5, "middle", words)
	}
}

// cell is a box with sharp corners and no words.
func (d *drawing) cell(class string, x, y, w, h int) {
	d.add(`<rect class="%s" x="%d" y="%d" width="%d" height="%d"/>`, class, x, y, w, h)
}

// text writes words; anchor is start, middle or end.
func (d *drawing) text(class string, x, y int, anchor, words string) {
	d.add(`<text class="%s" x="%d" y="%d" text-anchor="%s">%s</text>`, class, x, y, anchor, html.EscapeString(words))
}

func (d *drawing) line(class string, x1, y1, x2, y2 int) {
	d.add(`<path class="l %s" d="M%d %dL%d %d"/>`, class, x1, y1, x2, y2)
}

// arrow draws a straight arrow, along x or along y.
func (d *drawing) arrow(x1, y1, x2, y2 int) {
	d.line("", x1, y1, x2, y2)
	switch {
	case x2 > x1:
		d.head(x2, y2, -8, -4, -8, 4)
	case x2 < x1:
		d.head(x2, y2, 8, -4, 8, 4)
	case y2 > y1:
		d.head(x2, y2, -4, -8, 4, -8)
	default:
		d.head(x2, y2, -4, 8, 4, 8)
	}
}

func (d *drawing) head(x, y, dx1, dy1, dx2, dy2 int) {
	d.add(`<path class="t" d="M%d %dL%d %dL%d %dZ"/>`, x, y, x+dx1, y+dy1, x+dx2, y+dy2)
}
