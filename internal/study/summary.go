package study

import "fmt"

// This file: the tables that say an experiment in few columns, which other
// documents quote (see UpdateTables).

// summaries gives each experiment its short table.
func (a *analysis) summaries(d *document) {
	d.add(heading{2, "In short"}, paragraph(a.subject()+" in percent, mean over seeds; the difference to the baseline in percentage points, seed by seed, ± half the 95 % interval; p of the paired t-test, raw and by Holm. * as above."))
	for i := range a.config.Experiments {
		d.add(heading{3, "In short: " + a.config.Experiments[i].Name}, a.summary(i))
	}
}

// summary is the short table of an experiment.
func (a *analysis) summary(experiment int) grid {
	tables := a.of(experiment)
	label, further := or(measures(tables...)), metricNames(tables...)
	g := grid{numbers: 3, head: []string{"target", "samples", "arm", "seeds", label, "difference", "p", "p, Holm"}}
	g.head = append(g.head, further...)
	for _, t := range tables {
		for _, r := range t.rows {
			line := []string{t.target, sizeLabel(t.size), r.arm.Name, fmt.Sprint(len(r.cells)), r.figure(label)}
			switch v := r.versus; {
			case v == nil:
				line = append(line, "", "", "")
			case v.n > 0 && v.verdict() == "identical":
				line = append(line, "identical", "", "")
			default:
				line = append(line, difference(v), pValue(v.tTest), pValue(v.holm))
			}
			g.rows = append(g.rows, append(line, r.metrics(further)...))
		}
	}
	return g
}
