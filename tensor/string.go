package tensor

import (
	"fmt"
	"strings"
)

// This file: tensors as text for people.

// edge is how many elements are shown at each end of a long axis.
const edge = 3

// String shows the shape and the numbers, as NumPy does: a line for each row, columns
// aligned, a blank line between matrices, and of a long axis its two ends alone.
func (t *Tensor) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Tensor%v", t.Shape())
	switch {
	case len(t.data) == 0:
		b.WriteString(" []")
	case t.rank < 2:
		b.WriteByte(' ')
		t.format(&b, 0, 0, 0)
	default:
		width := 0
		t.eachShown(0, 0, func(v float32) { width = max(width, len(number(v))) })
		b.WriteByte('\n')
		t.format(&b, 0, 0, width)
	}
	return b.String()
}

func number(v float32) string { return fmt.Sprintf("%.5g", v) }

// elided reports whether the middle of an axis is left out, from element edge on.
func elided(n int) bool { return n > 2*edge+1 }

// stride returns the distance in data from an element to the next along an axis.
func (t *Tensor) stride(axis int) int {
	n := 1
	for _, d := range t.dims[axis+1 : t.rank] {
		n *= d
	}
	return n
}

// eachShown calls f for every number that String shows of the part from axis on that
// begins at offset.
func (t *Tensor) eachShown(axis, offset int, f func(float32)) {
	if axis == t.rank {
		f(t.data[offset])
		return
	}
	for i, n := 0, t.dims[axis]; i < n; i++ {
		if elided(n) && i == edge {
			i = n - edge
		}
		t.eachShown(axis+1, offset+i*t.stride(axis), f)
	}
}

// format writes the part from axis on that begins at offset, with numbers of the given
// width.
func (t *Tensor) format(b *strings.Builder, axis, offset, width int) {
	if axis == t.rank {
		fmt.Fprintf(b, "%*s", width, number(t.data[offset]))
		return
	}
	between := " "
	if below := t.rank - axis - 1; below > 0 { // a row, a matrix, ...: lines of its own
		between = strings.Repeat("\n", below) + strings.Repeat(" ", axis+1)
	}
	b.WriteByte('[')
	for i, n := 0, t.dims[axis]; i < n; i++ {
		if i > 0 {
			b.WriteString(between)
		}
		if elided(n) && i == edge {
			b.WriteString("...")
			b.WriteString(between)
			i = n - edge
		}
		t.format(b, axis+1, offset+i*t.stride(axis), width)
	}
	b.WriteByte(']')
}
