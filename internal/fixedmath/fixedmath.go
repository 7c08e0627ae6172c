// Package fixedmath computes the sine, the exponential, the logarithm and the
// Bessel function I0 in float64 with the same bits on every platform: every
// rounding is written out, as the conversion float64(a*b) forbids compilers to
// fuse. Absolute errors are below 1e-14 for the arguments that tensors and
// data sets need; package math is more exact, but its bits depend on the platform.
package fixedmath

import "math"

// Sincos returns the sine and cosine of 2π·t. It keeps the argument in
// turns, so that the reduction to an eighth of a turn is exact.
func Sincos(t float64) (sin, cos float64) {
	t -= math.Floor(t)
	q := math.Floor(float64(4*t) + 0.5)
	x := float64(2 * math.Pi * (t - q/4))
	w := float64(x * x)
	s, c := 0.0, 0.0
	for k := 17; k >= 3; k -= 2 { // Taylor: x - x³/3! + ..., |x| <= π/4
		s = float64(-w/float64(k*(k-1))) * (1 + s)
		c = float64(-w/float64((k-1)*(k-2))) * (1 + c)
	}
	s = x + float64(x*s)
	c = 1 + c
	switch int(q) & 3 {
	case 1:
		return c, -s
	case 2:
		return -s, -c
	case 3:
		return -c, s
	}
	return s, c
}

// Sin returns the sine of 2π·t.
func Sin(t float64) float64 {
	s, _ := Sincos(t)
	return s
}

// Exp returns e^x; below -700 it returns 0.
func Exp(x float64) float64 {
	switch {
	case x > 710:
		return math.Inf(1)
	case x < -700:
		return 0
	}
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	const ln2Hi, ln2Lo = 6.93147180369123816490e-01, 1.90821492927058770002e-10
	r := (x - float64(k*ln2Hi)) - float64(k*ln2Lo)
	p := 1.0
	for n := 14; n >= 1; n-- {
		p = 1 + float64(float64(r*p)/float64(n))
	}
	return math.Ldexp(p, int(k))
}

// Log returns the natural logarithm of x > 0:
// log(f·2^e) = e·ln 2 + 2·atanh((f-1)/(f+1)).
func Log(x float64) float64 {
	f, e := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f, e = f*2, e-1
	}
	z := (f - 1) / (f + 1)
	w := float64(z * z)
	p := 0.0
	for k := 23; k >= 1; k -= 2 {
		p = float64(p*w) + 1/float64(k)
	}
	return float64(float64(e)*math.Ln2) + float64(2*float64(z*p))
}

// BesselI0 returns the modified Bessel function of order zero,
// Σ (x²/4)^k / (k!)².
func BesselI0(x float64) float64 {
	q := float64(x*x) / 4
	sum, term := 1.0, 1.0
	for k := 1.0; k < 200 && term > float64(sum*1e-18); k++ {
		term = float64(term*q) / float64(k*k)
		sum += term
	}
	return sum
}

// Int16 returns v·32768, rounded and clipped: the 16 bits of a sample of sound.
func Int16(v float64) int16 {
	s := math.Floor(float64(v*32768) + 0.5)
	return int16(math.Max(-32768, math.Min(32767, s)))
}
