package main

// This file: drawings of the tape.

// tape is forward and backward.
func tape() *drawing {
	d := newDrawing(760, 270)
	ops := []string{"Linear", "GELU", "Linear", "CrossEntropy"}
	d.text("h", 10, 24, "start", "forward: each op appends a node")
	x := 20
	d.box("p", x, 44, 46, 40, "x")
	for i, op := range ops {
		at := 96 + i*160
		d.arrow(at-30, 64, at, 64)
		d.box("a", at, 44, 130, 40, op)
	}
	d.arrow(706, 64, 730, 64)
	d.text("", 736, 69, "start", "ℓ")
	d.text("h", 10, 124, "start", "the tape")
	for i, s := range []string{"reads x and W", "reads its input", "reads its input, W", "keeps the softmax"} {
		at := 96 + i*160
		d.box("p", at, 136, 130, 44, "")
		d.text("m", at+65, 155, "middle", "node "+string(rune('0'+i)))
		d.text("s", at+65, 172, "middle", s)
		d.line("d", at+65, 84, at+65, 136)
	}
	d.text("h", 10, 216, "start", "backward: the nodes from last to first")
	for i := range ops {
		at := 96 + i*160
		d.box("b", at, 226, 130, 36, "gradient")
		if i > 0 {
			d.arrow(at, 244, at-30, 244)
		}
	}
	d.arrow(750, 244, 706, 244)
	d.text("", 754, 234, "end", "1")
	return d
}

// checkpoint is what is kept with and without gradient checkpointing.
func checkpoint() *drawing {
	d := newDrawing(760, 236)
	row := func(y int, title string, kept func(i int) bool) {
		d.text("h", 10, y, "start", title)
		for i := range 13 {
			c := "p"
			if kept(i) {
				c = "a"
			}
			d.cell(c, 20+i*54, y+12, 46, 34)
			if i%4 == 0 && i < 12 {
				d.line("", 20+i*54, y+54, 20+(i+3)*54+46, y+54)
				d.text("s", 20+i*54+104, y+70, "middle", "block "+string(rune('1'+i/4)))
			}
		}
	}
	row(22, "without: what some gradient reads is kept until Backward has passed", func(i int) bool { return i%4 != 2 })
	row(134, "with checkpoints: a block keeps its input, and runs again on the way back", func(i int) bool { return i%4 == 0 })
	d.text("s", 740, 224, "end", "blue: in memory at the end of the forward pass")
	return d
}
