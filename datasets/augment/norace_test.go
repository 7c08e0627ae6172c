//go:build !race

package augment

// raceEnabled: see race_test.go.
const raceEnabled = false
