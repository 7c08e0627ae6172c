package main

import "strconv"

// This file: drawings of the order of sums.

// chain is an element of a product: one chain of fused multiply-adds.
func chain() *drawing {
	d := newDrawing(760, 150)
	x := 20
	d.box("p", x, 50, 44, 44, "0")
	for i, s := range []string{"a₀·b₀", "a₁·b₁", "a₂·b₂", "a₃·b₃"} {
		from := x + 44 + i*150
		d.arrow(from-18*min(i, 1), 72, from+62, 72)
		d.text("m", from+97, 22, "middle", s)
		d.box("a", from+62, 50, 70, 44, "fma")
		d.arrow(from+97, 28, from+97, 50)
	}
	d.arrow(646, 72, 702, 72)
	d.text("h", 712, 77, "start", "c")
	d.text("s", 380, 126, "middle", "k rises, each step is rounded once, and no thread, tile or vector width changes the order")
	return d
}

// lanes is the sum of a vector in 32 lanes, drawn with 8.
func lanes() *drawing {
	d := newDrawing(760, 300)
	d.text("h", 10, 22, "start", "the vector")
	for i := range 16 {
		d.cell([]string{"a", "b"}[i/8], 20+i*45, 34, 45, 30)
		d.text("m", 42+i*45, 54, "middle", "x"+sub(i))
	}
	d.text("h", 10, 98, "start", "lanes: lane l takes x of l, l + 8, l + 16, … in order")
	for i := range 8 {
		d.cell("c", 20+i*90, 110, 80, 30)
		d.text("m", 60+i*90, 130, "middle", "x"+sub(i)+"+x"+sub(i+8))
	}
	y := 162
	d.text("h", 10, y+2, "start", "then halves fold onto each other")
	for n := 4; n >= 1; n /= 2 {
		for i := range n {
			d.cell("c", 20+i*90, y+14, 80, 26)
			d.text("s", 60+i*90, y+31, "middle", strconv.Itoa(i)+" + "+strconv.Itoa(i+n))
		}
		y += 34
	}
	d.text("s", 740, 196, "end", "a register of 4, 8 or 16 numbers")
	d.text("s", 740, 214, "end", "holds whole groups of lanes:")
	d.text("s", 740, 232, "end", "each width does the same sums")
	d.text("s", 740, 290, "end", "drawn with 8 lanes; there are 32")
	return d
}

func sub(n int) string {
	s := ""
	for _, c := range strconv.Itoa(n) {
		s += string('₀' + c - '0')
	}
	return s
}
