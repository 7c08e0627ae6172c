//go:build !purego

package simd

// The NEON kernels over vectors take multiples of four elements, at least
// four; what is left is done by the portable version. Reductions take any
// number.

// whole4 returns how many of n elements a NEON kernel takes.
func whole4(n int) int {
	if useNEON {
		return n &^ 3
	}
	return 0
}

func add(dst, a, b []float32) {
	n := whole4(len(a))
	if n > 0 {
		addNEON(&dst[0], &a[0], &b[0], n)
	}
	addGeneric(dst[n:], a[n:], b[n:])
}

func sub(dst, a, b []float32) {
	n := whole4(len(a))
	if n > 0 {
		subNEON(&dst[0], &a[0], &b[0], n)
	}
	subGeneric(dst[n:], a[n:], b[n:])
}

func mul(dst, a, b []float32) {
	n := whole4(len(a))
	if n > 0 {
		mulNEON(&dst[0], &a[0], &b[0], n)
	}
	mulGeneric(dst[n:], a[n:], b[n:])
}

func div(dst, a, b []float32) {
	n := whole4(len(a))
	if n > 0 {
		divNEON(&dst[0], &a[0], &b[0], n)
	}
	divGeneric(dst[n:], a[n:], b[n:])
}

func maximum(dst, a, b []float32) {
	n := whole4(len(a))
	if n > 0 {
		maximumNEON(&dst[0], &a[0], &b[0], n)
	}
	maximumGeneric(dst[n:], a[n:], b[n:])
}

func mulAdd(dst, a, b []float32) {
	n := whole4(len(a))
	if n > 0 {
		mulAddNEON(&dst[0], &a[0], &b[0], n)
	}
	mulAddGeneric(dst[n:], a[n:], b[n:])
}

func addScalar(dst, a []float32, s float32) {
	n := whole4(len(a))
	if n > 0 {
		addScalarNEON(&dst[0], &a[0], n, s)
	}
	addScalarGeneric(dst[n:], a[n:], s)
}

func scale(dst, a []float32, s float32) {
	n := whole4(len(a))
	if n > 0 {
		scaleNEON(&dst[0], &a[0], n, s)
	}
	scaleGeneric(dst[n:], a[n:], s)
}

func scaleAdd(dst, a []float32, s float32, b []float32) {
	n := whole4(len(a))
	if n > 0 {
		scaleAddNEON(&dst[0], &a[0], &b[0], n, s)
	}
	scaleAddGeneric(dst[n:], a[n:], s, b[n:])
}

func sum(x []float32) float32 {
	if useNEON && len(x) > 0 {
		return sumNEON(&x[0], len(x))
	}
	return sumGeneric(x)
}

func dot(a, b []float32) float32 {
	if useNEON && len(a) > 0 {
		return dotNEON(&a[0], &b[0], len(a))
	}
	return dotGeneric(a, b)
}

func largest(x []float32) float32 {
	if useNEON && len(x) > 0 {
		return largestNEON(&x[0], len(x))
	}
	return largestGeneric(x)
}

func squaredDiff(x []float32, m float32) float32 {
	if useNEON && len(x) > 0 {
		return squaredDiffNEON(&x[0], len(x), m)
	}
	return squaredDiffGeneric(x, m)
}

// index finds the block of four by NEON and the element in it by itself.
func index(x []float32, v float32) int {
	i := 0
	if n := whole4(len(x)); n > 0 {
		i = indexNEON(&x[0], n, v)
	}
	return i + indexGeneric(x[i:], v)
}

// addNEON: for i := range n { dst[i] = a[i] + b[i] }
//
//go:noescape
func addNEON(dst, a, b *float32, n int)

// subNEON: for i := range n { dst[i] = a[i] - b[i] }
//
//go:noescape
func subNEON(dst, a, b *float32, n int)

// mulNEON: for i := range n { dst[i] = a[i] * b[i] }
//
//go:noescape
func mulNEON(dst, a, b *float32, n int)

// divNEON: for i := range n { dst[i] = a[i] / b[i] }
//
//go:noescape
func divNEON(dst, a, b *float32, n int)

// maximumNEON: for i := range n { dst[i] = the larger of a[i] and b[i] }
//
//go:noescape
func maximumNEON(dst, a, b *float32, n int)

// mulAddNEON: for i := range n { dst[i] = fma(a[i], b[i], dst[i]) }
//
//go:noescape
func mulAddNEON(dst, a, b *float32, n int)

// addScalarNEON: for i := range n { dst[i] = a[i] + s }
//
//go:noescape
func addScalarNEON(dst, a *float32, n int, s float32)

// scaleNEON: for i := range n { dst[i] = s * a[i] }
//
//go:noescape
func scaleNEON(dst, a *float32, n int, s float32)

// scaleAddNEON: for i := range n { dst[i] = fma(s, b[i], a[i]) }
//
//go:noescape
func scaleAddNEON(dst, a, b *float32, n int, s float32)

// sumNEON: for i := range n { v[i%32] += x[i] }; combine(v)
//
//go:noescape
func sumNEON(x *float32, n int) float32

// dotNEON: for i := range n { v[i%32] = fma(a[i], b[i], v[i%32]) }; combine(v)
//
//go:noescape
func dotNEON(a, b *float32, n int) float32

// squaredDiffNEON: for i := range n { d := x[i] - m;
// v[i%32] = fma(d, d, v[i%32]) }; combine(v)
//
//go:noescape
func squaredDiffNEON(x *float32, n int, m float32) float32

// largestNEON: for i := range n { the larger of x[i]; NaN if one is } + 0
//
//go:noescape
func largestNEON(x *float32, n int) float32

// indexNEON: the first i, a multiple of 4, with v among x[i : i+4]; n, which is
// one too, if there is none.
//
//go:noescape
func indexNEON(x *float32, n int, v float32) int
