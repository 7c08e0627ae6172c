package tensor

// Element-wise functions of one operand: dst[i] = f(x[i]). A nil dst
// allocates; otherwise it must have x's shape, and it may be x.
//
// The functions themselves, with their accuracy, are defined in simd.

import (
	"math"
	"sync"

	"github.com/gopathway/pathway/internal/parallel"
	"github.com/gopathway/pathway/simd"
)

// unaryOp names an element-wise function of one operand.
type unaryOp uint8

const (
	opNeg unaryOp = iota
	opAbs
	opSqrt
	opRsqrt
	opSquare
	opExp
	opLog
	opSin
	opCos
	opTanh
	opSigmoid
	opErf
	opReLU
	opSiLU
	opGELU
	opGELUTanh
	opScale
	opAddScalar
	opPowScalar
	opClamp
)

var unaryNames = [...]string{"Neg", "Abs", "Sqrt", "Rsqrt", "Square", "Exp", "Log", "Sin", "Cos", "Tanh",
	"Sigmoid", "Erf", "ReLU", "SiLU", "GELU", "GELUTanh", "Scale", "AddScalar", "PowScalar", "Clamp"}

// Neg computes dst = -x.
func Neg(dst, x *Tensor) *Tensor { return unary(opNeg, dst, x, 0, 0) }

// Abs computes dst = |x|.
func Abs(dst, x *Tensor) *Tensor { return unary(opAbs, dst, x, 0, 0) }

// Sqrt computes dst = √x, correctly rounded; it is NaN for x < 0.
func Sqrt(dst, x *Tensor) *Tensor { return unary(opSqrt, dst, x, 0, 0) }

// Rsqrt computes dst = 1/√x, in two correctly rounded operations.
func Rsqrt(dst, x *Tensor) *Tensor { return unary(opRsqrt, dst, x, 0, 0) }

// Square computes dst = x².
func Square(dst, x *Tensor) *Tensor { return unary(opSquare, dst, x, 0, 0) }

// Exp computes dst = eˣ.
func Exp(dst, x *Tensor) *Tensor { return unary(opExp, dst, x, 0, 0) }

// Log computes dst = ln x.
func Log(dst, x *Tensor) *Tensor { return unary(opLog, dst, x, 0, 0) }

// Sin computes dst = sin x, x in radians.
func Sin(dst, x *Tensor) *Tensor { return unary(opSin, dst, x, 0, 0) }

// Cos computes dst = cos x, x in radians.
func Cos(dst, x *Tensor) *Tensor { return unary(opCos, dst, x, 0, 0) }

// Tanh computes dst = tanh x.
func Tanh(dst, x *Tensor) *Tensor { return unary(opTanh, dst, x, 0, 0) }

// Sigmoid computes dst = 1/(1 + e⁻ˣ).
func Sigmoid(dst, x *Tensor) *Tensor { return unary(opSigmoid, dst, x, 0, 0) }

// Erf computes dst = erf x, the error function.
func Erf(dst, x *Tensor) *Tensor { return unary(opErf, dst, x, 0, 0) }

// ReLU computes dst = max(x, 0).
func ReLU(dst, x *Tensor) *Tensor { return unary(opReLU, dst, x, 0, 0) }

// SiLU computes dst = x·sigmoid(x).
func SiLU(dst, x *Tensor) *Tensor { return unary(opSiLU, dst, x, 0, 0) }

// GELU computes dst = x·Φ(x) with the normal distribution function Φ, in the
// exact form by erf (Hendrycks and Gimpel, 2016).
func GELU(dst, x *Tensor) *Tensor { return unary(opGELU, dst, x, 0, 0) }

// GELUTanh computes the approximation of GELU by tanh (the same paper).
func GELUTanh(dst, x *Tensor) *Tensor { return unary(opGELUTanh, dst, x, 0, 0) }

// Scale computes dst = s·x.
func Scale(dst, x *Tensor, s float32) *Tensor { return unary(opScale, dst, x, s, 0) }

// AddScalar computes dst = x + s.
func AddScalar(dst, x *Tensor, s float32) *Tensor { return unary(opAddScalar, dst, x, s, 0) }

// PowScalar computes dst = xᵖ within one unit in the last place. As in C, a
// negative, finite x with a p that is no integer gives NaN, and x⁰ is 1; p = 0.5
// is Sqrt.
func PowScalar(dst, x *Tensor, p float32) *Tensor { return unary(opPowScalar, dst, x, p, 0) }

// Clamp computes dst = min(max(x, lo), hi); NaN stays NaN.
func Clamp(dst, x *Tensor, lo, hi float32) *Tensor { return unary(opClamp, dst, x, lo, hi) }

func unary(op unaryOp, dst, x *Tensor, p, q float32) *Tensor {
	dst = result(unaryNames[op], dst, x.Shape())
	n := len(dst.data)
	if n <= splitAbove {
		t := unaryTask{op: op, dst: dst.data, x: x.data, p: p, q: q}
		t.Run(0, n)
		return dst
	}
	t := unaryTasks.Get().(*unaryTask)
	*t = unaryTask{op: op, dst: dst.data, x: x.data, p: p, q: q}
	parallel.For(n, grainSize, t)
	t.dst, t.x = nil, nil
	unaryTasks.Put(t)
	return dst
}

// unaryTask is one unary function as work for several threads; p and q are
// the function's parameters.
type unaryTask struct {
	op     unaryOp
	dst, x []float32
	p, q   float32
}

var unaryTasks = sync.Pool{New: func() any { return new(unaryTask) }}

// Run computes the elements [lo, hi) of dst; it implements parallel.Body.
func (t *unaryTask) Run(lo, hi int) {
	dst, x := t.dst[lo:hi], t.x[lo:hi]
	switch t.op {
	case opNeg:
		simd.Scale(dst, x, -1)
	case opAbs:
		for i, v := range x {
			dst[i] = math.Float32frombits(math.Float32bits(v) &^ (1 << 31))
		}
	case opSqrt:
		simd.Sqrt(dst, x)
	case opRsqrt:
		simd.Rsqrt(dst, x)
	case opSquare:
		simd.Mul(dst, x, x)
	case opExp:
		simd.Exp(dst, x)
	case opLog:
		simd.Log(dst, x)
	case opSin:
		simd.Sin(dst, x)
	case opCos:
		simd.Cos(dst, x)
	case opTanh:
		simd.Tanh(dst, x)
	case opSigmoid:
		simd.Sigmoid(dst, x)
	case opErf:
		simd.Erf(dst, x)
	case opReLU:
		simd.ReLU(dst, x)
	case opSiLU:
		simd.SiLU(dst, x)
	case opGELU:
		simd.GELU(dst, x)
	case opGELUTanh:
		simd.GELUTanh(dst, x)
	case opScale:
		simd.Scale(dst, x, t.p)
	case opAddScalar:
		simd.AddScalar(dst, x, t.p)
	case opPowScalar:
		powScalar(dst, x, t.p)
	case opClamp:
		clamp(dst, x, t.p, t.q)
	}
}

func clamp(dst, x []float32, lo, hi float32) {
	for i, v := range x {
		if v < lo {
			v = lo
		}
		if v > hi {
			v = hi
		}
		dst[i] = v
	}
}
