package plot

import (
	"strings"

	gplot "gonum.org/v1/plot"
)

// labels returns the labels of ticks.
func labels(ticks []gplot.Tick) string {
	var s []string
	for _, t := range ticks {
		if t.Label != "" {
			s = append(s, t.Label)
		}
	}
	return strings.Join(s, " ")
}
