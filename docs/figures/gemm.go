package main

// This file: drawings of the matrix product.

// gemmLoops is the blocks that the five loops cut.
func gemmLoops() *drawing {
	d := newDrawing(760, 330)
	// C [m, n]
	d.text("h", 20, 24, "start", "C  [m, n]")
	d.cell("p", 20, 110, 200, 180)
	d.cell("a", 20, 160, 130, 56)
	d.cell("c", 60, 160, 22, 20)
	d.text("", 238, 205, "middle", "=")
	// A [m, k]
	d.text("h", 258, 24, "start", "A  [m, k]")
	d.cell("p", 258, 110, 200, 180)
	d.cell("a", 320, 160, 66, 56)
	d.cell("c", 320, 160, 66, 20)
	d.text("", 474, 205, "middle", "·")
	// B [k, n]
	d.text("h", 492, 24, "start", "B  [k, n]")
	d.cell("p", 492, 110, 200, 200)
	d.cell("b", 492, 176, 130, 66)
	d.cell("c", 532, 176, 22, 66)
	d.text("s", 85, 232, "middle", "nc columns")
	d.text("s", 353, 232, "middle", "kc steps")
	d.text("s", 393, 192, "start", "mc rows")
	d.text("s", 557, 258, "middle", "nc columns")
	d.text("s", 630, 212, "start", "kc steps")
	for _, label := range []struct {
		x             int
		first, second string
	}{
		{20, "a tile of C, mr × nr,", "stays in registers"},
		{258, "a block of A stays in the", "second-level cache"},
		{492, "a panel of B, nr wide, serves", "all tiles of the block of A"},
	} {
		d.text("s", label.x, 48, "start", label.first)
		d.text("s", label.x, 64, "start", label.second)
	}
	d.arrow(71, 72, 71, 158)
	d.arrow(353, 72, 353, 158)
	d.arrow(543, 72, 543, 174)
	return d
}

// gemmPack is packing.
func gemmPack() *drawing {
	d := newDrawing(760, 250)
	d.text("h", 20, 22, "start", "B as it is stored, [n, k]: a step of a panel is spread over nr rows")
	cls := []string{"a", "b", "c", "p"}
	for r := range 4 {
		for l := range 8 {
			c := "p"
			if l < 3 {
				c = cls[l]
			}
			d.cell(c, 20+l*44, 38+r*24, 44, 24)
			if l < 3 {
				d.text("m", 42+l*44, 55+r*24, "middle", string(rune('a'+r))+sub(l))
			}
		}
		d.text("s", 380, 55+r*24, "start", "column "+string(rune('a'+r))+" of op(B)")
	}
	d.arrow(196, 142, 196, 178)
	d.text("s", 210, 164, "start", "packColumns: transposed once, in registers")
	d.text("h", 20, 200, "start", "the panel: step by step, what the micro-kernel reads lies side by side")
	for l := range 3 {
		for r := range 4 {
			d.cell(cls[l], 20+(l*4+r)*44, 212, 44, 24)
			d.text("m", 42+(l*4+r)*44, 229, "middle", string(rune('a'+r))+sub(l))
		}
	}
	d.text("", 560, 230, "start", "…")
	return d
}

// gemmTile is a step of the micro-kernel of AVX-512.
func gemmTile() *drawing {
	d := newDrawing(760, 330)
	d.text("h", 150, 22, "start", "b₀: 16 numbers of B")
	d.cell("b", 150, 32, 250, 26)
	d.text("h", 420, 22, "start", "b₁: the next 16 numbers")
	d.cell("b", 420, 32, 250, 26)
	d.text("s", 20, 22, "start", "a of each row,")
	d.text("s", 20, 38, "start", "broadcast")
	for r := range 7 {
		y := 74 + r*30
		if r == 5 {
			d.text("", 274, y+18, "middle", "⋮")
			d.text("", 544, y+18, "middle", "⋮")
			d.text("", 65, y+18, "middle", "⋮")
			continue
		}
		n := r
		if r == 6 {
			n = 13
		}
		d.cell("a", 40, y, 50, 24)
		d.text("m", 65, y+17, "middle", "a"+sub(n))
		d.cell("c", 150, y, 250, 24)
		d.text("m", 275, y+17, "middle", "c"+sub(n)+",₀ += a"+sub(n)+"·b₀")
		d.cell("c", 420, y, 250, 24)
		d.text("m", 545, y+17, "middle", "c"+sub(n)+",₁ += a"+sub(n)+"·b₁")
	}
	d.text("s", 380, 306, "middle", "14 × 2 registers hold the tile of C, 2 hold B: 30 of 32.")
	d.text("s", 380, 323, "middle", "A step is 28 fused multiply-adds of 16 numbers, and no load of C.")
	return d
}
