package study

import (
	"fmt"
	"strings"
	"unicode"
)

// This file: what a result measures, and its further figures.

// Accuracy is the measure of results that name none.
const Accuracy = "accuracy"

// Metric is a further figure of a result, such as a loss.
type Metric struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}

// MeasureName returns the name of the main figure.
func (r *Result) MeasureName() string {
	if r.Measure == "" {
		return Accuracy
	}
	return r.Measure
}

// checkMeasures refuses names that a table could not show, two figures of one name,
// and values that are not numbers.
func (r *Result) checkMeasures() []error {
	var errs []error
	if r.Measure != "" && !oneLine(r.Measure) {
		errs = append(errs, fmt.Errorf("result: measure is %q, want a name in one line", r.Measure))
	}
	seen := map[string]bool{}
	for _, m := range r.Metrics {
		if !oneLine(m.Name) {
			errs = append(errs, fmt.Errorf("result: metric %q: want a name in one line", m.Name))
		}
		if seen[m.Name] {
			errs = append(errs, fmt.Errorf("result: metric %q for the second time", m.Name))
		}
		seen[m.Name] = true
		errs = append(errs, finite(fmt.Sprintf("metric %q", m.Name), m.Value))
	}
	return errs
}

// oneLine reports whether s is a name: not empty, without spaces around it, and
// without control characters such as line ends.
func oneLine(s string) bool {
	return s != "" && s == strings.TrimSpace(s) && !strings.ContainsFunc(s, unicode.IsControl)
}
