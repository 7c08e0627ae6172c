//go:build !race

package nn

// raceEnabled: see race_test.go.
const raceEnabled = false
