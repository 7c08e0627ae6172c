package tensor

import (
	"errors"
	"fmt"
	"math"
	"testing"
)

func TestTensorBasics(t *testing.T) {
	x := Arange(24).Reshape(2, 3, -1)
	if fmt.Sprint(x.Shape()) != "[2 3 4]" || x.Rank() != 3 || x.Size() != 24 || x.Dim(-1) != 4 || x.Dim(0) != 2 {
		t.Fatalf("shape %v, rank %d, size %d", x.Shape(), x.Rank(), x.Size())
	}
	if x.At(1, 2, 3) != 23 || x.At(0, 1, 0) != 4 {
		t.Errorf("At: %v, %v", x.At(1, 2, 3), x.At(0, 1, 0))
	}
	c := x.Clone()
	c.Set(-1, 1, 0, 2)
	if x.At(1, 0, 2) != 14 || c.At(1, 0, 2) != -1 {
		t.Error("Clone shares data")
	}
	x.Reshape(24).Set(9, 0)
	if x.At(0, 0, 0) != 9 {
		t.Error("Reshape does not share data")
	}
	c.CopyFrom(x)
	same(t, "CopyFrom", c, x)
	if New().Item() != 0 || Scalar(3).Item() != 3 || Full(2, 1, 1).Item() != 2 {
		t.Error("Item")
	}
	if !SameShape(New(2, 3), New(2, 3)) || SameShape(New(2, 3), New(3, 2)) || SameShape(New(2), New(2, 1)) {
		t.Error("SameShape")
	}
	// A reused header forgets the dimensions it had.
	h := New(4, 5, 6)
	*h = *FromSlice(make([]float32, 4), 4)
	if !SameShape(h, New(4)) {
		t.Errorf("reused header: %v", h.Shape())
	}
	if New(0, math.MaxInt, math.MaxInt).Size() != 0 {
		t.Error("an empty tensor of large dimensions")
	}
}

func TestString(t *testing.T) {
	for _, c := range []struct {
		x    *Tensor
		want string
	}{
		{Scalar(1.5), "Tensor[] 1.5"},
		{New(0), "Tensor[0] []"},
		{new(Tensor), "Tensor[] []"},
		{Arange(7), "Tensor[7] [0 1 2 3 4 5 6]"},
		{Arange(8), "Tensor[8] [0 1 2 ... 5 6 7]"},
		{New(3, 0), "Tensor[3 0] []"},
		{FromSlice([]float32{1, -2.5, 300, 4}, 2, 2), "Tensor[2 2]\n[[   1 -2.5]\n [ 300    4]]"},
		{Arange(20).Reshape(2, 10), "Tensor[2 10]\n[[ 0  1  2 ...  7  8  9]\n [10 11 12 ... 17 18 19]]"},
		{Arange(8).Reshape(8, 1), "Tensor[8 1]\n[[0]\n [1]\n [2]\n ...\n [5]\n [6]\n [7]]"},
		{Arange(8).Reshape(2, 2, 2), "Tensor[2 2 2]\n[[[0 1]\n  [2 3]]\n\n [[4 5]\n  [6 7]]]"},
	} {
		if got := c.x.String(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestBroadcastShape(t *testing.T) {
	for _, s := range shapePairs {
		if got := BroadcastShape(s[0], s[1]); !sameDims(got, s[2]) {
			t.Errorf("BroadcastShape(%v, %v) = %v, want %v", s[0], s[1], got, s[2])
		}
	}
}

func TestShapeErrors(t *testing.T) {
	m := func(dims ...int) *Tensor { return New(dims...) }
	for _, c := range []struct {
		want string
		f    func()
	}{
		{"New: [2 -1]: want no negative dimension", func() { New(2, -1) }},
		{"New: [1 1 1 1 1 1 1 1 1]: want at most 8 dimensions", func() { New(1, 1, 1, 1, 1, 1, 1, 1, 1) }},
		{fmt.Sprintf("New: [%d 3]: want a number of elements that fits in int", math.MaxInt/2), func() { New(math.MaxInt/2, 3) }},
		{"FromSlice: [2 2]: want 4 elements, got 3", func() { FromSlice(make([]float32, 3), 2, 2) }},
		{"Dim: [2 3]: want a dimension 2", func() { m(2, 3).Dim(2) }},
		{"At: [2 3]: want 2 indices, got 1", func() { m(2, 3).At(1) }},
		{"At: [2 3]: want index 1 of dimension 3 in range, got 3", func() { m(2, 3).At(1, 3) }},
		{"Item: [2]: want one element", func() { m(2).Item() }},
		{"CopyFrom: [2], [3]: want equal shapes", func() { m(2).CopyFrom(m(3)) }},
		{"Reshape: [2 3], [4 -1]: want 6 elements", func() { m(2, 3).Reshape(4, -1) }},
		{"Reshape: [2 3], [-1 -1]: want 6 elements", func() { m(2, 3).Reshape(-1, -1) }},
		{"Add: [2 3], [2]: want shapes that broadcast", func() { Add(nil, m(2, 3), m(2)) }},
		{"Add: [3 2]: want dst [2 3]", func() { Add(m(3, 2), m(2, 3), m(3)) }},
		{"Maximum: [0], [2]: want shapes that broadcast", func() { Maximum(nil, m(0), m(2)) }},
		{"Where: [3], [2]: want shapes that broadcast", func() { Where(nil, m(2), m(3), m(1)) }},
		{"GELU: [2]: want dst [3]", func() { GELU(m(2), m(3)) }},
		{"BroadcastTo: [2 3], [3]: want a shape that x broadcasts to", func() { BroadcastTo(nil, m(2, 3), 3) }},
		{"SumTo: [2 3], [3]: want a dst that broadcasts to g", func() { SumTo(m(2, 3), m(3)) }},
		{"Sum: [2 3]: want an axis 2", func() { Sum(nil, m(2, 3), []int{2}, false) }},
		{"Mean: [2 3]: want different axes, got [1 -1]", func() { Mean(nil, m(2, 3), []int{1, -1}, false) }},
		{"Var: [3]: want dst [2 1]", func() { Var(m(3), m(2, 3), []int{1}, false, true) }},
		{"Max: [2 0]: want at least one element", func() { Max(nil, m(2, 0), []int{1}, false) }},
		{"Min: [2 0]: want at least one element", func() { Min(nil, m(2, 0), []int{1}, false) }},
		{"ArgMax: [2 0]: want a non-empty axis", func() { ArgMax(m(2, 0), 1) }},
		{"Softmax: []: want an axis -1", func() { Softmax(nil, m(), -1) }},
		{"MatMul: [], [2]: want vectors or matrices", func() { MatMul(nil, m(), m(2)) }},
		{"MatMul: [2 3], [4 5]: want equal inner dimensions", func() { MatMul(nil, m(2, 3), m(4, 5)) }},
		{"MatMul: [2 3], [2]: want equal inner dimensions", func() { MatMul(nil, m(2, 3), m(2)) }},
		{"MatMul: [2 3 4], [3 4 5]: want batch axes that broadcast", func() { MatMul(nil, m(2, 3, 4), m(3, 4, 5)) }},
		{"MatMul: [2 2]: want dst [2 5]", func() { MatMul(m(2, 2), m(2, 4), m(4, 5)) }},
		{"MatMulT: [2], [2 3]: want matrices", func() { MatMulT(nil, m(2), m(2, 3), false, false, false) }},
		{"MatMulT: [2 3], [2 4]: want equal inner dimensions, got 3 and 2", func() { MatMulT(nil, m(2, 3), m(2, 4), false, false, false) }},
		{"MatMulT: [2 3], [3 4]: want a dst to add to", func() { MatMulT(nil, m(2, 3), m(3, 4), false, false, true) }},
		{"Permute: [2 3]: want every axis once, got [0 0]", func() { Permute(nil, m(2, 3), 0, 0) }},
		{"Permute: [2 3]: want every axis once, got [0]", func() { Permute(nil, m(2, 3), 0) }},
		{"Transpose: [2 3]: want an axis 5", func() { Transpose(nil, m(2, 3), 0, 5) }},
		{"Slice: [2 3]: want 0 <= start <= end <= 3 and a positive step, got start 1, end 4, step 1", func() { Slice(nil, m(2, 3), 1, 1, 4, 1) }},
		{"AddSlice: [2 3], [3 3]: want shapes that agree but for axis 1", func() { AddSlice(m(2, 3), m(3, 3), 1, 0, 1) }},
		{"AddSlice: [2 3], [2 2]: want a slice within 3, got start 0, step 3", func() { AddSlice(m(2, 3), m(2, 2), 1, 0, 3) }},
		{"Concat: want at least one tensor", func() { Concat(nil, 0) }},
		{"Concat: [2 3], [2 4]: want shapes that agree but for axis 0", func() { Concat(nil, 0, m(2, 3), m(2, 4)) }},
		{"Concat: [2 3], [2]: want shapes that agree but for axis 0", func() { Concat(nil, 0, m(2, 3), m(2)) }},
		{"Stack: [2], [3]: want equal shapes", func() { Stack(nil, 0, m(2), m(3)) }},
		{"Repeat: [2 3]: want one repetition per axis, none negative, at most 8; got [2]", func() { Repeat(nil, m(2, 3), 2) }},
		{"Pad: [2]: want two non-negative widths per axis, got [-1] and [0]", func() { Pad(nil, m(2), []int{-1}, []int{0}, 0) }},
		{"Flip: [2 3]: want different axes, got [0 -2]", func() { Flip(nil, m(2, 3), 0, -2) }},
		{"IndexSelect: [2 3]: want indices in [0, 2), index 1 is 2", func() { IndexSelect(nil, m(2, 3), 0, []int{0, 2}) }},
		{"IndexAdd: [2 3], [1 3]: want src [2 3]", func() { IndexAdd(m(2, 3), m(1, 3), 0, []int{0, 1}) }},
		{"Gather: [2 3], [3 1]: want an index shape within the tensor's but for axis 1, and as many indices; got 3", func() { Gather(nil, m(2, 3), 1, []int{0, 0, 0}, []int{3, 1}) }},
		{"ScatterAdd: [2 3]: want indices in [0, 3), index 0 is -1", func() { ScatterAdd(m(2, 3), m(2, 1), 1, []int{-1, 0}) }},
		{"Patchify: [2 3]: want an image [B, C, H, W]", func() { Patchify(nil, m(2, 3), 1, 1, 1, 1) }},
		{"Patchify: [1 1 4 4]: want patches within the image and positive strides, got patch 5×1, stride 1×1", func() { Patchify(nil, m(1, 1, 4, 4), 5, 1, 1, 1) }},
		{"Unpatchify: [1 1 4 4], [1 4 5]: want tokens [1 4 4]", func() { Unpatchify(m(1, 1, 4, 4), m(1, 4, 5), 2, 2, 2, 2) }},
	} {
		wantShapeError(t, c.want, c.f)
	}
}

func TestCatch(t *testing.T) {
	if err := Catch(func() {}); err != nil {
		t.Errorf("no panic gives %v", err)
	}
	other := errors.New("other")
	defer func() {
		if r := recover(); r != other {
			t.Errorf("recovered %v, want the other panic", r)
		}
	}()
	_ = Catch(func() { panic(other) })
	t.Error("another panic was caught")
}
