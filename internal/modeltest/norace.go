//go:build !race

package modeltest

// RaceEnabled: see race.go.
const RaceEnabled = false
