package tensor

import (
	"fmt"
	"math"
	"testing"
)

var nan = float32(math.NaN())

// binaries are the two-operand operations with what they compute.
var binaries = []struct {
	name string
	op   func(dst, a, b *Tensor) *Tensor
	want func(a, b float32) float32
}{
	{"Add", Add, func(a, b float32) float32 { return a + b }},
	{"Sub", Sub, func(a, b float32) float32 { return a - b }},
	{"Mul", Mul, func(a, b float32) float32 { return a * b }},
	{"Div", Div, func(a, b float32) float32 { return a / b }},
	{"Maximum", Maximum, func(a, b float32) float32 {
		if a > b {
			return a
		}
		return b
	}},
}

// shapePairs broadcast; the third is the common shape.
var shapePairs = [][3][]int{
	{{}, {}, {}},
	{{1}, {}, {1}},
	{{7}, {7}, {7}},
	{{7}, {}, {7}},
	{{7}, {1}, {7}},
	{{1, 1}, {5}, {1, 5}},
	{{3, 5}, {5}, {3, 5}},
	{{3, 5}, {3, 1}, {3, 5}},
	{{3, 1}, {1, 5}, {3, 5}},
	{{3, 1}, {5}, {3, 5}},
	{{2, 3, 5}, {3, 5}, {2, 3, 5}},
	{{2, 3, 5}, {2, 1, 5}, {2, 3, 5}},
	{{2, 3, 5}, {2, 3, 1}, {2, 3, 5}},
	{{2, 1, 5}, {1, 3, 1}, {2, 3, 5}},
	{{2, 1, 3, 1, 5}, {4, 1, 6, 1}, {2, 4, 3, 6, 5}},
	{{2, 1, 2, 1, 2, 1, 2, 1}, {1, 3, 1, 3, 1, 3, 1, 3}, {2, 3, 2, 3, 2, 3, 2, 3}},
	{{0}, {1}, {0}},
	{{0}, {}, {0}},
	{{3, 0}, {3, 1}, {3, 0}},
	{{0, 4}, {4}, {0, 4}},
	{{2, 0, 4}, {1, 1}, {2, 0, 4}},
	{{300, 200}, {200}, {300, 200}},
	{{300, 200}, {300, 1}, {300, 200}},
	{{40, 1, 50}, {30, 1}, {40, 30, 50}},
	{{60000}, {}, {60000}},
	{{70, 600}, {70, 600}, {70, 600}},
}

func TestBinaryBroadcast(t *testing.T) {
	g := NewRNG(1)
	for _, op := range binaries {
		for _, s := range shapePairs {
			for swap := 0; swap < 2; swap++ {
				a, b := positive(g, s[swap]...), positive(g, s[1-swap]...)
				want := New(s[2]...)
				i := 0
				eachIndex(s[2], func(ix []int) {
					want.data[i] = op.want(broadcastAt(a, ix), broadcastAt(b, ix))
					i++
				})
				name := fmt.Sprintf("%s %v %v", op.name, a.Shape(), b.Shape())
				same(t, name, op.op(nil, a, b), want)
				dst := Full(nan, s[2]...)
				if got := op.op(dst, a, b); got != dst {
					t.Fatalf("%s: does not return dst", name)
				}
				same(t, name+" into dst", dst, want)
				if SameShape(a, want) {
					c := a.Clone()
					same(t, name+" in place of a", op.op(c, c, b), want)
				}
				if SameShape(b, want) {
					c := b.Clone()
					same(t, name+" in place of b", op.op(c, a, c), want)
				}
			}
		}
	}
}

func TestMaximumNaN(t *testing.T) {
	x := FromSlice([]float32{nan, 1, nan, 2}, 4)
	y := FromSlice([]float32{1, nan, nan, 3}, 4)
	same(t, "Maximum", Maximum(nil, x, y), FromSlice([]float32{nan, nan, nan, 3}, 4))
	same(t, "Maximum with NaN", Maximum(nil, Scalar(nan), y), Full(nan, 4))
}

func TestWhere(t *testing.T) {
	g := NewRNG(2)
	for _, s := range shapePairs {
		for _, ms := range [][]int{s[0], s[1], s[2]} {
			mask, a, b := New(ms...), normal(g, s[0]...), normal(g, s[1]...)
			for i := range mask.data {
				mask.data[i] = float32(g.IntN(2))
			}
			want := New(s[2]...)
			i := 0
			eachIndex(s[2], func(ix []int) {
				want.data[i] = broadcastAt(b, ix)
				if broadcastAt(mask, ix) != 0 {
					want.data[i] = broadcastAt(a, ix)
				}
				i++
			})
			same(t, fmt.Sprintf("Where %v %v %v", ms, s[0], s[1]), Where(nil, mask, a, b), want)
		}
	}
}

func TestBroadcastTo(t *testing.T) {
	g := NewRNG(3)
	for _, s := range shapePairs {
		for _, from := range s[:2] {
			x := normal(g, from...)
			want := New(s[2]...)
			i := 0
			eachIndex(s[2], func(ix []int) {
				want.data[i] = broadcastAt(x, ix)
				i++
			})
			same(t, fmt.Sprintf("BroadcastTo %v %v", from, s[2]), BroadcastTo(nil, x, s[2]...), want)
		}
	}
}

func TestSumToIsTheAdjoint(t *testing.T) {
	g := NewRNG(4)
	for _, s := range shapePairs {
		for _, to := range s[:2] {
			x := whole(g, s[2]...)
			got := Full(nan, to...)
			SumTo(got, x)
			want := New(to...)
			i := 0
			eachIndex(s[2], func(ix []int) {
				own := append([]int{}, ix[len(ix)-len(to):]...)
				for a := range own {
					if to[a] == 1 {
						own[a] = 0
					}
				}
				want.Set(want.At(own...)+x.data[i], own...)
				i++
			})
			same(t, fmt.Sprintf("SumTo %v from %v", to, s[2]), got, want)
		}
	}
}

func TestUnary(t *testing.T) {
	gauss := func(x float64) float64 { return 0.5 * x * math.Erfc(-x/math.Sqrt2) }
	gaussTanh := func(x float64) float64 {
		return 0.5 * x * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(x+0.044715*x*x*x)))
	}
	sigmoid := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	cases := []struct {
		name     string
		op       func(dst, x *Tensor) *Tensor
		want     func(x float64) float64
		positive bool
	}{
		{"Neg", Neg, func(x float64) float64 { return -x }, false},
		{"Abs", Abs, math.Abs, false},
		{"Sqrt", Sqrt, math.Sqrt, true},
		{"Rsqrt", Rsqrt, func(x float64) float64 { return 1 / math.Sqrt(x) }, true},
		{"Square", Square, func(x float64) float64 { return x * x }, false},
		{"Exp", Exp, math.Exp, false},
		{"Log", Log, math.Log, true},
		{"Sin", Sin, math.Sin, false},
		{"Cos", Cos, math.Cos, false},
		{"Tanh", Tanh, math.Tanh, false},
		{"Sigmoid", Sigmoid, sigmoid, false},
		{"Erf", Erf, math.Erf, false},
		{"ReLU", ReLU, func(x float64) float64 { return math.Max(x, 0) }, false},
		{"SiLU", SiLU, func(x float64) float64 { return x * sigmoid(x) }, false},
		{"GELU", GELU, gauss, false},
		{"GELUTanh", GELUTanh, gaussTanh, false},
		{"Scale", func(dst, x *Tensor) *Tensor { return Scale(dst, x, 1.5) }, func(x float64) float64 { return 1.5 * x }, false},
		{"AddScalar", func(dst, x *Tensor) *Tensor { return AddScalar(dst, x, -2) }, func(x float64) float64 { return x - 2 }, false},
		{"PowScalar", func(dst, x *Tensor) *Tensor { return PowScalar(dst, x, 2.5) }, func(x float64) float64 { return math.Pow(x, 2.5) }, true},
		{"Clamp", func(dst, x *Tensor) *Tensor { return Clamp(dst, x, -0.5, 0.75) }, func(x float64) float64 { return math.Min(math.Max(x, -0.5), 0.75) }, false},
	}
	g := NewRNG(5)
	for _, c := range cases {
		for _, shape := range [][]int{{}, {0}, {3}, {5, 7}, {130, 300}} {
			x := normal(g, shape...)
			if c.positive {
				x = positive(g, shape...)
			}
			y := c.op(nil, x)
			if !SameShape(x, y) {
				t.Fatalf("%s: shape %v, want %v", c.name, y.Shape(), shape)
			}
			for i, v := range x.data {
				near(t, fmt.Sprintf("%s(%v)", c.name, v), y.data[i], c.want(float64(v)), 2e-6)
			}
			z := x.Clone()
			same(t, c.name+" in place", c.op(z, z), y)
		}
	}
}

func TestClampKeepsNaN(t *testing.T) {
	x := FromSlice([]float32{nan, -3, 3}, 3)
	same(t, "Clamp", Clamp(nil, x, -1, 1), FromSlice([]float32{nan, -1, 1}, 3))
}

func TestPowScalar(t *testing.T) {
	inf := math.Inf(1)
	xs := []float64{0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 2, -2, 3, 1.1, 0.99, 1e-30, 1e30, -1e30, 7.7, inf, -inf, math.NaN()}
	ps := []float64{0, 1, -1, 2, 3, -2, -3, 0.5, -0.5, 0.25, 1.5, 2.2, -3.7, 10, 17, 64, 65, 99, -65, 1e9, inf, -inf, math.NaN()}
	for _, p := range ps {
		for _, x := range xs {
			x32, p32 := float32(x), float32(p)
			got := PowScalar(nil, Scalar(x32), p32).Item()
			want := float32(math.Pow(float64(x32), float64(p32)))
			if p == 0.5 && (x == -inf || x == 0) {
				want = float32(math.Sqrt(x)) // as PyTorch: NaN, and the zero's sign
			}
			if p != p || x != x && p != 0 {
				want = nan
			}
			ulp := math.Abs(float64(math.Nextafter32(want, float32(inf)) - want))
			if got != want && !(got != got && want != want) && !(math.Abs(float64(got-want)) <= ulp) {
				t.Errorf("%v^%v = %v, want %v", x32, p32, got, want)
			}
		}
	}
}

func TestElementwiseBitsDoNotDependOnThreads(t *testing.T) {
	g := NewRNG(6)
	a, b, row := normal(g, 333, 257), normal(g, 333, 257), normal(g, 257)
	for _, op := range binaries {
		sameAtEveryWidth(t, op.name, func() *Tensor { return op.op(nil, a, b) })
		sameAtEveryWidth(t, op.name+" row", func() *Tensor { return op.op(nil, a, row) })
	}
	sameAtEveryWidth(t, "GELU", func() *Tensor { return GELU(nil, a) })
	// A row has the same bits alone as in a batch.
	y := GELU(nil, a)
	same(t, "GELU of a row", GELU(nil, Slice(nil, a, 0, 17, 18, 1)), Slice(nil, y, 0, 17, 18, 1))
}
