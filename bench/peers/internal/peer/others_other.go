//go:build !linux

package peer

// Load would measure how much of the machine others take.
type Load struct{}

// StartLoad does nothing here.
func StartLoad() Load { return Load{} }

// Others returns 0: not known.
func (Load) Others() float64 { return 0 }

// ownSeconds is not known either.
func ownSeconds() float64 { return 0 }
