//go:build !purego

package simd

import "golang.org/x/sys/cpu"

// useAVX2 lets a kernel take its AVX2 version.
var useAVX2 bool

func nativeLevels() []Level {
	var l []Level
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		l = append(l, AVX2)
	}
	return l
}

func setLevel(l Level) {
	current = l
	useAVX2 = l >= AVX2
}
