//go:build !race

package datasets

// raceEnabled: see race_test.go.
const raceEnabled = false
