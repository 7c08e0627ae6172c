package simd

import (
	"fmt"
	"math"
	"math/bits"
)

// This file: the arguments of matrix products; see check.go.

// operand is a matrix of rows×cols values, the rows at distance ld, as a
// product takes it. A batch has several of them: products, at distance stride.
// Together they take need floats.
type operand struct {
	name             string
	x                []float32
	rows, cols, ld   int
	products, stride int
	need             int
}

// stored returns the operand op(x) of rows×cols as it lies in memory.
func stored(name string, trans bool, rows, cols int, x []float32, ld int) operand {
	if trans {
		rows, cols = cols, rows
	}
	return operand{name: name, x: x, rows: rows, cols: cols, ld: ld, products: 1}
}

// measure computes need, which is −1 if an int cannot hold it.
func (o *operand) measure() {
	o.need = 0
	if o.rows == 0 || o.cols == 0 || o.products == 0 {
		return
	}
	n := span(o.cols, o.rows-1, o.ld)
	if o.products > 1 && n >= 0 {
		n = span(n, o.products-1, o.stride)
	}
	o.need = n
}

// span returns n + count·distance; −1 if that is too large.
func span(n, count, distance int) int {
	hi, lo := bits.Mul64(uint64(count), uint64(distance))
	sum, carry := bits.Add64(lo, uint64(n), 0)
	if hi|carry != 0 || sum > math.MaxInt {
		return -1
	}
	return int(sum)
}

// check panics unless the distance is at least a row and there are enough
// elements.
func (o *operand) check(op string) {
	if o.ld < o.cols && o.rows > 0 && o.cols > 0 {
		panic(fmt.Sprintf("simd: %s: ld%s %d is smaller than a row of %d", op, o.name, o.ld, o.cols))
	}
	if o.measure(); o.need < 0 || len(o.x) < o.need {
		o.short(op)
	}
}

func (o *operand) short(op string) {
	batch, want := "", "more than an int can count"
	if o.products > 1 {
		batch = fmt.Sprintf("%d times, %d apart, ", o.products, o.stride)
	}
	if o.need >= 0 {
		want = fmt.Sprint(o.need)
	}
	panic(fmt.Sprintf("simd: %s: %s has %d elements, %d×%d %swith ld%s %d needs %s", op, o.name, len(o.x), o.rows, o.cols, batch, o.name, o.ld, want))
}

// shares reports whether two operands have an element in common. One may lie
// between the rows of the other: attention heads that lie side by side have no
// common element.
func (o *operand) shares(p *operand) bool {
	return overlap(o.x[:o.need], p.x[:p.need]) && o.grid().meets(p.grid())
}

// tangled reports whether two matrices of a batch have an element in common.
func (o *operand) tangled() bool {
	if o.products < 2 || o.need == 0 {
		return false
	}
	g := o.grid()
	for i := 1; i < g.products && i*g.stride < g.size; i++ {
		if rowsMeet(i*g.stride, g, g) {
			return true
		}
	}
	return false
}

// grid is an operand that is not empty, measured in bytes: products matrices of
// rows rows. size is the distance from the begin of a matrix's first row to the
// end of its last.
type grid struct {
	at                    uintptr
	products, rows        int
	row, ld, size, stride int
}

func (o *operand) grid() grid {
	const bytes = 4
	ld, stride := o.ld, o.stride
	if o.rows == 1 {
		ld = o.cols // nothing uses it
	}
	if o.products == 1 {
		stride = 0
	}
	size := (o.rows-1)*ld + o.cols
	return grid{address(o.x), o.products, o.rows, bytes * o.cols, bytes * ld, bytes * size, bytes * stride}
}

// meets reports whether two grids share an element. Of each product of g, it
// looks at those of h that begin before its end and end behind its begin.
func (g grid) meets(h grid) bool {
	for i := 0; i < g.products; i++ {
		d := int(g.at-h.at) + i*g.stride // from the first product of h
		lo, hi := 0, 0
		if h.stride > 0 {
			lo, hi = between(d-h.size, d+g.size, h.stride)
			lo, hi = max(lo, 0), min(hi, h.products-1)
		}
		for j := lo; j <= hi; j++ {
			if rowsMeet(d-j*h.stride, g, h) {
				return true
			}
		}
	}
	return false
}

// rowsMeet reports whether a product of g that begins d bytes behind one of h
// shares an element with it.
func rowsMeet(d int, g, h grid) bool {
	if g.ld == h.ld {
		// Row r of g lies d − q·ld behind row r+q of h.
		lo, hi := between(d-h.row, d+g.row, h.ld)
		return max(lo, 1-g.rows) <= min(hi, h.rows-1)
	}
	for r := 0; r < g.rows; r++ {
		lo, hi := between(d+r*g.ld-h.row, d+r*g.ld+g.row, h.ld)
		if max(lo, 0) <= min(hi, h.rows-1) {
			return true
		}
	}
	return false
}

// between returns the first and the last i with lo < i·step < hi.
func between(lo, hi, step int) (first, last int) {
	return floorDiv(lo, step) + 1, -floorDiv(-hi, step) - 1
}

// floorDiv returns a/b, rounded down, for b > 0.
func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// checkGemm checks the operands, and the result c and what it may not share
// memory with.
func checkGemm(op string, m, n, k int, a, b, c *operand, ep *Epilogue) {
	if m < 0 || n < 0 || k < 0 {
		panic(fmt.Sprintf("simd: %s: m %d, n %d, k %d", op, m, n, k))
	}
	a.check(op)
	b.check(op)
	c.check(op)
	if c.shares(a) {
		badProduct(op, "c", "a")
	}
	if c.shares(b) {
		badProduct(op, "c", "b")
	}
	if ep != nil && c.need > 0 {
		checkEpilogue(op, n, a, b, c, ep)
	}
}

func checkEpilogue(op string, n int, a, b, c *operand, ep *Epilogue) {
	if ep.Slope != nil && !ep.GELU {
		panic(fmt.Sprintf("simd: %s: Slope without GELU", op))
	}
	if ep.Bias != nil {
		checkVector(op, "Bias", ep.Bias, n)
	}
	bias := operand{name: "Bias", x: ep.Bias, rows: 1, cols: n, ld: n, products: 1, need: min(n, len(ep.Bias))}
	residual, pre, slope := c.like(op, "Residual", ep.Residual), c.like(op, "Pre", ep.Pre), c.like(op, "Slope", ep.Slope)
	// Each result must be apart from all that stand after it.
	operands := [...]*operand{c, &pre, &slope, &bias, &residual, a, b}
	const results = 3
	for i, r := range operands[:results] {
		others := operands[i+1:]
		if r == c {
			others = others[:len(others)-2] // the caller has compared c with a and b
		}
		for _, o := range others {
			if r.shares(o) {
				badProduct(op, r.name, o.name)
			}
		}
	}
}

// like returns x as an operand laid out as o. A nil x has no elements.
func (o *operand) like(op, name string, x []float32) operand {
	if x != nil {
		checkVector(op, name, x, o.need)
	}
	p := *o
	p.name, p.x, p.need = name, x, min(o.need, len(x))
	return p
}

//go:noinline
func badProduct(op, result, name string) {
	panic(fmt.Sprintf("simd: %s: %s overlaps %s", op, result, name))
}
