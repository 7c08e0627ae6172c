package jpegany

// This file: from coefficients to samples.

// The cosines of the transform by Loeffler, Ligtenberg and Moschytz, times 2^13.
const (
	f0298, f0390, f0541, f0765 = 2446, 3196, 4433, 6270
	f0899, f1175, f1501, f1847 = 7373, 9633, 12299, 15137
	f1961, f2053, f2562, f3072 = 16069, 16819, 20995, 25172
)

// transformBlocks turns the coefficients of a plane into samples, and lets them go.
func (c *component) transformBlocks(quant *[64]int) {
	stride := 8 * c.bw
	c.plane = make([]uint8, stride*8*c.bh)
	var t [64]int
	for i := 0; i < c.bw*c.bh; i++ {
		for k, v := range c.coef[64*i : 64*i+64] {
			t[k] = int(v) * quant[k]
		}
		for x := 0; x < 8; x++ {
			idct(t[x:], 8, 11)
		}
		for y := 0; y < 8; y++ {
			idct(t[8*y:], 1, 18)
		}
		at := i/c.bw*8*stride + i%c.bw*8
		for k, v := range t {
			c.plane[at+k/8*stride+k%8] = uint8(min(max(v+128, 0), 255))
		}
	}
	c.coef = nil
}

// idct transforms eight numbers, step apart, and scales them by 2^-shift (and 2^13).
func idct(t []int, step, shift int) {
	at := func(i int) int { return t[i*step] }
	z1 := (at(2) + at(6)) * f0541
	t2, t3 := z1-at(6)*f1847, z1+at(2)*f0765
	t0, t1 := (at(0)+at(4))<<13, (at(0)-at(4))<<13
	e0, e3, e1, e2 := t0+t3, t0-t3, t1+t2, t1-t2

	o0, o1, o2, o3 := at(7), at(5), at(3), at(1)
	z1, z2, z3, z4 := o0+o3, o1+o2, o0+o2, o1+o3
	z5 := (z3 + z4) * f1175
	o0, o1, o2, o3 = o0*f0298, o1*f2053, o2*f3072, o3*f1501
	z1, z2 = -z1*f0899, -z2*f2562
	z3, z4 = -z3*f1961+z5, -z4*f0390+z5
	o0, o1, o2, o3 = o0+z1+z3, o1+z2+z4, o2+z2+z3, o3+z1+z4

	round := 1 << (shift - 1)
	for i, v := range [8]int{e0 + o3, e1 + o2, e2 + o1, e3 + o0, e3 - o0, e2 - o1, e1 - o2, e0 - o3} {
		t[i*step] = (v + round) >> shift
	}
}
