package simd

import (
	"fmt"
	"math"
)

// This file: the arguments of matrix products; see check.go.

// operand is a matrix as a product takes it: rows×cols values, the rows at
// distance ld. product is how many of them there are, stride apart.
type operand struct {
	name             string
	x                []float32
	rows, cols, ld   int
	products, stride int
}

// stored returns the operand op(x) of rows×cols as it lies in memory.
func stored(name string, trans bool, rows, cols int, x []float32, ld int) operand {
	if trans {
		rows, cols = cols, rows
	}
	return operand{name, x, rows, cols, ld, 1, 0}
}

// need returns how many floats the operand takes, or −1 if an int cannot tell.
func (o operand) need() int {
	if o.rows == 0 || o.cols == 0 || o.products == 0 {
		return 0
	}
	n := o.cols
	for _, step := range [2][2]int{{o.rows - 1, o.ld}, {o.products - 1, o.stride}} {
		count, distance := step[0], step[1]
		if distance > 0 && count > (math.MaxInt-n)/distance {
			return -1
		}
		n += count * distance
	}
	return n
}

// check wants a distance no less than a row and enough elements.
func (o operand) check(op string) {
	if o.rows > 0 && o.cols > 0 && o.ld < o.cols {
		panic(fmt.Sprintf("simd: %s: ld%s %d is smaller than a row of %d", op, o.name, o.ld, o.cols))
	}
	if n := o.need(); n < 0 || len(o.x) < n {
		o.short(op, n)
	}
}

func (o operand) short(op string, need int) {
	batch, want := "", "more than an int can count"
	if o.products > 1 {
		batch = fmt.Sprintf("%d times, %d apart, ", o.products, o.stride)
	}
	if need >= 0 {
		want = fmt.Sprint(need)
	}
	panic(fmt.Sprintf("simd: %s: %s has %d elements, %d×%d %swith ld%s %d needs %s", op, o.name, len(o.x), o.rows, o.cols, batch, o.name, o.ld, want))
}

// shares reports whether two operands have an element in common. Two that lie
// side by side in one matrix have none.
func (o operand) shares(p operand) bool {
	n, m := o.need(), p.need()
	if n == 0 || m == 0 || !overlap(o.x[:n], p.x[:m]) {
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
func checkGemm(op string, m, n, k int, a, b, c operand, ep *Epilogue) {
	if m < 0 || n < 0 || k < 0 {
		panic(fmt.Sprintf("simd: %s: m %d, n %d, k %d", op, m, n, k))
	}
	a.check(op)
	b.check(op)
	c.check(op)
	for _, in := range [...]operand{a, b} {
		if c.shares(in) {
			panic(fmt.Sprintf("simd: %s: c overlaps %s", op, in.name))
		}
	}
	if ep != nil && m > 0 && n > 0 {
		checkEpilogue(op, n, c, ep)
	}
}

func checkEpilogue(op string, n int, c operand, ep *Epilogue) {
	if ep.Bias != nil {
		checkVector(op, "Bias", ep.Bias, n)
	}
	for _, x := range [...]struct {
		name string
		data []float32
	}{{"Pre", ep.Pre}, {"Residual", ep.Residual}} {
		if x.data == nil {
			continue
		}
		like := c
		like.name, like.x = x.name, x.data
		if need := like.need(); len(x.data) < need {
			badLength(op, x.name, len(x.data), need)
		}
		if c.shares(like) {
			panic(fmt.Sprintf("simd: %s: c overlaps %s", op, x.name))
		}
	}
}
