//go:build !purego

package simd

// The AVX2 kernels over vectors take multiples of eight elements, at least
// eight; what is left is done by the portable version. Reductions take any
// number.

// whole returns how many of n elements an AVX2 kernel takes.
func whole(n int) int {
	if useAVX2 {
		return n &^ 7
	}
	return 0
}

func add(dst, a, b []float32) {
	if useAVX512 && len(a) > 0 {
		addAVX512(&dst[0], &a[0], &b[0], len(a))
		return
	}
	n := whole(len(a))
	if n > 0 {
		addAVX2(&dst[0], &a[0], &b[0], n)
	}
	addGeneric(dst[n:], a[n:], b[n:])
}

func sub(dst, a, b []float32) {
	if useAVX512 && len(a) > 0 {
		subAVX512(&dst[0], &a[0], &b[0], len(a))
		return
	}
	n := whole(len(a))
	if n > 0 {
		subAVX2(&dst[0], &a[0], &b[0], n)
	}
	subGeneric(dst[n:], a[n:], b[n:])
}

func mul(dst, a, b []float32) {
	if useAVX512 && len(a) > 0 {
		mulAVX512(&dst[0], &a[0], &b[0], len(a))
		return
	}
	n := whole(len(a))
	if n > 0 {
		mulAVX2(&dst[0], &a[0], &b[0], n)
	}
	mulGeneric(dst[n:], a[n:], b[n:])
}

func div(dst, a, b []float32) {
	if useAVX512 && len(a) > 0 {
		divAVX512(&dst[0], &a[0], &b[0], len(a))
		return
	}
	n := whole(len(a))
	if n > 0 {
		divAVX2(&dst[0], &a[0], &b[0], n)
	}
	divGeneric(dst[n:], a[n:], b[n:])
}

func maximum(dst, a, b []float32) {
	if useAVX512 && len(a) > 0 {
		maximumAVX512(&dst[0], &a[0], &b[0], len(a))
		return
	}
	n := whole(len(a))
	if n > 0 {
		maximumAVX2(&dst[0], &a[0], &b[0], n)
	}
	maximumGeneric(dst[n:], a[n:], b[n:])
}

func mulAdd(dst, a, b []float32) {
	if useAVX512 && len(a) > 0 {
		mulAddAVX512(&dst[0], &a[0], &b[0], len(a))
		return
	}
	n := whole(len(a))
	if n > 0 {
		mulAddAVX2(&dst[0], &a[0], &b[0], n)
	}
	mulAddGeneric(dst[n:], a[n:], b[n:])
}

func addScalar(dst, a []float32, s float32) {
	if useAVX512 && len(a) > 0 {
		addScalarAVX512(&dst[0], &a[0], len(a), s)
		return
	}
	n := whole(len(a))
	if n > 0 {
		addScalarAVX2(&dst[0], &a[0], n, s)
	}
	addScalarGeneric(dst[n:], a[n:], s)
}

func scale(dst, a []float32, s float32) {
	if useAVX512 && len(a) > 0 {
		scaleAVX512(&dst[0], &a[0], len(a), s)
		return
	}
	n := whole(len(a))
	if n > 0 {
		scaleAVX2(&dst[0], &a[0], n, s)
	}
	scaleGeneric(dst[n:], a[n:], s)
}

func scaleAdd(dst, a []float32, s float32, b []float32) {
	if useAVX512 && len(a) > 0 {
		scaleAddAVX512(&dst[0], &a[0], &b[0], len(a), s)
		return
	}
	n := whole(len(a))
	if n > 0 {
		scaleAddAVX2(&dst[0], &a[0], &b[0], n, s)
	}
	scaleAddGeneric(dst[n:], a[n:], s, b[n:])
}

func sum(x []float32) float32 {
	if useAVX512 && len(x) > 0 {
		return sumAVX512(&x[0], len(x))
	}
	if useAVX2 && len(x) > 0 {
		return sumAVX2(&x[0], len(x))
	}
	return sumGeneric(x)
}

func dot(a, b []float32) float32 {
	if useAVX512 && len(a) > 0 {
		return dotAVX512(&a[0], &b[0], len(a))
	}
	if useAVX2 && len(a) > 0 {
		return dotAVX2(&a[0], &b[0], len(a))
	}
	return dotGeneric(a, b)
}

func largest(x []float32) float32 {
	if useAVX512 && len(x) > 0 {
		return largestAVX512(&x[0], len(x))
	}
	if useAVX2 && len(x) > 0 {
		return largestAVX2(&x[0], len(x))
	}
	return largestGeneric(x)
}

func squaredDiff(x []float32, m float32) float32 {
	if useAVX512 && len(x) > 0 {
		return squaredDiffAVX512(&x[0], len(x), m)
	}
	if useAVX2 && len(x) > 0 {
		return squaredDiffAVX2(&x[0], len(x), m)
	}
	return squaredDiffGeneric(x, m)
}

func index(x []float32, v float32) int {
	if useAVX512 && len(x) > 0 {
		return indexAVX512(&x[0], len(x), v)
	}
	n := whole(len(x))
	if n > 0 {
		if i := indexAVX2(&x[0], n, v); i < n {
			return i
		}
	}
	return n + indexGeneric(x[n:], v)
}

// addAVX2: for i := range n { dst[i] = a[i] + b[i] }
//
//go:noescape
func addAVX2(dst, a, b *float32, n int)

// subAVX2: for i := range n { dst[i] = a[i] - b[i] }
//
//go:noescape
func subAVX2(dst, a, b *float32, n int)

// mulAVX2: for i := range n { dst[i] = a[i] * b[i] }
//
//go:noescape
func mulAVX2(dst, a, b *float32, n int)

// divAVX2: for i := range n { dst[i] = a[i] / b[i] }
//
//go:noescape
func divAVX2(dst, a, b *float32, n int)

// maximumAVX2: for i := range n { dst[i] = the larger of a[i] and b[i] }
//
//go:noescape
func maximumAVX2(dst, a, b *float32, n int)

// mulAddAVX2: for i := range n { dst[i] = fma(a[i], b[i], dst[i]) }
//
//go:noescape
func mulAddAVX2(dst, a, b *float32, n int)

// addScalarAVX2: for i := range n { dst[i] = a[i] + s }
//
//go:noescape
func addScalarAVX2(dst, a *float32, n int, s float32)

// scaleAVX2: for i := range n { dst[i] = s * a[i] }
//
//go:noescape
func scaleAVX2(dst, a *float32, n int, s float32)

// scaleAddAVX2: for i := range n { dst[i] = fma(s, b[i], a[i]) }
//
//go:noescape
func scaleAddAVX2(dst, a, b *float32, n int, s float32)

// sumAVX2: for i := range n { v[i%32] += x[i] }; combine(v)
//
//go:noescape
func sumAVX2(x *float32, n int) float32

// dotAVX2: for i := range n { v[i%32] = fma(a[i], b[i], v[i%32]) }; combine(v)
//
//go:noescape
func dotAVX2(a, b *float32, n int) float32

// largestAVX2: for i := range n { the larger of x[i]; NaN if one is } + 0
//
//go:noescape
func largestAVX2(x *float32, n int) float32

// squaredDiffAVX2: for i := range n { d := x[i] - m;
// v[i%32] = fma(d, d, v[i%32]) }; combine(v)
//
//go:noescape
func squaredDiffAVX2(x *float32, n int, m float32) float32

// indexAVX2: the first i with x[i] == v; n if there is none.
//
//go:noescape
func indexAVX2(x *float32, n int, v float32) int
