//go:build race

package modeltest

// RaceEnabled says that the race detector runs: sync.Pool then drops what it is
// given, so allocations cannot be counted.
const RaceEnabled = true
