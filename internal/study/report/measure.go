package report

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/stats"
)

// This file: how tables name what results measure, and show their further figures.

// measures lists what the arms of tables measure, each name once, or accuracy while
// there is no result.
func measures(tables ...table) []string {
	var names []string
	for _, t := range tables {
		for _, r := range t.rows {
			for _, m := range r.measures() {
				if !slices.Contains(names, m) {
					names = append(names, m)
				}
			}
		}
	}
	if names == nil {
		names = []string{study.Accuracy}
	}
	return names
}

// measures lists what the seeds of an arm measure: one thing, unless the runner has
// changed between them.
func (r *row) measures() []string {
	var names []string
	for i := range r.results {
		if m := r.results[i].MeasureName(); !slices.Contains(names, m) {
			names = append(names, m)
		}
	}
	return names
}

// or joins names for a heading.
func or(names []string) string { return strings.Join(names, " / ") }

// figure writes the arm's mean. If the column's heading names several measures, it adds
// the arm's own.
func (r *row) figure(column string) string {
	s := points(r.accuracy.Mean, false)
	if m := or(r.measures()); m != "" && m != column {
		s += " " + m
	}
	return s
}

// figures names a study's main figures for the middle of a sentence.
func (a *analysis) figures() string { return strings.Join(measures(a.tables...), " or ") }

// subject names a study's main figures for the beginning of a sentence.
func (a *analysis) subject() string {
	if name := a.figures(); name != study.Accuracy {
		return "The " + name
	}
	return "Accuracy"
}

// metricNames lists the further figures of tables, each once.
func metricNames(tables ...table) []string {
	var names []string
	for _, t := range tables {
		for _, r := range t.rows {
			for _, result := range r.results {
				for _, m := range result.Metrics {
					if !slices.Contains(names, m.Name) {
						names = append(names, m.Name)
					}
				}
			}
		}
	}
	return names
}

// metrics writes an arm's further figures of those names, each the mean over the seeds
// that have it.
func (r *row) metrics(names []string) []string {
	cells := make([]string, len(names))
	for i, name := range names {
		var values []float64
		for _, result := range r.results {
			for _, m := range result.Metrics {
				if m.Name == name {
					values = append(values, m.Value)
				}
			}
		}
		cells[i] = plainNumber(stats.Mean(values).Mean)
	}
	return cells
}

// plainNumber writes a number with four significant digits, or a whole number with all
// its digits.
func plainNumber(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	size := math.Abs(v)
	text := strconv.FormatFloat(size, 'e', 3, 64) // rounded: 9.99999 has the exponent of 10
	exponent, err := strconv.Atoi(text[strings.IndexByte(text, 'e')+1:])
	if err != nil {
		panic("report: " + err.Error())
	}
	switch {
	case size == math.Trunc(size) && exponent < 15:
		text = strconv.FormatFloat(size, 'f', 0, 64)
	case exponent >= -5 && exponent < 15:
		text = strconv.FormatFloat(size, 'f', max(0, 3-exponent), 64)
	}
	if v < 0 {
		return "−" + text
	}
	return text
}
