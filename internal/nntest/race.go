//go:build race

package nntest

// RaceEnabled reports whether the race detector runs. Under it sync.Pool drops
// what it is given at random, so allocations cannot be counted.
const RaceEnabled = true
