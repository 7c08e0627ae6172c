//go:build race

package m2pt

// raceEnabled: under the race detector sync.Pool drops what it is given, so
// allocations cannot be counted.
const raceEnabled = true
