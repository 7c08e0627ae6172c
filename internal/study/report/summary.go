package report

import (
	"fmt"
	"strconv"

	"github.com/gopathway/pathway/internal/study"
)

// This file: the short tables, which sum an experiment up in few columns. Other
// documents quote them (see UpdateTables).

// shortTable is such a table and its name: the experiment's, or study.AllExperiments.
type shortTable struct {
	name string
	grid grid
}

// short returns the short tables in the order of the report. If no experiment of a study
// compares anything, each says little alone: then one table of them all comes first.
func (a *analysis) short() []shortTable {
	var out []shortTable
	if !a.Config.Compares() && len(a.Config.Experiments) > 1 {
		out = append(out, shortTable{study.AllExperiments, alone(a.tables, true)})
	}
	for i := range a.Config.Experiments {
		e, tables := &a.Config.Experiments[i], a.of(i)
		if e.Compares() {
			out = append(out, shortTable{e.Name, compared(tables)})
		} else {
			out = append(out, shortTable{e.Name, alone(tables, false)})
		}
	}
	return out
}

// summaries shows the short tables.
func (a *analysis) summaries(d *document) {
	legend := a.subject() + " in percent, mean over seeds"
	if a.Config.Compares() {
		legend += "; the difference to the baseline in percentage points, seed by seed, ± half the 95 % interval; p of the paired t-test, raw and by Holm. * as above."
	} else {
		legend += "; test samples correct, of all seeds together; trained parameters."
	}
	d.add(heading{2, "In short"}, paragraph(legend))
	for _, s := range a.short() {
		d.add(heading{3, "In short: " + s.name}, s.grid)
	}
}

// compared returns the short table of arms and their baseline.
func compared(tables []table) grid {
	label, further := or(measures(tables...)), metricNames(tables...)
	g := grid{numbers: 3, head: []string{"target", "samples", "arm", "seeds", label, "difference", "p", "p, Holm"}}
	g.head = append(g.head, further...)
	for _, t := range tables {
		for _, r := range t.rows {
			line := []string{t.Target, study.SizeLabel(t.Size), r.arm.Name, fmt.Sprint(len(r.cells)), r.figure(label)}
			switch v := r.versus; {
			case v == nil:
				line = append(line, "", "", "")
			case v.N > 0 && v.verdict() == "identical":
				line = append(line, "identical", "", "")
			default:
				line = append(line, difference(v), pValue(v.tTest), pValue(v.holm))
			}
			g.rows = append(g.rows, append(line, r.metrics(further)...))
		}
	}
	return g
}

// alone returns the short table of experiments with one arm each. The table of all of a
// study's experiments names the experiment in place of the arm.
func alone(tables []table, all bool) grid {
	label, further := or(measures(tables...)), metricNames(tables...)
	counted := false
	for _, t := range tables {
		for _, r := range t.rows {
			counted = counted || correct(r.results) != "–"
		}
	}
	g := grid{numbers: 3, head: []string{"target", "samples", "arm", "seeds", label}}
	if all {
		g.head = []string{"experiment", "target", "samples", "seeds", label}
	}
	if counted {
		g.head = append(g.head, "test samples correct")
	}
	g.head = append(append(g.head, further...), "parameters")
	for _, t := range tables {
		for _, r := range t.rows {
			line := []string{t.Target, study.SizeLabel(t.Size), r.arm.Name}
			if all {
				line = []string{t.Experiment.Name, t.Target, study.SizeLabel(t.Size)}
			}
			line = append(line, fmt.Sprint(len(r.cells)), r.figure(label))
			if counted {
				line = append(line, correct(r.results))
			}
			line = append(line, r.metrics(further)...)
			g.rows = append(g.rows, append(line, parameters(r.results, thousands)))
		}
	}
	return g
}

// correct counts the test samples of all seeds that are classified correctly. It returns a
// dash if a seed does not count them.
func correct(results []study.Result) string {
	right, of := 0, 0
	for _, r := range results {
		if r.Samples == 0 {
			return "–"
		}
		right, of = right+r.Correct, of+r.Samples
	}
	if of == 0 {
		return "–"
	}
	return thousands(right) + " of " + thousands(of)
}

// thousands writes a number that is not negative, with commas between thousands.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
