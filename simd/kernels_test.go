package simd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// kernel is a kernel as a function of vectors: in are its inputs, out what it
// writes (with what was there before), and it returns a number if it has one.
type kernel struct {
	name string
	in   int // vectors read
	out  int // vectors written
	run  func(out, in [][]float32) float32
}

var kernels = []kernel{
	{"Add", 2, 1, func(o, i [][]float32) float32 { Add(o[0], i[0], i[1]); return 0 }},
	{"Sub", 2, 1, func(o, i [][]float32) float32 { Sub(o[0], i[0], i[1]); return 0 }},
	{"Mul", 2, 1, func(o, i [][]float32) float32 { Mul(o[0], i[0], i[1]); return 0 }},
	{"Div", 2, 1, func(o, i [][]float32) float32 { Div(o[0], i[0], i[1]); return 0 }},
	{"Maximum", 2, 1, func(o, i [][]float32) float32 { Maximum(o[0], i[0], i[1]); return 0 }},
	{"AddScalar", 1, 1, func(o, i [][]float32) float32 { AddScalar(o[0], i[0], 0.7); return 0 }},
	{"Scale", 1, 1, func(o, i [][]float32) float32 { Scale(o[0], i[0], -1.3); return 0 }},
	{"Axpy", 1, 1, func(o, i [][]float32) float32 { Axpy(o[0], 0.3, i[0]); return 0 }},
	{"ScaleAdd", 2, 1, func(o, i [][]float32) float32 { ScaleAdd(o[0], i[0], 0.3, i[1]); return 0 }},
	{"MulAdd", 2, 1, func(o, i [][]float32) float32 { MulAdd(o[0], i[0], i[1]); return 0 }},
	{"Sum", 1, 0, func(_, i [][]float32) float32 { return Sum(i[0]) }},
	{"Dot", 2, 0, func(_, i [][]float32) float32 { return Dot(i[0], i[1]) }},
	{"Max", 1, 0, func(_, i [][]float32) float32 { return Max(i[0]) }},
	{"Mean", 1, 0, func(_, i [][]float32) float32 { mean, _ := MeanVar(i[0]); return mean }},
	{"Var", 1, 0, func(_, i [][]float32) float32 { _, v := MeanVar(i[0]); return v }},
	{"LogSumExp", 1, 0, func(_, i [][]float32) float32 { return LogSumExp(i[0]) }},
	{"Exp", 1, 1, func(o, i [][]float32) float32 { Exp(o[0], i[0]); return 0 }},
	{"Log", 1, 1, func(o, i [][]float32) float32 { Log(o[0], i[0]); return 0 }},
	{"Tanh", 1, 1, func(o, i [][]float32) float32 { Tanh(o[0], i[0]); return 0 }},
	{"Erf", 1, 1, func(o, i [][]float32) float32 { Erf(o[0], i[0]); return 0 }},
	{"Sigmoid", 1, 1, func(o, i [][]float32) float32 { Sigmoid(o[0], i[0]); return 0 }},
	{"SiLU", 1, 1, func(o, i [][]float32) float32 { SiLU(o[0], i[0]); return 0 }},
	{"SiLUGrad", 2, 1, func(o, i [][]float32) float32 { SiLUGrad(o[0], i[0], i[1]); return 0 }},
	{"ReLU", 1, 1, func(o, i [][]float32) float32 { ReLU(o[0], i[0]); return 0 }},
	{"ReLUGrad", 2, 1, func(o, i [][]float32) float32 { ReLUGrad(o[0], i[0], i[1]); return 0 }},
	{"GELU", 1, 1, func(o, i [][]float32) float32 { GELU(o[0], i[0]); return 0 }},
	{"GELUGrad", 2, 1, func(o, i [][]float32) float32 { GELUGrad(o[0], i[0], i[1]); return 0 }},
	{"GELUAndSlope", 1, 2, func(o, i [][]float32) float32 { GELUAndSlope(o[0], o[1], i[0]); return 0 }},
	{"GELUTanh", 1, 1, func(o, i [][]float32) float32 { GELUTanh(o[0], i[0]); return 0 }},
	{"GELUTanhGrad", 2, 1, func(o, i [][]float32) float32 { GELUTanhGrad(o[0], i[0], i[1]); return 0 }},
	{"Sqrt", 1, 1, func(o, i [][]float32) float32 { Sqrt(o[0], i[0]); return 0 }},
	{"Rsqrt", 1, 1, func(o, i [][]float32) float32 { Rsqrt(o[0], i[0]); return 0 }},
	{"Sin", 1, 1, func(o, i [][]float32) float32 { Sin(o[0], i[0]); return 0 }},
	{"Cos", 1, 1, func(o, i [][]float32) float32 { Cos(o[0], i[0]); return 0 }},
	{"SoftmaxRow", 1, 1, func(o, i [][]float32) float32 { SoftmaxRows(o[0], i[0], 1, len(i[0]), 0.37); return 0 }},
	{"SoftmaxGradRow", 2, 1, func(o, i [][]float32) float32 { SoftmaxGradRows(o[0], i[0], i[1], 1, len(i[0]), 0.37); return 0 }},
	{"LogSoftmaxRow", 1, 1, func(o, i [][]float32) float32 { LogSoftmaxRows(o[0], i[0], 1, len(i[0])); return 0 }},
	{"AdamW", 1, 3, func(o, i [][]float32) float32 {
		absolute(o[2])
		AdamWStep(o[0], i[0], o[1], o[2], nil, 0.9, 0.999, 1e-8, 1e-3, 0.19, 0.002, 0.05, true)
		return 0
	}},
	{"Adam", 1, 3, func(o, i [][]float32) float32 {
		absolute(o[2])
		AdamWStep(o[0], i[0], o[1], o[2], nil, 0.9, 0.999, 1e-8, 1e-3, 0.19, 0.002, 0.05, false)
		return 0
	}},
	{"AMSGrad", 1, 4, func(o, i [][]float32) float32 {
		absolute(o[2])
		AdamWStep(o[0], i[0], o[1], o[2], o[3], 0.9, 0.999, 1e-8, 1e-3, 0.19, 0.002, 0.05, true)
		return 0
	}},
	{"SGD", 1, 1, func(o, i [][]float32) float32 {
		SGDStep(o[0], i[0], nil, 0.1, 0, 0, 0.01, false)
		return 0
	}},
	{"SGDMomentum", 1, 2, func(o, i [][]float32) float32 {
		SGDStep(o[0], i[0], o[1], 0.1, 0.9, 0.1, 0.01, false)
		return 0
	}},
	{"SGDNesterov", 1, 2, func(o, i [][]float32) float32 {
		SGDStep(o[0], i[0], o[1], 0.1, 0.9, 0.1, 0.01, true)
		return 0
	}},
}

// absolute makes a second moment of random numbers.
func absolute(x []float32) {
	for i, v := range x {
		x[i] = float32(math.Abs(float64(v)))
	}
}

// margin is how much guarded memory lies around each vector.
const margin = 9

// place copies x into guarded memory at an odd offset.
func place(x []float32) (whole, vec []float32) {
	whole = guarded(len(x) + 2*margin)
	copy(whole[margin:], x)
	return whole, whole[margin : margin+len(x) : margin+len(x)]
}

// outcome runs k on copies of the vectors and returns all that it left.
func (k kernel) outcome(t *testing.T, out, in [][]float32, alias bool) ([][]float32, float32) {
	t.Helper()
	var outs, ins, memory [][]float32
	for _, x := range in {
		w, v := place(x)
		memory, ins = append(memory, w), append(ins, v)
	}
	for i, x := range out {
		if alias && i == 0 {
			outs = append(outs, ins[0])
			continue
		}
		w, v := place(x)
		memory, outs = append(memory, w), append(outs, v)
	}
	r := k.run(outs, ins)
	for _, w := range memory {
		for i := 0; i < margin; i++ {
			if w[i] != guard || w[len(w)-1-i] != guard {
				t.Fatalf("%s wrote outside its vectors", k.name)
			}
		}
	}
	for i, v := range ins {
		if !(alias && i == 0) {
			equal(t, k.name+" changed its input", v, in[i])
		}
	}
	return outs, r
}

// specials are the numbers that go wrong first.
var specials = []float32{0, float32(math.Copysign(0, -1)), float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()), 1e-40, -3e38, 3e38, 88, -104, 1e30, -1e30}

// Every kernel gives the same bits on every instruction set, with results
// apart from and in place of its first input.
func TestKernelBits(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	for _, k := range kernels {
		for n := 0; n <= 130; n++ {
			for _, wild := range []bool{false, true} {
				vectors := func(count int) [][]float32 {
					v := make([][]float32, count)
					for i := range v {
						v[i] = randoms(r, n)
						for j := range v[i] {
							v[i][j] *= 3
							if wild && r.IntN(8) == 0 {
								v[i][j] = specials[r.IntN(len(specials))]
							}
						}
					}
					return v
				}
				in, out := vectors(k.in), vectors(k.out)
				for _, alias := range []bool{false, k.out == 1 && k.name != "Axpy" && k.name != "MulAdd" && k.name != "SGD"} {
					var want [][]float32
					var wantR float32
					for _, l := range Levels() {
						restore, err := Use(l)
						if err != nil {
							t.Fatal(err)
						}
						got, gotR := k.outcome(t, out, in, alias)
						restore()
						if l == Portable {
							want, wantR = got, gotR
							continue
						}
						what := fmt.Sprintf("%s of %d on %v", k.name, n, l)
						equal(t, what, []float32{gotR}, []float32{wantR})
						for i := range got {
							equal(t, what, got[i], want[i])
						}
					}
				}
			}
		}
	}
}

func TestLengthsAreChecked(t *testing.T) {
	long, short := make([]float32, 20), make([]float32, 19)
	for _, k := range kernels {
		if k.in+k.out < 2 || k.name == "SoftmaxRow" || k.name == "SoftmaxGradRow" || k.name == "LogSoftmaxRow" {
			continue
		}
		func() {
			defer func() {
				if r := fmt.Sprint(recover()); !strings.HasPrefix(r, "simd: ") || !strings.Contains(r, " has 19 elements, ") || !strings.HasSuffix(r, " has 20") {
					t.Errorf("%s with slices of two lengths: %v", k.name, r)
				}
			}()
			out, in := make([][]float32, k.out), make([][]float32, k.in)
			for i := range out {
				out[i] = long
			}
			for i := range in {
				in[i] = long
			}
			if k.in > 0 {
				in[k.in-1] = short
			}
			k.run(out, in)
		}()
	}
}

// Products that are too small for anything but −0 leave −0 in every lane. A
// short last block must not show in the sign of the sum.
func TestDotOfVanishingProducts(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		for n := 1; n <= 130; n++ {
			a, b := make([]float32, n), make([]float32, n)
			for i := range a {
				a[i], b[i] = 1e-30, -1e-30
			}
			if got := Dot(a, b); math.Float32bits(got) != 0 {
				t.Fatalf("%d products: %v, want +0", n, got)
			}
		}
	})
}
