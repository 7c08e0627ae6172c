//go:build !purego

package simd

// This file: the updates of the optimizers on amd64.

func sgd(w, g []float32, s *sgdScalars) {
	if useAVX512 && len(w) > 0 {
		sgdAVX512(&w[0], &g[0], len(w), s)
		return
	}
	n := whole(len(w))
	if n > 0 {
		sgdAVX2(&w[0], &g[0], n, s)
	}
	sgdGeneric(w[n:], g[n:], s)
}

func sgdMomentum(w, g, buf []float32, s *sgdScalars) {
	if useAVX512 && len(w) > 0 {
		sgdMomentumAVX512(&w[0], &g[0], &buf[0], len(w), s)
		return
	}
	n := whole(len(w))
	if n > 0 {
		sgdMomentumAVX2(&w[0], &g[0], &buf[0], n, s)
	}
	sgdMomentumGeneric(w[n:], g[n:], buf[n:], s)
}

func sgdNesterov(w, g, buf []float32, s *sgdScalars) {
	if useAVX512 && len(w) > 0 {
		sgdNesterovAVX512(&w[0], &g[0], &buf[0], len(w), s)
		return
	}
	n := whole(len(w))
	if n > 0 {
		sgdNesterovAVX2(&w[0], &g[0], &buf[0], n, s)
	}
	sgdNesterovGeneric(w[n:], g[n:], buf[n:], s)
}

func adam(w, g, m, v []float32, s *adamScalars) {
	if useAVX512 && len(w) > 0 {
		adamAVX512(&w[0], &g[0], &m[0], &v[0], len(w), s)
		return
	}
	n := whole(len(w))
	if n > 0 {
		adamAVX2(&w[0], &g[0], &m[0], &v[0], n, s)
	}
	adamGeneric(w[n:], g[n:], m[n:], v[n:], s)
}

func adamMax(w, g, m, v, vmax []float32, s *adamScalars) {
	if useAVX512 && len(w) > 0 {
		adamMaxAVX512(&w[0], &g[0], &m[0], &v[0], &vmax[0], len(w), s)
		return
	}
	n := whole(len(w))
	if n > 0 {
		adamMaxAVX2(&w[0], &g[0], &m[0], &v[0], &vmax[0], n, s)
	}
	adamMaxGeneric(w[n:], g[n:], m[n:], v[n:], vmax[n:], s)
}

// sgdAVX2: for i := range n { w[i] = fma(step, fma(decay, w[i], grad[i]), w[i]) }
//
//go:noescape
func sgdAVX2(w, grad *float32, n int, s *sgdScalars)

// sgdMomentumAVX2: for i := range n { d := fma(decay, w[i], grad[i]);
// buf[i] = fma(momentum, buf[i], take*d); w[i] = fma(step, buf[i], w[i]) }
//
//go:noescape
func sgdMomentumAVX2(w, grad, buf *float32, n int, s *sgdScalars)

// sgdNesterovAVX2: for i := range n { d := fma(decay, w[i], grad[i]);
// buf[i] = fma(momentum, buf[i], take*d);
// w[i] = fma(step, fma(momentum, buf[i], d), w[i]) }
//
//go:noescape
func sgdNesterovAVX2(w, grad, buf *float32, n int, s *sgdScalars)

// adamAVX2: for i := range n { w[i] = s.update(&m[i], &v[i], nil, w[i], grad[i]) }
//
//go:noescape
func adamAVX2(w, grad, m, v *float32, n int, s *adamScalars)

// adamMaxAVX2: for i := range n { w[i] = s.update(&m[i], &v[i], &vmax[i], w[i], grad[i]) }
//
//go:noescape
func adamMaxAVX2(w, grad, m, v, vmax *float32, n int, s *adamScalars)
