package simd

// This file: softmax over the rows of a matrix [rows, cols].

func checkRows(dst, x []float32, rows, cols int) {
	if rows < 0 || cols < 0 || len(dst) < rows*cols || len(x) < rows*cols {
		panic("simd: short matrix")
	}
}

// SoftmaxRows computes softmax(scale·x) of each row, for scale > 0:
//
//	z = scale·x − scale·max(x), e = exp(z), y = e · (1/Σe)
//
// It is NaN for a row that holds NaN or +Inf, or nothing but −Inf, as in
// PyTorch. dst may be x.
func SoftmaxRows(dst, x []float32, rows, cols int, scale float32) {
	checkRows(dst, x, rows, cols)
	if !(scale > 0) {
		panic("simd: SoftmaxRows: scale is not positive")
	}
	if rows > 0 && cols > 0 {
		softmaxRows(dst[:rows*cols], x[:rows*cols], cols, scale)
	}
}

func softmaxRowsGeneric(dst, x []float32, cols int, scale float32) {
	for lo := 0; lo < len(x); lo += cols {
		a, d := x[lo:lo+cols], dst[lo:lo+cols]
		top := float32(scale * largestGeneric(a))
		for i, v := range a {
			d[i] = float32(scale*v) - top
		}
		expGeneric(d, d)
		scaleGeneric(d, d, 1/sumGeneric(d))
	}
}

// SoftmaxGradRows computes the gradient of SoftmaxRows from its result y, with
// the inner product of the row as Dot computes it:
//
//	dx = (scale·y)·(dy − Σ dy·y)
//
// dx may be dy.
func SoftmaxGradRows(dx, dy, y []float32, rows, cols int, scale float32) {
	checkRows(dx, dy, rows, cols)
	checkRows(dx, y, rows, cols)
	if rows > 0 && cols > 0 {
		n := rows * cols
		softmaxGradRows(dx[:n], dy[:n], y[:n], cols, scale)
	}
}

func softmaxGradRowsGeneric(dx, dy, y []float32, cols int, scale float32) {
	for lo := 0; lo < len(y); lo += cols {
		hi := lo + cols
		dot := dotGeneric(dy[lo:hi], y[lo:hi])
		for i := lo; i < hi; i++ {
			dx[i] = float32(scale*y[i]) * (dy[i] - dot)
		}
	}
}

// LogSumExp returns log Σ exp(x); −Inf for nothing but −Inf, and for none.
func LogSumExp(x []float32) float32 {
	m := Max(x)
	if m-m != 0 { // ±Inf and NaN are the answer
		return m
	}
	var buf [256]float32
	sum := float32(0)
	for lo := 0; lo < len(x); lo += len(buf) {
		part := buf[:min(len(buf), len(x)-lo)]
		AddScalar(part, x[lo:lo+len(part)], -m)
		Exp(part, part)
		sum += Sum(part)
	}
	v := [1]float32{sum}
	Log(v[:], v[:])
	return m + v[0]
}

// LogSoftmaxRows computes log softmax(x) of each row: (x − max) − log Σ
// exp(x − max). dst may be x.
func LogSoftmaxRows(dst, x []float32, rows, cols int) {
	checkRows(dst, x, rows, cols)
	for r := 0; r < rows; r++ {
		a, d := x[r*cols:(r+1)*cols], dst[r*cols:(r+1)*cols]
		m := Max(a)
		AddScalar(d, a, -m)
		AddScalar(d, d, -LogSumExp(d))
	}
}
