package simd

import (
	"math"
	"testing"
)

// Every element arrives with all its bits, and nothing else is written, for
// shapes on both sides of all block sizes.
func TestTranspose(t *testing.T) {
	shapes := [][2]int{{64, 64}, {100, 130}, {130, 100}, {16, 300}, {300, 16}, {1, 1000}, {1000, 3}, {127, 65}, {200, 71}}
	for rows := 0; rows <= 40; rows++ {
		for cols := 0; cols <= 40; cols++ {
			shapes = append(shapes, [2]int{rows, cols})
		}
	}
	forLevels(t, func(t *testing.T) {
		for _, s := range shapes {
			rows, cols := s[0], s[1]
			x := make([]float32, rows*cols)
			for i := range x {
				x[i] = math.Float32frombits(0x7fffff00 + uint32(i)) // NaN, then small negative numbers
			}
			dstMemory, dst := place(make([]float32, len(x)))
			xMemory, from := place(x)
			Transpose(dst, from, rows, cols)
			for i, v := range x {
				r, c := i/max(cols, 1), i%max(cols, 1)
				if got := dst[c*rows+r]; math.Float32bits(got) != math.Float32bits(v) {
					t.Fatalf("%dx%d: row %d, column %d is %08x, want %08x", rows, cols, r, c, math.Float32bits(got), math.Float32bits(v))
				}
				if math.Float32bits(from[i]) != math.Float32bits(v) {
					t.Fatalf("%dx%d: the input changed", rows, cols)
				}
			}
			for _, w := range [][]float32{dstMemory, xMemory} {
				for i := 0; i < margin; i++ {
					if w[i] != guard || w[len(w)-1-i] != guard {
						t.Fatalf("%dx%d: wrote outside its matrix", rows, cols)
					}
				}
			}
		}
	})
}

func TestTransposeChecksLengths(t *testing.T) {
	for _, n := range [][2]int{{11, 12}, {12, 11}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Transpose of 3x4 with slices of %d and %d did not panic", n[0], n[1])
				}
			}()
			Transpose(make([]float32, n[0]), make([]float32, n[1]), 3, 4)
		}()
	}
}
