package plot

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strconv"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/gopathway/pathway/picture"
	"github.com/gopathway/pathway/tensor"
)

// This file: matrices as colours, with axes and a bar that says what colours mean.

// Cells is a matrix for Matrix.
type Cells struct {
	Values *tensor.Tensor // [rows, columns]; row 0 is on top

	// Rows and Columns name them. Nil: their numbers, from 0.
	Rows, Columns []string

	// Colours say which numbers have which colours. Scale and Strength are not used.
	Colours picture.HeatOptions

	Numbers bool // write each number, or its Text, into its cell, where there is room

	// Text is written into the cells in place of their numbers, row by row, if not nil.
	Text []string

	root bool // the values are roots of what the colour bar tells
}

// Matrix draws a matrix in colours, with a colour bar. Its usual size depends on the
// number of its cells. It panics with *tensor.ShapeError unless the values are a matrix
// with a name for each row and column, where there are names.
func Matrix(o Options, m Cells) *Plot {
	o.linear("Matrix")
	o.ranges("Matrix", false, false)
	v := m.Values
	if v == nil {
		panic("plot.Matrix: no Values")
	}
	if v.Rank() != 2 || m.Rows != nil && len(m.Rows) != v.Dim(0) || m.Columns != nil && len(m.Columns) != v.Dim(1) {
		panic(tensor.NewShapeError("plot.Matrix", fmt.Sprintf("a matrix [rows, columns] with as many names, if any: %d of rows, %d of columns", len(m.Rows), len(m.Columns)), v))
	}
	rows, columns := v.Dim(0), v.Dim(1)
	if m.Text != nil && len(m.Text) != rows*columns {
		panic(fmt.Sprintf("plot.Matrix: %d texts for %d cells", len(m.Text), rows*columns))
	}
	if rows*columns == 0 {
		return finish(o.size(usualWidth, usualHeight), newPlot(o), nil)
	}
	cell := cellSide(max(rows, columns))
	p := newPlot(o)
	letters(&p.X.Tick.Label, min(tickSize, px*vg.Length(max(cell-1, 8))))
	letters(&p.Y.Tick.Label, min(tickSize, px*vg.Length(max(cell-1, 8))))
	down := reverse(m.Rows)
	p.X.Padding, p.Y.Padding = 0, 0
	p.X.Tick.Marker, p.Y.Tick.Marker = numbered{columns, false}, numbered{rows, true}
	wide, high := 40, 20 // room for the names
	if m.Columns != nil {
		p.X.Tick.Marker = names(m.Columns)
		slant(&p.X, m.Columns, px*vg.Length(cell))
		if p.X.Tick.Label.Rotation != 0 {
			high = 0
			for _, l := range m.Columns {
				high = max(high, int(p.X.Tick.Label.Font.Size/px/2)*len([]rune(l))+8)
			}
		}
	}
	if m.Rows != nil {
		p.Y.Tick.Marker = names(down)
		for _, l := range m.Rows {
			wide = max(wide, int(p.Y.Tick.Label.Font.Size/px/2)*len([]rune(l))+8)
		}
	}
	o = o.size(cell*columns+wide+140, cell*rows+high+70)
	low, top := m.Colours.Range(v.Data())
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -0.5, float64(columns)-0.5, -0.5, float64(rows)-0.5
	for _, a := range []*gplot.Axis{&p.X, &p.Y} {
		a.Tick.Length, a.LineStyle.Width, a.Tick.LineStyle.Width = 0, 0, 0
	}
	p.Add(cells{m, low, top})
	return &Plot{o.Width, o.Height, func(c draw.Canvas) {
		const pad, bar = 8 * px, 76 * px
		paint(c, color.White, c.Rectangle)
		main := draw.Crop(c, pad, -bar, pad, -pad)
		p.Draw(main)
		strip := p.DataCanvas(main)
		strip.Min.X, strip.Max.X = main.Max.X+8*px, main.Max.X+24*px
		colourBar(strip, m, low, top)
	}}
}

// cellSide returns how many pixels the cells of a matrix are wide and high.
func cellSide(n int) int {
	switch {
	case n <= 12:
		return 44
	case n <= 30:
		return 24
	case n <= 120:
		return 11
	}
	return max(900/n, 1)
}

func reverse(s []string) []string {
	r := make([]string, len(s))
	for i, v := range s {
		r[len(s)-1-i] = v
	}
	return r
}

// numbered are ticks at about ten of n cells, from 0. With down the first is the topmost.
type numbered struct {
	n    int
	down bool
}

// Ticks implements gonum's Ticker.
func (t numbered) Ticks(_, _ float64) []gplot.Tick {
	ticks := wholeTicks{}.Ticks(0, float64(t.n-1))
	for i := range ticks {
		if t.down {
			ticks[i].Value = float64(t.n-1) - ticks[i].Value
		}
	}
	return ticks
}

// cells draws the cells of a matrix.
type cells struct {
	Cells
	low, high float32
}

// Plot implements gonum's Plotter. Neighbours of one colour share a rectangle, and all
// edges lie between pixels, so that no seams are seen.
func (m cells) Plot(c draw.Canvas, p *gplot.Plot) {
	xAt, yAt := p.Transforms(&c)
	edge := func(v vg.Length) vg.Length { return vg.Length(math.Round(float64(v/px))) * px }
	rows, columns := m.Values.Dim(0), m.Values.Dim(1)
	side := min(xAt(1)-xAt(0), yAt(1)-yAt(0))
	style := p.X.Tick.Label
	letters(&style, min(12*px, side*0.34))
	style.Rotation, style.XAlign, style.YAlign = 0, -0.5, -0.4
	if rows*columns > drawnCells {
		m.asImage(c, vg.Rectangle{Min: vg.Point{X: edge(xAt(-0.5)), Y: edge(yAt(-0.5))}, Max: vg.Point{X: edge(xAt(float64(columns) - 0.5)), Y: edge(yAt(float64(rows) - 0.5))}})
		return
	}
	for r := 0; r < rows; r++ {
		y := float64(rows - 1 - r)
		bottom, top := edge(yAt(y-0.5)), edge(yAt(y+0.5))
		row := m.Values.Data()[r*columns : (r+1)*columns]
		for lo := 0; lo < columns; {
			hi := lo + 1
			colour := m.Colours.Colour(row[lo], m.low, m.high)
			for hi < columns && m.Colours.Colour(row[hi], m.low, m.high) == colour {
				hi++
			}
			paint(c, colour, vg.Rectangle{Min: vg.Point{X: edge(xAt(float64(lo) - 0.5)), Y: bottom}, Max: vg.Point{X: edge(xAt(float64(hi) - 0.5)), Y: top}})
			lo = hi
		}
		for k, v := range row {
			text := number(v)
			if m.Text != nil {
				text = m.Text[r*columns+k]
			}
			if !m.Numbers || text == "" || side < 20*px || style.Width(text) > xAt(1)-xAt(0)-2*px {
				continue
			}
			style.Color = onto(m.Colours.Colour(v, m.low, m.high))
			c.FillText(style, vg.Point{X: xAt(float64(k)), Y: yAt(y)}, text)
		}
	}
}

// drawnCells is how many cells are drawn as rectangles. More are drawn as one image, which
// takes less room in an SVG document.
const drawnCells = 2500

// asImage draws the cells as an image, without numbers.
func (m cells) asImage(c draw.Canvas, r vg.Rectangle) {
	rows, columns := m.Values.Dim(0), m.Values.Dim(1)
	w, h := int(math.Round(float64((r.Max.X-r.Min.X)/px))), int(math.Round(float64((r.Max.Y-r.Min.Y)/px)))
	img := image.NewRGBA(image.Rect(0, 0, max(w, 1), max(h, 1)))
	for y := 0; y < h; y++ {
		for x := 0; x < w; x++ {
			img.SetRGBA(x, y, m.Colours.Colour(m.Values.At(y*rows/h, x*columns/w), m.low, m.high))
		}
	}
	c.DrawImage(r, img)
}

// onto returns the colour of letters on a colour.
func onto(c color.RGBA) color.Color {
	if 0.3*float64(c.R)+0.6*float64(c.G)+0.1*float64(c.B) < 140 {
		return color.White
	}
	return color.NRGBA{30, 30, 30, 255}
}

// number writes v with three digits.
func number(v float32) string { return strconv.FormatFloat(float64(v), 'g', 3, 64) }

// colourBar draws which number has which colour.
func colourBar(c draw.Canvas, m Cells, low, high float32) {
	const steps = 64
	edge := func(i int) vg.Length {
		return vg.Length(math.Round(float64((c.Min.Y+(c.Max.Y-c.Min.Y)*vg.Length(i)/steps)/px))) * px
	}
	for i := 0; i < steps; i++ {
		v := low + (high-low)*(float32(i)+0.5)/steps
		paint(c, m.Colours.Colour(v, low, high), vg.Rectangle{Min: vg.Point{X: c.Min.X, Y: edge(i)}, Max: vg.Point{X: c.Max.X, Y: edge(i + 1)}})
	}
	style := newPlot(Options{}).Y.Tick.Label
	letters(&style, 11*px)
	style.XAlign = 0
	for i, align := range []float64{0, -0.5, -1} {
		style.YAlign = draw.YAlignment(align)
		v := low + (high-low)*float32(i)/2
		if m.root {
			v *= v
		}
		c.FillText(style, vg.Point{X: c.Max.X + 4*px, Y: c.Min.Y + (c.Max.Y-c.Min.Y)*vg.Length(i)/2}, number(v))
	}
}
