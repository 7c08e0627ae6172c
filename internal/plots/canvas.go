package plots

import (
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// drawSideBySide draws plots of one size next to each other, as PNG.
func drawSideBySide(plots []*plot.Plot) (io.WriterTo, error) {
	const width, height = 5 * vg.Inch, 4 * vg.Inch
	img := vgimg.New(width*vg.Length(len(plots)), height)
	canvas := draw.New(img)
	tiles := draw.Tiles{Rows: 1, Cols: len(plots), PadX: vg.Points(12), PadTop: vg.Points(6), PadBottom: vg.Points(6), PadLeft: vg.Points(6), PadRight: vg.Points(12)}
	for i, p := range plots {
		p.BackgroundColor = nil
		p.Draw(tiles.At(canvas, i, 0))
	}
	return vgimg.PngCanvas{Canvas: img}, nil
}
