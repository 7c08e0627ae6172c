//go:build !purego

package simd

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A neonProbe is a macro of neon_arm64.h and what it should do to one lane.
// Lane i of d goes in, and all of n and m, since some take other lanes.
type neonProbe struct {
	run  func(d *[2]vector, n, m *vector)
	want func(d uint32, n, m vector, i int) uint32
	bits bool // NaNs have to be the same too
}

// onFloats is a macro of two operands, onFloat of one, onBits of bits.
func onFloats(f func(x, y float32) float32) func(d uint32, n, m vector, i int) uint32 {
	return func(_ uint32, n, m vector, i int) uint32 {
		return math.Float32bits(f(math.Float32frombits(n[i]), math.Float32frombits(m[i])))
	}
}

func onFloat(f func(x float32) float32) func(d uint32, n, m vector, i int) uint32 {
	return onFloats(func(x, _ float32) float32 { return f(x) })
}

// fused is d ± n·m[elem], or ± n·m of the lane itself for elem −1.
func fused(sign float32, elem int) func(d uint32, n, m vector, i int) uint32 {
	return func(d uint32, n, m vector, i int) uint32 {
		x := math.Float32frombits(n[i])
		if elem >= 0 {
			i = elem
		}
		return math.Float32bits(FMA(sign*x, math.Float32frombits(m[i]), math.Float32frombits(d)))
	}
}

// compares is a mask of where f holds.
func compares(f func(x, y float32) bool) func(d uint32, n, m vector, i int) uint32 {
	return func(_ uint32, n, m vector, i int) uint32 {
		if f(math.Float32frombits(n[i]), math.Float32frombits(m[i])) {
			return math.MaxUint32
		}
		return 0
	}
}

func comparesZero(f func(x float32) bool) func(d uint32, n, m vector, i int) uint32 {
	return compares(func(x, _ float32) bool { return f(x) })
}

// onBits takes the bits of the lane.
func onBits(f func(d, n, m uint32) uint32) func(d uint32, n, m vector, i int) uint32 {
	return func(d uint32, n, m vector, i int) uint32 { return f(d, n[i], m[i]) }
}

// number is the NM forms of maximum and minimum.
func number(f func(x, y float32) float32) func(x, y float32) float32 {
	return func(x, y float32) float32 {
		switch {
		case x != x:
			return y
		case y != y:
			return x
		}
		return f(x, y)
	}
}

func max2(x, y float32) float32 { return max(x, y) }
func min2(x, y float32) float32 { return min(x, y) }

// toInt rounds to nearest even and saturates.
func toInt(_, n, _ uint32) uint32 {
	x := float64(math.Float32frombits(n))
	switch {
	case x != x:
		return 0
	case x >= math.MaxInt32:
		return math.MaxInt32
	case x <= math.MinInt32:
		return 1 << 31
	}
	return uint32(int32(math.RoundToEven(x)))
}

func shiftRight(bits int) func(d uint32, n, m vector, i int) uint32 {
	return onBits(func(_, n, _ uint32) uint32 { return uint32(int32(n) >> bits) })
}

func shiftLeft(bits int) func(d uint32, n, m vector, i int) uint32 {
	return onBits(func(_, n, _ uint32) uint32 { return n << bits })
}

// element returns element k of v, whose elements have the given number of bits.
func element(v vector, bits, k int) uint32 {
	k *= bits
	return v[k/32] >> (k % 32) & (1<<bits - 1)
}

// widens applies f to elements of n, from number first on. They have half the
// bits of a result, which has the given number.
func widens(bits, first int, f func(x uint32) uint32) func(d uint32, n, m vector, i int) uint32 {
	return func(_ uint32, n, _ vector, i int) uint32 {
		var r uint32
		for k := 0; k < 32; k += bits {
			r |= f(element(n, bits/2, first+(32*i+k)/bits)) & (1<<bits - 1) << k
		}
		return r
	}
}

// narrows applies f to all elements of n, which have the given number of bits.
// The results go to the lower half of d, and the upper becomes zeros; with high
// they go to the upper half, and the lower stays.
func narrows(bits int, high bool, f func(x uint32) uint32) func(d uint32, n, m vector, i int) uint32 {
	return func(d uint32, n, _ vector, i int) uint32 {
		if high != (i >= 2) {
			if high {
				return d
			}
			return 0
		}
		var r uint32
		for k := 0; k < 32; k += bits / 2 {
			r |= f(element(n, bits, (32*(i%2)+k)/(bits/2))) & (1<<(bits/2) - 1) << k
		}
		return r
	}
}

// f16Bits32 and f32Bits16 are the portable conversions of one number.
func f16Bits32(x uint32) uint32 {
	var y [1]float32
	float32FromF16Generic(y[:], []uint16{uint16(x)})
	return math.Float32bits(y[0])
}

func f32Bits16(x uint32) uint32 {
	var y [1]uint16
	f16FromFloat32Generic(y[:], []float32{math.Float32frombits(x)})
	return uint32(y[0])
}

// signed8 and signed16 extend the sign; saturate8 and saturate16 limit to what
// fits.
func signed8(x uint32) uint32  { return uint32(int32(int8(x))) }
func signed16(x uint32) uint32 { return uint32(int32(int16(x))) }

func saturate8(x uint32) uint32  { return uint32(min(max(int32(int16(x)), -1<<7), 1<<7-1)) }
func saturate16(x uint32) uint32 { return uint32(min(max(int32(x), -1<<15), 1<<15-1)) }

// larger8 is the larger of each of the lower eight int8.
func larger8(_ uint32, n, m vector, i int) uint32 {
	var r uint32
	for k := 4 * i; k < 4*i+4 && k < 8; k++ {
		r |= uint32(uint8(max(int8(element(n, 8, k)), int8(element(m, 8, k))))) << (k % 4 * 8)
	}
	return r
}

var neonProbes = map[string]neonProbe{
	"FADD4": {neonFADD4, onFloats(func(x, y float32) float32 { return x + y }), false},
	"FSUB4": {neonFSUB4, onFloats(func(x, y float32) float32 { return x - y }), false},
	"FMUL4": {neonFMUL4, onFloats(func(x, y float32) float32 { return x * y }), false},
	"FDIV4": {neonFDIV4, onFloats(func(x, y float32) float32 { return x / y }), false},

	"FMLA4":         {neonFMLA4, fused(1, -1), false},
	"FMLS4":         {neonFMLS4, fused(-1, -1), false},
	"FMLA4_ELEM[0]": {neonFMLA4Elem0, fused(1, 0), false},
	"FMLA4_ELEM[1]": {neonFMLA4Elem1, fused(1, 1), false},
	"FMLA4_ELEM[2]": {neonFMLA4Elem2, fused(1, 2), false},
	"FMLA4_ELEM[3]": {neonFMLA4Elem3, fused(1, 3), false},

	"FMAX4":   {neonFMAX4, onFloats(max2), false},
	"FMIN4":   {neonFMIN4, onFloats(min2), false},
	"FMAXNM4": {neonFMAXNM4, onFloats(number(max2)), false},
	"FMINNM4": {neonFMINNM4, onFloats(number(min2)), false},

	"FCMEQ4":      {neonFCMEQ4, compares(func(x, y float32) bool { return x == y }), true},
	"FCMGE4":      {neonFCMGE4, compares(func(x, y float32) bool { return x >= y }), true},
	"FCMGT4":      {neonFCMGT4, compares(func(x, y float32) bool { return x > y }), true},
	"FCMGT4_ZERO": {neonFCMGT4Zero, comparesZero(func(x float32) bool { return x > 0 }), true},
	"FCMLE4_ZERO": {neonFCMLE4Zero, comparesZero(func(x float32) bool { return x <= 0 }), true},
	"FCMLT4_ZERO": {neonFCMLT4Zero, comparesZero(func(x float32) bool { return x < 0 }), true},

	"FSQRT4":  {neonFSQRT4, onFloat(func(x float32) float32 { return float32(math.Sqrt(float64(x))) }), false},
	"FRINTN4": {neonFRINTN4, onFloat(func(x float32) float32 { return float32(math.RoundToEven(float64(x))) }), false},
	"FABS4":   {neonFABS4, onBits(func(_, n, _ uint32) uint32 { return n &^ (1 << 31) }), true},
	"FNEG4":   {neonFNEG4, onBits(func(_, n, _ uint32) uint32 { return n ^ 1<<31 }), true},

	"FCVTNS4": {neonFCVTNS4, onBits(toInt), true},
	"SCVTF4":  {neonSCVTF4, onBits(func(_, n, _ uint32) uint32 { return math.Float32bits(float32(int32(n))) }), true},

	"SSHR4 1":  {neonSSHR4By1, shiftRight(1), true},
	"SSHR4 23": {neonSSHR4By23, shiftRight(23), true},
	"SSHR4 32": {neonSSHR4By32, shiftRight(32), true},
	"SHL4 0":   {neonSHL4By0, shiftLeft(0), true},
	"SHL4 23":  {neonSHL4By23, shiftLeft(23), true},
	"SHL4 31":  {neonSHL4By31, shiftLeft(31), true},

	"FCVTL4":      {neonFCVTL4, widens(32, 0, f16Bits32), true},
	"FCVTL4_HIGH": {neonFCVTL4High, widens(32, 4, f16Bits32), true},
	"FCVTN4":      {neonFCVTN4, narrows(32, false, f32Bits16), true},
	"FCVTN4_HIGH": {neonFCVTN4High, narrows(32, true, f32Bits16), true},
	"SQXTN4":      {neonSQXTN4, narrows(32, false, saturate16), true},
	"SQXTN4_HIGH": {neonSQXTN4High, narrows(32, true, saturate16), true},
	"SQXTN8":      {neonSQXTN8, narrows(16, false, saturate8), true},
	"SXTL8":       {neonSXTL8, widens(16, 0, signed8), true},
	"SXTL4":       {neonSXTL4, widens(32, 0, signed16), true},
	"SXTL4_HIGH":  {neonSXTL4High, widens(32, 4, signed16), true},
	"SMAX8":       {neonSMAX8, larger8, true},

	"BSL16": {neonBSL16, onBits(func(d, n, m uint32) uint32 { return n&d | m&^d }), true},
	"BIT16": {neonBIT16, onBits(func(d, n, m uint32) uint32 { return n&m | d&^m }), true},
}

// neonValues are zeros, ones, halves that round either way, the ends of the
// range and of that of binary16, subnormals, infinities, NaN and the ends of
// int32, int16 and int8.
func neonValues() []uint32 {
	var v []uint32
	for _, x := range []float32{
		0, 1, 0.5, 1.5, 2.5, 0.49999997, 0.50000006, 3, 1e-3, 8388607.5, 8388609, 16777215, 16777217,
		1 + 1.0/(1<<23), 1 - 1.0/(1<<24), 1 + 1.0/(1<<12), 2147483520, 2147483648, 4e9,
		math.MaxFloat32, math.SmallestNonzeroFloat32, 1.1754944e-38, 1.1754942e-38, 1e-40, 1e20, 1e-20, 1.0 / (1 << 24),
		65504, 65519.996, 65520, 0x1p-14, 0x1.ffcp-15, 0x1.ffep-15, 0x1p-24, 0x1p-25, 0x1.8p-24, 0x1.002p0, 0x1.006p0,
		float32(math.Inf(1)), float32(math.NaN()),
	} {
		v = append(v, math.Float32bits(x), math.Float32bits(x)^1<<31)
	}
	return append(v, 2, 0xFF, 1<<30+64, 1<<30+65, math.MaxInt32-64, 1<<31+64, 0xAAAAAAAA,
		1<<15-1, 1<<15, ^uint32(1<<15-1), ^uint32(1<<15), 0x007F0080, 0xFF80FF7F, 0x7FFF8000, 0x7F80FF00, 0x7C01FE00)
}

// quiet makes a NaN quiet: a signalling one counts as a number to nobody.
func quiet(x uint32) uint32 {
	if x&0x7FFFFFFF > 0x7F800000 {
		return x | 1<<22
	}
	return x
}

func TestNEONMacros(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	values := neonValues()
	pick := func() uint32 {
		if r.IntN(3) == 0 {
			return quiet(r.Uint32())
		}
		return quiet(values[r.IntN(len(values))])
	}
	for name, p := range neonProbes {
		check := func(d, n, m vector) {
			got := [2]vector{d}
			p.run(&got, &n, &m)
			for i := range d {
				want := p.want(d[i], n, m, i)
				for set, g := range got {
					if g[i] == want || !p.bits && quiet(g[i]) == g[i] && isNaN(g[i]) && isNaN(want) {
						continue
					}
					t.Fatalf("%s, registers %d: d %08x n %08x m %08x: lane %d is %08x, want %08x", name, set, d, n, m, i, g[i], want)
				}
			}
		}
		for i := range values { // all pairs
			for j := 0; j < len(values); j++ {
				d, n, m := vector{pick(), pick(), pick(), pick()}, vector{}, vector{}
				for lane := range n {
					n[lane] = quiet(values[i])
					m[lane] = quiet(values[(j+lane)%len(values)])
				}
				check(d, n, m)
			}
		}
		for range 5000 {
			check(vector{pick(), pick(), pick(), pick()}, vector{pick(), pick(), pick(), pick()}, vector{pick(), pick(), pick(), pick()})
		}
	}
}

func isNaN(x uint32) bool { return x&0x7FFFFFFF > 0x7F800000 }
