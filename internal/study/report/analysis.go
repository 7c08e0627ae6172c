package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/stats"
)

// analysis is a study's results, compared.
type analysis struct {
	*study.Contents
	tables []table // one for each group, in the config's order
}

// table compares the arms of a group.
type table struct {
	study.Group
	rows []row // the baseline first
}

// row is an arm of a table with its finished cells.
type row struct {
	arm      *study.Arm
	cells    []study.Cell   // finished, by seed in the config's order
	results  []study.Result // of the cells
	accuracy stats.Interval // of the main figure; empty if seeds measure different things
	versus   *comparison    // nil: the baseline, or there is none
}

// comparison is an arm's main figure minus the baseline's, seed by seed.
type comparison struct {
	stats.Interval
	seeds                           []int
	differences                     []float64
	tTest, holm, signFlip, wilcoxon float64 // p-values; NaN if not defined
	mixed                           bool    // some pair has test sets of different sizes
	others                          int     // seeds that are no pairs, since their figures measure different things
}

// level is the chance of any false finding that an experiment accepts.
const level = 0.05

// verdict says in a word or two what a comparison found.
func (c *comparison) verdict() string {
	same := true
	for _, d := range c.differences {
		same = same && d == 0
	}
	switch {
	case c.N == 0 && c.others > 0:
		return "another measure"
	case c.N == 0:
		return "no pairs"
	case same:
		return "identical"
	case c.N == 1:
		return "one pair"
	case math.IsNaN(c.holm):
		return "no spread"
	case c.holm >= level:
		return "n.s."
	case c.Mean > 0:
		return "higher"
	}
	return "lower"
}

// analyse compares the results of a study.
func analyse(c *study.Contents) *analysis {
	a := &analysis{Contents: c}
	for _, g := range c.Config.Groups() {
		t := table{Group: g}
		for _, arm := range g.Arms {
			r := row{arm: &g.Experiment.Arms[arm]}
			var accuracies []float64
			for _, seed := range c.Config.Seeds {
				cell := c.Config.Cell(g, arm, seed)
				if result, ok := c.Results[cell.ID]; ok {
					r.cells = append(r.cells, cell)
					r.results = append(r.results, result)
					accuracies = append(accuracies, result.Accuracy)
				}
			}
			if len(r.measures()) > 1 {
				accuracies = nil
			}
			r.accuracy = stats.Mean(accuracies)
			if len(t.rows) > 0 {
				r.versus = compare(&t.rows[0], &r)
			}
			t.rows = append(t.rows, r)
		}
		a.tables = append(a.tables, t)
	}
	a.correct()
	return a
}

// compare pairs the seeds that both arms have finished, if both measure the same.
func compare(baseline, arm *row) *comparison {
	c := &comparison{}
	for i, cell := range arm.cells {
		for j, other := range baseline.cells {
			if other.Seed == cell.Seed {
				x, y := arm.results[i], baseline.results[j]
				if x.MeasureName() != y.MeasureName() {
					c.others++
					continue
				}
				c.seeds = append(c.seeds, cell.Seed)
				c.differences = append(c.differences, x.Accuracy-y.Accuracy)
				c.mixed = c.mixed || x.Samples != y.Samples
			}
		}
	}
	c.Interval = stats.Mean(c.differences)
	c.tTest, c.signFlip, c.wilcoxon = stats.TTest(c.differences), stats.SignFlip(c.differences), stats.Wilcoxon(c.differences)
	return c
}

// correct applies Holm's correction over the comparisons of each experiment. A
// comparison without a pair was not made and does not count.
func (a *analysis) correct() {
	for i := range a.Config.Experiments {
		var all []*comparison
		var p []float64
		for t := range a.tables {
			for r := range a.tables[t].rows {
				if v := a.tables[t].rows[r].versus; a.tables[t].Index == i && v != nil {
					v.holm = math.NaN()
					if v.N > 0 {
						all, p = append(all, v), append(p, v.tTest)
					}
				}
			}
		}
		for k, corrected := range stats.Holm(p) {
			all[k].holm = corrected
		}
	}
}

// of returns the tables of an experiment.
func (a *analysis) of(experiment int) []table {
	var out []table
	for _, t := range a.tables {
		if t.Index == experiment {
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
			if r.versus != nil && r.versus.N > 0 {
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
			where := fmt.Sprintf("%s, %s samples, %s", t.Target, study.SizeLabel(t.Size), r.arm.Name)
			if m := r.measures(); len(m) > 1 {
				out = append(out, fmt.Sprintf("%s: seeds measure %s, so that there is no mean", where, strings.Join(m, " and ")))
			}
			if r.versus == nil {
				continue
			}
			if n := r.versus.N; n > 0 && n < 5 {
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
