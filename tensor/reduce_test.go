package tensor

import (
	"fmt"
	"math"
	"testing"

	"github.com/gopathway/pathway/simd"
)

// vectors returns, for every element of x reduced over axes, the elements it
// is made of in row-major order, and the reduced shape.
func vectors(x *Tensor, axes []int, keepdim bool) (groups [][]float32, shape []int) {
	reduced := map[int]bool{}
	for _, a := range axes {
		reduced[(a+x.Rank())%x.Rank()] = true
	}
	kept := []int{}
	for i, d := range x.Shape() {
		switch {
		case len(axes) > 0 && !reduced[i]:
			shape = append(shape, d)
			kept = append(kept, i)
		case keepdim:
			shape = append(shape, 1)
		}
	}
	n := 1
	for _, i := range kept {
		n *= x.Dim(i)
	}
	groups = make([][]float32, n)
	at := 0
	eachIndex(x.Shape(), func(ix []int) {
		g := 0
		for _, i := range kept {
			g = g*x.Dim(i) + ix[i]
		}
		groups[g] = append(groups[g], x.data[at])
		at++
	})
	return groups, shape
}

var reduceCases = []struct{ shape, axes []int }{
	{[]int{}, nil},
	{[]int{1}, nil},
	{[]int{65}, []int{0}},
	{[]int{65}, []int{-1}},
	{[]int{5, 7}, nil},
	{[]int{5, 7}, []int{0, 1}},
	{[]int{5, 7}, []int{0}},
	{[]int{5, 7}, []int{1}},
	{[]int{5, 7}, []int{-1, -2}},
	{[]int{2, 3, 17}, []int{0, 2}},
	{[]int{2, 3, 17}, []int{1}},
	{[]int{3, 1, 13}, []int{1}},
	{[]int{1, 33}, []int{0}},
	{[]int{2, 3, 5, 7}, []int{2, 3}},
	{[]int{2, 3, 5, 7}, []int{1, 3}},
	{[]int{2, 3, 5, 7}, []int{3, 0}},
	{[]int{2, 1, 3, 2, 1, 3, 2, 2}, []int{0, 3, 5, 7}},
	{[]int{600, 3}, []int{0}},
	{[]int{2000, 40}, []int{0}},
	{[]int{3, 700, 40}, []int{1}},
	{[]int{300, 30, 10}, []int{1}},
	{[]int{3, 20, 1100}, []int{1}},
	{[]int{50, 2000}, []int{0}},
	{[]int{9, 5000}, []int{1}},
	{[]int{2, 40000}, []int{1}},
	{[]int{90000}, []int{0}},
	{[]int{40, 50, 60}, []int{0, 2}},
	{[]int{3, 0}, []int{1}},
	{[]int{0, 3}, []int{1}},
	{[]int{2, 0, 3}, []int{0, 1}},
}

func TestReductions(t *testing.T) {
	g := NewRNG(1)
	for _, c := range reduceCases {
		for _, keepdim := range []bool{false, true} {
			x := whole(g, c.shape...)
			groups, shape := vectors(x, c.axes, keepdim)
			sum, mean, largest, variance := New(shape...), New(shape...), New(shape...), New(shape...)
			n := 0
			for i, v := range groups {
				n = len(v)
				s, m := 0.0, math.Inf(-1)
				for _, e := range v {
					s += float64(e)
					m = math.Max(m, float64(e))
				}
				d := 0.0
				for _, e := range v {
					d += (float64(e) - s/float64(n)) * (float64(e) - s/float64(n))
				}
				sum.data[i], largest.data[i] = float32(s), float32(m)
				mean.data[i], variance.data[i] = float32(s)/float32(n), float32(d)
			}
			name := fmt.Sprintf("%v over %v, keepdim %v", c.shape, c.axes, keepdim)
			same(t, "Sum of "+name, Sum(Full(nan, shape...), x, c.axes, keepdim), sum)
			same(t, "Mean of "+name, Mean(nil, x, c.axes, keepdim), mean)
			if n > 0 {
				same(t, "Max of "+name, Max(Full(nan, shape...), x, c.axes, keepdim), largest)
				same(t, "Min of "+name, Min(Full(nan, shape...), Neg(nil, x), c.axes, keepdim), Neg(nil, largest))
			}
			biased, unbiased := Var(nil, x, c.axes, false, keepdim), Var(nil, x, c.axes, true, keepdim)
			if !SameShape(biased, sum) || !SameShape(unbiased, sum) {
				t.Fatalf("Var of %s: shapes %v, %v, want %v", name, biased.Shape(), unbiased.Shape(), shape)
			}
			for i, d := range variance.data {
				if n > 0 {
					near(t, "Var of "+name, biased.data[i], float64(d)/float64(n), 1e-5)
				}
				if n > 1 {
					near(t, "unbiased Var of "+name, unbiased.data[i], float64(d)/float64(n-1), 1e-5)
				} else if v := unbiased.data[i]; v == v {
					t.Errorf("unbiased Var of %s: %v, want NaN", name, v)
				}
			}
		}
	}
}

// The order of additions that reduce.go promises, written as plain loops.
func TestOrderOfAdditions(t *testing.T) {
	g := NewRNG(2)
	for _, s := range [][]int{{256, 3}, {257, 3}, {700, 3}, {5000, 40}, {1000, 1500}, {400, 1500}, {3000, 2}, {20, 3000}} {
		x := normal(g, s...)
		want := New(s[1])
		for j := range want.data {
			total := float32(0)
			for lo := 0; lo < s[0]; lo += 256 {
				piece := float32(0)
				for r := lo; r < min(s[0], lo+256); r++ {
					piece += x.At(r, j)
				}
				if lo == 0 {
					total = piece
				} else {
					total += piece
				}
			}
			want.data[j] = total
		}
		same(t, fmt.Sprintf("Sum over rows of %v", s), Sum(nil, x, []int{0}, false), want)
		same(t, fmt.Sprintf("SumTo of %v", s), SumTo(New(s[1]), x), want)
	}
	for _, n := range []int{0, 1, 4096, 4097, 20000, 32768, 32769, 100000} {
		x := normal(g, n)
		want := simd.Sum(x.data[:min(n, 4096)])
		if n > 4096 {
			total := 0.0
			for lo := 0; lo < n; lo += 4096 {
				total += float64(simd.Sum(x.data[lo:min(n, lo+4096)]))
			}
			want = float32(total)
		}
		if got := SumAll(x); got != want {
			t.Errorf("SumAll of %d: %v, want %v", n, got, want)
		}
	}
}

// Chains begin at +0, whichever way the work is cut.
func TestSumsOfNegativeZeros(t *testing.T) {
	for _, shape := range [][]int{{2, 1}, {2, 3}, {300, 3}, {40, 2000}, {300, 600}, {5000, 20}, {2, 50000}, {50000, 2}} {
		x := Full(float32(math.Copysign(0, -1)), shape...)
		for axis := range shape {
			if shape[axis] > 1 {
				want := []int{shape[0], shape[1]}
				want[axis] = 1
				same(t, fmt.Sprintf("Sum of %v along %d", shape, axis), Sum(nil, x, []int{axis}, true), New(want...))
			}
		}
	}
}

func TestReductionBitsDoNotDependOnThreads(t *testing.T) {
	g := NewRNG(3)
	for _, c := range reduceCases {
		x := normal(g, c.shape...)
		name := fmt.Sprintf("%v over %v", c.shape, c.axes)
		sameAtEveryWidth(t, "Sum of "+name, func() *Tensor { return Sum(nil, x, c.axes, false) })
		sameAtEveryWidth(t, "Var of "+name, func() *Tensor { return Var(nil, x, c.axes, true, false) })
		sameAtEveryWidth(t, "SumAll of "+name, func() *Tensor { return Scalar(SumAll(x)) })
	}
}

func TestMaxNaN(t *testing.T) {
	x := FromSlice([]float32{1, nan, 3, 4, 5, 6}, 2, 3)
	same(t, "Max of rows", Max(nil, x, []int{1}, false), FromSlice([]float32{nan, 6}, 2))
	same(t, "Min of rows", Min(nil, x, []int{1}, false), FromSlice([]float32{nan, 4}, 2))
	same(t, "Max of columns", Max(nil, x, []int{0}, false), FromSlice([]float32{4, nan, 6}, 3))
}

func TestArgMax(t *testing.T) {
	x := FromSlice([]float32{
		1, 3, 3,
		nan, 9, nan,
		-1, -1, -2}, 3, 3)
	for _, c := range []struct {
		axis int
		want []int
	}{{1, []int{1, 0, 0}}, {-1, []int{1, 0, 0}}, {0, []int{1, 1, 1}}} {
		if got := ArgMax(x, c.axis); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("ArgMax along %d: %v, want %v", c.axis, got, c.want)
		}
	}
	y := normal(NewRNG(4), 3, 5, 4)
	at := ArgMax(y, 1)
	best := Max(nil, y, []int{1}, false)
	for i, k := range at {
		if y.At(i/4, k, i%4) != best.data[i] {
			t.Errorf("ArgMax %d points at %v, largest is %v", i, y.At(i/4, k, i%4), best.data[i])
		}
	}
}

func TestCumSum(t *testing.T) {
	for axis := 0; axis < 3; axis++ {
		x := whole(NewRNG(5), 3, 4, 5)
		want := New(3, 4, 5)
		eachIndex(x.Shape(), func(ix []int) {
			s := float32(0)
			own := append([]int{}, ix...)
			for k := 0; k <= ix[axis]; k++ {
				own[axis] = k
				s += x.At(own...)
			}
			want.Set(s, ix...)
		})
		same(t, "CumSum", CumSum(nil, x, axis), want)
		same(t, "CumSum in place", CumSum(x, x, axis), want)
	}
}

func TestSoftmax(t *testing.T) {
	g := NewRNG(6)
	for _, shape := range [][]int{{5}, {3, 7}, {2, 3, 17}, {4, 1}, {0, 3}, {3, 0}, {40, 30, 50}, {2, 3, 5, 33}} {
		for axis := range shape {
			x := Scale(nil, normal(g, shape...), 3)
			y, l := Softmax(nil, x, axis), LogSoftmax(nil, x, axis)
			s, kept := LogSumExp(nil, x, axis, false), LogSumExp(nil, x, axis, true)
			groups, reduced := vectors(x, []int{axis}, false)
			_, reducedKept := vectors(x, []int{axis}, true)
			if !sameDims(s.Shape(), reduced) || !sameDims(kept.Shape(), reducedKept) {
				t.Fatalf("LogSumExp of %v along %d: shapes %v, %v", shape, axis, s.Shape(), kept.Shape())
			}
			at := make([]int, len(groups))
			eachOf := func(f func(group, element int)) { // in row-major order of x
				outer, n, inner := x.split("test", axis)
				for i := 0; i < outer*n*inner; i++ {
					f(i/(n*inner)*inner+i%inner, i)
				}
			}
			logSums := make([]float64, len(groups))
			for i, v := range groups {
				for _, e := range v {
					logSums[i] += math.Exp(float64(e))
				}
				logSums[i] = math.Log(logSums[i])
				if len(v) > 0 {
					near(t, "LogSumExp", s.data[i], logSums[i], 2e-6)
				}
			}
			eachOf(func(group, i int) {
				at[group]++
				near(t, "Softmax", y.data[i], math.Exp(float64(x.data[i])-logSums[group]), 2e-6)
				near(t, "LogSoftmax", l.data[i], float64(x.data[i])-logSums[group], 4e-6)
			})
			// Another axis gives the bits of the last one.
			last := Transpose(nil, x, axis, -1)
			same(t, "Softmax transposed", Transpose(nil, Softmax(nil, last, -1), axis, -1), y)
			z := x.Clone()
			same(t, "Softmax in place", Softmax(z, z, axis), y)
			sameAtEveryWidth(t, "Softmax", func() *Tensor { return Softmax(nil, x, axis) })
		}
	}
}

func TestSoftmaxExtremes(t *testing.T) {
	x := FromSlice([]float32{1e4, -1e4, 1e4, -1e38, 0, 1e38}, 2, 3)
	same(t, "Softmax", Softmax(nil, x, 1), FromSlice([]float32{0.5, 0, 0.5, 0, 0, 1}, 2, 3))
}
