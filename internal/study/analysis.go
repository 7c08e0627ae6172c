package study

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// analysis is what the cells of a study say.
type analysis struct {
	folder folder
	config *Config
	tables []table // in the config's order
	cells  int     // of the study
	done   int     // of them
	absent []absence
}

// table compares the arms of a group.
type table struct {
	group
	rows []row
}

// row is an arm of a table with its finished cells.
type row struct {
	arm      *Arm
	cells    []Cell // finished, by seed in the config's order
	results  []Result
	accuracy interval    // the main figure; no values where seeds measure different things
	versus   *comparison // nil: the baseline, or there is none
}

// comparison is an arm's main figure minus the baseline's, seed by seed.
type comparison struct {
	interval
	seeds                           []int
	differences                     []float64
	tTest, holm, signFlip, wilcoxon float64 // p-values; NaN: not defined
	mixed                           bool    // test sets of different sizes
	others                          int     // seeds whose figures measure different things: no pairs
}

// level is the chance of a false finding that an experiment takes.
const level = 0.05

// verdict says in a word what a comparison found.
func (c *comparison) verdict() string {
	same := true
	for _, d := range c.differences {
		same = same && d == 0
	}
	switch {
	case c.n == 0 && c.others > 0:
		return "another measure"
	case c.n == 0:
		return "no pairs"
	case same:
		return "identical"
	case c.n == 1:
		return "one pair"
	case math.IsNaN(c.holm):
		return "no spread"
	case c.holm >= level:
		return "n.s."
	case c.mean > 0:
		return "higher"
	}
	return "lower"
}

// absence is a cell that is not there, and why.
type absence struct {
	cell   Cell
	reason string
}

// analyse reads the finished cells of a study and compares them.
func analyse(f folder, c *Config) (*analysis, error) {
	a := &analysis{folder: f, config: c}
	results := map[string]Result{}
	for _, cell := range c.Cells() {
		a.cells++
		s, err := f.read(cell)
		var damaged *damagedError
		switch {
		case errors.As(err, &damaged):
			a.absent = append(a.absent, absence{cell, "its file is damaged"})
		case err != nil:
			return nil, err
		case s != nil:
			a.done++
			results[cell.ID] = s.Result
		default:
			reason := "not run"
			if why := f.failureOf(cell); why != "" {
				reason = "failed: " + why
			}
			a.absent = append(a.absent, absence{cell, reason})
		}
	}
	for _, g := range c.groups() {
		t := table{group: g}
		for _, arm := range g.arms {
			r := row{arm: &g.experiment.Arms[arm]}
			var accuracies []float64
			for _, seed := range c.Seeds {
				cell := c.cell(g, arm, seed)
				if result, ok := results[cell.ID]; ok {
					r.cells = append(r.cells, cell)
					r.results = append(r.results, result)
					accuracies = append(accuracies, result.Accuracy)
				}
			}
			if len(r.measures()) > 1 {
				accuracies = nil
			}
			r.accuracy = meanInterval(accuracies)
			if len(t.rows) > 0 {
				r.versus = compare(&t.rows[0], &r)
			}
			t.rows = append(t.rows, r)
		}
		a.tables = append(a.tables, t)
	}
	a.correct()
	return a, nil
}

// compare pairs the seeds that both arms have finished, if both measure the same.
func compare(baseline, arm *row) *comparison {
	c := &comparison{}
	for i, cell := range arm.cells {
		for j, other := range baseline.cells {
			if other.Seed == cell.Seed {
				x, y := arm.results[i], baseline.results[j]
				if x.measure() != y.measure() {
					c.others++
					continue
				}
				c.seeds = append(c.seeds, cell.Seed)
				c.differences = append(c.differences, x.Accuracy-y.Accuracy)
				c.mixed = c.mixed || x.Samples != y.Samples
			}
		}
	}
	c.interval = meanInterval(c.differences)
	c.tTest, c.signFlip, c.wilcoxon = tTest(c.differences), signFlip(c.differences), wilcoxon(c.differences)
	return c
}

// correct applies Holm's correction over the comparisons of each experiment. A
// comparison without a pair was not made and does not count.
func (a *analysis) correct() {
	for i := range a.config.Experiments {
		var all []*comparison
		var p []float64
		for t := range a.tables {
			for r := range a.tables[t].rows {
				if v := a.tables[t].rows[r].versus; a.tables[t].at == i && v != nil {
					v.holm = math.NaN()
					if v.n > 0 {
						all, p = append(all, v), append(p, v.tTest)
					}
				}
			}
		}
		for k, corrected := range holm(p) {
			all[k].holm = corrected
		}
	}
}

// of returns the tables of an experiment.
func (a *analysis) of(experiment int) []table {
	var out []table
	for _, t := range a.tables {
		if t.at == experiment {
			out = append(out, t)
		}
	}
	return out
}

// comparisons counts those of an experiment that have pairs.
func (a *analysis) comparisons(experiment int) int {
	n := 0
	for _, t := range a.of(experiment) {
		for _, r := range t.rows {
			if r.versus != nil && r.versus.n > 0 {
				n++
			}
		}
	}
	return n
}

// warnings lists what makes numbers of an experiment weaker than they look.
func (a *analysis) warnings(experiment int) []string {
	var out []string
	for _, t := range a.of(experiment) {
		for _, r := range t.rows {
			where := fmt.Sprintf("%s, %s samples, %s", t.target, sizeLabel(t.size), r.arm.Name)
			if m := r.measures(); len(m) > 1 {
				out = append(out, fmt.Sprintf("%s: seeds measure %s, so that there is no mean", where, strings.Join(m, " and ")))
			}
			if r.versus == nil {
				continue
			}
			if n := r.versus.n; n > 0 && n < 5 {
				out = append(out, fmt.Sprintf("%s: fewer than five pairs (%d)", where, n))
			}
			if n := r.versus.others; n > 0 {
				out = append(out, fmt.Sprintf("%s: not compared with the baseline, whose measure is another (%s): %d of its seeds", where, or(t.rows[0].measures()), n))
			}
			if r.versus.mixed {
				out = append(out, fmt.Sprintf("%s: tested on other numbers of samples than the baseline", where))
			}
		}
	}
	return out
}
