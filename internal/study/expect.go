package study

// expectation guesses how long a cell takes from those that are finished.
type expectation struct {
	levels [4]map[string][2]float64 // seconds and count by what a cell has in common with others
}

// likeness returns what cells share, the closest relation first: all but the
// seed, target and size, target, nothing.
func likeness(c Cell) [4]string {
	return [4]string{c.settingsKey(), c.Target + "\n" + sizeLabel(c.Size), c.Target, ""}
}

// add learns from a finished cell.
func (e *expectation) add(c Cell, seconds float64) {
	for i, key := range likeness(c) {
		if e.levels[i] == nil {
			e.levels[i] = map[string][2]float64{}
		}
		v := e.levels[i][key]
		e.levels[i][key] = [2]float64{v[0] + seconds, v[1] + 1}
	}
}

// of is the mean of the finished cells closest to c; ok is false if none is
// finished.
func (e *expectation) of(c Cell) (seconds float64, ok bool) {
	for i, key := range likeness(c) {
		if v, ok := e.levels[i][key]; ok {
			return v[0] / v[1], true
		}
	}
	return 0, false
}
