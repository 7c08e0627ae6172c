package augment

// This file: operations on 8-bit images, as Pillow defines them (ImageOps,
// ImageEnhance). Enhancement is computed in whole numbers, with factors in units of
// 2^-16.

// planes is an image [c, h, w] and memory to work in.
type planes struct {
	img     []uint8
	c, h, w int
	work    *imageWork
}

// channel returns channel k.
func (p planes) channel(k int) []uint8 {
	n := p.h * p.w
	return p.img[k*n : (k+1)*n]
}

// table replaces every pixel value v by t[v].
func (p planes) table(t [256]uint8) {
	for i, v := range p.img {
		p.img[i] = t[v]
	}
}

// eachChannel replaces the pixels of each channel by a table that is made from
// the channel's histogram.
func (p planes) eachChannel(table func(h *[256]int) [256]uint8) {
	h := &p.work.histogram
	for k := 0; k < p.c; k++ {
		clear(h[:])
		for _, v := range p.channel(k) {
			h[v]++
		}
		planes{img: p.channel(k)}.table(table(h))
	}
}

// identityTable returns the table that changes nothing.
func identityTable() (t [256]uint8) {
	for v := range t {
		t[v] = uint8(v)
	}
	return t
}

// autoContrast stretches the values that occur to 0 to 255.
func autoContrast(h *[256]int) [256]uint8 {
	t := identityTable()
	lo, hi := 0, 255
	for lo < 255 && h[lo] == 0 {
		lo++
	}
	for hi > 0 && h[hi] == 0 {
		hi--
	}
	for v := lo; lo < hi && v <= hi; v++ {
		t[v] = uint8((v - lo) * 255 / (hi - lo))
	}
	return t
}

// equalize spreads the values so that each is about as frequent as another.
func equalize(h *[256]int) [256]uint8 {
	t := identityTable()
	sum, last := 0, 0
	for _, n := range h {
		sum += n
		if n > 0 {
			last = n
		}
	}
	step := (sum - last) / 255
	if step == 0 { // also if there is but one value
		return t
	}
	below := step / 2
	for v, n := range h {
		t[v] = uint8(min(below/step, 255))
		below += n
	}
	return t
}

// solarize inverts the values from threshold on.
func solarize(threshold int) [256]uint8 {
	t := identityTable()
	for v := max(threshold, 0); v < 256; v++ {
		t[v] = uint8(255 - v)
	}
	return t
}

// posterize keeps the highest bits of every value.
func posterize(bits int) [256]uint8 {
	t := identityTable()
	for v := range t {
		t[v] &^= uint8(1<<(8-bits) - 1)
	}
	return t
}

// fixedFactor returns f >= 0 in units of 2^-16.
func fixedFactor(f float64) int { return int(float64(f*65536) + 0.5) }

// enhance returns from + factor·(v − from), rounded and kept within 0 to 255.
func enhance(from, v, factor int) uint8 {
	return uint8(min(max((from<<16+factor*(v-from)+1<<15)>>16, 0), 255))
}

// towards moves all values away from one, or towards it if factor is below 1.
func towards(from, factor int) (t [256]uint8) {
	for v := range t {
		t[v] = enhance(from, v, factor)
	}
	return t
}

// grey returns the brightness of a colour, by ITU-R 601.
func grey(r, g, b uint8) int {
	return (19595*int(r) + 38470*int(g) + 7471*int(b) + 1<<15) >> 16
}

// meanGrey returns the mean brightness of the image, rounded.
func (p planes) meanGrey() int {
	sum, n := 0, len(p.img)
	if p.c == 3 {
		r, g, b := p.channel(0), p.channel(1), p.channel(2)
		for i := range r {
			sum += grey(r[i], g[i], b[i])
		}
		n = len(r)
	} else {
		for _, v := range p.img {
			sum += int(v)
		}
	}
	if n == 0 {
		return 0
	}
	return (2*sum + n) / (2 * n)
}

// color moves every pixel of an image of three channels away from its grey.
func (p planes) color(factor int) {
	if p.c != 3 {
		return
	}
	r, g, b := p.channel(0), p.channel(1), p.channel(2)
	for i := range r {
		y := grey(r[i], g[i], b[i])
		r[i], g[i], b[i] = enhance(y, int(r[i]), factor), enhance(y, int(g[i]), factor), enhance(y, int(b[i]), factor)
	}
}

// sharpness moves every pixel away from the mean of itself, five times, and its
// eight neighbours; the pixels of the border stay.
func (p planes) sharpness(factor int) {
	for k := 0; k < p.c; k++ {
		dst := p.channel(k)
		src := append(p.work.other[:0], dst...)
		p.work.other = src
		for y := 1; y < p.h-1; y++ {
			for x := 1; x < p.w-1; x++ {
				at := y*p.w + x
				sum := 4 * int(src[at])
				for _, row := range [3]int{at - p.w, at, at + p.w} {
					sum += int(src[row-1]) + int(src[row]) + int(src[row+1])
				}
				dst[at] = enhance((2*sum+13)/26, int(src[at]), factor)
			}
		}
	}
}

// byteTable has every pixel value as a number.
var byteTable = func() (t [256]float32) {
	for v := range t {
		t[v] = float32(v)
	}
	return t
}()

// warp looks every pixel up where m says, with fill where there is none.
func (p planes) warp(m warp, fill uint8) {
	m.h, m.w, m.fill = p.h, p.w, fill
	n := p.h * p.w
	if cap(p.work.plane) < n {
		p.work.plane = make([]float32, n)
	}
	out := p.work.plane[:n]
	for k := 0; k < p.c; k++ {
		dst := p.channel(k)
		m.apply(out, dst, &byteTable)
		for i, v := range out {
			dst[i] = uint8(v + 0.5)
		}
	}
}
