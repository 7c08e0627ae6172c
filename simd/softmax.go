package simd

// This file: softmax over the rows of a matrix [rows, cols].

// SoftmaxRows computes softmax(scale·x) of each row, for scale > 0:
//
//	z = scale·x − scale·max(x), e = exp(z), y = e · (1/Σe)
//
// It is NaN for a row that holds NaN or +Inf, or nothing but −Inf, as in
// PyTorch. dst may be x.
func SoftmaxRows(dst, x []float32, rows, cols int, scale float32) {
	checkRows("SoftmaxRows", "x", x, rows, cols)
	checkRows("SoftmaxRows", "dst", dst, rows, cols)
	checkPositive("SoftmaxRows", scale)
	checkResult("SoftmaxRows", "dst", dst[:rows*cols], "x", x[:rows*cols])
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
	checkRows("SoftmaxGradRows", "dy", dy, rows, cols)
	checkRows("SoftmaxGradRows", "y", y, rows, cols)
	checkRows("SoftmaxGradRows", "dx", dx, rows, cols)
	checkResult("SoftmaxGradRows", "dx", dx[:rows*cols], "dy", dy[:rows*cols])
	checkResult("SoftmaxGradRows", "dx", dx[:rows*cols], "y", y[:rows*cols])
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

// LogSumExp returns log Σ exp(x); −Inf for nothing but −Inf, and for none. With
// m = Max(x) it is m + Log(Σ Exp(x − m)), where every 256 elements are summed
// by one Sum.
func LogSumExp(x []float32) float32 {
	var dst [1]float32
	LogSumExpRows(dst[:], x, 1, len(x))
	return dst[0]
}

// expSums is room for the sums of some rows, whose logarithms are then taken
// together, and for exponentials.
type expSums struct {
	max, sum [32]float32
	exp      [256]float32
}

// add returns Σ Exp(x − m).
func (s *expSums) add(x []float32, m float32) float32 {
	sum := float32(0)
	for lo := 0; lo < len(x); lo += len(s.exp) {
		from := x[lo:min(lo+len(s.exp), len(x))]
		e := s.exp[:len(from)]
		if m != 0 {
			AddScalar(e, from, -m)
			from = e
		}
		Exp(e, from)
		sum += Sum(e)
	}
	return sum
}

// LogSumExpRows computes dst = LogSumExp(x) of each row; dst has a number for
// each and must not overlap x.
func LogSumExpRows(dst, x []float32, rows, cols int) {
	checkRows("LogSumExpRows", "x", x, rows, cols)
	checkVector("LogSumExpRows", "dst", dst, max(rows, 0))
	if overlap(dst[:rows], x[:rows*cols]) {
		panic("simd: LogSumExpRows: dst overlaps x")
	}
	var s expSums
	for lo := 0; lo < rows; lo += len(s.sum) {
		n := min(len(s.sum), rows-lo)
		for i := 0; i < n; i++ {
			a := x[(lo+i)*cols : (lo+i+1)*cols]
			m := Max(a)
			s.max[i], s.sum[i] = m, 1
			if m-m == 0 { // ±Inf and NaN are the answer
				s.sum[i] = s.add(a, m)
			}
		}
		Log(s.sum[:n], s.sum[:n])
		Add(dst[lo:lo+n], s.max[:n], s.sum[:n])
	}
}

// LogSoftmaxRows computes log softmax(x) of each row: d − LogSumExp(d), with
// d = x − Max(x). dst may be x.
func LogSoftmaxRows(dst, x []float32, rows, cols int) {
	checkRows("LogSoftmaxRows", "x", x, rows, cols)
	checkRows("LogSoftmaxRows", "dst", dst, rows, cols)
	checkResult("LogSoftmaxRows", "dst", dst[:rows*cols], "x", x[:rows*cols])
	if cols == 0 {
		return // of however many rows
	}
	var s expSums
	for lo := 0; lo < rows; lo += len(s.sum) {
		n := min(len(s.sum), rows-lo)
		for i := 0; i < n; i++ {
			a, d := x[(lo+i)*cols:(lo+i+1)*cols], dst[(lo+i)*cols:(lo+i+1)*cols]
			AddScalar(d, a, -Max(a))
			s.sum[i] = s.add(d, 0) // the largest d is 0, or NaN
		}
		Log(s.sum[:n], s.sum[:n])
		for i := 0; i < n; i++ {
			d := dst[(lo+i)*cols : (lo+i+1)*cols]
			AddScalar(d, d, -s.sum[i])
		}
	}
}
