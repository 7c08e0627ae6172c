//go:build !race

// Package race tells tests whether the race detector runs.
package race

// Enabled reports whether the race detector runs; see race.go.
const Enabled = false
