package tensor

import (
	"fmt"
	"math"
	"testing"
)

func TestPermute(t *testing.T) {
	g := NewRNG(1)
	cases := []struct{ shape, perm []int }{
		{[]int{}, []int{}},
		{[]int{5}, []int{0}},
		{[]int{3, 5}, []int{1, 0}},
		{[]int{3, 5}, []int{0, 1}},
		{[]int{70, 41}, []int{1, 0}},
		{[]int{300, 211}, []int{1, 0}},
		{[]int{2, 3, 5}, []int{2, 0, 1}},
		{[]int{2, 3, 5}, []int{1, 0, 2}},
		{[]int{2, 3, 5}, []int{0, 2, 1}},
		{[]int{2, 3, 5}, []int{2, 1, 0}},
		{[]int{2, 3, 5}, []int{-1, 0, -2}},
		{[]int{1, 3, 1, 5}, []int{3, 2, 1, 0}},
		{[]int{2, 3, 4, 5, 6}, []int{2, 0, 3, 1, 4}},
		{[]int{2, 3, 4, 5, 6}, []int{4, 0, 3, 1, 2}},
		{[]int{4, 50, 3, 8, 16}, []int{2, 0, 3, 1, 4}},
		{[]int{4, 90, 3, 50}, []int{2, 3, 0, 1}},
		{[]int{40, 50, 60}, []int{0, 2, 1}},
		{[]int{2, 3, 2, 3, 2, 3, 2, 2}, []int{7, 0, 6, 1, 5, 2, 4, 3}},
		{[]int{2, 0, 3}, []int{2, 1, 0}},
	}
	for _, c := range cases {
		x := normal(g, c.shape...)
		dims := make([]int, len(c.perm))
		for i, p := range c.perm {
			dims[i] = x.Dim(p)
		}
		want := New(dims...)
		i := 0
		eachIndex(dims, func(ix []int) {
			from := make([]int, len(ix))
			for a, p := range c.perm {
				from[(p+len(ix))%len(ix)] = ix[a]
			}
			want.data[i] = x.At(from...)
			i++
		})
		name := fmt.Sprintf("Permute %v by %v", c.shape, c.perm)
		same(t, name, Permute(nil, x, c.perm...), want)
		sameAtEveryWidth(t, name, func() *Tensor { return Permute(nil, x, c.perm...) })
	}
	x := normal(g, 3, 4, 5)
	same(t, "Transpose", Transpose(nil, x, 0, -1), Permute(nil, x, 2, 1, 0))
}

func TestSliceAndItsAdjoint(t *testing.T) {
	g := NewRNG(2)
	for axis := 0; axis < 3; axis++ {
		x := normal(g, 5, 6, 7)
		n := x.Dim(axis)
		for start := 0; start <= n; start++ {
			for end := start; end <= n; end++ {
				for step := 1; step <= 3; step++ {
					y := Slice(nil, x, axis, start, end, step)
					m := (end - start + step - 1) / step
					if y.Dim(axis) != m {
						t.Fatalf("Slice %d:%d:%d: %v", start, end, step, y.Shape())
					}
					sum := whole(g, 5, 6, 7)
					src := whole(g, y.Shape()...)
					want := sum.Clone()
					i := 0
					eachIndex(y.Shape(), func(ix []int) {
						from := append([]int{}, ix...)
						from[axis] = start + ix[axis]*step
						if y.data[i] != x.At(from...) {
							t.Fatalf("Slice %d:%d:%d along %d at %v: %v", start, end, step, axis, ix, y.data[i])
						}
						want.Set(want.At(from...)+src.data[i], from...)
						i++
					})
					same(t, "AddSlice", AddSlice(sum, src, axis, start, step), want)
				}
			}
		}
	}
}

func TestConcatAndStack(t *testing.T) {
	g := NewRNG(3)
	for axis := -3; axis < 3; axis++ {
		at := (axis + 3) % 3
		var parts []*Tensor
		for _, n := range []int{2, 0, 1, 3} {
			dims := []int{4, 5, 6}
			dims[at] = n
			parts = append(parts, normal(g, dims...))
		}
		y := Concat(nil, axis, parts...)
		start := 0
		for _, p := range parts {
			end := start + p.Dim(axis)
			same(t, "part", Slice(nil, y, axis, start, end, 1), p)
			start = end
		}
		if y.Dim(axis) != 6 {
			t.Errorf("Concat along %d: %v", axis, y.Shape())
		}
	}
	a, b := normal(g, 2, 3), normal(g, 2, 3)
	for axis, shape := range [][]int{{2, 2, 3}, {2, 2, 3}, {2, 3, 2}} {
		y := Stack(nil, axis, a, b)
		if !sameDims(y.Shape(), shape) {
			t.Fatalf("Stack along %d: %v, want %v", axis, y.Shape(), shape)
		}
		same(t, "Stack", Slice(nil, y, axis, 0, 1, 1).Reshape(2, 3), a)
		same(t, "Stack", Slice(nil, y, axis, 1, 2, 1).Reshape(2, 3), b)
	}
	same(t, "Stack of scalars", Stack(nil, -1, Scalar(3), Scalar(4)), FromSlice([]float32{3, 4}, 2))
	same(t, "Stack of nothing", Stack(nil, 0, New(0), New(0)), New(2, 0))
}

func TestRepeat(t *testing.T) {
	g := NewRNG(4)
	for _, c := range []struct{ shape, reps []int }{
		{[]int{}, nil}, {[]int{}, []int{3}}, {[]int{3}, []int{2}}, {[]int{2, 3}, []int{3, 2}},
		{[]int{2, 3}, []int{2, 1, 3}}, {[]int{2, 1, 3}, []int{4, 1, 2, 1}}, {[]int{2, 3}, []int{1, 0}}, {[]int{0, 2}, []int{2, 2}},
	} {
		x := normal(g, c.shape...)
		y := Repeat(nil, x, c.reps...)
		lead := len(c.reps) - len(c.shape)
		i := 0
		eachIndex(y.Shape(), func(ix []int) {
			from := append([]int{}, ix[lead:]...)
			for a := range from {
				from[a] %= c.shape[a]
			}
			if y.data[i] != x.At(from...) {
				t.Fatalf("Repeat %v by %v at %v: %v", c.shape, c.reps, ix, y.data[i])
			}
			i++
		})
		for a, r := range c.reps {
			d := 1
			if a >= lead {
				d = c.shape[a-lead]
			}
			if y.Dim(a) != r*d {
				t.Errorf("Repeat %v by %v: %v", c.shape, c.reps, y.Shape())
			}
		}
	}
}

func TestPadAndFlip(t *testing.T) {
	g := NewRNG(5)
	for _, shape := range [][]int{{}, {4}, {3, 4}, {2, 3, 4}, {2, 0}} {
		x := normal(g, shape...)
		before, after := make([]int, len(shape)), make([]int, len(shape))
		for i := range shape {
			before[i], after[i] = g.IntN(3), g.IntN(3)
		}
		y := Pad(nil, x, before, after, 7)
		i := 0
		eachIndex(y.Shape(), func(ix []int) {
			want, from, inside := float32(7), make([]int, len(ix)), true
			for a := range ix {
				from[a] = ix[a] - before[a]
				inside = inside && from[a] >= 0 && from[a] < shape[a]
			}
			if inside {
				want = x.At(from...)
			}
			if y.data[i] != want {
				t.Fatalf("Pad %v at %v: %v, want %v", shape, ix, y.data[i], want)
			}
			i++
		})
		for set := 0; set < 1<<len(shape); set++ {
			var axes []int
			for a := range shape {
				if set>>a&1 != 0 {
					axes = append(axes, a)
				}
			}
			y := Flip(nil, x, axes...)
			i := 0
			eachIndex(shape, func(ix []int) {
				from := append([]int{}, ix...)
				for _, a := range axes {
					from[a] = shape[a] - 1 - ix[a]
				}
				if y.data[i] != x.At(from...) {
					t.Fatalf("Flip %v over %v at %v: %v", shape, axes, ix, y.data[i])
				}
				i++
			})
		}
	}
}

func TestIndexing(t *testing.T) {
	g := NewRNG(6)
	for axis := 0; axis < 3; axis++ {
		x := whole(g, 4, 5, 6)
		index := []int{3, 0, 3, 1, 1, 3}
		y := IndexSelect(nil, x, axis, index)
		sum, src := whole(g, 4, 5, 6), whole(g, y.Shape()...)
		want := sum.Clone()
		eachIndex(y.Shape(), func(ix []int) {
			from := append([]int{}, ix...)
			from[axis] = index[ix[axis]]
			if y.At(ix...) != x.At(from...) {
				t.Fatalf("IndexSelect along %d at %v: %v", axis, ix, y.At(ix...))
			}
			want.Set(want.At(from...)+src.At(ix...), from...)
		})
		same(t, "IndexAdd", IndexAdd(sum, src, axis, index), want)

		shape := []int{3, 4, 5}
		shape[axis] = 7
		index = make([]int, shape[0]*shape[1]*shape[2])
		for i := range index {
			index[i] = g.IntN(x.Dim(axis))
		}
		y = Gather(nil, x, axis, index, shape)
		sum, src = whole(g, 4, 5, 6), whole(g, shape...)
		want = sum.Clone()
		i := 0
		eachIndex(shape, func(ix []int) {
			from := append([]int{}, ix...)
			from[axis] = index[i]
			if y.data[i] != x.At(from...) {
				t.Fatalf("Gather along %d at %v: %v", axis, ix, y.data[i])
			}
			want.Set(want.At(from...)+src.data[i], from...)
			i++
		})
		same(t, "ScatterAdd", ScatterAdd(sum, src, axis, index), want)
	}
}

func TestArgSort(t *testing.T) {
	x := FromSlice([]float32{3, nan, 1, 3, -1, float32(math.Inf(-1)), nan, 0, 0, 0}, 2, 5)
	for _, c := range []struct {
		axis int
		want []int
	}{
		{1, []int{4, 2, 0, 3, 1, 0, 2, 3, 4, 1}},
		{0, []int{1, 0, 1, 1, 0, 0, 1, 0, 0, 1}},
	} {
		if got := ArgSort(x, c.axis); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("ArgSort along %d: %v, want %v", c.axis, got, c.want)
		}
	}
}

func TestPatches(t *testing.T) {
	g := NewRNG(7)
	for _, c := range []struct{ b, ch, h, w, ph, pw, sh, sw int }{
		{1, 1, 1, 1, 1, 1, 1, 1},
		{2, 3, 8, 12, 4, 4, 4, 4},
		{2, 3, 9, 11, 4, 3, 4, 3},
		{1, 2, 7, 8, 3, 2, 1, 1},
		{2, 2, 9, 10, 3, 3, 2, 3},
		{1, 1, 9, 9, 2, 2, 3, 4},
		{4, 3, 64, 64, 16, 16, 10, 10},
		{0, 3, 8, 8, 4, 4, 4, 4},
	} {
		x := whole(g, c.b, c.ch, c.h, c.w)
		gh, gw := (c.h-c.ph)/c.sh+1, (c.w-c.pw)/c.sw+1
		want := New(c.b, gh*gw, c.ch*c.ph*c.pw)
		tok := whole(g, want.Shape()...)
		back := New(x.Shape()...)
		i := 0
		eachIndex([]int{c.b, gh, gw, c.ch, c.ph, c.pw}, func(ix []int) {
			at := []int{ix[0], ix[3], ix[1]*c.sh + ix[4], ix[2]*c.sw + ix[5]}
			want.data[i] = x.At(at...)
			back.Set(back.At(at...)+tok.data[i], at...)
			i++
		})
		name := fmt.Sprintf("%+v", c)
		same(t, "Patchify "+name, Patchify(nil, x, c.ph, c.pw, c.sh, c.sw), want)
		same(t, "Unpatchify "+name, Unpatchify(Full(nan, x.Shape()...), tok, c.ph, c.pw, c.sh, c.sw), back)
		sameAtEveryWidth(t, name, func() *Tensor {
			y := Patchify(nil, x, c.ph, c.pw, c.sh, c.sw)
			return Unpatchify(New(x.Shape()...), y, c.ph, c.pw, c.sh, c.sw)
		})
	}
}
