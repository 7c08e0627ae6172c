//go:build purego || !(amd64 || arm64)

package simd

// This file: the levels of platforms without assembly: there is only Portable.

func nativeLevels() []Level { return nil }

func setLevel(l Level) { current = l }
