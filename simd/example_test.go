package simd_test

import (
	"fmt"

	"github.com/gopathway/pathway/simd"
)

// A product of a 2×3 and a 3×2 matrix.
func ExampleGemm() {
	a := []float32{1, 2, 3, 4, 5, 6}
	b := []float32{1, 0, 0, 1, 1, 1}
	c := make([]float32, 4)
	simd.Gemm(false, false, 2, 2, 3, a, 3, b, 2, c, 2, nil)
	fmt.Println(c)
	// Output: [4 5 10 11]
}

// A linear layer x·Wᵀ + bias + residual in one sweep: W has a row for each
// output, so it is the transposed operand.
func ExampleEpilogue() {
	x := []float32{1, 2}
	w := []float32{1, 1, 2, 0, 0, 3} // [3, 2]
	y := make([]float32, 3)
	simd.Gemm(false, true, 1, 3, 2, x, 2, w, 2, y, 3, &simd.Epilogue{
		Bias:     []float32{10, 20, 30},
		Residual: []float32{0.5, 0.5, 0.5},
	})
	fmt.Println(y)
	// Output: [13.5 22.5 36.5]
}

// A weight that many products read is packed once.
func ExamplePackedB() {
	w := []float32{1, 1, 2, 0, 0, 3} // [3, 2]
	packed := simd.PackB(true, 2, 3, w, 2)
	for _, x := range [][]float32{{1, 2}, {3, 4}} {
		y := make([]float32, 3)
		simd.GemmPacked(false, 1, x, 2, packed, y, 3, nil)
		fmt.Println(y)
	}
	// Output:
	// [3 2 6]
	// [7 6 12]
}

// The portable code is on every machine, and its bits are those of all levels.
func ExampleLevels() {
	levels := simd.Levels()
	fmt.Println(levels[0], len(levels) >= 1)
	// Output: portable true
}
