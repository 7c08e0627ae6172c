//go:build !race

package nntest

// RaceEnabled reports whether the race detector runs; see race.go.
const RaceEnabled = false
