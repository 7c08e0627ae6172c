package tensor

import (
	"fmt"
	"testing"
)

// The definition: column p, cell k reads x at p·stride − padding + k·dilation,
// zero outside; Fold adds at the same places, in the order of the columns.
func TestUnfold(t *testing.T) {
	g := NewRNG(11)
	for _, c := range []struct {
		shape []int
		w     Window
	}{
		{[]int{1, 1, 1}, Window{Kernel: [3]int{1}}},
		{[]int{2, 3, 9}, Window{Kernel: [3]int{3}, Stride: [3]int{2}, Padding: [3]int{1}}},
		{[]int{2, 2, 7}, Window{Kernel: [3]int{2}, Dilation: [3]int{3}, Padding: [3]int{4}}},
		{[]int{2, 3, 8, 12}, Window{Kernel: [3]int{4, 4}, Stride: [3]int{4, 4}}},
		{[]int{1, 2, 5, 6}, Window{Kernel: [3]int{3, 2}, Stride: [3]int{1, 2}, Padding: [3]int{2, 0}, Dilation: [3]int{1, 2}}},
		{[]int{0, 2, 5, 6}, Window{Kernel: [3]int{3, 2}}},
		{[]int{2, 3, 4, 6, 10}, Window{Kernel: [3]int{2, 3, 5}, Stride: [3]int{2, 3, 5}}},
		{[]int{2, 3, 8, 32, 32}, Window{Kernel: [3]int{2, 3, 3}, Stride: [3]int{2, 2, 1}, Padding: [3]int{1, 1, 1}}},
	} {
		x := whole(g, c.shape...)
		n := c.w.Positions("Unfold", x)
		axes := len(c.shape) - 2
		k, size := [3]int{1, 1, 1}, [3]int{1, 1, 1}
		copy(k[:], c.w.Kernel[:axes])
		copy(size[:], c.shape[2:])
		want := New(c.shape[0], n[0]*n[1]*n[2], c.shape[1]*k[0]*k[1]*k[2])
		columns := whole(g, want.Shape()...)
		back := New(c.shape...)
		cells := x.Reshape(c.shape[0], c.shape[1], size[0], size[1], size[2])
		sums := back.Reshape(c.shape[0], c.shape[1], size[0], size[1], size[2])
		i := 0
		eachIndex([]int{c.shape[0], n[0], n[1], n[2], c.shape[1], k[0], k[1], k[2]}, func(ix []int) {
			at, inside := []int{ix[0], ix[4], 0, 0, 0}, true
			for a := range size {
				stride, apart := max(c.w.Stride[a], 1), max(c.w.Dilation[a], 1)
				at[2+a] = ix[1+a]*stride - c.w.Padding[a] + ix[5+a]*apart
				inside = inside && at[2+a] >= 0 && at[2+a] < size[a]
			}
			if inside {
				want.data[i] = cells.At(at...)
				sums.Set(sums.At(at...)+columns.data[i], at...)
			}
			i++
		})
		name := fmt.Sprintf("%v %+v", c.shape, c.w)
		same(t, "Unfold "+name, Unfold(Full(nan, want.Shape()...), x, c.w), want)
		same(t, "Fold "+name, Fold(Full(nan, c.shape...), columns, c.w), back)
		sameAtEveryWidth(t, name, func() *Tensor { return Fold(New(c.shape...), Unfold(nil, x, c.w), c.w) })
	}
}

func TestUnfoldRefusesWindows(t *testing.T) {
	for text, f := range map[string]func(){
		"Unfold: [2 3]: want [B, C, S...] with one to three axes S": func() { Unfold(nil, New(2, 3), Window{Kernel: [3]int{1}}) },
		"Unfold: [1 1 4]: want a window within axis 2 and its padding, got kernel 4, stride 0, padding 0, dilation 2": func() {
			Unfold(nil, New(1, 1, 4), Window{Kernel: [3]int{4}, Dilation: [3]int{2}})
		},
		"Unfold: [1 1 4 4]: want a window within axis 3 and its padding, got kernel 0, stride 0, padding 0, dilation 0": func() {
			Unfold(nil, New(1, 1, 4, 4), Window{Kernel: [3]int{4, 0}})
		},
		"Fold: [1 1 4], [1 4 3]: want columns [1 4 1]": func() { Fold(New(1, 1, 4), New(1, 4, 3), Window{Kernel: [3]int{1}}) },
	} {
		wantShapeError(t, text, f)
	}
}

// Interpolation keeps constants, keeps its own grid, and is linear: the adjoint
// has ⟨Interpolate(x), g⟩ = ⟨x, InterpolateAdjoint(g)⟩.
func TestInterpolate(t *testing.T) {
	g := NewRNG(12)
	for mode := Nearest; mode <= BicubicAntialias; mode++ {
		for _, c := range []struct{ h, w, toH, toW int }{{1, 1, 3, 2}, {7, 5, 7, 5}, {14, 14, 6, 9}, {3, 4, 11, 4}, {9, 70, 64, 65}} {
			name := fmt.Sprintf("mode %d, %+v", mode, c)
			same(t, name+" of ones", Interpolate(nil, Full(1, 1, 2, c.h, c.w), c.toH, c.toW, mode), Full(1, 1, 2, c.toH, c.toW))
			x, d := normal(g, 5, 2, c.h, c.w), normal(g, 5, 2, c.toH, c.toW)
			y := Interpolate(nil, x, c.toH, c.toW, mode)
			if c.h == c.toH && c.w == c.toW {
				same(t, name, y, x)
			}
			back := InterpolateAdjoint(Full(nan, x.Shape()...), d, mode)
			forward, backward := 0.0, 0.0
			for i, v := range y.data {
				forward += float64(v) * float64(d.data[i])
			}
			for i, v := range back.data {
				backward += float64(v) * float64(x.data[i])
			}
			near(t, name, float32(backward), forward, 2e-5)
			sameAtEveryWidth(t, name, func() *Tensor { return Interpolate(nil, x, c.toH, c.toW, mode) })
			sameAtEveryWidth(t, name, func() *Tensor { return InterpolateAdjoint(New(x.Shape()...), d, mode) })
		}
	}
	near(t, "bilinear between two", Interpolate(nil, FromSlice([]float32{2, 6}, 1, 1, 1, 2), 1, 4, Bilinear).data[1], 3, 0)
	wantShapeError(t, "Interpolate: want mode Nearest, Bilinear, Bicubic or BicubicAntialias, not 7", func() { Interpolate(nil, New(1, 1, 2, 2), 2, 2, 7) })
	wantShapeError(t, "Interpolate: [1 1 2 2]: want an image [B, C, H, W] and a grid of at least 1×1, got 0×2", func() { Interpolate(nil, New(1, 1, 2, 2), 0, 2, Nearest) })
}
