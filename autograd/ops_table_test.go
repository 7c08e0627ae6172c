package autograd

import "github.com/gopathway/pathway/tensor"

// This file: the table of ops_test.go. An op added to the package gets a row
// here; its golden cases are found by name in golden_test.go.

type dims = [][]int

// Shapes of one input, and of two that broadcast.
var (
	one = []dims{{{}}, {{1}}, {{7}}, {{33}}, {{3, 5}}, {{2, 3, 4}}}
	two = []dims{
		{{}, {}}, {{5}, {5}}, {{33}, {33}}, {{3, 4}, {3, 4}}, {{3, 4}, {4}}, {{4}, {3, 4}}, {{3, 1}, {1, 5}},
		{{}, {2, 3}}, {{2, 3}, {1}}, {{2, 1, 3}, {4, 1}}, {{1, 3}, {3}}, {{2, 3, 4}, {3, 1}},
	}
)

func f1(f func(x *Var) *Var) func(in []*Var) *Var {
	return func(in []*Var) *Var { return f(in[0]) }
}

func f2(f func(a, b *Var) *Var) func(in []*Var) *Var {
	return func(in []*Var) *Var { return f(in[0], in[1]) }
}

// mask returns a mask with a fixed pattern.
func mask(dims ...int) *tensor.Tensor {
	m := tensor.New(dims...)
	for i := range m.Data() {
		if i%3 == 1 || i%7 == 2 {
			m.Data()[i] = 1
		}
	}
	return m
}

var opRows = []row{
	{op: "Add", shapes: two, f: f2(Add)},
	{op: "Sub", shapes: two, f: f2(Sub)},
	{op: "Mul", shapes: two, f: f2(Mul)},
	{op: "Div", shapes: two, f: f2(Div), lo: 0.5, hi: 2},
	{op: "Div", shapes: two, f: f2(Div), lo: -3, hi: -0.5},
	{op: "Maximum", shapes: two, f: f2(Maximum)},
	{op: "Neg", shapes: one, f: f1(Neg)},
	{op: "Scale", shapes: one, f: f1(func(x *Var) *Var { return Scale(x, -1.7) })},
	{op: "AddScalar", shapes: one, f: f1(func(x *Var) *Var { return AddScalar(x, 0.3) })},
	{op: "Square", shapes: one, f: f1(Square)},
	{op: "Abs", shapes: one, f: f1(Abs)},
	{op: "PowScalar", shapes: one, f: f1(func(x *Var) *Var { return PowScalar(x, 3) })},
	{op: "PowScalar", shapes: one, f: f1(func(x *Var) *Var { return PowScalar(x, -1.5) }), lo: 0.5, hi: 2},
	{op: "PowScalar", shapes: one, f: f1(func(x *Var) *Var { return PowScalar(x, 0) })},
	{op: "Clamp", shapes: one, f: f1(func(x *Var) *Var { return Clamp(x, -0.517, 0.431) })},

	{op: "Exp", shapes: one, f: f1(Exp)},
	{op: "Log", shapes: one, f: f1(Log), lo: 0.5, hi: 3},
	{op: "Sqrt", shapes: one, f: f1(Sqrt), lo: 0.5, hi: 3},
	{op: "Rsqrt", shapes: one, f: f1(Rsqrt), lo: 0.5, hi: 3},
	{op: "Sin", shapes: one, f: f1(Sin), lo: -4, hi: 4},
	{op: "Cos", shapes: one, f: f1(Cos), lo: -4, hi: 4},
	{op: "Tanh", shapes: one, f: f1(Tanh), lo: -2, hi: 2},
	{op: "Sigmoid", shapes: one, f: f1(Sigmoid), lo: -4, hi: 4},
	{op: "Erf", shapes: one, f: f1(Erf), lo: -2, hi: 2},

	{op: "ReLU", shapes: one, f: f1(ReLU)},
	{op: "SiLU", shapes: one, f: f1(SiLU), lo: -4, hi: 4},
	{op: "GELU", shapes: one, f: f1(GELU), lo: -3, hi: 3},
	{op: "GELUTanh", shapes: one, f: f1(GELUTanh), lo: -3, hi: 3},

	{op: "Where", shapes: []dims{{{4, 5}, {4, 5}}, {{5}, {4, 1}}, {{}, {5}}},
		f: f2(func(a, b *Var) *Var { return Where(mask(4, 5), a, b) })},
	{op: "Where", shapes: []dims{{{2, 4, 5}, {5}}, {{1}, {2, 1, 5}}},
		f: f2(func(a, b *Var) *Var { return Where(mask(4, 1), a, b) })},
	{op: "MaskedFill", shapes: []dims{{{4, 5}}, {{3, 4, 5}}},
		f: f1(func(x *Var) *Var { return MaskedFill(x, mask(4, 5), -2) })},
	{op: "MaskedFill", shapes: []dims{{{4, 5}}, {{5}}},
		f: f1(func(x *Var) *Var { return MaskedFill(x, mask(5), 9) })},

	{op: "Sum", shapes: one, f: f1(func(x *Var) *Var { return Sum(x, nil, false) })},
	{op: "Sum", shapes: one, f: f1(func(x *Var) *Var { return Sum(x, nil, true) })},
	{op: "Sum", shapes: []dims{{{2, 3, 4}}, {{3, 1, 5}}}, f: f1(func(x *Var) *Var { return Sum(x, []int{0, -1}, false) })},
	{op: "Mean", shapes: []dims{{{2, 3, 4}}, {{33, 2}}}, f: f1(func(x *Var) *Var { return Mean(x, []int{1}, true) })},
	{op: "Mean", shapes: one, f: f1(func(x *Var) *Var { return Mean(x, nil, false) })},
	{op: "Variance", shapes: []dims{{{2, 3, 4}}, {{3, 5}}}, f: f1(func(x *Var) *Var { return Variance(x, []int{-1}, true, false) })},
	{op: "Variance", shapes: one, f: f1(func(x *Var) *Var { return Variance(x, nil, false, true) })},
	{op: "Variance", shapes: []dims{{{2, 3, 4}}}, f: f1(func(x *Var) *Var { return Variance(x, []int{2, 0}, true, true) })},
	{op: "Max", shapes: one, f: f1(func(x *Var) *Var { return Max(x, nil, false) })},
	{op: "Max", shapes: []dims{{{2, 3, 4}}, {{3, 5}}}, f: f1(func(x *Var) *Var { return Max(x, []int{0}, true) })},
	{op: "MaxDim", shapes: []dims{{{2, 3, 4}}, {{3, 5}}}, f: f1(func(x *Var) *Var { v, _ := MaxDim(x, 1); return v })},
	{op: "MaxDim", shapes: []dims{{{7}}, {{5, 1}}}, f: f1(func(x *Var) *Var { v, _ := MaxDim(x, 0); return v })},
	{op: "CumSum", shapes: []dims{{{7}}, {{3, 5}}, {{2, 3, 4}}}, f: f1(func(x *Var) *Var { return CumSum(x, -1) })},
	{op: "CumSum", shapes: []dims{{{7}}, {{3, 5}}, {{2, 3, 4}}}, f: f1(func(x *Var) *Var { return CumSum(x, 0) })},
	{op: "Softmax", shapes: []dims{{{7}}, {{3, 5}}, {{2, 3, 33}}}, f: f1(func(x *Var) *Var { return Softmax(x, -1) }), lo: -3, hi: 3},
	{op: "Softmax", shapes: []dims{{{7}}, {{3, 5}}, {{2, 3, 4}}}, f: f1(func(x *Var) *Var { return Softmax(x, 0) }), lo: -3, hi: 3},
	{op: "LogSoftmax", shapes: []dims{{{7}}, {{3, 5}}, {{2, 3, 4}}}, f: f1(func(x *Var) *Var { return LogSoftmax(x, -1) }), lo: -3, hi: 3},
	{op: "LogSoftmax", shapes: []dims{{{3, 5}}, {{2, 3, 4}}}, f: f1(func(x *Var) *Var { return LogSoftmax(x, 1) }), lo: -3, hi: 3},
	{op: "LogSumExp", shapes: []dims{{{7}}, {{3, 5}}, {{2, 3, 4}}}, f: f1(func(x *Var) *Var { return LogSumExp(x, -1, false) }), lo: -3, hi: 3},
	{op: "LogSumExp", shapes: []dims{{{7}}, {{3, 5}}, {{2, 3, 4}}}, f: f1(func(x *Var) *Var { return LogSumExp(x, 0, true) }), lo: -3, hi: 3},

	{op: "MatMul", f: f2(MatMul), shapes: []dims{
		{{3, 4}, {4, 5}}, {{1, 7}, {7, 1}}, {{17, 3}, {3, 9}}, {{3, 3}, {3, 3}}, {{5}, {5}}, {{5}, {5, 3}}, {{3, 5}, {5}},
		{{2, 3, 4}, {4, 5}}, {{3, 4}, {2, 4, 5}}, {{2, 3, 4}, {2, 4, 5}}, {{2, 1, 3, 4}, {3, 4, 2}}, {{2, 3, 4}, {4}},
		{{4}, {2, 4, 3}}, {{1, 3, 4}, {2, 4, 5}}, {{1, 3, 4}, {1, 2, 4, 2}}, {{2, 3, 4}, {1, 4, 2}},
	}},

	{op: "Reshape", shapes: []dims{{{2, 6}}, {{3, 4}}}, f: f1(func(x *Var) *Var { return Reshape(x, -1, 2, 3) })},
	{op: "Transpose", shapes: []dims{{{3, 5}}, {{2, 3, 4}}}, f: f1(func(x *Var) *Var { return Transpose(x, -2, -1) })},
	{op: "Transpose", shapes: []dims{{{2, 3, 4}}}, f: f1(func(x *Var) *Var { return Transpose(x, 0, 2) })},
	{op: "Permute", shapes: []dims{{{2, 3, 4}}, {{1, 5, 3}}}, f: f1(func(x *Var) *Var { return Permute(x, 2, 0, -2) })},
	{op: "Permute", shapes: []dims{{{2, 1, 3, 2, 2}}}, f: f1(func(x *Var) *Var { return Permute(x, 2, 0, 3, 1, 4) })},
	{op: "Expand", shapes: []dims{{{3, 1}}, {{1}}, {{}}, {{2, 1, 1}}}, f: f1(func(x *Var) *Var { return Expand(x, 2, 3, 4) })},
	{op: "Expand", shapes: []dims{{{1, 5}}}, f: f1(func(x *Var) *Var { return Expand(x, 3, -1) })},
	{op: "Repeat", shapes: []dims{{{3, 2}}, {{1, 4}}, {{5}}, {{}}}, f: f1(func(x *Var) *Var { return Repeat(x, 2, 1, 3) })},
	{op: "Repeat", shapes: []dims{{{3, 2}}, {{4}}}, f: f1(func(x *Var) *Var { return Repeat(x, 2, 3) })},
	{op: "Repeat", shapes: []dims{{{2, 2, 2}}}, f: f1(func(x *Var) *Var { return Repeat(x, 2, 1, 3) })},
	{op: "Pad", shapes: []dims{{{3, 4}}, {{1, 1}}}, f: f1(func(x *Var) *Var { return Pad(x, []int{0, 1}, []int{3, 2}, 0.5) })},
	{op: "Pad", shapes: []dims{{{3, 4}}}, f: f1(func(x *Var) *Var { return Pad(x, []int{0, 0}, []int{0, 0}, 0) })},
	{op: "Flip", shapes: []dims{{{3, 4}}, {{2, 3, 4}}}, f: f1(func(x *Var) *Var { return Flip(x, -1, 0) })},
	{op: "Flip", shapes: []dims{{{3, 4}}}, f: f1(func(x *Var) *Var { return Flip(x) })},

	{op: "Slice", shapes: []dims{{{3, 5}}, {{2, 6, 3}}}, f: f1(func(x *Var) *Var { return Slice(x, 1, 1, 4, 1) })},
	{op: "Slice", shapes: []dims{{{3, 5}}, {{2, 2, 6}}}, f: f1(func(x *Var) *Var { return Slice(x, -1, 1, 5, 3) })},
	{op: "Slice", shapes: []dims{{{3, 6}}}, f: f1(func(x *Var) *Var { parts := Split(x, 1, 2, 0, 4); return Concat(1, parts[2], parts[0], parts[1]) })},
	{op: "Select", shapes: []dims{{{3, 5}}, {{2, 3, 4}}}, f: f1(func(x *Var) *Var { return Select(x, 1, 0) })},
	{op: "Select", shapes: []dims{{{5}}, {{2, 3}}}, f: f1(func(x *Var) *Var { return Select(x, 0, -1) })},
	{op: "Select", shapes: []dims{{{3, 4}}}, f: f1(func(x *Var) *Var { p := Unbind(x, 0); return Mul(Add(p[0], p[1]), p[2]) })},
	{op: "Concat", shapes: []dims{{{2, 3}, {4, 3}, {1, 3}}, {{3}, {3}}, {{2, 2, 2}, {1, 2, 2}}}, f: func(in []*Var) *Var { return Concat(0, in...) }},
	{op: "Concat", shapes: []dims{{{2, 3}, {2, 1}}, {{2, 2, 5}, {2, 2, 1}}}, f: func(in []*Var) *Var { return Concat(-1, in...) }},
	{op: "Concat", shapes: []dims{{{2, 1, 3}, {2, 4, 3}}}, f: func(in []*Var) *Var { return Concat(1, in...) }},
	{op: "Stack", shapes: []dims{{{3}, {3}, {3}}, {{2, 3}, {2, 3}}}, f: func(in []*Var) *Var { return Stack(1, in...) }},
	{op: "Stack", shapes: []dims{{{3}, {3}}, {{2, 3}, {2, 3}}, {{}, {}}}, f: func(in []*Var) *Var { return Stack(-1, in...) }},

	{op: "Gather", shapes: []dims{{{3, 4}}, {{2, 5}}}, f: f1(func(x *Var) *Var { return Gather(x, 1, []int{0, 3, 3, 1, 1, 1}, []int{2, 3}) })},
	{op: "Gather", shapes: []dims{{{3, 4}}, {{5, 3}}}, f: f1(func(x *Var) *Var { return Gather(x, 0, []int{0, 2, 2, 1, 1, 1}, []int{2, 3}) })},
	{op: "IndexSelect", shapes: []dims{{{3, 4}}, {{2, 4, 3}}}, f: f1(func(x *Var) *Var { return IndexSelect(x, 1, []int{3, 0, 3}) })},
	{op: "IndexSelect", shapes: []dims{{{3, 4}}}, f: f1(func(x *Var) *Var { return Embedding(x, []int{2, 2, 0, 2, 1}) })},
	{op: "ScatterAdd", shapes: []dims{{{3, 4}, {2, 3}}, {{4, 3}, {2, 3}}},
		f: f2(func(x, s *Var) *Var { return ScatterAdd(x, s, 0, []int{0, 2, 2, 0, 1, 1}) })},
	{op: "ScatterAdd", shapes: []dims{{{3, 4}, {3, 4}}},
		f: f2(func(x, s *Var) *Var { return ScatterAdd(x, s, -1, []int{0, 2, 2, 0, 1, 1, 3, 0, 0, 0, 0, 0}) })},

	{op: "Patchify", shapes: []dims{{{2, 3, 4, 6}}, {{1, 1, 5, 5}}}, f: f1(func(x *Var) *Var { return Patchify(x, 2, 2, 2, 2) })},
	{op: "Patchify", shapes: []dims{{{1, 2, 5, 7}}}, f: f1(func(x *Var) *Var { return Patchify(x, 3, 2, 1, 2) })},

	{op: "Unfold", shapes: []dims{{{2, 3, 7}}, {{1, 1, 4}}}, f: f1(func(x *Var) *Var {
		return Unfold(x, tensor.Window{Kernel: [3]int{3}, Stride: [3]int{2}, Padding: [3]int{1}})
	})},
	{op: "Unfold", shapes: []dims{{{2, 2, 5, 6}}, {{1, 3, 4, 4}}}, f: f1(func(x *Var) *Var {
		return Unfold(x, tensor.Window{Kernel: [3]int{2, 3}, Stride: [3]int{1, 2}, Padding: [3]int{1, 2}, Dilation: [3]int{2, 1}})
	})},
	{op: "Unfold", shapes: []dims{{{2, 1, 4, 4, 6}}, {{1, 2, 3, 5, 5}}}, f: f1(func(x *Var) *Var {
		return Unfold(x, tensor.Window{Kernel: [3]int{2, 2, 2}, Stride: [3]int{2, 2, 2}, Padding: [3]int{0, 1, 0}, Dilation: [3]int{0, 0, 2}})
	})},
	{op: "Unfold", shapes: []dims{{{2, 4, 5}, {6, 2, 3}, {6}}}, f: func(in []*Var) *Var {
		return Conv1d(in[0], in[1], in[2], ConvOptions{Padding: [3]int{1}, Groups: 2})
	}},
	{op: "Unfold", shapes: []dims{{{2, 2, 4, 5}, {3, 2, 2, 3}, {3}}}, f: func(in []*Var) *Var {
		return Conv2d(in[0], in[1], in[2], ConvOptions{Stride: [3]int{2, 1}, Padding: [3]int{1, 1}})
	}},
	{op: "Unfold", shapes: []dims{{{1, 2, 2, 4, 3}, {2, 2, 2, 2, 1}}}, f: f2(func(x, w *Var) *Var { return Conv3d(x, w, nil, ConvOptions{Stride: [3]int{1, 2, 2}}) })},
	{op: "Interpolate", shapes: []dims{{{2, 2, 3, 4}}, {{1, 1, 7, 1}}}, f: f1(func(x *Var) *Var { return Interpolate(x, 5, 3, tensor.Bicubic) })},
	{op: "Interpolate", shapes: []dims{{{2, 2, 3, 4}}, {{1, 1, 7, 1}}}, f: f1(func(x *Var) *Var { return Interpolate(x, 2, 3, tensor.BicubicAntialias) })},
	{op: "Interpolate", shapes: []dims{{{2, 2, 3, 4}}, {{1, 1, 7, 1}}}, f: f1(func(x *Var) *Var { return Interpolate(x, 5, 3, tensor.Bilinear) })},
	{op: "Interpolate", shapes: []dims{{{2, 2, 3, 4}}, {{1, 1, 7, 1}}}, f: f1(func(x *Var) *Var { return Interpolate(x, 5, 3, tensor.Nearest) })},

	{op: "Dropout", shapes: one, f: f1(func(x *Var) *Var { x.Tape().Train(3); return Dropout(x, 0.3) })},
	{op: "DropPath", shapes: []dims{{{7}}, {{5, 3}}, {{4, 2, 3}}}, f: f1(func(x *Var) *Var { x.Tape().Train(3); return DropPath(x, 0.4) })},
	{op: "Checkpoint", shapes: one, f: f1(func(x *Var) *Var {
		return Checkpoint(x, segmentFunc(func(x *Var) *Var { return Mul(Tanh(x), AddScalar(x, 0.3)) }))
	})},
	{op: "Attach", shapes: one, f: f1(func(x *Var) *Var { return x.Tape().Attach(x) })},

	{op: "Linear", shapes: []dims{{{3, 4}, {5, 4}, {5}}, {{2, 3, 4}, {1, 4}, {1}}, {{4}, {3, 4}, {3}}, {{17, 3}, {9, 3}, {9}}},
		f: func(in []*Var) *Var { return Linear(in[0], in[1], in[2]) }},
	{op: "Linear", shapes: []dims{{{3, 4}, {5, 4}}, {{2, 1, 3}, {2, 3}}}, f: func(in []*Var) *Var { return Linear(in[0], in[1], nil) }},
	{op: "LinearGELU", shapes: []dims{{{3, 4}, {5, 4}, {5}}, {{2, 3, 4}, {1, 4}, {1}}},
		f: func(in []*Var) *Var { return LinearGELU(in[0], in[1], in[2]) }},
	{op: "LinearGELU", shapes: []dims{{{3, 4}, {5, 4}}}, f: func(in []*Var) *Var { return LinearGELU(in[0], in[1], nil) }},
	{op: "LinearAdd", shapes: []dims{{{3, 4}, {5, 4}, {5}, {3, 5}}, {{2, 3, 4}, {1, 4}, {1}, {2, 3, 1}}},
		f: func(in []*Var) *Var { return LinearAdd(in[0], in[1], in[2], in[3]) }},
	{op: "LinearAdd", shapes: []dims{{{3, 4}, {5, 4}, {3, 5}}}, f: func(in []*Var) *Var { return LinearAdd(in[0], in[1], nil, in[2]) }},
	{op: "LayerNorm", shapes: []dims{{{3, 7}, {7}, {7}}, {{2, 3, 5}, {5}, {5}}, {{2, 3, 5}, {3, 5}, {3, 5}}, {{131, 3}, {3}, {3}}},
		f: func(in []*Var) *Var { return LayerNorm(in[0], in[1], in[2], 1e-5) }},
	{op: "LayerNorm", shapes: []dims{{{3, 33}}, {{7}}}, f: f1(func(x *Var) *Var { return LayerNorm(x, nil, nil, 1e-5) })},
	{op: "LayerNorm", shapes: []dims{{{3, 5}, {5}}}, f: func(in []*Var) *Var { return LayerNorm(in[0], in[1], nil, 1e-5) }},
	{op: "LayerNorm", shapes: []dims{{{3, 5}, {5}}}, f: func(in []*Var) *Var { return LayerNorm(in[0], nil, in[1], 1e-5) }},
	{op: "BatchNorm", shapes: []dims{{{4, 3}, {3}, {3}}, {{3, 2, 5}, {2}, {2}}}, f: func(in []*Var) *Var { return batchNorm(in, true) }},
	{op: "BatchNorm", shapes: []dims{{{4, 3}, {3}, {3}}, {{1, 2, 3, 2}, {2}, {2}}}, f: func(in []*Var) *Var { return batchNorm(in, false) }},
	{op: "Attention", shapes: []dims{{{3, 4}, {3, 4}, {3, 4}}, {{2, 5, 3}, {2, 2, 3}, {2, 2, 4}}, {{2, 1, 3, 2}, {2, 1, 4, 2}, {2, 1, 4, 1}}, {{67, 2}, {3, 2}, {3, 2}}},
		f: func(in []*Var) *Var { return Attention(in[0], in[1], in[2], 0.7) }},
	{op: "SelfAttention", shapes: []dims{{{2, 3, 12}}, {{1, 5, 6}}, {{1, 66, 6}}}, f: f1(func(x *Var) *Var { return SelfAttention(x, 2) })},
	{op: "SelfAttention", shapes: []dims{{{2, 3, 12}}, {{1, 5, 6}}, {{1, 66, 6}}}, f: f1(func(x *Var) *Var { return SelfAttentionFirst(x, 2, 2) })},
	{op: "CrossEntropy", shapes: []dims{{{4, 5}}, {{4, 33}}},
		f: f1(func(x *Var) *Var { return CrossEntropy(x, []int{3, 0, IgnoreLabel, 4}, LossOptions{}) })},
	{op: "CrossEntropy", shapes: []dims{{{4, 5}}},
		f: f1(func(x *Var) *Var {
			return CrossEntropy(x, []int{3, 0, 1, 4}, LossOptions{LabelSmoothing: 0.2, Reduction: ReduceNone})
		})},
	{op: "CrossEntropySoft", shapes: []dims{{{4, 5}}},
		f: f1(func(x *Var) *Var {
			return CrossEntropySoft(x, tensor.New(4, 5).Uniform(tensor.NewRNG(4), 0, 0.4), LossOptions{LabelSmoothing: 0.1})
		})},
	{op: "MSE", shapes: []dims{{{3, 4}, {3, 4}}, {{7}, {7}}}, f: f2(func(x, y *Var) *Var { return MSE(x, y, LossOptions{}) })},
	{op: "SmoothL1", shapes: []dims{{{3, 4}, {3, 4}}}, f: f2(func(x, y *Var) *Var { return SmoothL1(x, y, 0.4, LossOptions{Reduction: ReduceSum}) })},
	{op: "BCEWithLogits", shapes: []dims{{{3, 4}, {3, 4}}}, f: f2(func(x, y *Var) *Var { return BCEWithLogits(x, y, LossOptions{Reduction: ReduceNone}) })},
}

// batchNorm calls BatchNorm with running statistics of its own, so that it is
// a pure function.
func batchNorm(in []*Var, train bool) *Var {
	mean, variance := tensor.New(in[1].Shape()...), tensor.New(in[1].Shape()...)
	mean.Fill(0.1)
	variance.Fill(0.8)
	return BatchNorm(in[0], in[1], in[2], mean, variance, train, 0.1, 1e-5)
}
