//go:build purego || !(amd64 || arm64)

package simd

func nativeLevels() []Level { return nil }

func setLevel(l Level) { current = l }
