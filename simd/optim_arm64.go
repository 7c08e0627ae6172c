//go:build !purego

package simd

// This file: the updates of the optimizers on arm64.

func sgd(w, g []float32, s *sgdScalars) {
	n := whole4(len(w))
	if n > 0 {
		sgdNEON(&w[0], &g[0], n, s)
	}
	sgdGeneric(w[n:], g[n:], s)
}

func sgdMomentum(w, g, buf []float32, s *sgdScalars) {
	n := whole4(len(w))
	if n > 0 {
		sgdMomentumNEON(&w[0], &g[0], &buf[0], n, s)
	}
	sgdMomentumGeneric(w[n:], g[n:], buf[n:], s)
}

func sgdNesterov(w, g, buf []float32, s *sgdScalars) {
	n := whole4(len(w))
	if n > 0 {
		sgdNesterovNEON(&w[0], &g[0], &buf[0], n, s)
	}
	sgdNesterovGeneric(w[n:], g[n:], buf[n:], s)
}

func adam(w, g, m, v []float32, s *adamScalars) {
	n := whole4(len(w))
	if n > 0 {
		adamNEON(&w[0], &g[0], &m[0], &v[0], n, s)
	}
	adamGeneric(w[n:], g[n:], m[n:], v[n:], s)
}

func adamMax(w, g, m, v, vmax []float32, s *adamScalars) {
	n := whole4(len(w))
	if n > 0 {
		adamMaxNEON(&w[0], &g[0], &m[0], &v[0], &vmax[0], n, s)
	}
	adamMaxGeneric(w[n:], g[n:], m[n:], v[n:], vmax[n:], s)
}

// sgdNEON: for i := range n { w[i] = fma(step, fma(decay, w[i], grad[i]), w[i]) }
//
//go:noescape
func sgdNEON(w, grad *float32, n int, s *sgdScalars)

// sgdMomentumNEON: for i := range n { d := fma(decay, w[i], grad[i]);
// buf[i] = fma(momentum, buf[i], take*d); w[i] = fma(step, buf[i], w[i]) }
//
//go:noescape
func sgdMomentumNEON(w, grad, buf *float32, n int, s *sgdScalars)

// sgdNesterovNEON: for i := range n { d := fma(decay, w[i], grad[i]);
// buf[i] = fma(momentum, buf[i], take*d);
// w[i] = fma(step, fma(momentum, buf[i], d), w[i]) }
//
//go:noescape
func sgdNesterovNEON(w, grad, buf *float32, n int, s *sgdScalars)

// adamNEON: for i := range n { w[i] = s.update(&m[i], &v[i], nil, w[i], grad[i]) }
//
//go:noescape
func adamNEON(w, grad, m, v *float32, n int, s *adamScalars)

// adamMaxNEON: for i := range n { w[i] = s.update(&m[i], &v[i], &vmax[i], w[i], grad[i]) }
//
//go:noescape
func adamMaxNEON(w, grad, m, v, vmax *float32, n int, s *adamScalars)
