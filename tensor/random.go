package tensor

// The generator of all randomness, and tensors filled from it. Nothing here
// uses a function of package math whose last bit differs between platforms.

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gopathway/pathway/internal/fixedmath"
)

// RNG is a seeded generator (PCG). Equal seeds give equal bits on every
// platform, and its state can be saved and restored, so a resumed run draws
// what the unbroken run would have drawn.
type RNG struct {
	pcg *rand.PCG
	r   *rand.Rand
}

// NewRNG returns a generator for seed. Further words, such as an epoch or an
// index, select independent streams of the same seed.
func NewRNG(seed uint64, stream ...uint64) *RNG {
	s := mix(0x9E3779B97F4A7C15)
	for _, w := range stream {
		s = mix(s ^ w)
	}
	pcg := rand.NewPCG(seed, s)
	return &RNG{pcg: pcg, r: rand.New(pcg)}
}

// Seed restarts the generator as NewRNG would make it.
func (g *RNG) Seed(seed uint64, stream ...uint64) {
	s := mix(0x9E3779B97F4A7C15)
	for _, w := range stream {
		s = mix(s ^ w)
	}
	g.pcg.Seed(seed, s)
}

// mix is the finalizer of SplitMix64 (Steele et al., 2014).
func mix(z uint64) uint64 {
	z += 0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// MarshalBinary returns the generator's state.
func (g *RNG) MarshalBinary() ([]byte, error) { return g.pcg.MarshalBinary() }

// UnmarshalBinary restores a state that MarshalBinary returned.
func (g *RNG) UnmarshalBinary(b []byte) error {
	if err := g.pcg.UnmarshalBinary(b); err != nil {
		return fmt.Errorf("tensor: generator state: %w", err)
	}
	return nil
}

// CopyFrom gives g the state of o: both draw the same from here on.
func (g *RNG) CopyFrom(o *RNG) { *g.pcg = *o.pcg }

// Uint64 returns 64 random bits.
func (g *RNG) Uint64() uint64 { return g.pcg.Uint64() }

// IntN returns an integer in [0, n); it panics if n <= 0.
func (g *RNG) IntN(n int) int { return g.r.IntN(n) }

// Perm returns a random permutation of 0..n-1.
func (g *RNG) Perm(n int) []int { return g.r.Perm(n) }

// Float32 returns a number in [0, 1) with 24 random bits.
func (g *RNG) Float32() float32 { return float32(g.pcg.Uint64()>>40) * 0x1p-24 }

// Float64 returns a number in [0, 1) with 53 random bits.
func (g *RNG) Float64() float64 { return float64(g.pcg.Uint64()>>11) * 0x1p-53 }

// Norm returns a number of the standard normal distribution, by Marsaglia's
// polar method. It uses no function of package math that rounds differently
// from one platform to the next.
func (g *RNG) Norm() float64 {
	for {
		u := 2*g.Float64() - 1
		v := 2*g.Float64() - 1
		s := float64(u*u) + float64(v*v)
		if s > 0 && s < 1 {
			return u * math.Sqrt(-2*fixedmath.Log(s)/s)
		}
	}
}

// Uniform fills t with numbers in [lo, hi). A nil generator
// leaves t as it is.
func (t *Tensor) Uniform(g *RNG, lo, hi float32) *Tensor {
	if g == nil {
		return t
	}
	d := hi - lo
	for i := range t.data {
		t.data[i] = lo + float32(d*g.Float32())
	}
	return t
}

// Normal fills t with numbers of the normal distribution. A nil generator
// leaves t as it is.
func (t *Tensor) Normal(g *RNG, mean, std float32) *Tensor {
	if g == nil {
		return t
	}
	for i := range t.data {
		t.data[i] = mean + float32(std*float32(g.Norm()))
	}
	return t
}

// TruncNormal fills t with numbers of the normal distribution truncated to
// [mean-2·std, mean+2·std], as timm initialises weights. A nil generator
// leaves t as it is.
func (t *Tensor) TruncNormal(g *RNG, mean, std float32) *Tensor {
	if g == nil {
		return t
	}
	for i := range t.data {
		x := g.Norm()
		for x < -2 || x > 2 {
			x = g.Norm()
		}
		t.data[i] = mean + float32(std*float32(x))
	}
	return t
}
