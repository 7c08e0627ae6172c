package report

import (
	"bytes"
	"encoding/csv"
	"math"
	"slices"
	"strconv"

	"github.com/gopathway/pathway/internal/study"
)

// This file: the CSV files.

// metricsFile is written if results have further figures.
const metricsFile = "metrics.csv"

// csvFiles returns the numbers behind a report by file name. The column of main figures
// is called accuracy if all of them are accuracies. Otherwise it is called value, and
// another column names each line's measure.
func (a *analysis) csvFiles() map[string][]byte {
	figure := study.Accuracy
	if a.figures() != study.Accuracy {
		figure = "value"
	}
	named := func(measure string, fields ...string) []string {
		if figure == study.Accuracy {
			return fields
		}
		return append([]string{measure}, fields...)
	}
	var results, differences, lambdas, curves, metrics lines
	head := []string{"experiment", "target", "size", "arm"}
	results.add(head, []string{"kind", "aux", "seed"}, named("measure", figure, "correct", "samples", "seconds", "parameters", "cell"))
	differences.add(head, []string{"baseline"}, named("measure", "pairs", "mean", "low_95", "high_95", "sd",
		"p_t_test", "p_holm", "p_sign_flip", "p_wilcoxon", "verdict"))
	lambdas.add(head, []string{"seed", "block", "layer", "aux", "value"})
	curves.add(head, []string{"seed"}, named("measure", "epoch", "train_loss", "train_accuracy", "test_"+figure))
	metrics.add(head, []string{"seed", "metric", "value"})
	for _, t := range a.tables {
		for _, r := range t.rows {
			place := []string{t.Experiment.Name, t.Target, study.SizeLabel(t.Size), r.arm.Name}
			for i, cell := range r.cells {
				result, seed := r.results[i], strconv.Itoa(cell.Seed)
				correct, samples := strconv.Itoa(result.Correct), strconv.Itoa(result.Samples)
				if result.Samples == 0 {
					correct, samples = "", ""
				}
				results.add(place, []string{cell.Kind, study.AuxLabel(cell.Aux), seed}, named(result.MeasureName(), exact(result.Accuracy), correct, samples,
					exact(result.Seconds), strconv.Itoa(result.Parameters), cell.ID))
				for _, l := range result.Lambdas {
					lambdas.add(place, []string{seed, strconv.Itoa(l.Block), l.Layer, strconv.Itoa(l.Aux), exact(l.Value)})
				}
				for _, m := range result.Metrics {
					metrics.add(place, []string{seed, m.Name, exact(m.Value)})
				}
				for _, e := range result.Curve {
					test := ""
					if e.TestAccuracy != nil {
						test = exact(*e.TestAccuracy)
					}
					curves.add(place, []string{seed}, named(result.MeasureName(), strconv.Itoa(e.Epoch), exact(e.TrainLoss), exact(e.TrainAccuracy), test))
				}
			}
			if v := r.versus; v != nil {
				differences.add(place, []string{t.Experiment.Baseline}, named(or(r.measures()), strconv.Itoa(v.N), exact(v.Mean), exact(v.Low), exact(v.High), exact(v.SD),
					exact(v.tTest), exact(v.holm), exact(v.signFlip), exact(v.wilcoxon), v.verdict()))
			}
		}
	}
	files := map[string][]byte{
		"results.csv": results.bytes(), "differences.csv": differences.bytes(),
		"lambdas.csv": lambdas.bytes(), "curves.csv": curves.bytes(),
	}
	if len(metrics) > 1 {
		files[metricsFile] = metrics.bytes()
	}
	return files
}

// lines is a CSV file in the making.
type lines [][]string

// add joins the parts of a line.
func (l *lines) add(parts ...[]string) { *l = append(*l, slices.Concat(parts...)) }

func (l *lines) bytes() []byte {
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(*l); err != nil {
		panic("report: " + err.Error()) // a buffer takes everything
	}
	return b.Bytes()
}

// exact writes a number with all its digits, or nothing if it is not defined.
func exact(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
