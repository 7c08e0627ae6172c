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
	if cols == 0 {
		return
	}
	for r := 0; r < rows; r++ {
		softmaxRow(dst[r*cols:(r+1)*cols], x[r*cols:(r+1)*cols], scale)
	}
}

func softmaxRowGeneric(dst, x []float32, scale float32) {
	top := float32(scale * largestGeneric(x))
	for i, v := range x {
		dst[i] = float32(scale*v) - top
	}
	expGeneric(dst, dst)
	scaleGeneric(dst, dst, 1/sumGeneric(dst))
}

// SoftmaxGradRows computes the gradient of SoftmaxRows from its result y:
//
//	dx = (scale·y)·(dy − Σ dy·y)
//
// dx may be dy.
func SoftmaxGradRows(dx, dy, y []float32, rows, cols int, scale float32) {
	checkRows(dx, dy, rows, cols)
	checkRows(dx, y, rows, cols)
	for r := 0; r < rows; r++ {
		lo, hi := r*cols, (r+1)*cols
		softmaxGradRow(dx[lo:hi], dy[lo:hi], y[lo:hi], scale)
	}
}

func softmaxGradRowGeneric(dx, dy, y []float32, scale float32) {
	softmaxGradTail(dx, dy, y, dotGeneric(dy, y), scale)
}

// softmaxGradTail does some elements of a row whose Σ dy·y is dot.
func softmaxGradTail(dx, dy, y []float32, dot, scale float32) {
	for i, p := range y {
		dx[i] = float32(scale*p) * (dy[i] - dot)
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
