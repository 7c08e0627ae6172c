//go:build !purego

package fmapeak

import "golang.org/x/sys/cpu"

// loops returns the loops this CPU can run: some are as fast with either
// width, some twice as fast with the wider.
func loops() []loop {
	var l []loop
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		l = append(l, loop{chainsAVX2, 24 * 8 * 2})
		if cpu.X86.HasAVX512F {
			l = append(l, loop{chainsAVX512, 24 * 16 * 2})
		}
	}
	return l
}

// chainsAVX2 runs 12 independent chains of eight lanes, each two links a round.
//
//go:noescape
func chainsAVX2(rounds int)

// chainsAVX512 runs 24 independent chains of sixteen lanes, each one link a
// round.
//
//go:noescape
func chainsAVX512(rounds int)
