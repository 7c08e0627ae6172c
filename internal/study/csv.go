package study

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
)

// csvFiles returns the numbers behind a report by file name.
func (a *analysis) csvFiles() map[string][]byte {
	var results, differences, lambdas, curves lines
	results.add("experiment", "target", "size", "arm", "kind", "aux", "seed", "accuracy", "correct", "samples", "seconds", "parameters", "cell")
	differences.add("experiment", "target", "size", "arm", "baseline", "pairs", "mean", "low_95", "high_95", "sd",
		"p_t_test", "p_holm", "p_sign_flip", "p_wilcoxon", "verdict")
	lambdas.add("experiment", "target", "size", "arm", "seed", "block", "layer", "aux", "value")
	curves.add("experiment", "target", "size", "arm", "seed", "epoch", "train_loss", "train_accuracy", "test_accuracy")
	for _, t := range a.tables {
		for _, r := range t.rows {
			place := []string{t.experiment.Name, t.target, sizeLabel(t.size), r.arm.Name}
			for i, cell := range r.cells {
				result, seed := r.results[i], strconv.Itoa(cell.Seed)
				correct, samples := strconv.Itoa(result.Correct), strconv.Itoa(result.Samples)
				if result.Samples == 0 {
					correct, samples = "", ""
				}
				results.add(append(place[:4:4], cell.Kind, auxLabel(cell.Aux), seed, exact(result.Accuracy), correct, samples,
					exact(result.Seconds), strconv.Itoa(result.Parameters), cell.ID)...)
				for _, l := range result.Lambdas {
					lambdas.add(append(place[:4:4], seed, strconv.Itoa(l.Block), l.Layer, strconv.Itoa(l.Aux), exact(l.Value))...)
				}
				for _, e := range result.Curve {
					test := ""
					if e.TestAccuracy != nil {
						test = exact(*e.TestAccuracy)
					}
					curves.add(append(place[:4:4], seed, strconv.Itoa(e.Epoch), exact(e.TrainLoss), exact(e.TrainAccuracy), test)...)
				}
			}
			if v := r.versus; v != nil {
				differences.add(append(place[:4:4], t.experiment.Baseline, strconv.Itoa(v.n), exact(v.mean), exact(v.low), exact(v.high), exact(v.sd),
					exact(v.tTest), exact(v.holm), exact(v.signFlip), exact(v.wilcoxon), v.verdict())...)
			}
		}
	}
	return map[string][]byte{
		"results.csv": results.bytes(), "differences.csv": differences.bytes(),
		"lambdas.csv": lambdas.bytes(), "curves.csv": curves.bytes(),
	}
}

// lines is a CSV file in the making.
type lines [][]string

func (l *lines) add(fields ...string) { *l = append(*l, fields) }

func (l *lines) bytes() []byte {
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(*l); err != nil {
		panic("study: " + err.Error()) // a buffer takes everything
	}
	return b.Bytes()
}

// exact is a number with all its digits, empty if it is not defined.
func exact(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
