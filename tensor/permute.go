package tensor

// Reordering of axes. Axes that stay neighbours are merged first; then either
// whole runs are copied, when the last axis stays last, or square tiles are
// transposed, so that both sides of the copy move through memory in lines.

import (
	"fmt"
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
)

const (
	tile   = 32 // edge of the squares that are transposed at once
	narrow = 8  // below it rows are transposed one by one
)

// Transpose exchanges axes i and j of x; dst must not overlap x.
func Transpose(dst, x *Tensor, i, j int) *Tensor {
	i, j = x.axisIndex("Transpose", i), x.axisIndex("Transpose", j)
	var perm [MaxRank]int
	for k := range perm {
		perm[k] = k
	}
	perm[i], perm[j] = j, i
	return permute("Transpose", dst, x, perm[:x.rank])
}

// Permute makes axis i of the result from axis perm[i] of x. perm must name
// every axis once. dst must not overlap x.
func Permute(dst, x *Tensor, perm ...int) *Tensor {
	var seen [MaxRank]bool
	var p [MaxRank]int
	ok := len(perm) == x.rank
	for i := 0; ok && i < len(perm); i++ {
		p[i] = x.axisIndex("Permute", perm[i])
		ok = !seen[p[i]]
		seen[p[i]] = true
	}
	if !ok {
		panic(&ShapeError{Op: "Permute", Want: fmt.Sprintf("every axis once, got %v", clone(perm)), Got: [][]int{clone(x.Shape())}})
	}
	return permute("Permute", dst, x, p[:x.rank])
}

func permute(op string, dst, x *Tensor, perm []int) *Tensor {
	var dims, strides [MaxRank]int
	for i, p := range perm {
		dims[i] = x.dims[p]
		strides[i] = 1
		for _, d := range x.dims[p+1 : x.rank] {
			strides[i] *= d
		}
	}
	dst = result(op, dst, dims[:x.rank])
	copyStrided(dst.data, x.data, dims[:x.rank], strides[:x.rank])
	return dst
}

// swapInner writes x, seen as [outer, n, m], to dst as [outer, m, n].
func swapInner(dst, x []float32, outer, n, m int) {
	dims, strides := [3]int{outer, m, n}, [3]int{n * m, 1, m}
	copyStrided(dst, x, dims[:], strides[:])
}

// permuteTask copies x into dst, whose axes have the given dimensions and
// step through x with the given strides. Axis 0 is the innermost. Axis 1 is
// the one with stride 1 in x unless axis 0 is; rows counts its tiles, or its
// elements if runs are copied.
type permuteTask struct {
	dst, x  []float32
	rank    int
	dims    [MaxRank]int
	strides [MaxRank]int
	steps   [MaxRank]int // strides in dst
	rows    int
}

var permuteTasks = sync.Pool{New: func() any { return new(permuteTask) }}

func copyStrided(dst, x []float32, dims, strides []int) {
	if len(dst) == 0 {
		return
	}
	t := permuteTasks.Get().(*permuteTask)
	t.dst, t.x, t.rank = dst, x, 0
	step := 1
	for i := len(dims) - 1; i >= 0; i-- {
		d, s := dims[i], strides[i]
		if d == 1 {
			continue
		}
		if p := t.rank - 1; p >= 0 && s == t.strides[p]*t.dims[p] {
			t.dims[p] *= d
		} else {
			t.dims[t.rank], t.strides[t.rank], t.steps[t.rank] = d, s, step
			t.rank++
		}
		step *= d
	}
	for t.rank < 2 {
		t.dims[t.rank], t.strides[t.rank], t.steps[t.rank] = 1, 1, step
		t.rank++
	}
	t.rows = t.dims[1]
	if t.strides[0] != 1 {
		for i := 2; i < t.rank; i++ {
			if t.strides[i] == 1 {
				t.dims[1], t.dims[i] = t.dims[i], t.dims[1]
				t.strides[1], t.strides[i] = t.strides[i], t.strides[1]
				t.steps[1], t.steps[i] = t.steps[i], t.steps[1]
			}
		}
		t.rows = (t.dims[1] + tile - 1) / tile
	}
	items := t.rows
	for _, d := range t.dims[2:t.rank] {
		items *= d
	}
	if len(dst) <= splitAbove {
		t.Run(0, items)
	} else {
		parallel.For(items, max(1, grainSize/(len(dst)/items)), t)
	}
	t.dst, t.x = nil, nil
	permuteTasks.Put(t)
}

// Run implements parallel.Body; an item is a run or a row of tiles.
func (t *permuteTask) Run(lo, hi int) {
	for item := lo; item < hi; item++ {
		row, rest := item%t.rows, item/t.rows
		to, from := 0, 0
		for i := 2; i < t.rank; i++ {
			q := rest / t.dims[i]
			j := rest - q*t.dims[i]
			to += j * t.steps[i]
			from += j * t.strides[i]
			rest = q
		}
		n := t.dims[0]
		if t.strides[0] == 1 {
			to, from = to+row*t.steps[1], from+row*t.strides[1]
			copy(t.dst[to:to+n], t.x[from:from+n])
			continue
		}
		if n < narrow {
			t.lines(to, from, row*tile)
		} else {
			t.tiles(to, from, row*tile)
		}
	}
}

// lines is tiles for an axis 0 so short that a buffer does not pay.
func (t *permuteTask) lines(to, from, row int) {
	for i := row; i < min(row+tile, t.dims[1]); i++ {
		d := t.dst[to+i*t.steps[1]:][:t.dims[0]]
		at := from + i
		for j := range d {
			d[j] = t.x[at]
			at += t.strides[0]
		}
	}
}

// tiles transposes the tiles of rows row, row+1, ... of axis 1, whose first
// elements are at to in dst and from in x without the row. A tile goes
// through a buffer, so that x and dst are both touched in whole lines.
func (t *permuteTask) tiles(to, from, row int) {
	var buf [tile * tile]float32
	height := min(tile, t.dims[1]-row)
	for c := 0; c < t.dims[0]; c += tile {
		width := min(tile, t.dims[0]-c)
		for j := 0; j < width; j++ {
			line := t.x[from+row+(c+j)*t.strides[0]:][:height]
			for i, v := range line {
				buf[i*tile+j] = v
			}
		}
		for i := 0; i < height; i++ {
			copy(t.dst[to+(row+i)*t.steps[1]+c:][:width], buf[i*tile:])
		}
	}
}
