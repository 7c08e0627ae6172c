package simd

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"
	"unsafe"
)

// panicText returns what f panics with; "" if it does not.
func panicText(f func()) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprint(r)
		}
	}()
	f()
	return ""
}

// A number of elements that an int cannot hold is not taken for a small one.
func TestSizesDoNotOverflow(t *testing.T) {
	const half = math.MaxInt/2 + 1 // 4·half and 2·half·2 are 0 in an int
	x, y := make([]float32, 64), make([]float32, 64)
	m, s := make([]float32, 64), make([]float32, 64)
	for name, f := range map[string]func(){
		"SoftmaxRows":               func() { SoftmaxRows(y, x, half, 4, 1) },
		"SoftmaxGradRows":           func() { SoftmaxGradRows(y, x, x, 4, half, 1) },
		"MaskedSoftmaxRows":         func() { MaskedSoftmaxRows(y, x, x, half, 4, 1) },
		"LogSoftmaxRows":            func() { LogSoftmaxRows(y, x, half, 4) },
		"LogSumExpRows":             func() { LogSumExpRows(y, x, 4, half) },
		"ColSums":                   func() { ColSums(y, x, half, 4, false) },
		"LayerNormRows":             func() { LayerNormRows(y, m, s, x, nil, nil, 4, half, 0) },
		"LayerNormGradRows":         func() { LayerNormGradRows(y, nil, nil, x, x, nil, m, s, half, 4) },
		"LayerNormGradRows to 2":    func() { LayerNormGradRows(nil, nil, nil, x, x, nil, m, s, half+1, 2) },
		"Transpose":                 func() { Transpose(y, x, half, 4) },
		"rows times lda":            func() { Gemm(false, false, 5, 1, 1, x, half, x, 1, y, 1, nil) },
		"rows times lda, and more":  func() { Gemm(false, false, 3, 1, 1, x, half, x, 1, y, 1, nil) },
		"rows times ldb":            func() { Gemm(false, true, 1, 5, 1, x, 1, x, half, y, 5, nil) },
		"rows times ldc":            func() { Gemm(false, false, 5, 1, 1, x, 1, x, 1, y, half, nil) },
		"columns":                   func() { Gemm(false, false, 2, math.MaxInt, 0, x, 1, x, 1, y, math.MaxInt, nil) },
		"strideA":                   func() { GemmBatched(5, false, false, 1, 1, 1, x, 1, half, x, 1, 0, y, 1, 1, nil) },
		"strideC":                   func() { GemmBatched(5, false, false, 1, 1, 1, x, 1, 0, x, 1, 0, y, 1, half, nil) },
		"strideC and ldc":           func() { GemmBatched(2, false, false, 2, 1, 1, x, 1, 0, x, 1, 0, y, half, half, nil) },
		"rows times lda, past 2^64": func() { Gemm(false, false, 5, 1, 8, x, 1<<(bits.UintSize-2)-1, x, 1, y, 1, nil) },
		"PackB":                     func() { PackB(false, 5, 1, x, half) },
	} {
		if text := panicText(f); !strings.HasPrefix(text, "simd: ") {
			t.Errorf("%s: %q", name, text)
		}
	}
	// No columns are no elements, of however many rows.
	SoftmaxRows(nil, nil, math.MaxInt, 0, 1)
	LogSoftmaxRows(nil, nil, math.MaxInt, 0)
	MaskedSoftmaxRows(nil, nil, nil, math.MaxInt, 0, 1)
}

// Results that lie an element or more beside an input are refused before
// anything is written; those that are an input, or lie next to it, are not.
func TestOverlapOfVectors(t *testing.T) {
	const n = 20
	for _, k := range kernels {
		if k.out == 0 {
			continue
		}
		for in := 0; in < k.in; in++ {
			for _, shift := range []int{0, 1, -1, 7, n - 1, 1 - n, n, -n} {
				memory := guarded(3 * n)
				ins, outs := make([][]float32, k.in), make([][]float32, k.out)
				for i := range ins {
					ins[i] = guarded(n)
				}
				for i := range outs {
					outs[i] = guarded(n)
				}
				outs[0], ins[in] = memory[n:2*n], memory[n+shift:2*n+shift]
				text := panicText(func() { k.run(outs, ins) })
				if shift == 0 || shift == n || shift == -n {
					if text != "" {
						t.Errorf("%s with input %d at %d: %s", k.name, in, shift, text)
					}
					continue
				}
				if !strings.HasPrefix(text, "simd: ") || !strings.Contains(text, " overlaps ") {
					t.Errorf("%s with input %d at %d: %q", k.name, in, shift, text)
				}
				equal(t, k.name+" wrote before it checked", memory, guarded(3*n))
			}
		}
		for other := 1; other < k.out; other++ { // results of one call lie apart
			for _, shift := range []int{0, 1, -1} {
				memory := guarded(3 * n)
				ins, outs := [][]float32{guarded(n)}, make([][]float32, k.out)
				for i := range outs {
					outs[i] = guarded(n)
				}
				outs[0], outs[other] = memory[n:2*n], memory[n+shift:2*n+shift]
				if text := panicText(func() { k.run(outs, ins) }); !strings.Contains(text, " overlaps ") {
					t.Errorf("%s with result %d at %d: %q", k.name, other, shift, text)
				}
			}
		}
	}
	x := make([]float32, 10)
	// An empty slice overlaps nothing, wherever it points to.
	Add(x[3:3], x[4:4], x[5:5])
	LogSumExpRows(x[:3], x[1:1], 3, 0)
}

// What an optimizer updates must lie apart; the gradient may be one of them.
func TestOverlapOfUpdates(t *testing.T) {
	const n = 20
	steps := map[string]func(v [5][]float32){
		"w buf g": func(v [5][]float32) { SGDStep(v[0], v[2], v[1], 0.1, 0.9, 0, 0, false) },
		"w m v g": func(v [5][]float32) {
			AdamWStep(v[0], v[3], v[1], v[2], nil, 0.9, 0.9, 1, 1, 1, 1, 0, true)
		},
		"w m v vmax g": func(v [5][]float32) {
			AdamWStep(v[0], v[4], v[1], v[2], v[3], 0.9, 0.9, 1, 1, 1, 1, 0, true)
		},
	}
	for names, step := range steps {
		gradient := len(strings.Fields(names)) - 1
		for i := 0; i < gradient; i++ {
			for j := i + 1; j <= gradient; j++ {
				for _, shift := range []int{0, 1, 1 - n, n} {
					memory := make([]float32, 3*n)
					var v [5][]float32
					for i := range v {
						v[i] = make([]float32, n)
					}
					v[i], v[j] = memory[n:2*n], memory[n+shift:2*n+shift]
					text := panicText(func() { step(v) })
					if want := shift != n && !(shift == 0 && j == gradient); (text != "") != want {
						t.Errorf("%s: %d and %d, %d apart: %q", names, i, j, shift, text)
					}
				}
			}
		}
	}
}

// As TestOverlapOfVectors: every pair of a result and another argument.
func TestOverlapOfRows(t *testing.T) {
	const rows, cols, n = 3, 8, 24
	names := []string{"out", "mean", "rstd", "dy", "x", "gamma", "beta"}
	uses := func(k rowKernel) string { // the arguments it has, results first
		switch k.name {
		case "Softmax", "LogSoftmax", "ColSums", "ColSums added":
			return "out dy"
		case "SoftmaxGrad":
			return "out dy x"
		case "LogSumExp":
			return "mean dy"
		case "LayerNorm":
			return "out mean rstd dy gamma beta"
		case "LayerNorm of gamma":
			return "out mean rstd dy gamma"
		case "LayerNorm of beta":
			return "out mean rstd dy beta"
		case "LayerNorm of neither":
			return "out mean rstd dy"
		case "LayerNormGrad of no gamma":
			return "out dy x mean rstd"
		}
		return "out dy x gamma mean rstd"
	}
	for _, k := range rowKernels {
		has := strings.Fields(uses(k))
		results := 1
		if strings.HasPrefix(k.name, "LayerNorm of") || k.name == "LayerNorm" {
			results = 3
		}
		for i, result := range has[:results] {
			for _, other := range has[i+1:] {
				for _, shift := range []int{0, 1, -1, n, -n} {
					v := map[string][]float32{}
					for _, name := range names {
						v[name] = make([]float32, n)
					}
					memory := make([]float32, 3*n)
					v[result], v[other] = memory[n:2*n], memory[n+shift:2*n+shift]
					text := panicText(func() {
						k.run(v["out"], v["mean"], v["rstd"], v["dy"], v["x"], v["gamma"], v["beta"], rows, cols)
					})
					exact := shift == 0 && result == "out" && !k.vector && (other == "dy" || other == "x")
					apart := shift == n || shift == -n
					if (text == "") != (exact || apart) || text != "" && !strings.Contains(text, " overlaps ") {
						t.Errorf("%s with %s at %s%+d: %q", k.name, other, result, shift, text)
					}
				}
			}
		}
	}
	// Only what the matrices use counts, not what the slices are long.
	x := make([]float32, 16)
	SoftmaxRows(x, x[8:], 2, 4, 1)
	ColSums(x, x[4:], 3, 4, false)
}

func TestOverlapOfOthers(t *testing.T) {
	x := make([]float32, 32)
	bytes := unsafe.Slice((*int8)(unsafe.Pointer(&x[0])), 128)
	shorts := unsafe.Slice((*uint16)(unsafe.Pointer(&x[0])), 64)
	for i, f := range []func(){
		func() { Transpose(x[:12], x[:12], 3, 4) },
		func() { Transpose(x[11:], x[:12], 3, 4) },
		func() { BF16FromFloat32(shorts[:8], x[:8]) },
		func() { Float32FromBF16(x[3:11], shorts[:8]) },
		func() { F16FromFloat32(shorts[15:23], x[:8]) },
		func() { Float32FromF16(x[:8], shorts[:8]) },
		func() { Int8FromFloat32(bytes[31:39], x[:8], 1) },
		func() { Float32FromInt8(x[1:9], bytes[:8], 1) },
		func() { MaskedSoftmaxRows(x[:8], x[8:], x[1:], 2, 4, 1) },
		func() { LayerNormGradRows(nil, x[:4], x[3:7], x[8:16], x[8:16], nil, x[20:22], x[22:24], 2, 4) },
		func() { LayerNormGradRows(x[:8], x[7:11], nil, x[16:24], x[24:32], nil, x[12:14], x[14:16], 2, 4) },
	} {
		if text := panicText(f); !strings.Contains(text, " overlaps ") {
			t.Errorf("case %d: %q", i, text)
		}
	}
	Float32FromBF16(x[4:12], shorts[:8])
	Int8FromFloat32(bytes[32:40], x[:8], 1)
	MaskedSoftmaxRows(x[:8], x[8:], x, 2, 4, 1)
	LayerNormGradRows(x[:8], x[8:12], x[12:16], x[:8], x[16:24], nil, x[24:26], x[26:28], 2, 4)
	LayerNormGradRows(x[:8], x[8:12], x[12:16], x[16:24], x[:8], nil, x[24:26], x[26:28], 2, 4)
}

// What operands share is found by arithmetic; marking every element finds the
// same.
func TestOperandsShare(t *testing.T) {
	memory := make([]float32, 400)
	r := rand.New(rand.NewPCG(61, 62))
	random := func() (*operand, []int) {
		batch, rows, cols := 1+r.IntN(3), 1+r.IntN(4), 1+r.IntN(5)
		ld, stride, at := cols+r.IntN(8), r.IntN(20), r.IntN(100)
		o := &operand{x: memory[at:], rows: rows, cols: cols, ld: ld, products: batch, stride: stride}
		o.check("F")
		var elements []int
		for b := 0; b < batch; b++ {
			for i := 0; i < rows; i++ {
				for j := 0; j < cols; j++ {
					elements = append(elements, at+b*stride+i*ld+j)
				}
			}
		}
		return o, elements
	}
	counts := map[bool]int{}
	for try := 0; try < 100000; try++ {
		a, inA := random()
		b, inB := random()
		if try%2 == 0 && a.rows > 1 { // matrices of one distance are a case of their own
			copied, shift := *a, r.IntN(40)
			copied.x = a.x[shift:]
			b, inB = &copied, append([]int(nil), inA...)
			for i := range inB {
				inB[i] += shift
			}
		}
		marked := map[int]bool{}
		tangled := false
		for _, i := range inA {
			tangled = tangled || marked[i]
			marked[i] = true
		}
		meet := false
		for _, i := range inB {
			meet = meet || marked[i]
		}
		if got := a.tangled(); got != tangled {
			t.Fatalf("%+v tangled: %v, want %v", a.grid(), got, tangled)
		}
		if got := a.shares(b); got != meet {
			t.Fatalf("%+v and %+v share elements: %v, want %v", a.grid(), b.grid(), got, meet)
		}
		counts[meet]++
	}
	if counts[true] < 10000 || counts[false] < 10000 {
		t.Errorf("the cases are one-sided: %v", counts)
	}
}

// Products whose operands share memory: interleaved ones work, others panic.
func TestOverlapOfProducts(t *testing.T) {
	// Eight columns: q, k and the result of two heads of a width of 1, and others.
	const ld, rows = 8, 5
	x := randoms(rand.New(rand.NewPCG(63, 64)), ld*rows)
	other := make([]float32, 64)
	Gemm(false, true, rows, rows, 1, x, ld, x[1:], ld, other, rows, nil)
	Gemm(false, false, rows, 2, 2, x, ld, other, 2, x[2:], ld, nil) // a and c side by side
	GemmBatched(2, false, false, rows, 1, 1, x, ld, 1, other, 1, 0, x[2:], ld, 1, &Epilogue{Pre: x[4:], Residual: x[6:]})
	Gemm(false, false, 0, 2, 2, x, 2, x, 2, x, 2, nil) // of no rows
	Gemm(false, false, 2, 2, 0, x, 2, x, 2, x, 2, nil) // of no steps
	GemmBatched(3, false, true, 2, 2, 0, nil, 1, 2, nil, 1, 2, x, 2, 4, nil)
	slope := func(x []float32) *Epilogue { return &Epilogue{GELU: true, Slope: x} }
	for i, c := range []struct {
		f    func()
		want string
	}{
		{func() { Gemm(false, false, rows, 2, 2, x, ld, other, 2, x[1:], ld, nil) }, "simd: Gemm: c overlaps a"},
		{func() { Gemm(false, false, 2, 2, 2, other, 2, x, 2, x[3:], 2, nil) }, "simd: Gemm: c overlaps b"},
		{func() { Gemm(true, false, 2, 2, 2, x, 2, other, 2, x, 2, nil) }, "simd: Gemm: c overlaps a"},
		{func() { Gemm(false, false, 2, 2, 2, other, 2, other, 2, x, 2, &Epilogue{Residual: x}) }, "simd: Gemm: c overlaps Residual"},
		{func() { Gemm(false, false, 2, 2, 2, other, 2, other, 2, x, 2, &Epilogue{Pre: x[3:]}) }, "simd: Gemm: c overlaps Pre"},
		{func() { Gemm(false, false, 2, 2, 2, other, 2, other, 2, x, 2, &Epilogue{Bias: x[1:3]}) }, "simd: Gemm: c overlaps Bias"},
		{func() { Gemm(false, false, 2, 2, 2, other, 2, other[4:], 2, x, 2, &Epilogue{Pre: other}) }, "simd: Gemm: Pre overlaps a"},
		{func() { Gemm(false, false, 2, 2, 2, other[4:], 2, other, 2, x, 2, &Epilogue{Pre: other}) }, "simd: Gemm: Pre overlaps b"},
		{func() { Gemm(false, false, 2, 2, 2, other, 2, other, 2, x, 2, &Epilogue{Pre: x[8:], Bias: x[8:]}) }, "simd: Gemm: Pre overlaps Bias"},
		{func() { Gemm(false, false, 2, 2, 2, other, 2, other, 2, x, 2, &Epilogue{Pre: x[8:], Residual: x[9:]}) }, "simd: Gemm: Pre overlaps Residual"},
		{func() { Gemm(false, false, 2, 2, 2, other, 2, other, 2, x, 2, slope(x[3:])) }, "simd: Gemm: c overlaps Slope"},
		{func() { Gemm(false, false, 2, 2, 2, other, 2, other[4:], 2, x, 2, slope(other)) }, "simd: Gemm: Slope overlaps a"},
		{func() { Gemm(false, false, 2, 2, 2, other[4:], 2, other, 2, x, 2, slope(other)) }, "simd: Gemm: Slope overlaps b"},
		{func() {
			Gemm(false, false, 2, 2, 2, other, 2, other, 2, x, 2, &Epilogue{GELU: true, Slope: x[8:], Bias: x[8:]})
		}, "simd: Gemm: Slope overlaps Bias"},
		{func() {
			Gemm(false, false, 2, 2, 2, other, 2, other, 2, x, 2, &Epilogue{GELU: true, Slope: x[8:], Residual: x[9:]})
		}, "simd: Gemm: Slope overlaps Residual"},
		{func() {
			Gemm(false, false, 2, 2, 2, other, 2, other, 2, x, 2, &Epilogue{GELU: true, Slope: x[8:], Pre: x[9:]})
		}, "simd: Gemm: Pre overlaps Slope"},
		{func() { GemmPacked(false, 2, other, 2, PackB(false, 2, 2, x, 2), x[2:], 2, nil) }, "simd: GemmPacked: c overlaps b"},
		{func() { GemmBatched(3, false, false, 2, 2, 2, x, 2, 4, other, 2, 0, x[8:], 2, 4, nil) }, "simd: GemmBatched: c overlaps a"},
		{func() { GemmBatched(2, false, false, 2, 3, 2, other, 2, 4, other, 3, 0, x, 4, 5, nil) }, "simd: GemmBatched: results overlap: 2×3 with ldc 4 at a strideC of 5"},
		{func() { GemmBatched(2, false, false, 2, 2, 2, other, 2, 4, other, 2, 0, x, 2, 0, nil) }, "simd: GemmBatched: results overlap: strideC 0 is smaller than a row of 2"},
	} {
		if got := panicText(c.f); got != c.want {
			t.Errorf("case %d\ngot  %s\nwant %s", i, got, c.want)
		}
	}
}

// Nothing is allocated when all is well.
func TestChecksAllocateNothing(t *testing.T) {
	v := func() []float32 { return make([]float32, 64) }
	a, b, c, d, e, f := v(), v(), v(), v(), v(), v()
	half, bytes := make([]uint16, 64), make([]int8, 64)
	for name, f := range map[string]func(){
		"Add":               func() { Add(a, b, c); Add(a, a, b) },
		"SGDStep":           func() { SGDStep(a, b, c, 1, 1, 1, 1, true) },
		"AdamWStep":         func() { AdamWStep(a, b, c, d, e, 1, 1, 1, 1, 1, 1, 1, true) },
		"SoftmaxRows":       func() { SoftmaxRows(a, b, 4, 16, 1) },
		"MaskedSoftmaxRows": func() { MaskedSoftmaxRows(a, b, c, 4, 16, 1) },
		"LogSumExpRows":     func() { LogSumExpRows(a, b, 4, 16) },
		"ColSums":           func() { ColSums(a, b, 4, 16, true) },
		"LayerNormRows":     func() { LayerNormRows(a, b, c, d, e, f, 4, 16, 1) },
		"LayerNormGradRows": func() { LayerNormGradRows(a, b, c, a, d, e, f, f[32:], 4, 16) },
		"Transpose":         func() { Transpose(a, b, 4, 16) },
		"conversions":       func() { BF16FromFloat32(half, a); Int8FromFloat32(bytes, a, 1) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
