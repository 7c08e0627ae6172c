//go:build !race

package m2pt

// raceEnabled: see race_test.go.
const raceEnabled = false
