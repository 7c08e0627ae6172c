package autograd

import (
	"fmt"
	"math"
	"slices"

	"github.com/gopathway/pathway/tensor"
)

// goldenOps says how each op name of the golden files is computed.
var goldenOps = map[string]func(r *run){
	"add":     goldenBinary(Add),
	"sub":     goldenBinary(Sub),
	"mul":     goldenBinary(Mul),
	"div":     goldenBinary(Div),
	"maximum": goldenBinary(Maximum),

	"neg":       goldenUnary(Neg),
	"abs":       goldenUnary(Abs),
	"square":    goldenUnary(Square),
	"exp":       goldenUnary(Exp),
	"log":       goldenUnary(Log),
	"sqrt":      goldenUnary(Sqrt),
	"rsqrt":     goldenUnary(Rsqrt),
	"sin":       goldenUnary(Sin),
	"cos":       goldenUnary(Cos),
	"tanh":      goldenUnary(Tanh),
	"sigmoid":   goldenUnary(Sigmoid),
	"erf":       goldenUnary(Erf),
	"relu":      goldenUnary(ReLU),
	"silu":      goldenUnary(SiLU),
	"gelu_erf":  goldenUnary(GELU),
	"gelu_tanh": goldenUnary(GELUTanh),

	"pow_scalar": func(r *run) { r.y(PowScalar(r.v("x"), r.num("p", 1))) },
	"clamp": func(r *run) {
		r.y(Clamp(r.v("x"), r.num("min", math.Inf(-1)), r.num("max", math.Inf(1))))
	},
	"where":       func(r *run) { r.y(Where(r.mask("mask"), r.v("a"), r.v("b"))) },
	"masked_fill": func(r *run) { r.y(MaskedFill(r.v("a"), r.mask("mask"), r.num("value", 0))) },

	"sum":  func(r *run) { r.y(Sum(r.v("x"), r.axes(), r.flag("keepdim"))) },
	"mean": func(r *run) { r.y(Mean(r.v("x"), r.axes(), r.flag("keepdim"))) },
	"amax": func(r *run) { r.y(Max(r.v("x"), r.axes(), r.flag("keepdim"))) },
	"var_biased": func(r *run) {
		r.y(Variance(r.v("x"), r.axes(), false, r.flag("keepdim")))
	},
	"var_unbiased": func(r *run) {
		r.y(Variance(r.v("x"), r.axes(), true, r.flag("keepdim")))
	},
	"max_dim":     goldenMaxDim,
	"argmax":      goldenArgMax,
	"argsort":     goldenArgSort,
	"cumsum":      func(r *run) { r.y(CumSum(r.v("x"), r.int("dim", 0))) },
	"softmax":     func(r *run) { r.y(Softmax(r.v("x"), r.int("dim", -1))) },
	"log_softmax": func(r *run) { r.y(LogSoftmax(r.v("x"), r.int("dim", -1))) },
	"logsumexp":   goldenLogSumExp,

	"matmul":       goldenBinary(MatMul),
	"linear":       func(r *run) { r.y(Linear(r.v("x"), r.v("weight"), r.opt("bias"))) },
	"layer_norm":   goldenLayerNorm,
	"batch_norm1d": goldenBatchNorm,
	"attention":    goldenAttention,

	"cross_entropy":      goldenCrossEntropy,
	"cross_entropy_soft": goldenCrossEntropySoft,
	"bce_with_logits":    func(r *run) { r.y(BCEWithLogits(r.v("logits"), r.v("target"), r.loss())) },
	"mse_loss":           func(r *run) { r.y(MSE(r.v("x"), r.v("target"), r.loss())) },
	"smooth_l1_loss": func(r *run) {
		r.y(SmoothL1(r.v("x"), r.v("target"), r.num("beta", 1), r.loss()))
	},

	"transpose": func(r *run) { r.y(Transpose(r.v("x"), r.int("dim0", 0), r.int("dim1", 1))) },
	"transpose_matmul": func(r *run) {
		r.y(Transpose(MatMul(Transpose(r.v("x"), -2, -1), r.v("y")), -2, -1))
	},
	"permute": func(r *run) { r.y(Permute(r.v("x"), r.list("perm")...)) },
	"reshape": func(r *run) { r.y(Reshape(r.v("x"), r.list("shape")...)) },
	"reshape_after_permute": func(r *run) {
		r.y(Reshape(Permute(r.v("x"), r.list("perm")...), r.list("shape")...))
	},
	"slice":        goldenSlice,
	"select":       func(r *run) { r.y(Select(r.v("x"), r.int("dim", 0), r.int("index", 0))) },
	"select_cls":   func(r *run) { r.y(Select(r.v("x"), 1, 0)) },
	"concat":       func(r *run) { r.y(Concat(r.int("dim", 0), r.all()...)) },
	"stack":        func(r *run) { r.y(Stack(r.int("dim", 0), r.all()...)) },
	"gather":       goldenGather,
	"gather_rows":  goldenGatherRows,
	"index_select": goldenIndexSelect,
	"scatter_add":  goldenScatterAdd,
	"embedding":    goldenEmbedding,
	"expand":       func(r *run) { r.y(Expand(r.v("x"), r.list("shape")...)) },
	"repeat":       func(r *run) { r.y(Repeat(r.v("x"), r.list("repeats")...)) },
	"pad":          goldenPad,
	"flip":         func(r *run) { r.y(Flip(r.v("x"), r.list("dims")...)) },
	"split":        goldenSplit,
	"unbind":       func(r *run) { r.parts(Unbind(r.v("x"), r.int("dim", 0))) },
	"mae_patchify": goldenMAEPatchify,
	"flatten_transpose": func(r *run) {
		s := r.v("x").Shape()
		r.y(Transpose(Reshape(r.v("x"), s[0], s[1], -1), 1, 2))
	},

	"reuse": func(r *run) {
		x := r.v("x")
		y := Add(Mul(x, x), MatMul(MatMul(x, Transpose(x, -2, -1)), x))
		r.y(Add(y, Mul(Sum(x, nil, false), x)))
	},
	"residual_mlp": func(r *run) {
		h := LayerNorm(r.v("x"), r.v("g"), r.v("b"), 1e-6)
		r.y(Add(r.v("x"), Linear(LinearGELU(h, r.v("w1"), r.v("b1")), r.v("w2"), r.v("b2"))))
	},
	"mha": func(r *run) {
		qkv := Linear(r.v("x"), r.v("wqkv"), r.opt("bqkv"))
		r.y(Linear(SelfAttention(qkv, r.int("heads", 1)), r.v("wo"), r.opt("bo")))
	},
	"chamfer": goldenChamfer,

	"conv1d":      goldenConv(Conv1d),
	"conv2d":      goldenConv(Conv2d),
	"conv3d":      goldenConv(Conv3d),
	"interpolate": goldenInterpolate,
}

func goldenBinary(f func(a, b *Var) *Var) func(r *run) {
	return func(r *run) { r.y(f(r.v("a"), r.v("b"))) }
}

func goldenUnary(f func(x *Var) *Var) func(r *run) {
	return func(r *run) { r.y(f(r.v("x"))) }
}

// keep puts back an axis of size one where a case wants it kept.
func (r *run) keep(y, x *Var, axis int) *Var {
	if !r.flag("keepdim") {
		return y
	}
	s := shapeOf(x)
	s.dims[axisOf("keepdim", x, axis)] = 1
	return Reshape(y, s.slice()...)
}

func goldenMaxDim(r *run) {
	x, axis := r.v("x"), r.int("dim", -1)
	values, indices := MaxDim(x, axis)
	r.outs["values"], r.ints["indices"] = r.keep(values, x, axis), indices
}

// goldenArgMax without a dimension looks through all elements.
func goldenArgMax(r *run) {
	x := r.c.Input(r.t, "x")
	if r.attrs["dim"] == nil {
		x = x.Reshape(-1)
	}
	r.ints["indices"] = tensor.ArgMax(x, r.int("dim", 0))
}

func goldenArgSort(r *run) {
	x := r.c.Input(r.t, "x")
	if r.flag("descending") {
		x = tensor.Neg(nil, x)
	}
	r.ints["indices"] = tensor.ArgSort(x, r.int("dim", -1))
}

// goldenLogSumExp takes several axes one after the other.
func goldenLogSumExp(r *run) {
	x := r.v("x")
	mask, y := axisMask("logsumexp", x, r.axes()), x
	for _, a := range maskAxes(nil, mask) {
		y = LogSumExp(y, a, true)
	}
	s, _ := reduced(x, mask, r.flag("keepdim"))
	r.y(Reshape(y, s.slice()...))
}

// goldenLayerNorm flattens the normalised dimensions where no weight says how
// many there are.
func goldenLayerNorm(r *run) {
	x, w, b, eps := r.v("x"), r.opt("weight"), r.opt("bias"), r.num("eps", 1e-5)
	norm := r.list("normalized_shape")
	if w != nil || b != nil || len(norm) < 2 {
		r.y(LayerNorm(x, w, b, eps))
		return
	}
	size := 1
	for _, d := range norm {
		size *= d
	}
	r.y(Reshape(LayerNorm(Reshape(x, -1, size), nil, nil, eps), x.Shape()...))
}

// goldenBatchNorm takes ones and zeros for what a case leaves out.
func goldenBatchNorm(r *run) {
	c := r.v("x").Value.Dim(1)
	vector := func(name string, def float32) *tensor.Tensor {
		if r.has(name) {
			return r.c.Input(r.t, name).Clone()
		}
		return tensor.Full(def, c)
	}
	w, b := r.opt("weight"), r.opt("bias")
	if w == nil {
		w = r.tape.Input(tensor.Full(1, c))
	}
	if b == nil {
		b = r.tape.Input(tensor.New(c))
	}
	mean, variance := vector("running_mean", 0), vector("running_var", 1)
	r.y(BatchNorm(r.v("x"), w, b, mean, variance, r.flag("training"), r.num("momentum", 0.1), r.num("eps", 1e-5)))
	r.outs["new_running_mean"], r.outs["new_running_var"] = r.tape.Input(mean), r.tape.Input(variance)
}

// goldenAttention spells attention out where there is a mask, a bias or a
// broadcast batch, which the fused op does not take.
func goldenAttention(r *run) {
	q, k, v := r.v("q"), r.v("k"), r.v("v")
	scale := r.num("scale", 1/math.Sqrt(float64(q.Value.Dim(-1))))
	batch := func(x *Var) []int { return x.Shape()[:x.Value.Rank()-2] }
	same := slices.Equal(batch(q), batch(k)) && slices.Equal(batch(q), batch(v))
	if same && !r.has("mask") && !r.has("bias") {
		r.y(Attention(q, k, v, scale))
		return
	}
	s := Scale(MatMul(q, Transpose(k, -2, -1)), scale)
	if r.has("bias") {
		s = Add(s, r.v("bias"))
	}
	if r.has("mask") { // 0 is masked out
		hidden := tensor.AddScalar(nil, r.mask("mask"), -1)
		s = MaskedFill(s, hidden, float32(math.Inf(-1)))
	}
	r.y(MatMul(Softmax(s, -1), v))
}

// loss returns the options of a loss.
func (r *run) loss() LossOptions {
	o := LossOptions{LabelSmoothing: r.num("label_smoothing", 0)}
	switch s := r.text("reduction", "mean"); s {
	case "mean":
	case "sum":
		o.Reduction = ReduceSum
	case "none":
		o.Reduction = ReduceNone
	default:
		r.c.NotSupported(r.t, "reduction %q", s)
	}
	return o
}

func goldenCrossEntropy(r *run) {
	labels, _ := r.index("target")
	ignore := r.int("ignore_index", IgnoreLabel)
	for i, l := range labels {
		if l == ignore {
			labels[i] = IgnoreLabel
		}
	}
	logits := r.v("logits")
	r.rowLosses(CrossEntropy(classRows(logits), labels, r.loss()), logits)
}

func goldenCrossEntropySoft(r *run) {
	logits := r.v("logits")
	target := classRows(r.tape.Input(r.c.Input(r.t, "target"))).Value
	r.rowLosses(CrossEntropySoft(classRows(logits), target, r.loss()), logits)
}

// classRows makes rows [n, classes] of logits [classes] or [n, classes, ...].
func classRows(x *Var) *Var {
	rank := x.Value.Rank()
	if rank == 1 {
		return Reshape(x, 1, -1)
	}
	perm := []int{0}
	for i := 2; i < rank; i++ {
		perm = append(perm, i)
	}
	perm = append(perm, 1)
	return Reshape(Permute(x, perm...), -1, x.Value.Dim(1))
}

// rowLosses sets the output; losses that were not reduced get the shape of
// the logits without their classes.
func (r *run) rowLosses(y, logits *Var) {
	if y.Value.Rank() == 1 {
		s := shapeOf(logits)
		s.remove(min(1, s.rank-1))
		y = Reshape(y, s.slice()...)
	}
	r.y(y)
}

// goldenSlice reads start and end as Python does.
func goldenSlice(r *run) {
	x, axis := r.v("x"), r.int("dim", 0)
	d := x.Value.Dim(axis)
	bound := func(name string, def int) int {
		i := r.int(name, def)
		if i < 0 {
			i += d
		}
		return min(max(i, 0), d)
	}
	start := bound("start", 0)
	r.y(Slice(x, axis, start, max(start, bound("end", d)), r.int("step", 1)))
}

func goldenGather(r *run) {
	index, shape := r.index("index")
	r.y(Gather(r.v("x"), r.int("dim", 0), index, shape))
}

// goldenGatherRows takes whole rows x[b, index[b, i], :].
func goldenGatherRows(r *run) {
	x := r.v("x")
	index, shape := r.index("index")
	wide := x.Value.Dim(2)
	var spread []int
	for _, i := range index {
		for range wide {
			spread = append(spread, i)
		}
	}
	r.y(Gather(x, 1, spread, []int{shape[0], shape[1], wide}))
}

func goldenIndexSelect(r *run) {
	index, _ := r.index("index")
	r.y(IndexSelect(r.v("x"), r.int("dim", 0), index))
}

// goldenScatterAdd takes the part of src that index covers.
func goldenScatterAdd(r *run) {
	index, shape := r.index("index")
	src := r.v("src")
	for i, d := range shape {
		if d != src.Shape()[i] {
			src = Slice(src, i, 0, d, 1)
		}
	}
	r.y(ScatterAdd(r.v("x"), src, r.int("dim", 0), index))
}

func goldenEmbedding(r *run) {
	index, shape := r.index("index")
	y := Embedding(r.v("weight"), index)
	r.y(Reshape(y, append(shape[:len(shape):len(shape)], y.Value.Dim(1))...))
}

// goldenPad reads pairs (before, after) from the last axis backwards; a
// negative width cuts.
func goldenPad(r *run) {
	x, pad := r.v("x"), r.list("pad")
	rank := x.Value.Rank()
	before, after := make([]int, rank), make([]int, rank)
	for i := 0; i < len(pad)/2; i++ {
		axis := rank - 1 - i
		lo, hi := pad[2*i], pad[2*i+1]
		if lo < 0 || hi < 0 {
			x = Slice(x, axis, max(-lo, 0), x.Value.Dim(axis)-max(-hi, 0), 1)
		}
		before[axis], after[axis] = max(lo, 0), max(hi, 0)
	}
	r.y(Pad(x, before, after, r.num("value", 0)))
}

// parts sets the outputs y0, y1, ...
func (r *run) parts(ys []*Var) {
	for i, y := range ys {
		r.outs[fmt.Sprint("y", i)] = y
	}
}

// goldenSplit takes a list of sizes, or one size of all parts but the last.
func goldenSplit(r *run) {
	x, axis, sizes := r.v("x"), r.int("dim", 0), r.list("sizes")
	if _, one := r.attrs["sizes"].(float64); one {
		size, left := sizes[0], x.Value.Dim(axis)
		for sizes = nil; left > 0; left -= size {
			sizes = append(sizes, min(size, left))
		}
	}
	r.parts(Split(x, axis, sizes...))
}

// goldenMAEPatchify orders a patch as (row, column, channel), as MAE does for
// its targets: [n, c, h·p, w·p] to [n, h·w, p·p·c].
func goldenMAEPatchify(r *run) {
	x, p := r.v("x"), r.int("patch", 16)
	n, c := x.Value.Dim(0), x.Value.Dim(1)
	tokens := Patchify(x, p, p, p, p)
	parts := Permute(Reshape(tokens, n, -1, c, p*p), 0, 1, 3, 2)
	r.y(Reshape(parts, n, -1, p*p*c))
}

// goldenChamfer is both distances of Point-MAE between clouds a [b, n, 3] and
// b [b, m, 3].
func goldenChamfer(r *run) {
	a, b := r.v("a"), r.v("b")
	as, bs := a.Shape(), b.Shape()
	d := Sub(Reshape(a, as[0], as[1], 1, as[2]), Reshape(b, bs[0], 1, bs[1], bs[2]))
	closeness := Neg(Sum(Square(d), []int{-1}, false)) // [b, n, m]
	toB, _ := MaxDim(closeness, 2)
	toA, _ := MaxDim(closeness, 1)
	mean := func(x *Var) *Var { return Mean(x, nil, false) }
	r.outs["l2"] = Add(mean(Neg(toB)), mean(Neg(toA)))
	r.outs["l1"] = Scale(Add(mean(Sqrt(Neg(toB))), mean(Sqrt(Neg(toA)))), 0.5)
}

func goldenConv(f func(x, w, bias *Var, o ConvOptions) *Var) func(r *run) {
	return func(r *run) {
		o := ConvOptions{Groups: r.int("groups", 1)}
		copy(o.Stride[:], r.list("stride"))
		copy(o.Padding[:], r.list("padding"))
		copy(o.Dilation[:], r.list("dilation"))
		r.y(f(r.v("x"), r.v("weight"), r.opt("bias"), o))
	}
}

func goldenInterpolate(r *run) {
	mode, ok := map[string]tensor.InterpolateMode{"nearest": tensor.Nearest, "bilinear": tensor.Bilinear, "bicubic": tensor.Bicubic}[r.text("mode", "nearest")]
	if size := r.list("size"); ok && len(size) == 2 && !r.flag("align_corners") && !r.flag("antialias") {
		r.y(Interpolate(r.v("x"), size[0], size[1], mode))
		return
	}
	r.c.NotSupported(r.t, "mode %q of size %v with these options", r.text("mode", ""), r.list("size"))
}
