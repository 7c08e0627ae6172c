package simd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// rowKernel is a kernel over the rows of a matrix. It reads dy and x of
// [rows, cols] and two vectors of [cols], and writes outs: first a matrix (or
// a vector, by vector) that may be dy with alias.
type rowKernel struct {
	name   string
	vector bool // the result is [cols], added to what is there
	stats  bool // and two of [rows]
	alias  bool
	run    func(out, mean, rstd, dy, x, gamma, beta []float32, rows, cols int)
}

var rowKernels = []rowKernel{
	{name: "Softmax", alias: true, run: func(out, _, _, dy, _, _, _ []float32, rows, cols int) {
		SoftmaxRows(out, dy, rows, cols, 0.37)
	}},
	{name: "SoftmaxGrad", alias: true, run: func(out, _, _, dy, x, _, _ []float32, rows, cols int) {
		SoftmaxGradRows(out, dy, x, rows, cols, 0.37)
	}},
	{name: "LogSoftmax", alias: true, run: func(out, _, _, dy, _, _, _ []float32, rows, cols int) {
		LogSoftmaxRows(out, dy, rows, cols)
	}},
	{name: "LogSumExp", stats: true, run: func(_, lse, _, dy, _, _, _ []float32, rows, cols int) {
		LogSumExpRows(lse, dy, rows, cols)
	}},
	{name: "LayerNorm", alias: true, stats: true, run: func(out, mean, rstd, dy, _, gamma, beta []float32, rows, cols int) {
		LayerNormRows(out, mean, rstd, dy, gamma, beta, rows, cols, 1e-6)
	}},
	{name: "LayerNorm of gamma", alias: true, stats: true, run: func(out, mean, rstd, dy, _, gamma, _ []float32, rows, cols int) {
		LayerNormRows(out, mean, rstd, dy, gamma, nil, rows, cols, 1e-6)
	}},
	{name: "LayerNorm of beta", alias: true, stats: true, run: func(out, mean, rstd, dy, _, _, beta []float32, rows, cols int) {
		LayerNormRows(out, mean, rstd, dy, nil, beta, rows, cols, 1e-6)
	}},
	{name: "LayerNorm of neither", alias: true, stats: true, run: func(out, mean, rstd, dy, _, _, _ []float32, rows, cols int) {
		LayerNormRows(out, mean, rstd, dy, nil, nil, rows, cols, 1e-6)
	}},
	{name: "LayerNormGrad", alias: true, stats: true, run: func(out, mean, rstd, dy, x, gamma, _ []float32, rows, cols int) {
		statistics(mean, rstd)
		LayerNormGradRows(out, nil, nil, dy, x, gamma, mean, rstd, rows, cols)
	}},
	{name: "LayerNormGrad of no gamma", alias: true, stats: true, run: func(out, mean, rstd, dy, x, _, _ []float32, rows, cols int) {
		statistics(mean, rstd)
		LayerNormGradRows(out, nil, nil, dy, x, nil, mean, rstd, rows, cols)
	}},
	{name: "gradient of gamma", vector: true, stats: true, run: func(out, mean, rstd, dy, x, gamma, _ []float32, rows, cols int) {
		statistics(mean, rstd)
		LayerNormGradRows(nil, out, nil, dy, x, gamma, mean, rstd, rows, cols)
	}},
	{name: "gradient of beta", vector: true, stats: true, run: func(out, mean, rstd, dy, x, gamma, _ []float32, rows, cols int) {
		statistics(mean, rstd)
		LayerNormGradRows(nil, nil, out, dy, x, gamma, mean, rstd, rows, cols)
	}},
	{name: "ColSums", vector: true, run: func(out, _, _, dy, _, _, _ []float32, rows, cols int) {
		ColSums(out, dy, rows, cols, false)
	}},
	{name: "ColSums added", vector: true, run: func(out, _, _, dy, _, _, _ []float32, rows, cols int) {
		ColSums(out, dy, rows, cols, true)
	}},
}

// statistics makes some of nothing.
func statistics(mean, rstd []float32) {
	for i := range mean {
		mean[i], rstd[i] = float32(i%7)*0.1-0.3, 0.7+float32(i%5)*0.1
	}
}

// outcome runs k on guarded copies and returns all that it left.
func (k rowKernel) outcome(t *testing.T, in [4][]float32, rows, cols int, alias bool) [][]float32 {
	t.Helper()
	var memory, vec [7][]float32
	for i := range in {
		memory[i], vec[i] = place(in[i])
	}
	n := rows * cols
	if k.vector {
		n = cols
	}
	result := randoms(rand.New(rand.NewPCG(5, 5)), n)
	memory[4], vec[4] = place(result)
	if alias {
		vec[4] = vec[0]
	}
	for i := 5; i < 7; i++ {
		memory[i], vec[i] = place(make([]float32, rows))
	}
	k.run(vec[4], vec[5], vec[6], vec[0], vec[1], vec[2], vec[3], rows, cols)
	for _, w := range memory {
		for i := 0; i < margin; i++ {
			if w[i] != guard || w[len(w)-1-i] != guard {
				t.Fatalf("%s of %dx%d wrote outside its vectors", k.name, rows, cols)
			}
		}
	}
	for i := range in {
		if !(alias && i == 0) {
			equal(t, k.name+" changed its input", vec[i], in[i])
		}
	}
	return vec[4:]
}

// Every kernel over rows gives the same bits on every instruction set, apart
// from and in place of its input, also where it takes the rows in blocks.
func TestRowKernelBits(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 20))
	shapes := [][2]int{{70, 64}, {200, 50}, {90, 197}, {13, 1024}, {2, 4099}, {600, 7}, {5000, 1}}
	for _, rows := range []int{0, 1, 3, 9} { // 9: twice four, and one left
		for cols := 0; cols <= 130; cols++ {
			shapes = append(shapes, [2]int{rows, cols})
		}
	}
	for _, s := range shapes {
		rows, cols := s[0], s[1]
		for _, wild := range []bool{false, true} {
			in := [4][]float32{randoms(r, rows*cols), randoms(r, rows*cols), randoms(r, cols), randoms(r, cols)}
			if wild {
				for _, x := range in {
					for i := range x {
						if r.IntN(3*cols) == 0 {
							x[i] = specials[r.IntN(len(specials))]
						}
					}
				}
			}
			for _, k := range rowKernels {
				var want [][]float32
				for _, l := range Levels() {
					restore, err := Use(l)
					if err != nil {
						t.Fatal(err)
					}
					for _, alias := range []bool{false, true} {
						if alias && !k.alias {
							continue
						}
						got := k.outcome(t, in, rows, cols, alias)
						if want == nil {
							want = got
							continue
						}
						for i := range got {
							equal(t, fmt.Sprintf("%s of %dx%d on %v (in place: %v), result %d", k.name, rows, cols, l, alias, i), got[i], want[i])
						}
					}
					restore()
				}
			}
		}
	}
}

// The columns are chains over the rows from 0, or from what is there.
func TestColSumsAreChains(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(21, 1))
		for _, s := range [][2]int{{0, 5}, {1, 1}, {700, 9}, {50, 45}, {9, 1030}} {
			rows, cols := s[0], s[1]
			x, start := randoms(r, rows*cols), randoms(r, cols)
			for _, add := range []bool{false, true} {
				want, got := make([]float32, cols), append([]float32(nil), start...)
				if add {
					copy(want, start)
				}
				for i, v := range x {
					want[i%cols] += v
				}
				ColSums(got, x, rows, cols, add)
				equal(t, fmt.Sprintf("ColSums of %dx%d", rows, cols), got, want)
			}
		}
	})
}

func TestSoftmaxSumsToOne(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(23, 24))
		for _, cols := range []int{1, 2, 7, 8, 50, 197, 1000} {
			const rows = 20
			x := randoms(r, rows*cols)
			for i := range x {
				x[i] *= 10
				if i%3 == 1 && i%cols != 0 {
					x[i] = -1e9 // as masks do
				}
			}
			y := make([]float32, len(x))
			SoftmaxRows(y, x, rows, cols, 0.5)
			for row := 0; row < rows; row++ {
				top, sum, total := math.Inf(-1), 0.0, 0.0
				for _, v := range x[row*cols : (row+1)*cols] {
					top = math.Max(top, float64(v))
				}
				for _, v := range x[row*cols : (row+1)*cols] {
					total += math.Exp(0.5 * (float64(v) - top))
				}
				for j, v := range x[row*cols : (row+1)*cols] {
					got, want := float64(y[row*cols+j]), math.Exp(0.5*(float64(v)-top))/total
					if v == -1e9 && got != 0 {
						t.Fatalf("%d columns: masked element is %v", cols, got)
					}
					if math.Abs(got-want) > 4e-6*want+1e-37 {
						t.Fatalf("%d columns: %v, want %v", cols, got, want)
					}
					sum += got
				}
				if math.Abs(sum-1) > 1e-6 {
					t.Fatalf("%d columns: a row sums to %v", cols, sum)
				}
			}
		}
	})
}

// LogSumExpRows is LogSumExp of each row, and that is right.
func TestLogSumExpRows(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(29, 30))
		for _, s := range [][2]int{{0, 3}, {3, 0}, {1, 1}, {7, 10}, {70, 31}, {33, 257}, {2, 1000}} {
			rows, cols := s[0], s[1]
			x := randoms(r, rows*cols)
			for i := range x {
				x[i] *= 20
			}
			got := make([]float32, rows)
			LogSumExpRows(got, x, rows, cols)
			for row, v := range got {
				a := x[row*cols : (row+1)*cols]
				equal(t, fmt.Sprintf("row of %d columns", cols), []float32{v}, []float32{LogSumExp(a)})
				top, sum := math.Inf(-1), 0.0
				for _, w := range a {
					top = math.Max(top, float64(w))
				}
				for _, w := range a {
					sum += math.Exp(float64(w) - top)
				}
				if want := top + math.Log(sum); cols > 0 && !(math.Abs(float64(v)-want) <= 1e-6*math.Max(1, math.Abs(want))) {
					t.Fatalf("%d columns: %v, want %v", cols, v, want)
				}
			}
		}
		inf := float32(math.Inf(1))
		x := []float32{-inf, -inf, -inf, 0, inf, 0, 1, float32(math.NaN()), 2, -inf, 3, -inf}
		got := make([]float32, 4)
		LogSumExpRows(got, x, 4, 3)
		equal(t, "extremes", got, []float32{-inf, inf, float32(math.NaN()), 3})
	})
	for _, short := range []func(){
		func() { LogSumExpRows(make([]float32, 2), make([]float32, 9), 3, 3) },
		func() { LogSumExpRows(make([]float32, 3), make([]float32, 8), 3, 3) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("LogSumExpRows did not panic")
				}
			}()
			short()
		}()
	}
}

func TestSoftmaxNeedsPositiveScale(t *testing.T) {
	for _, scale := range []float32{0, -1, float32(math.NaN())} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("SoftmaxRows with scale %v did not panic", scale)
				}
			}()
			SoftmaxRows(make([]float32, 4), make([]float32, 4), 2, 2, scale)
		}()
	}
}

func TestSoftmaxGradAgainstFloat64(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(25, 26))
		const rows, cols, scale = 4, 197, 0.125
		y, dy, dx := randoms(r, rows*cols), randoms(r, rows*cols), make([]float32, rows*cols)
		SoftmaxRows(y, y, rows, cols, 1)
		SoftmaxGradRows(dx, dy, y, rows, cols, scale)
		for row := 0; row < rows; row++ {
			dot := 0.0
			for j := row * cols; j < (row+1)*cols; j++ {
				dot += float64(dy[j]) * float64(y[j])
			}
			for j := row * cols; j < (row+1)*cols; j++ {
				want := scale * float64(y[j]) * (float64(dy[j]) - dot)
				if math.Abs(float64(dx[j])-want) > 1e-6*scale*float64(y[j]) {
					t.Fatalf("element %d: %v, want %v", j, dx[j], want)
				}
			}
		}
	})
}

// norm64 is layer norm of one row in float64.
func norm64(x []float32, eps float64) (h []float64, rstd float64) {
	mean, v, n := 0.0, 0.0, float64(len(x))
	for _, a := range x {
		mean += float64(a) / n
	}
	for _, a := range x {
		v += (float64(a) - mean) * (float64(a) - mean) / n
	}
	rstd = 1 / math.Sqrt(v+eps)
	for _, a := range x {
		h = append(h, (float64(a)-mean)*rstd)
	}
	return h, rstd
}

func TestLayerNormAgainstFloat64(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(21, 22))
		const rows, cols, eps = 5, 197, 1e-6
		x := randoms(r, rows*cols)
		for i := range x {
			x[i] = x[i]*0.1 + 5 // a mean far from 0
		}
		gamma, beta, dy := randoms(r, cols), randoms(r, cols), randoms(r, rows*cols)
		y, dx, mean, rstd := make([]float32, len(x)), make([]float32, len(x)), make([]float32, rows), make([]float32, rows)
		LayerNormRows(y, mean, rstd, x, gamma, beta, rows, cols, eps)
		dgamma, dbeta := make([]float32, cols), make([]float32, cols)
		LayerNormGradRows(dx, dgamma, dbeta, dy, x, gamma, mean, rstd, rows, cols)
		wantGamma, wantBeta := make([]float64, cols), make([]float64, cols)
		for i := 0; i < rows; i++ {
			h, rs := norm64(x[i*cols:(i+1)*cols], eps)
			m1, m2 := 0.0, 0.0
			for j, hj := range h {
				g := float64(dy[i*cols+j]) * float64(gamma[j])
				m1 += g / cols
				m2 += g * hj / cols
				wantGamma[j] += float64(dy[i*cols+j]) * hj
				wantBeta[j] += float64(dy[i*cols+j])
			}
			for j, hj := range h {
				at := i*cols + j
				if want := hj*float64(gamma[j]) + float64(beta[j]); math.Abs(float64(y[at])-want) > 6e-5 {
					t.Fatalf("y of row %d, column %d: %v, want %v", i, j, y[at], want)
				}
				want := rs * (float64(dy[at])*float64(gamma[j]) - m1 - hj*m2)
				if math.Abs(float64(dx[at])-want) > 1e-4*rs {
					t.Fatalf("dx of row %d, column %d: %v, want %v", i, j, dx[at], want)
				}
			}
		}
		for j := range wantGamma {
			if math.Abs(float64(dgamma[j])-wantGamma[j]) > 5e-4 || math.Abs(float64(dbeta[j])-wantBeta[j]) > 1e-5 {
				t.Fatalf("column %d: dgamma %v, want %v; dbeta %v, want %v", j, dgamma[j], wantGamma[j], dbeta[j], wantBeta[j])
			}
		}
	})
}

// A row of one large number has h = 0 everywhere, so g − mean(g) is all that
// is left of the gradient: what lies behind the row must not count, where
// (0−mean)·rstd would be infinite.
func TestLayerNormGradOfLargeConstant(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		for cols := 1; cols <= 40; cols++ {
			x, dy := make([]float32, cols), make([]float32, cols)
			for i := range x {
				x[i], dy[i] = 0x1p122, 1
			}
			y, dx, mean, rstd := make([]float32, cols), make([]float32, cols), make([]float32, 1), make([]float32, 1)
			LayerNormRows(y, mean, rstd, x, nil, nil, 1, cols, 1e-6)
			LayerNormGradRows(dx, nil, nil, dy, x, nil, mean, rstd, 1, cols)
			zero := make([]float32, cols)
			equal(t, fmt.Sprintf("y of %d columns", cols), y, zero)
			equal(t, fmt.Sprintf("dx of %d columns", cols), dx, zero)
		}
	})
}

// A matrix or vector that is too short is found before anything is written.
func TestRowLengthsAreChecked(t *testing.T) {
	const rows, cols = 3, 8
	for _, k := range rowKernels {
		for short := 0; short < 5; short++ {
			in := [5][]float32{}
			for i := range in {
				n := rows * cols
				if i > 1 {
					n = cols
				}
				if i == 4 && !k.vector {
					n = rows * cols
				}
				if i == short {
					n--
				}
				in[i] = guarded(n)
			}
			stat := make([]float32, rows)
			uses := map[int]bool{0: true, 4: true}
			switch k.name {
			case "SoftmaxGrad":
				uses[1] = true
			case "LogSumExp":
				uses[4] = false // its results are others
			case "LayerNorm":
				uses[2], uses[3] = true, true
			case "LayerNorm of gamma":
				uses[2] = true
			case "LayerNorm of beta":
				uses[3] = true
			case "LayerNormGrad", "gradient of gamma", "gradient of beta":
				uses[1], uses[2] = true, true
			case "LayerNormGrad of no gamma":
				uses[1] = true
			}
			func() {
				defer func() {
					if caught := recover() != nil; caught != uses[short] {
						t.Errorf("%s, argument %d too short: panic %v, want %v", k.name, short, caught, uses[short])
					}
				}()
				k.run(in[4], stat, append([]float32(nil), stat...), in[0], in[1], in[2], in[3], rows, cols)
			}()
			if uses[short] {
				equal(t, k.name+" wrote before it checked", in[4], guarded(len(in[4])))
			}
		}
	}
}
