package simd

import (
	"fmt"
	"math"
	"math/bits"
)

// This file: the arguments of matrix products; see check.go.

// operand is a matrix as a product takes it: rows×cols values, the rows at
// distance ld. There are products of them, stride apart, which take need floats
// in all.
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

// measure computes need, which is −1 if an int cannot tell.
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
	if lo += uint64(n); hi != 0 || lo > math.MaxInt {
		return -1
	}
	return int(lo)
}

// check wants a distance no less than a row and enough elements.
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

// shares reports whether two operands have an element in common. Two that lie
// side by side in one matrix have none.
func (o *operand) shares(p *operand) bool {
	if o.need == 0 || p.need == 0 || !overlap(o.x[:o.need], p.x[:p.need]) {
		return false
	}
	if o.ld != p.ld || o.products > 1 && (o.stride != p.stride || o.stride%o.ld != 0) {
		return true
	}
	// Columns of one matrix: p begins d columns to the right of o.
	d := (int(address(p.x)-address(o.x)) / 4) % o.ld
	if d < 0 {
		d += o.ld
	}
	return d < o.cols || d+p.cols > o.ld
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
		panic(fmt.Sprintf("simd: %s: c overlaps a", op))
	}
	if c.shares(b) {
		panic(fmt.Sprintf("simd: %s: c overlaps b", op))
	}
	if ep != nil && m > 0 && n > 0 {
		checkEpilogue(op, n, c, ep)
	}
}

func checkEpilogue(op string, n int, c *operand, ep *Epilogue) {
	if ep.Bias != nil {
		checkVector(op, "Bias", ep.Bias, n)
	}
	if ep.Pre != nil {
		checkLike(op, "Pre", ep.Pre, c)
	}
	if ep.Residual != nil {
		checkLike(op, "Residual", ep.Residual, c)
	}
}

// checkLike wants room for a matrix that lies as c does, apart from it.
func checkLike(op, name string, x []float32, c *operand) {
	checkVector(op, name, x, c.need)
	like := *c
	if like.x = x; c.shares(&like) {
		panic(fmt.Sprintf("simd: %s: c overlaps %s", op, name))
	}
}
