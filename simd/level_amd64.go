//go:build !purego

package simd

import "golang.org/x/sys/cpu"

// useAVX2 and useAVX512 let a kernel take its version for that level.
var useAVX2, useAVX512 bool

func nativeLevels() []Level {
	var l []Level
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		l = append(l, AVX2)
		if cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL {
			l = append(l, AVX512)
		}
	}
	return l
}

func setLevel(l Level) {
	current = l
	useAVX2 = l >= AVX2
	useAVX512 = l >= AVX512
}
