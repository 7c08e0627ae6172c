//go:build race

// Package race tells tests whether the race detector runs.
package race

// Enabled reports whether the race detector runs. Under it sync.Pool drops what it
// is given at random, so allocations cannot be counted.
const Enabled = true
