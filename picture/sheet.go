package picture

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"

	"github.com/gopathway/pathway/internal/atomicfile"
)

// This file: several pictures on one sheet, with words, and PNG files.

// Sheet is rows of pictures under headings, with a legend and a caption below. Its Draw
// makes the picture.
type Sheet struct {
	Headings []string // of the columns; fewer than there are columns, or none
	Rows     []Row
	Legend   []Entry
	Caption  string
}

// Row is a row of a sheet.
type Row struct {
	Label    string // to the left of the pictures
	Pictures []image.Image
	Captions []string // below the pictures; fewer than pictures, or none
	Note     string   // to the right of the pictures
	Apart    bool     // there is more room above the row
}

// Entry says what a colour stands for.
type Entry struct {
	Colour color.Color
	Name   string
}

const (
	gap    = 8   // pixels between pictures
	apart  = 14  // pixels above a row that is apart, besides
	margin = 14  // pixels around everything
	tall   = 160 // pixels that small pictures are enlarged to, as far as a whole factor can
	swatch = 14  // side of a colour of the legend
	label  = 260 // pixels that a label, a note or a name of the legend may take
	least  = 320 // pixels of a sheet that has words below its pictures
)

// Draw draws the sheet. Small pictures are enlarged, a column is as wide as its widest
// picture or its heading, and a row is as high as its highest picture.
func (s Sheet) Draw() image.Image {
	l := newLettering()
	columns := s.columns(l)
	left, right := margin, 0
	for _, r := range s.Rows {
		if r.Label != "" {
			left = max(left, margin+min(l.width(r.Label), label)+gap)
		}
		if r.Note != "" {
			right = max(right, min(l.width(r.Note), label)+gap)
		}
	}
	width := left + right + margin - gap
	for _, w := range columns {
		width += w + gap
	}
	if len(s.Legend) > 0 || s.Caption != "" {
		width = max(width, least)
	}
	height := 2*margin - gap
	if len(s.Headings) > 0 {
		height += lineHeight
	}
	for _, r := range s.Rows {
		height += r.height() + gap
	}
	lines, places := s.legend(l, width)
	below := height
	if lines > 0 {
		height += lines*lineHeight + gap
	}
	caption := wrap(l, s.Caption, width-2*margin)
	if len(caption) > 0 {
		height += len(caption)*lineHeight + gap
	}

	sheet := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(sheet, sheet.Bounds(), image.White, image.Point{}, draw.Src)
	y := margin
	if len(s.Headings) > 0 {
		x := left
		for i, w := range columns {
			if i < len(s.Headings) {
				l.write(sheet, x+(w-l.width(s.Headings[i]))/2, y-4, s.Headings[i])
			}
			x += w + gap
		}
		y += lineHeight
	}
	for _, r := range s.Rows {
		if r.Apart {
			y += apart
		}
		h := r.height()
		if r.Apart {
			h -= apart
		}
		high := h
		if len(r.Captions) > 0 {
			high -= lineHeight
		}
		middle := y + (high-lineHeight)/2
		l.write(sheet, margin, middle, l.fit(r.Label, label))
		x := left
		for i, p := range r.Pictures {
			k := factor(p)
			at := image.Pt(x+(columns[i]-k*p.Bounds().Dx())/2, y)
			frame(sheet, at, k*p.Bounds().Dx(), k*p.Bounds().Dy())
			enlargeOnto(sheet, p, at.X, at.Y, k)
			if i < len(r.Captions) {
				text := l.fit(r.Captions[i], columns[i])
				l.write(sheet, x+(columns[i]-l.width(text))/2, y+high-1, text)
			}
			x += columns[i] + gap
		}
		l.write(sheet, x, middle, l.fit(r.Note, label))
		y += h + gap
	}
	for i, e := range s.Legend {
		at := image.Pt(places[i].X, below-margin+gap+places[i].Y)
		square := image.Rect(at.X, at.Y+2, at.X+swatch, at.Y+2+swatch)
		draw.Draw(sheet, square, image.NewUniform(e.Colour), image.Point{}, draw.Src)
		frame(sheet, square.Min, swatch, swatch)
		l.write(sheet, at.X+swatch+6, at.Y, l.fit(e.Name, label))
	}
	for i, line := range caption {
		l.write(sheet, margin, height-margin-(len(caption)-i)*lineHeight, line)
	}
	return sheet
}

// columns returns the widths of the columns.
func (s Sheet) columns(l lettering) []int {
	var widths []int
	for _, r := range s.Rows {
		for i, p := range r.Pictures {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], factor(p)*p.Bounds().Dx())
		}
	}
	for i := range widths {
		if i < len(s.Headings) {
			widths[i] = max(widths[i], l.width(s.Headings[i]))
		}
	}
	return widths
}

// height returns how many rows of pixels the row takes.
func (r Row) height() int {
	h := 0
	if r.Label != "" || r.Note != "" {
		h = lineHeight
	}
	for _, p := range r.Pictures {
		h = max(h, factor(p)*p.Bounds().Dy())
	}
	if len(r.Captions) > 0 {
		h += lineHeight
	}
	if r.Apart {
		h += apart
	}
	return h
}

// legend returns how many lines the legend takes on a sheet of a width, and where its
// entries begin.
func (s Sheet) legend(l lettering, width int) (lines int, places []image.Point) {
	if len(s.Legend) == 0 {
		return 0, nil
	}
	x, y := margin, 0
	for _, e := range s.Legend {
		w := swatch + 6 + l.width(l.fit(e.Name, label))
		if x > margin && x+w > width-margin {
			x, y = margin, y+lineHeight
		}
		places = append(places, image.Pt(x, y))
		x += w + 2*gap
	}
	return y/lineHeight + 1, places
}

// factor returns the whole number by which a picture is enlarged.
func factor(p image.Image) int { return max(1, tall/max(p.Bounds().Dy(), 1)) }

// frame draws a line around a picture at a place, so that white ones have an end.
func frame(sheet *image.RGBA, at image.Point, w, h int) {
	line := image.NewUniform(faint)
	for _, r := range []image.Rectangle{
		image.Rect(at.X-1, at.Y-1, at.X+w+1, at.Y), image.Rect(at.X-1, at.Y+h, at.X+w+1, at.Y+h+1),
		image.Rect(at.X-1, at.Y-1, at.X, at.Y+h+1), image.Rect(at.X+w, at.Y-1, at.X+w+1, at.Y+h+1),
	} {
		draw.Draw(sheet, r, line, image.Point{}, draw.Src)
	}
}

// Contact lays pictures on a sheet, row by row, with the given number of columns; 0: 8.
// Captions stand below the pictures, and are cut to their width; there may be fewer than
// pictures, or none. Pictures less than 80 pixels high are enlarged, as on any Sheet.
func Contact(pictures []image.Image, columns int, captions ...string) image.Image {
	if columns < 1 {
		columns = sheetColumns
	}
	var s Sheet
	for lo := 0; lo < len(pictures); lo += columns {
		hi := min(lo+columns, len(pictures))
		r := Row{Pictures: pictures[lo:hi]}
		if lo < len(captions) {
			r.Captions = captions[lo:min(hi, len(captions))]
		}
		s.Rows = append(s.Rows, r)
	}
	return s.Draw()
}

// WritePNG writes a picture to a file, which appears whole or not at all.
func WritePNG(path string, p image.Image) error {
	return atomicfile.Write(path, func(w io.Writer) error { return png.Encode(w, p) })
}
