package simd

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// exactFMA computes a·b + c by big.Float and rounds once.
func exactFMA(a, b, c float32) float32 {
	if math.IsInf(float64(a), 0) || math.IsInf(float64(b), 0) || math.IsInf(float64(c), 0) || a != a || b != b || c != c {
		return float32(float64(a)*float64(b) + float64(c))
	}
	f := func(x float32) *big.Float { return new(big.Float).SetPrec(2000).SetFloat64(float64(x)) }
	p := f(a)
	p.Mul(p, f(b))
	if p.Sign() == 0 || p.Cmp(new(big.Float).Neg(f(c))) == 0 {
		return float32(float64(a)*float64(b) + float64(c)) // signs of zero
	}
	p.Add(p, f(c))
	r, _ := p.Float32()
	return r
}

func TestFMA(t *testing.T) {
	check := func(a, b, c float32) {
		got, want := FMA(a, b, c), exactFMA(a, b, c)
		if math.Float32bits(got) != math.Float32bits(want) && (got == got || want == want) {
			t.Fatalf("FMA(%x, %x, %x) = %x, want %x", a, b, c, got, want)
		}
	}
	special := []float32{0, float32(math.Copysign(0, -1)), 1, -1, 1 + 0x1p-23, 1 - 0x1p-24, 0x1p-126, 0x1p-149, 0x1.8p-140, 0x1p127, math.MaxFloat32,
		-math.MaxFloat32, 0x1p-75, 0x1p-63, 0x1.000002p-12, 0x1p-24, 3, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN())}
	for _, a := range special {
		for _, b := range special {
			for _, c := range special {
				check(a, b, c)
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := 0; i < 300000; i++ {
		a, b := math.Float32frombits(r.Uint32()), math.Float32frombits(r.Uint32())
		var c float32
		switch i % 3 {
		case 0: // anything
			c = math.Float32frombits(r.Uint32())
		case 1: // a sum near the product, and ties: few bits
			a, b = float32(r.IntN(1<<13)), float32(r.IntN(1<<13))*0x1p-30
			c = float32(r.IntN(1<<24)) * float32(math.Ldexp(1, r.IntN(60)-40))
		case 2: // a subnormal result
			a, b = float32(r.NormFloat64())*0x1p-70, float32(r.NormFloat64())*0x1p-70
			c = math.Float32frombits(r.Uint32() & 0x807FFFFF)
		}
		check(a, b, c)
	}
	// Halfway in float64, not in truth: 1 + 2^-24 + 2^-60 must round up.
	check(1+0x1p-12, 0x1p-12, 1)
	check(0x1.000002p-30, 0x1p-30, 1+0x1p-23)
}
