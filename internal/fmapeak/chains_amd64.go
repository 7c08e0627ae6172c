//go:build !purego

package fmapeak

import "golang.org/x/sys/cpu"

// chains does rounds × 24 multiply-adds of eight lanes and returns the number
// of floating-point operations.
func chains(rounds int) float64 {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		return 0
	}
	chainsAVX2(rounds)
	return float64(rounds) * 24 * 8 * 2
}

// chainsAVX2 runs 12 independent chains, each two links a round.
//
//go:noescape
func chainsAVX2(rounds int)
