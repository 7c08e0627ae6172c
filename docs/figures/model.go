package main

// This file: drawings of the pathway and of tokens.

// pathway is the whole idea: two transformers, and λ between their linear layers.
func pathway() *drawing {
	d := newDrawing(760, 304)
	row := func(y int, class, from, word, to string) {
		d.box("p", 10, y, 84, 44, from)
		d.arrow(94, y+22, 124, y+22)
		d.box("p", 124, y, 84, 44, word)
		for i := range 4 {
			d.arrow(208+i*104, y+22, 238+i*104, y+22)
			if i == 2 {
				d.text("", 482, y+27, "middle", "···")
				continue
			}
			d.box(class, 238+i*104, y, 74, 44, "block")
		}
		d.arrow(624, y+22, 654, y+22)
		d.box("p", 654, y, 96, 44, to)
	}
	d.text("h", 10, 24, "start", "the target, which you want")
	row(38, "a", "image", "tokens", "“seven”")
	row(196, "b", "sound", "tokens", "its own task")
	d.text("h", 10, 272, "start", "the auxiliary, trained on something else")
	for _, x := range []int{275, 379, 587} {
		d.arrow(x, 196, x, 84)
		d.text("h", x+10, 146, "start", "λ")
	}
	d.text("m", 130, 146, "middle", "W + λ·W′")
	d.text("s", 130, 164, "middle", "in every linear layer")
	d.text("s", 10, 292, "start", "W is the target’s weight, W′ the auxiliary’s at the same place; λ is learned and begins at 0")
	return d
}

// merge is a linear layer before and after.
func merge() *drawing {
	d := newDrawing(760, 214)
	d.text("h", 10, 22, "start", "while it trains")
	d.box("a", 10, 40, 90, 60, "W")
	d.text("", 116, 75, "middle", "+")
	d.box("c", 132, 52, 38, 36, "λ")
	d.text("", 182, 75, "middle", "·")
	d.box("b", 194, 40, 90, 60, "W′")
	d.arrow(284, 70, 340, 70)
	d.text("s", 312, 60, "middle", "fma")
	d.box("p", 340, 40, 90, 60, "Ŵ")
	d.arrow(430, 70, 486, 70)
	d.box("p", 486, 40, 130, 60, "x·Ŵᵀ + b")
	d.arrow(616, 70, 672, 70)
	d.text("", 680, 75, "start", "y")
	d.text("h", 10, 142, "start", "after the merge")
	d.box("p", 340, 142, 90, 60, "Ŵ")
	d.text("s", 328, 176, "end", "the same kernel made it once, and it was saved")
	d.arrow(430, 172, 486, 172)
	d.box("p", 486, 142, 130, 60, "x·Ŵᵀ + b")
	d.arrow(616, 172, 672, 172)
	d.text("", 680, 177, "start", "y")
	d.text("s", 750, 198, "end", "the same bits")
	return d
}

// tokens is how each modality becomes a sequence of tokens.
func tokens() *drawing {
	d := newDrawing(760, 400)
	head := func(y int, name, how string) {
		d.text("h", 10, y, "start", name)
		d.text("s", 10, y+18, "start", how)
	}
	out := func(y int) {
		d.arrow(478, y, 520, y)
		for i := range 6 {
			d.box("c", 530+i*30, y-20, 22, 40, "")
		}
		d.text("", 722, y+5, "start", "…")
	}
	head(36, "image", "patches, row by row")
	for i := range 16 {
		d.cell([]string{"a", "p"}[(i+i/4)%2], 300+i%4*18, 16+i/4*18, 18, 18)
	}
	out(52)
	head(136, "sound", "log-mel spectrogram, then patches")
	d.add(`<path class="l" d="M250 152q4-30 8 0t8 0t8 0q4 36 8 0t8 0t8 0"/>`)
	d.arrow(304, 152, 330, 152)
	for i := range 24 {
		d.cell([]string{"a", "p", "b"}[(i*7+i/8)%3], 340+i%8*16, 128+i/8*16, 16, 16)
	}
	out(152)
	head(236, "point cloud", "groups of neighbours, a small PointNet each")
	for i, p := range [][2]int{{300, 232}, {312, 246}, {318, 228}, {306, 258}, {352, 268}, {366, 256}, {372, 272}, {360, 282}, {408, 230}, {420, 240}, {414, 252}, {430, 228}} {
		d.add(`<circle class="%s" cx="%d" cy="%d" r="4"/>`, []string{"a", "b", "p"}[i/4], p[0], p[1])
	}
	for _, c := range [][2]int{{309, 242}, {363, 269}, {418, 238}} {
		d.add(`<circle class="l d" cx="%d" cy="%d" r="27"/>`, c[0], c[1])
	}
	out(252)
	head(336, "video", "tubelets: patches two frames deep")
	for f := 3; f >= 0; f-- {
		for i := range 9 {
			d.cell([]string{"a", "p"}[(i+f/2)%2], 300+i%3*20+f*14, 344+i/3*16-f*8, 20, 16)
		}
	}
	out(352)
	d.text("s", 618, 16, "middle", "tokens [n, dim]")
	return d
}
