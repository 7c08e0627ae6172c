package plot

import "gonum.org/v1/plot/plotter"

// This file: errors of gonum that cannot be, because all numbers are finite.

// must returns what gonum has made.
func must[T any](v T, err error) T {
	if err != nil && err != plotter.ErrNoData {
		panic("plot: " + err.Error())
	}
	return v
}
