package simd_test

import (
	"fmt"
	"slices"

	"github.com/gopathway/pathway/simd"
)

// This file: the package in one example.

// The same product and activation on every instruction set that this CPU has: the bits are
// equal.
func Example() {
	a, b := make([]float32, 16*24), make([]float32, 24*8)
	for i := range a {
		a[i] = float32(i%7) - 3
	}
	for i := range b {
		b[i] = float32(i%5) / 4
	}
	var first []float32
	same := true
	for _, level := range simd.Levels() {
		restore, err := simd.Use(level)
		if err != nil {
			panic(err)
		}
		c := make([]float32, 16*8)
		simd.Gemm(false, false, 16, 8, 24, a, 24, b, 8, c, 8, nil)
		simd.GELU(c, c)
		restore()
		if first == nil {
			first = c
		}
		same = same && slices.Equal(first, c)
	}
	fmt.Println("equal bits on all levels:", same)
	// Output: equal bits on all levels: true
}
