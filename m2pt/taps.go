package m2pt

import (
	"fmt"
	"slices"
)

// This file: which blocks of a backbone a segmentation head reads. Blocks are
// numbered from 1, as they are in papers: "blocks 4, 8 and 12 of 12".

// evenTaps returns up to n blocks at equal distances that end with the last:
// numbers ⌈depth·i/n⌉.
func evenTaps(depth, n int) []int {
	var taps []int
	for i := 1; i <= n; i++ {
		taps = append(taps, (depth*i+n-1)/n)
	}
	return slices.Compact(taps) // a shallow backbone has fewer
}

// checkTaps reports blocks that do not exist or do not rise.
func checkTaps(what string, taps []int, depth int) error {
	for i, b := range taps {
		if b < 1 || b > depth || i > 0 && b <= taps[i-1] {
			return fmt.Errorf("m2pt: %s: feature_blocks are %v, want rising numbers from 1 to %d", what, taps, depth)
		}
	}
	return nil
}
