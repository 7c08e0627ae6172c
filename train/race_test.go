//go:build race

package train

// raceEnabled: under the race detector sync.Pool drops what it is given, so
// allocations cannot be counted.
const raceEnabled = true
