//go:build !purego

package simd

// useNEON lets a kernel take its NEON version. Every arm64 CPU has NEON.
var useNEON bool

func nativeLevels() []Level { return []Level{NEON} }

func setLevel(l Level) {
	current = l
	useNEON = l == NEON
}
