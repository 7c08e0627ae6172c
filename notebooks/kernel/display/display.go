// Package display shows values in a notebook's cell, besides the cell's own result:
//
//	import "github.com/gopathway/pathway/notebooks/kernel/display"
//
//	for _, img := range pictures {
//		display.Show(img)
//	}
//
// Show takes what a cell can end with: an image, a value with a method SVG, HTML,
// Markdown or JSON, an error, a Stringer, anything. HTML, Markdown, SVG, JSON, PNG and
// JPEG are text and bytes that say what they are. Every picture appears after the text
// that was printed before it.
//
// Outside of a notebook, Show writes the plain text to standard output.
package display

import (
	"image"

	"github.com/gopathway/pathway/notebooks/kernel/internal/rich"
)

// Data is one thing to show, by MIME type: text as a string, pictures as bytes.
type Data = rich.Data

// Show shows each value at once, in the form that a cell's result has. A nil shows
// nothing. It panics where a picture cannot be encoded.
func Show(values ...any) {
	for _, v := range values {
		d, err := rich.Of(v)
		if err != nil {
			panic(err)
		}
		if d != nil {
			rich.Show(d)
		}
	}
}

// HTML is a piece of HTML.
func HTML(s string) Data { return Data{"text/html": s, "text/plain": s} }

// Markdown is text in Markdown, with tables and formulas.
func Markdown(s string) Data { return Data{"text/markdown": s, "text/plain": s} }

// SVG is a drawing in SVG.
func SVG(s string) Data { return Data{"image/svg+xml": s, "text/plain": "an SVG drawing"} }

// Math is a formula in LaTeX, without dollar signs.
func Math(s string) Data { return Data{"text/latex": "$$" + s + "$$", "text/plain": s} }

// JSON is a value that the notebook shows as a tree.
func JSON(v any) Data { return Data{"application/json": v, "text/plain": "JSON"} }

// PNG is the content of a PNG file.
func PNG(b []byte) Data { return Data{"image/png": b, "text/plain": "a PNG picture"} }

// JPEG is the content of a JPEG file.
func JPEG(b []byte) Data { return Data{"image/jpeg": b, "text/plain": "a JPEG picture"} }

// Image is a picture. A cell that ends with an image shows it without this function.
// It panics where the image cannot be encoded.
func Image(img image.Image) Data {
	d, err := rich.Of(img)
	if err != nil {
		panic(err)
	}
	return d
}
