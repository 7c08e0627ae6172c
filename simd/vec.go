package simd

// This file: element-wise arithmetic over vectors of one length. dst may be one
// of the inputs; it must not overlap one in any other way.

// Add computes dst[i] = a[i] + b[i].
func Add(dst, a, b []float32) {
	if misfit(dst, a) || misfit(dst, b) {
		check3("Add", "dst", dst, "a", a, "b", b)
	}
	add(dst, a, b)
}

func addGeneric(dst, a, b []float32) {
	for i, v := range a {
		dst[i] = v + b[i]
	}
}

// Sub computes dst[i] = a[i] - b[i].
func Sub(dst, a, b []float32) {
	if misfit(dst, a) || misfit(dst, b) {
		check3("Sub", "dst", dst, "a", a, "b", b)
	}
	sub(dst, a, b)
}

func subGeneric(dst, a, b []float32) {
	for i, v := range a {
		dst[i] = v - b[i]
	}
}

// Mul computes dst[i] = a[i] * b[i].
func Mul(dst, a, b []float32) {
	if misfit(dst, a) || misfit(dst, b) {
		check3("Mul", "dst", dst, "a", a, "b", b)
	}
	mul(dst, a, b)
}

func mulGeneric(dst, a, b []float32) {
	for i, v := range a {
		dst[i] = v * b[i]
	}
}

// Div computes dst[i] = a[i] / b[i].
func Div(dst, a, b []float32) {
	if misfit(dst, a) || misfit(dst, b) {
		check3("Div", "dst", dst, "a", a, "b", b)
	}
	div(dst, a, b)
}

func divGeneric(dst, a, b []float32) {
	for i, v := range a {
		dst[i] = v / b[i]
	}
}

// Maximum computes the larger of a[i] and b[i]: NaN if one of them is, b[i] if
// they are equal.
func Maximum(dst, a, b []float32) {
	if misfit(dst, a) || misfit(dst, b) {
		check3("Maximum", "dst", dst, "a", a, "b", b)
	}
	maximum(dst, a, b)
}

func maximumGeneric(dst, a, b []float32) {
	for i, v := range a {
		w := b[i]
		if v > w || v != v {
			w = v
		}
		dst[i] = w
	}
}

// AddScalar computes dst[i] = a[i] + s.
func AddScalar(dst, a []float32, s float32) {
	if misfit(dst, a) {
		check2("AddScalar", "dst", dst, "a", a)
	}
	addScalar(dst, a, s)
}

func addScalarGeneric(dst, a []float32, s float32) {
	for i, v := range a {
		dst[i] = v + s
	}
}

// Scale computes dst[i] = s * a[i].
func Scale(dst, a []float32, s float32) {
	if misfit(dst, a) {
		check2("Scale", "dst", dst, "a", a)
	}
	scale(dst, a, s)
}

func scaleGeneric(dst, a []float32, s float32) {
	for i, v := range a {
		dst[i] = s * v
	}
}

// Axpy computes dst[i] = fma(s, x[i], dst[i]).
func Axpy(dst []float32, s float32, x []float32) {
	if misfit(dst, x) {
		check2("Axpy", "dst", dst, "x", x)
	}
	scaleAdd(dst, dst, s, x)
}

// ScaleAdd computes dst[i] = fma(s, b[i], a[i]): the pathway's W + λ·W'.
func ScaleAdd(dst, a []float32, s float32, b []float32) {
	if misfit(dst, a) || misfit(dst, b) {
		check3("ScaleAdd", "dst", dst, "a", a, "b", b)
	}
	scaleAdd(dst, a, s, b)
}

func scaleAddGeneric(dst, a []float32, s float32, b []float32) {
	for i, v := range a {
		dst[i] = FMA(s, b[i], v)
	}
}

// MulAdd computes dst[i] = fma(a[i], b[i], dst[i]).
func MulAdd(dst, a, b []float32) {
	if misfit(dst, a) || misfit(dst, b) {
		check3("MulAdd", "dst", dst, "a", a, "b", b)
	}
	mulAdd(dst, a, b)
}

func mulAddGeneric(dst, a, b []float32) {
	for i, v := range a {
		dst[i] = FMA(v, b[i], dst[i])
	}
}
