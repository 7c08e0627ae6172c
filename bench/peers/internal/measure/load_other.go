//go:build !linux

package measure

// Load would measure how much of the machine others take.
type Load struct{}

// StartLoad does nothing here.
func StartLoad() Load { return Load{} }

// Others returns 0: not known.
func (Load) Others() float64 { return 0 }

// OthersThan returns 0 too.
func (Load) OthersThan(seconds float64) float64 { return 0 }

// OwnSeconds is not known either.
func OwnSeconds() float64 { return 0 }

// PeakMemory returns 0: not known.
func PeakMemory(pid int) float64 { return 0 }
