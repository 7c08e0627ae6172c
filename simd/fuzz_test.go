package simd

import (
	"encoding/binary"
	"fmt"
	"math"
	"runtime"
	"testing"
)

// bitsOf makes n numbers of the fuzzer's bytes, four each, again and again; no
// bytes make zeros. The offset makes vectors of one input differ.
func bitsOf(data []byte, n, offset int) []float32 {
	x := make([]float32, n)
	for i := range x {
		var four [4]byte
		for j := range four {
			if len(data) > 0 {
				four[j] = data[(4*i+j+7*offset)%len(data)]
			}
		}
		x[i] = math.Float32frombits(binary.LittleEndian.Uint32(four[:]))
	}
	return x
}

// atLevels runs f at every level; what it returns must be the same bits.
func atLevels(t *testing.T, what string, f func() [][]float32) {
	t.Helper()
	var want [][]float32
	for _, l := range Levels() {
		restore, err := Use(l)
		if err != nil {
			t.Fatal(err)
		}
		got := f()
		restore()
		if want == nil {
			want = got
			continue
		}
		for i := range got {
			equal(t, fmt.Sprintf("%s on %v, result %d", what, l, i), got[i], want[i])
		}
	}
}

var seeds = [][]byte{
	nil,
	{0, 0, 128, 63, 0, 0, 0, 192, 219, 15, 73, 64},             // 1, −2, π
	{1, 0, 0, 0, 0, 0, 128, 127, 0, 0, 192, 127, 0, 0, 0, 128}, // subnormal, +Inf, NaN, −0
	{205, 204, 204, 61, 102, 102, 6, 64, 51, 51, 179, 194},     // 0.1, 2.1, −89.6
	{242, 73, 77, 127, 13, 36, 161, 0, 7},                      // huge, tiny, odd length
}

// FuzzVectors looks for numbers and lengths for which a kernel over vectors
// differs from its portable version: arithmetic, functions, gradients,
// reductions and the updates of the optimizers.
func FuzzVectors(f *testing.F) {
	for i, s := range seeds {
		for k := range kernels {
			f.Add(s, uint8(k), uint8(3+29*i))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, which, length uint8) {
		k := kernels[int(which)%len(kernels)]
		var in, out [][]float32
		for i := 0; i < k.in; i++ {
			in = append(in, bitsOf(data, int(length), i))
		}
		for i := 0; i < k.out; i++ {
			out = append(out, bitsOf(data, int(length), k.in+i))
		}
		atLevels(t, fmt.Sprintf("%s of %d", k.name, length), func() [][]float32 {
			got, r := k.outcome(t, out, in, false)
			return append(got, []float32{r})
		})
	})
}

// FuzzRows does so for the kernels over rows.
func FuzzRows(f *testing.F) {
	for i, s := range seeds {
		for k := range rowKernels {
			f.Add(s, uint8(k), uint8(1+i), uint8(5+41*i))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, which, height, width uint8) {
		k := rowKernels[int(which)%len(rowKernels)]
		rows, cols := int(height)%8, int(width)
		in := [4][]float32{bitsOf(data, rows*cols, 0), bitsOf(data, rows*cols, 1), bitsOf(data, cols, 2), bitsOf(data, cols, 3)}
		atLevels(t, fmt.Sprintf("%s of %dx%d", k.name, rows, cols), func() [][]float32 {
			return k.outcome(t, in, rows, cols, false)
		})
	})
}

// FuzzGemmThreads does so for products: any shape, storage, distance between
// rows and epilogue, alone, packed and as a batch, on 1, 2, 3 and 8 threads.
// FuzzGemm, in gemm_test.go, has longer sums.
func FuzzGemmThreads(f *testing.F) {
	for i, s := range seeds {
		for trans := uint8(0); trans < 4; trans++ {
			f.Add(s, trans, uint8(7+9*i), uint8(33+5*i), uint8(3+17*i), uint8(i), uint8(11*i))
		}
	}
	f.Add(seeds[1], uint8(2), uint8(69), uint8(69), uint8(69), uint8(0), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, trans, height, width, depth, pad, epilogue uint8) {
		const batch = 2
		p := problem{transA: trans&1 != 0, transB: trans&2 != 0, m: int(height) % 70, n: int(width) % 70, k: int(depth) % 70}
		oa := stored("a", p.transA, p.m, p.k, nil, 0)
		ob := stored("b", p.transB, p.k, p.n, nil, 0)
		p.lda, p.ldb, p.ldc = oa.cols+int(pad)%5, ob.cols+int(pad)%3, p.n+int(pad)%4
		strideA, strideB, strideC := oa.rows*p.lda, ob.rows*p.ldb, p.m*p.ldc
		p.a, p.b = bitsOf(data, batch*strideA, 0), bitsOf(data, batch*strideB, 1)
		p.c = bitsOf(data, batch*strideC, 2)
		p.ep.Accumulate, p.ep.GELU = epilogue&1 != 0, epilogue&8 != 0
		if epilogue&2 != 0 {
			p.ep.Bias = bitsOf(data, p.n, 3)
		}
		if epilogue&16 != 0 {
			p.ep.Residual = bitsOf(data, batch*strideC, 4)
		}
		for _, threads := range []int{1, 2, 3, 8} {
			old := runtime.GOMAXPROCS(threads)
			atLevels(t, fmt.Sprintf("%v on %d threads", p, threads), func() [][]float32 {
				c := func() []float32 { return append([]float32(nil), p.c...) }
				ep := p.ep
				if epilogue&4 != 0 {
					ep.Pre = make([]float32, batch*strideC)
				}
				if epilogue&32 != 0 && ep.GELU {
					ep.Slope = make([]float32, batch*strideC)
				}
				one, packed, two := c(), c(), c()
				Gemm(p.transA, p.transB, p.m, p.n, p.k, p.a, p.lda, p.b, p.ldb, one, p.ldc, &ep)
				GemmPacked(p.transA, p.m, p.a, p.lda, PackB(p.transB, p.k, p.n, p.b, p.ldb), packed, p.ldc, &ep)
				equal(t, fmt.Sprintf("%v packed", p), packed, one)
				if p.n > 0 && p.m > 0 {
					GemmBatched(batch, p.transA, p.transB, p.m, p.n, p.k, p.a, p.lda, strideA, p.b, p.ldb, strideB, two, p.ldc, strideC, &ep)
					equal(t, fmt.Sprintf("%v, first of a batch", p), two[:strideC], one[:strideC])
				}
				return [][]float32{one, two, ep.Pre, ep.Slope}
			})
			runtime.GOMAXPROCS(old)
		}
		want, _, _ := p.reference()
		got := append([]float32(nil), p.c...)
		Gemm(p.transA, p.transB, p.m, p.n, p.k, p.a, p.lda, p.b, p.ldb, got, p.ldc, &p.ep)
		equal(t, p.String(), got, want)
	})
}

// FuzzConversions looks for numbers that the levels convert differently, and
// for such that do not come back from a wider format as they were.
func FuzzConversions(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, uint8(1+31*i), float32(0.5))
	}
	f.Fuzz(func(t *testing.T, data []byte, length uint8, scale float32) {
		n := int(length)
		x := bitsOf(data, n, 0)
		atLevels(t, fmt.Sprintf("conversions of %d", n), func() [][]float32 {
			short, small := make([]uint16, n), make([]int8, n)
			bf, half, int8s := make([]float32, n), make([]float32, n), make([]float32, n)
			BF16FromFloat32(short, x)
			Float32FromBF16(bf, short)
			again := make([]uint16, n)
			BF16FromFloat32(again, bf)
			for i := range short {
				if short[i] != again[i] && bf[i] == bf[i] {
					t.Fatalf("bfloat16 %04x becomes %04x by way of float32", short[i], again[i])
				}
			}
			F16FromFloat32(short, x)
			Float32FromF16(half, short)
			Int8FromFloat32(small, x, scale)
			Float32FromInt8(int8s, small, scale)
			return [][]float32{bf, half, int8s}
		})
	})
}
