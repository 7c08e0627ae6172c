package report

import (
	"crypto/sha256"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/stats"
)

// This file: the sections of the report, from the findings to the method.

// document returns the report with its plots.
func (a *analysis) document(fig figures) (*document, error) {
	d := &document{title: a.Config.Name}
	d.add(paragraph(fmt.Sprintf("%d of %d cells are done (a cell is one training: target, size, arm and seed; cells that experiments share count once). Seeds: %s.",
		len(a.Results), len(a.Config.Cells()), intList(a.Config.Seeds))))
	if n := len(a.Absent); n > 0 {
		d.add(paragraph(fmt.Sprintf("This report is incomplete; what is missing (%d of the cells) is listed under “Not run”. Arms are compared over the seeds that both have.", n)))
	}
	a.findings(d)
	a.matrix(d)
	a.summaries(d)
	for i := range a.Config.Experiments {
		a.experiment(d, i, fig)
	}
	if err := a.pictures(d); err != nil {
		return nil, err
	}
	a.notes(d)
	a.notRun(d)
	a.method(d)
	return d, nil
}

// findings lists every comparison that is significant, or says that none is.
func (a *analysis) findings(d *document) {
	d.add(heading{2, "Findings"})
	var found list
	made, plain := 0, 0
	for _, t := range a.tables {
		for _, r := range t.rows {
			v := r.versus
			if v == nil || v.N == 0 {
				continue
			}
			made++
			switch v.verdict() {
			case "higher", "lower":
				found = append(found, fmt.Sprintf("%s, %s, %s samples: %s is %s than %s by %s points, 95 %% interval [%s, %s], Holm's p %s (%d pairs; exact p by sign flips, not corrected: %s)",
					t.Experiment.Name, t.Target, study.SizeLabel(t.Size), r.arm.Name, v.verdict(), t.Experiment.Baseline,
					points(math.Abs(v.Mean), false), points(v.Low, true), points(v.High, true), pValue(v.holm), v.N, pValue(v.signFlip)))
			default:
				plain++
			}
		}
	}
	switch {
	case !a.Config.Compares():
		d.add(paragraph("This study compares nothing: each of its experiments has one arm."))
	case made == 0:
		d.add(paragraph("Nothing is compared yet: no arm has a seed in common with its baseline."))
	case len(found) == 0:
		d.add(paragraph(fmt.Sprintf("None of the %d comparisons with a baseline is significant at 0.05 after Holm's correction. That is no proof of equality: the intervals below say how large a difference remains possible.", made)))
	default:
		d.add(paragraph(fmt.Sprintf("Significant at 0.05 after Holm's correction within the experiment: %d of %d comparisons. The other %d are not.", len(found), made, plain)), found)
	}
}

// matrix shows the differences by target and auxiliary, a table for each kind of
// arm, from the experiments whose arms of that kind differ in the auxiliary alone.
func (a *analysis) matrix(d *document) {
	var kinds []string
	columns := map[string][]string{} // auxiliaries by kind, as the config has them
	for _, e := range a.Config.Experiments {
		for _, arm := range e.Arms {
			if len(arm.Aux) == 0 {
				continue
			}
			if columns[arm.Kind] == nil {
				kinds = append(kinds, arm.Kind)
			}
			if !slices.Contains(columns[arm.Kind], study.AuxLabel(arm.Aux)) {
				columns[arm.Kind] = append(columns[arm.Kind], study.AuxLabel(arm.Aux))
			}
		}
	}
	title := false
	for _, kind := range kinds {
		var head []string
		for _, aux := range columns[kind] {
			for _, t := range a.tables {
				if t.byAux(kind)[aux] != nil {
					head = append(head, aux)
					break
				}
			}
		}
		var rows [][]string
		for _, t := range a.tables {
			if cells := t.byAux(kind); len(cells) > 0 {
				row := []string{t.Experiment.Name, t.Target, study.SizeLabel(t.Size)}
				for _, aux := range head {
					text := "–"
					if c := cells[aux]; c != nil {
						text = difference(c)
					}
					row = append(row, text)
				}
				rows = append(rows, row)
			}
		}
		if len(rows)*len(head) < 2 {
			continue
		}
		if !title {
			title = true
			d.add(heading{2, "Target × auxiliary"}, paragraph("Test "+a.figures()+" minus the baseline's in percentage points, mean of pairs ± half the 95 % interval. * marks what is significant at 0.05 after Holm's correction within its experiment; all else is not."))
		}
		d.add(heading{3, "Kind " + kind}, grid{append([]string{"experiment", "target", "samples"}, head...), rows, 3})
	}
}

// byAux returns a table's comparisons of a kind by auxiliary. It returns nil if two arms
// have the same auxiliary, since they then differ in something else.
func (t *table) byAux(kind string) map[string]*comparison {
	out := map[string]*comparison{}
	for _, r := range t.rows {
		if r.arm.Kind != kind || len(r.arm.Aux) == 0 || r.versus == nil {
			continue
		}
		aux := study.AuxLabel(r.arm.Aux)
		if out[aux] != nil {
			return nil
		}
		out[aux] = r.versus
	}
	return out
}

// difference writes a comparison for one cell of a table.
func difference(c *comparison) string {
	if c.N == 0 {
		return "–"
	}
	s := points(c.Mean, true)
	if !math.IsNaN(c.Half) {
		s += " ± " + points(c.Half, false)
	}
	if v := c.verdict(); v == "higher" || v == "lower" {
		s += " *"
	}
	return s
}

// experiment describes one experiment and gives its tables and plots.
func (a *analysis) experiment(d *document, at int, fig figures) {
	e := &a.Config.Experiments[at]
	d.add(heading{2, "Experiment " + e.Name})
	arms := grid{head: []string{"arm", "kind", "auxiliary", "settings of its own"}, numbers: 4}
	for _, arm := range e.Arms {
		name := arm.Name
		if name == e.Baseline {
			name += " (baseline)"
		}
		if len(arm.Targets) > 0 {
			name += " (on " + strings.Join(arm.Targets, ", ") + ")"
		}
		arms.rows = append(arms.rows, []string{name, arm.Kind, study.AuxLabel(arm.Aux), settingsLine(arm.Settings)})
	}
	d.add(arms)
	if s := study.Merge(a.Config.Settings, e.Settings); len(s) > 0 {
		d.add(paragraph("Settings of all arms:"), code(settingsText(s)))
	}
	if n := a.comparisons(at); n > 0 {
		d.add(paragraph(fmt.Sprintf("Holm's correction runs over the %d comparisons of this experiment.", n)))
	}
	for i, t := range a.tables {
		if t.Index != at {
			continue
		}
		d.add(heading{3, fmt.Sprintf("%s, %s: %s samples", e.Name, t.Target, study.SizeLabel(t.Size))}, t.grid())
		for _, f := range fig.tables[tableKey(t)] {
			d.add(f)
		}
		// The plots over sizes follow the last size of a target.
		if i+1 == len(a.tables) || targetKey(a.tables[i+1]) != targetKey(t) {
			for _, f := range fig.targets[targetKey(t)] {
				d.add(f)
			}
		}
	}
	if w := a.warnings(at); len(w) > 0 {
		d.add(paragraph("To be read with care:"), list(w))
	}
}

// grid returns the table of a group's arms.
func (t *table) grid() grid {
	label, further := or(measures(*t)), metricNames(*t)
	g := grid{numbers: 1, head: []string{"arm", "seeds", label + ", %", "95 % interval", "difference", "95 % interval", "p, t-test", "p, Holm", "p, sign flips", "p, Wilcoxon", "verdict"}}
	g.head = append(append(g.head, further...), "parameters", "seconds")
	for _, r := range t.rows {
		line := []string{r.arm.Name, fmt.Sprint(len(r.cells)), r.figure(label), bounds(r.accuracy, false)}
		if v := r.versus; v != nil {
			line = append(line, points(v.Mean, true), bounds(v.Interval, true), pValue(v.tTest), pValue(v.holm), pValue(v.signFlip), pValue(v.wilcoxon), v.verdict())
		} else {
			line = append(line, "", "", "", "", "", "", "")
		}
		line = append(line, r.metrics(further)...)
		g.rows = append(g.rows, append(line, parameters(r.results, strconv.Itoa), seconds(r.results)))
	}
	return g
}

// maxPictures is the largest number of the cells' pictures that a report shows.
const maxPictures = 24

// pictures shows the cells' own pictures: of each arm those of the first seed that has
// any. A picture that many cells share, such as what an artefact rebuilds, is shown
// once.
func (a *analysis) pictures(d *document) error {
	var shown []any
	total := 0
	told := map[string]bool{}
	seen := map[[sha256.Size]byte]bool{}
	for _, t := range a.tables {
		for _, r := range t.rows {
			first := -1
			for i, result := range r.results {
				if told[r.cells[i].ID] {
					continue
				}
				told[r.cells[i].ID] = true
				total += len(result.Pictures)
				if first >= 0 {
					continue
				}
				for _, p := range result.Pictures {
					first = i
					data, err := os.ReadFile(filepath.Join(a.CellDir(r.cells[i].ID), p.File))
					if err != nil {
						return err
					}
					if sum := sha256.Sum256(data); !seen[sum] && len(shown) < maxPictures {
						seen[sum] = true
						shown = append(shown, figure{"cells/" + r.cells[i].ID + "/" + p.File, r.cells[i].Label() + ": " + p.Title})
					}
				}
			}
		}
	}
	if total == 0 {
		return nil
	}
	d.add(heading{2, "Pictures"}, paragraph(fmt.Sprintf("%d of %d pictures: those of each arm's first seed, and what cells share once. The others are in the folder cells.", len(shown), total)))
	d.add(shown...)
	return nil
}

// notes lists the runner's notes, equal ones once.
func (a *analysis) notes(d *document) {
	var order []string
	first := map[string]string{}
	count := map[string]int{}
	told := map[string]bool{}
	for _, t := range a.tables {
		for _, r := range t.rows {
			for i, cell := range r.cells {
				if told[cell.ID] {
					continue
				}
				told[cell.ID] = true
				for _, note := range r.results[i].Notes {
					if count[note] == 0 {
						order = append(order, note)
						first[note] = cell.Label()
					}
					count[note]++
				}
			}
		}
	}
	if len(order) == 0 {
		return
	}
	var out list
	for _, note := range order {
		where := first[note]
		if n := count[note]; n > 1 {
			where = fmt.Sprintf("%d times, first in %s", n, where)
		}
		out = append(out, fmt.Sprintf("%s (%s)", note, where))
	}
	d.add(heading{2, "Notes"}, out)
}

// notRun lists what is missing, the seeds of an arm in one line.
func (a *analysis) notRun(d *document) {
	d.add(heading{2, "Not run"})
	if len(a.Absent) == 0 {
		d.add(paragraph("Nothing: all cells of the study are done."))
		return
	}
	type line struct {
		what, why string
		seeds     []int
	}
	var lines []*line
	at := map[[2]string]*line{}
	for _, m := range a.Absent {
		key := [2]string{m.Cell.SettingsKey(), m.Reason}
		if at[key] == nil {
			at[key] = &line{fmt.Sprintf("%s, %s, %s samples, %s", m.Cell.Experiment, m.Cell.Target, study.SizeLabel(m.Cell.Size), m.Cell.Arm), m.Reason, nil}
			lines = append(lines, at[key])
		}
		at[key].seeds = append(at[key].seeds, m.Cell.Seed)
	}
	var out list
	for _, l := range lines {
		word := "seed"
		if len(l.seeds) > 1 {
			word = "seeds"
		}
		out = append(out, fmt.Sprintf("%s, %s %s: %s", l.what, word, intList(l.seeds), l.why))
	}
	d.add(out)
}

// method says how the numbers came about.
func (a *analysis) method(d *document) {
	d.add(heading{2, "Method"})
	measured := a.subject() + " is on the test set, in percent; intervals over seeds are Student's, at 95 %. They cover the spread between seeds (weights, order, choice of training samples), not that between data sets or test samples."
	if !a.Config.Compares() {
		d.add(list{measured})
		return
	}
	least := ""
	if n := len(a.Config.Seeds); n > 1 && n <= stats.MaxFlips {
		least = fmt.Sprintf(" With %d pairs it cannot fall below %s.", n, pValue(math.Pow(2, float64(1-n))))
	}
	d.add(list{
		measured,
		"A difference is an arm's " + a.figures() + " minus the baseline's with the same seed, size and target, in percentage points; its p-value is that of the paired t-test, two-sided.",
		"Holm's correction makes the chance of any false finding among an experiment's comparisons at most 0.05; it does not run over experiments. “n.s.” is not significant.",
		"Beside it, exact and without a normal distribution: the share of all sign patterns of the differences whose mean is as far from zero (up to " + fmt.Sprint(stats.MaxFlips) + " pairs), and Wilcoxon's signed-rank test given ties." + least,
		"“identical” means that every pair has exactly the same " + a.figures() + ", “no spread” that all differences are equal, so that the t-test is not defined.",
	})
}

// points writes a main figure, or a difference of two, in percent. If sign is true,
// positive ones have a plus sign.
func points(v float64, sign bool) string {
	if math.IsNaN(v) {
		return "–"
	}
	s := fmt.Sprintf("%.2f", math.Abs(100*v))
	switch {
	case v < 0 && strings.Trim(s, "0.") != "":
		return "−" + s
	case sign && strings.Trim(s, "0.") != "":
		return "+" + s
	}
	return s
}

func bounds(v stats.Interval, sign bool) string {
	if math.IsNaN(v.Low) {
		return "–"
	}
	return "[" + points(v.Low, sign) + ", " + points(v.High, sign) + "]"
}

func pValue(p float64) string {
	switch {
	case math.IsNaN(p):
		return "–"
	case p < 0.0001:
		return "<0.0001"
	}
	return fmt.Sprintf("%.4f", p)
}

// parameters writes the number of trained parameters, or the range of it if seeds
// differ.
func parameters(results []study.Result, show func(int) string) string {
	if len(results) == 0 {
		return "–"
	}
	low, high := results[0].Parameters, results[0].Parameters
	for _, r := range results {
		low, high = min(low, r.Parameters), max(high, r.Parameters)
	}
	if low != high {
		return show(low) + " to " + show(high)
	}
	return show(low)
}

// seconds writes the mean time of a cell.
func seconds(results []study.Result) string {
	if len(results) == 0 {
		return "–"
	}
	sum := 0.0
	for _, r := range results {
		sum += r.Seconds
	}
	return fmt.Sprintf("%.1f", sum/float64(len(results)))
}

func intList(v []int) string {
	s := make([]string, len(v))
	for i, n := range v {
		s[i] = fmt.Sprint(n)
	}
	return strings.Join(s, ", ")
}
