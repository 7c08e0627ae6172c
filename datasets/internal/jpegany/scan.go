package jpegany

import (
	"errors"
	"fmt"
)

// This file: Huffman codes and scans.

var zigzag = [64]int{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// bitReader reads the bits of a scan. Bits that the scan lacks are an error that stays.
type bitReader struct {
	b     []byte
	acc   uint32
	n     uint
	short bool
}

func (r *bitReader) bit() int {
	if r.n == 0 {
		if len(r.b) == 0 || r.b[0] == 0xff && (len(r.b) < 2 || r.b[1] != 0) {
			r.short = true
			return 0
		}
		r.acc, r.n = uint32(r.b[0]), 8
		if r.b[0] == 0xff {
			r.b = r.b[1:]
		}
		r.b = r.b[1:]
	}
	r.n--
	return int(r.acc>>r.n) & 1
}

func (r *bitReader) bits(n int) int {
	v := 0
	for ; n > 0; n-- {
		v = v<<1 | r.bit()
	}
	return v
}

// signed reads a number of n bits whose first bit tells its sign.
func (r *bitReader) signed(n int) int {
	if n == 0 {
		return 0
	}
	v := r.bits(n)
	if v < 1<<(n-1) {
		v += -1<<n + 1
	}
	return v
}

// huffman is a table of codes by length.
type huffman struct {
	first, count, at [17]int
	values           []byte
}

func (d *decoder) huffmanTables(s []byte) error {
	for len(s) > 0 {
		if len(s) < 17 || s[0]>>4 > 1 || s[0]&15 > 3 {
			return errors.New("a damaged Huffman table")
		}
		h := new(huffman)
		code, total := 0, 0
		for n := 1; n <= 16; n++ {
			h.first[n], h.count[n], h.at[n] = code, int(s[n]), total
			code, total = (code+int(s[n]))<<1, total+int(s[n])
		}
		if total > 256 || len(s) < 17+total {
			return errors.New("a damaged Huffman table")
		}
		h.values = s[17 : 17+total]
		if s[0]>>4 == 0 {
			d.dcTab[s[0]&3] = h
		} else {
			d.acTab[s[0]&3] = h
		}
		s = s[17+total:]
	}
	return nil
}

// code reads one symbol; -1: there is no such code.
func (r *bitReader) code(h *huffman) int {
	code := 0
	for n := 1; n <= 16; n++ {
		code = code<<1 | r.bit()
		if k := code - h.first[n]; k >= 0 && k < h.count[n] {
			return int(h.values[h.at[n]+k])
		}
		if r.short {
			return -1
		}
	}
	return -1
}

// band is what a scan holds of each block: the coefficients lo to hi, at bits ah and al.
type band struct{ lo, hi, ah, al int }

func (d *decoder) scan(s []byte) error {
	if !d.framed {
		return errors.New("pixels before the frame's header")
	}
	if len(s) < 1 || len(s) != 4+2*int(s[0]) {
		return errors.New("a scan header of another length")
	}
	n := int(s[0])
	var comps []*component
	for i := 0; i < n; i++ {
		var c *component
		for k := range d.comps {
			if d.comps[k].id == int(s[1+2*i]) {
				c = &d.comps[k]
			}
		}
		t := s[2+2*i]
		if c == nil || t>>4 > 3 || t&15 > 3 {
			return fmt.Errorf("a scan of plane %d, which the frame does not have", s[1+2*i])
		}
		for _, other := range comps {
			if other == c {
				return errors.New("a scan that has a plane twice")
			}
		}
		c.huffDC, c.huffAC, c.dc = int(t>>4), int(t&15), 0
		comps = append(comps, c)
	}
	b := band{0, 63, 0, 0}
	if d.progressive {
		p := s[1+2*n:]
		b = band{int(p[0]), int(p[1]), int(p[2] >> 4), int(p[2] & 15)}
		if b.lo > b.hi || b.hi > 63 || b.lo == 0 && b.hi != 0 || b.lo > 0 && n != 1 || b.al > 13 || b.ah > 13 {
			return errors.New("a damaged progressive scan")
		}
	}
	if n == 0 || n > 4 {
		return errors.New("a scan without planes")
	}
	for _, c := range comps {
		if b.lo == 0 && b.ah == 0 && d.dcTab[c.huffDC] == nil || b.hi > 0 && d.acTab[c.huffAC] == nil {
			return errors.New("a scan without its Huffman table")
		}
	}
	d.bits = bitReader{b: d.b}
	d.eobRun = 0
	err := d.units(comps, b)
	d.b = d.bits.b
	return err
}

// units reads the units of a scan: of several planes, blocks in the proportion of their
// sampling; of one plane, a block each.
func (d *decoder) units(comps []*component, b band) error {
	mx, my := ceil(d.w, 8*d.hmax), ceil(d.h, 8*d.vmax)
	single := len(comps) == 1
	if single {
		mx, my = comps[0].w, comps[0].hh
	}
	for u := 0; u < mx*my; u++ {
		if d.restart > 0 && u > 0 && u%d.restart == 0 {
			if err := d.skipRestart(comps); err != nil {
				return err
			}
		}
		x, y := u%mx, u/mx
		for _, c := range comps {
			h, v := c.h, c.v
			if single {
				h, v = 1, 1
			}
			for j := 0; j < h*v; j++ {
				at := 64 * ((y*v+j/h)*c.bw + x*h + j%h)
				if err := d.block(c, (*[64]int16)(c.coef[at:at+64]), b); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// skipRestart passes the marker between two intervals.
func (d *decoder) skipRestart(comps []*component) error {
	r := &d.bits
	if len(r.b) < 2 || r.b[0] != 0xff || r.b[1] < 0xd0 || r.b[1] > 0xd7 {
		return errors.New("a restart marker is missing")
	}
	*r = bitReader{b: r.b[2:]}
	for _, c := range comps {
		c.dc = 0
	}
	d.eobRun = 0
	return nil
}

// block reads what a scan holds of one block.
func (d *decoder) block(c *component, q *[64]int16, b band) error {
	r := &d.bits
	if b.lo == 0 {
		if b.ah > 0 {
			if r.bit() == 1 {
				q[0] |= 1 << b.al
			}
		} else {
			n := r.code(d.dcTab[c.huffDC])
			if n < 0 || n > 15 {
				return d.damaged()
			}
			c.dc += r.signed(n)
			q[0] = int16(c.dc << b.al)
		}
	}
	var err error
	if b.hi > 0 {
		if b.ah == 0 {
			err = d.first(q, d.acTab[c.huffAC], max(b.lo, 1), b)
		} else {
			err = d.refine(q, d.acTab[c.huffAC], b)
		}
	}
	if err == nil && r.short {
		return d.damaged()
	}
	return err
}

func (d *decoder) damaged() error {
	if d.bits.short {
		return errShort
	}
	return errors.New("damaged: there is no such Huffman code")
}

// first reads coefficients for the first time.
func (d *decoder) first(q *[64]int16, h *huffman, k int, b band) error {
	if d.eobRun > 0 {
		d.eobRun--
		return nil
	}
	r := &d.bits
	for k <= b.hi {
		rs := r.code(h)
		if rs < 0 {
			return d.damaged()
		}
		run, n := rs>>4, rs&15
		if n == 0 {
			if run < 15 {
				if d.progressive {
					d.eobRun = 1<<run - 1 + r.bits(run)
				}
				return nil
			}
			k += 16
			continue
		}
		if k += run; k > b.hi {
			return d.damaged()
		}
		q[zigzag[k]] = int16(r.signed(n) << b.al)
		k++
	}
	return nil
}

// refine reads one more bit of coefficients.
func (d *decoder) refine(q *[64]int16, h *huffman, b band) error {
	r := &d.bits
	one := int16(1) << b.al
	k := b.lo
	if d.eobRun == 0 {
		for k <= b.hi {
			rs := r.code(h)
			if rs < 0 {
				return d.damaged()
			}
			run, n := rs>>4, rs&15
			fresh := int16(0)
			switch {
			case n == 1:
				fresh = -one
				if r.bit() == 1 {
					fresh = one
				}
			case n != 0:
				return d.damaged()
			case run < 15:
				d.eobRun = 1<<run + r.bits(run)
			}
			if n == 0 && run < 15 {
				break
			}
			k = d.refineRun(q, k, b.hi, run, one)
			if fresh != 0 {
				if k > b.hi {
					return d.damaged()
				}
				q[zigzag[k]] = fresh
			}
			k++
		}
	}
	if d.eobRun > 0 {
		d.eobRun--
		d.refineRun(q, k, b.hi, -1, one)
	}
	return nil
}

// refineRun refines the coefficients that are set until it has passed run zeros, and
// returns where the next zero is; with a run of -1 it goes to the end.
func (d *decoder) refineRun(q *[64]int16, k, hi, run int, one int16) int {
	for ; k <= hi; k++ {
		at := zigzag[k]
		if q[at] == 0 {
			if run == 0 {
				break
			}
			run--
			continue
		}
		if d.bits.bit() == 1 {
			if q[at] > 0 {
				q[at] += one
			} else {
				q[at] -= one
			}
		}
	}
	return k
}
