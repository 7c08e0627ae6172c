package simd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// conversionBits runs convert on every level, on vectors of all short lengths
// in guarded memory, and compares what it writes with the portable version's,
// NaN included. random makes an input.
func conversionBits[D, S comparable](t *testing.T, name string, convert func(dst []D, x []S), sentinel D, random func(r *rand.Rand) S) {
	r := rand.New(rand.NewPCG(31, 32))
	for n := 0; n <= 130; n++ {
		memory := make([]S, n+2*margin)
		for i := range memory {
			memory[i] = random(r)
		}
		before := append([]S(nil), memory...)
		var want []D
		for _, l := range Levels() {
			restore, err := Use(l)
			if err != nil {
				t.Fatal(err)
			}
			got := make([]D, n+2*margin)
			for i := range got {
				got[i] = sentinel
			}
			convert(got[margin:margin+n:margin+n], memory[margin:margin+n:margin+n])
			restore()
			if want == nil {
				want = got
			}
			for i := range got {
				// A float32 that is NaN is not equal to itself.
				if got[i] != want[i] && (got[i] == got[i] || want[i] == want[i]) {
					t.Fatalf("%s of %d on %v: element %d is %v, want %v", name, n, l, i-margin, got[i], want[i])
				}
			}
			for i := 0; i < margin; i++ {
				if got[i] != sentinel || got[len(got)-1-i] != sentinel {
					t.Fatalf("%s of %d on %v wrote outside its vector", name, n, l)
				}
			}
		}
		for i := range memory {
			if memory[i] != before[i] && memory[i] == memory[i] {
				t.Fatalf("%s of %d changed its input", name, n)
			}
		}
	}
}

func TestConversionBits(t *testing.T) {
	anyFloat := func(r *rand.Rand) float32 { // of the exponents that matter, or of all
		switch r.IntN(4) {
		case 0:
			return specials[r.IntN(len(specials))]
		case 1:
			return math.Float32frombits(r.Uint32())
		}
		return float32(math.Ldexp(r.NormFloat64(), r.IntN(48)-28))
	}
	anyShort := func(r *rand.Rand) uint16 { return uint16(r.Uint32()) }
	anyByte := func(r *rand.Rand) int8 { return int8(r.Uint32()) }
	conversionBits(t, "BF16FromFloat32", BF16FromFloat32, 0xabcd, anyFloat)
	conversionBits(t, "Float32FromBF16", Float32FromBF16, guard, anyShort)
	conversionBits(t, "F16FromFloat32", F16FromFloat32, 0xabcd, anyFloat)
	conversionBits(t, "Float32FromF16", Float32FromF16, guard, anyShort)
	for _, scale := range []float32{1, 0.037, -3, 0, 1e-40, 1e38, inf, nan} {
		conversionBits(t, fmt.Sprintf("Int8FromFloat32 by %v", scale), func(dst []int8, x []float32) { Int8FromFloat32(dst, x, scale) }, 99, anyFloat)
		conversionBits(t, fmt.Sprintf("Float32FromInt8 by %v", scale), func(dst []float32, x []int8) { Float32FromInt8(dst, x, scale) }, guard, anyByte)
	}
}

// shorts are all numbers of 16 bits.
func shorts() []uint16 {
	x := make([]uint16, 1<<16)
	for i := range x {
		x[i] = uint16(i)
	}
	return x
}

// halfValue returns the value of a number of 16 bits with the given number of
// bits of mantissa, by the definition.
func halfValue(h uint16, mantissa, bias int) float64 {
	e, m := int(h&0x7fff>>mantissa), float64(h&(1<<mantissa-1))
	sign := 1 - 2*float64(h>>15)
	switch {
	case e == 1<<(15-mantissa)-1 && m != 0:
		return math.NaN()
	case e == 1<<(15-mantissa)-1:
		return sign * math.Inf(1)
	case e == 0:
		return sign * math.Ldexp(m, 1-bias-mantissa)
	}
	return sign * math.Ldexp(m+float64(int(1)<<mantissa), e-bias-mantissa)
}

// All numbers of 16 bits become what they stand for, and come back.
func TestShortFormatsAreExact(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		for _, f := range []struct {
			name           string
			mantissa, bias int
			to             func(dst []float32, x []uint16)
			from           func(dst []uint16, x []float32)
		}{
			{"bfloat16", 7, 127, Float32FromBF16, BF16FromFloat32},
			{"binary16", 10, 15, Float32FromF16, F16FromFloat32},
		} {
			x := shorts()
			y, back := make([]float32, len(x)), make([]uint16, len(x))
			f.to(y, x)
			f.from(back, y)
			for i, h := range x {
				want := halfValue(h, f.mantissa, f.bias)
				if want != want {
					if y[i] == y[i] || back[i] != h|1<<(f.mantissa-1) {
						t.Fatalf("%s: NaN %04x becomes %v and then %04x", f.name, h, y[i], back[i])
					}
					continue
				}
				if float64(y[i]) != want || math.Signbit(float64(y[i])) != (h>>15 == 1) {
					t.Fatalf("%s: %04x is %v, want %v", f.name, h, y[i], want)
				}
				if back[i] != h {
					t.Fatalf("%s: %04x comes back as %04x", f.name, h, back[i])
				}
			}
		}
	})
}

// Around every midpoint of two neighbours, the last of them past the largest
// number, the nearer one is taken, and the even one in the middle.
func TestShortFormatsRoundToNearestEven(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		for _, f := range []struct {
			name           string
			mantissa, bias int
			from           func(dst []uint16, x []float32)
		}{
			{"bfloat16", 7, 127, BF16FromFloat32},
			{"binary16", 10, 15, F16FromFloat32},
		} {
			top := 1<<15 - 1<<f.mantissa // infinity, in the place of a power of 2
			value := func(h int) float64 {
				if h == top {
					return 2 * halfValue(uint16(h-1<<f.mantissa), f.mantissa, f.bias)
				}
				return halfValue(uint16(h), f.mantissa, f.bias)
			}
			var x []float32
			var want []uint16
			for h := 0; h < top; h++ {
				mid := float32((value(h) + value(h+1)) / 2)
				even := uint16(h + h&1)
				x = append(x, mid, -mid, math.Nextafter32(mid, 0), math.Nextafter32(mid, inf))
				want = append(want, even, 1<<15|even, uint16(h), uint16(h+1))
			}
			got := make([]uint16, len(x))
			f.from(got, x)
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("%s of %g: %04x, want %04x", f.name, x[i], got[i], want[i])
				}
			}
		}
	})
}

func TestInt8Cases(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		for _, c := range []struct {
			x, scale float32
			want     int8
		}{
			{0, 1, 0}, {0.5, 1, 0}, {1.5, 1, 2}, {2.5, 1, 2}, {-0.5, 1, 0}, {-1.5, 1, -2}, {126.5, 1, 126}, {127.4, 1, 127},
			{127.5, 1, 127}, {300, 1, 127}, {-127.5, 1, -127}, {-128, 1, -127}, {1e30, 1, 127}, {-1e30, 1, -127}, {inf, 1, 127}, {-inf, 1, -127},
			{nan, 1, 0}, {1, nan, 0}, {0, 0, 0}, {1, 0, 127}, {-1, 0, -127}, {0.75, 0.5, 2}, {1.25, 0.5, 2}, {-3, 2, -2}, {1, -1, -1}, {0x1p-140, 0x1p-142, 4},
		} {
			x := pad(c.x)
			got := make([]int8, len(x))
			Int8FromFloat32(got, x, c.scale)
			for _, v := range got {
				if v != c.want {
					t.Fatalf("%g by %g: %d, want %d", c.x, c.scale, v, c.want)
				}
			}
		}
	})
}

// Numbers of a vector scaled by its largest are off by half a step at most
// when they come back.
func TestInt8RoundTrip(t *testing.T) {
	forLevels(t, func(t *testing.T) {
		x := randoms(rand.New(rand.NewPCG(33, 34)), 1000)
		largest := float32(0)
		for _, v := range x {
			largest = max(largest, v, -v)
		}
		scale := largest / 127
		q, back := make([]int8, len(x)), make([]float32, len(x))
		Int8FromFloat32(q, x, scale)
		Float32FromInt8(back, q, scale)
		for i := range x {
			if d := math.Abs(float64(back[i]) - float64(x[i])); d > 0.500001*float64(scale) {
				t.Fatalf("%v comes back as %v with steps of %v", x[i], back[i], scale)
			}
		}
	})
}

func TestConversionLengthsAreChecked(t *testing.T) {
	f, h, b := make([]float32, 20), make([]uint16, 19), make([]int8, 19)
	for i, run := range []func(){
		func() { BF16FromFloat32(h, f) }, func() { Float32FromBF16(f, h) },
		func() { F16FromFloat32(h, f) }, func() { Float32FromF16(f, h) },
		func() { Int8FromFloat32(b, f, 1) }, func() { Float32FromInt8(f, b, 1) },
	} {
		func() {
			defer func() {
				if r := fmt.Sprint(recover()); !strings.HasSuffix(r, "x has 20 elements, dst has 19") && !strings.HasSuffix(r, "x has 19 elements, dst has 20") {
					t.Errorf("conversion %d of slices of two lengths: %v", i, r)
				}
			}()
			run()
		}()
	}
}
