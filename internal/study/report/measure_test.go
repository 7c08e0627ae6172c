package report

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/studytest"
)

// segmenting gives all results another measure, and two metrics.
func segmenting(c study.Cell, r *study.Result) {
	r.Measure = "mIoU"
	r.Metrics = []study.Metric{{Name: "loss", Value: 0.25 * float64(c.Seed)}, {Name: "pixels", Value: 1e6}}
}

// A report of another measure does not speak of accuracy.
func TestMeasureIsNamed(t *testing.T) {
	out := t.TempDir()
	var b bytes.Buffer
	if _, err := studytest.RunContext(context.Background(), t, out, studytest.Small, &studytest.Fake{Change: segmenting}, study.Lines(&b)); err != nil {
		t.Fatal(err)
	}
	if err := Write(out); err != nil {
		t.Fatal(err)
	}
	files := studytest.Tree(t, out)
	if head, _, _ := strings.Cut(files["curves.csv"], "\n"); !strings.Contains(head, "train_accuracy,test_value") {
		t.Errorf("curves.csv begins with %q", head) // what is trained on is told by its share of labels
	}
	for _, name := range []string{"report.md", "report.html", "results.csv", "differences.csv", "metrics.csv"} {
		if strings.Contains(strings.ToLower(files[name]), "accuracy") {
			t.Errorf("%s speaks of accuracy", name)
		}
	}
	for _, want := range []string{
		"The mIoU in percent, mean over seeds;",
		"| target | samples | arm | seeds | mIoU | difference | p | p, Holm | loss | pixels |\n",
		"| arm | seeds | mIoU, % | 95 % interval |", "| verdict | loss | pixels | parameters | seconds |",
		"| 0.5000 | 1000000 |",
		"The mIoU is on the test set", "an arm's mIoU minus", "exactly the same mIoU,",
		"![first, image: test mIoU, mean over seeds with 95 % interval; small dots are seeds](plots/measure-first-image.png)",
	} {
		if !strings.Contains(files["report.md"], want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if files["plots/measure-first-image.png"] == "" || files["plots/accuracy-first-image.png"] != "" {
		t.Error("the plot of mIoU is not called after a measure")
	}
	if q := quantities("mIoU"); q[1].label != "training accuracy, %" || q[2].label != "test mIoU, %" {
		t.Errorf("learning curves are labelled %q and %q", q[1].label, q[2].label)
	}
	results, differences, curves := rows(t, files["results.csv"]), rows(t, files["differences.csv"]), rows(t, files["curves.csv"])
	if r := results[0]; r["measure"] != "mIoU" || !strings.HasPrefix(r["value"], "0.5") || r["samples"] != "1000" {
		t.Errorf("results.csv has %v", r)
	}
	if r := differences[0]; r["measure"] != "mIoU" || r["pairs"] != "3" || r["verdict"] != "higher" {
		t.Errorf("differences.csv has %v", r)
	}
	if r := curves[2]; r["measure"] != "mIoU" || r["epoch"] != "3" || r["test_value"] != results[0]["value"] {
		t.Errorf("curves.csv has %v", r)
	}
	metrics := rows(t, files["metrics.csv"])
	if r := metrics[2]; len(metrics) != 24 || r["arm"] != "plain" || r["seed"] != "2" || r["metric"] != "loss" || r["value"] != "0.5" {
		t.Errorf("metrics.csv has %d lines, the third %v", len(metrics), r)
	}
	if !strings.Contains(b.String(), "plain, seed 1: mIoU 5") {
		t.Errorf("no line names the measure:\n%s", b.String())
	}
}

// A column of several measures says in each line which it is, and a metric that an
// arm lacks is a dash.
func TestArmsOfAnotherMeasureAreNotCompared(t *testing.T) {
	_, files := reported(t, studytest.Small, &studytest.Fake{Change: func(c study.Cell, r *study.Result) {
		if c.Kind == "pathway" {
			*r = study.Result{Accuracy: 0.9, Measure: "mIoU", Metrics: []study.Metric{{Name: "loss", Value: 0.125}}}
		} else {
			*r = study.Result{Accuracy: 0.5, Measure: "accuracy"}
		}
	}})
	for _, want := range []string{
		"Nothing is compared yet", "accuracy / mIoU",
		"| image | 100 | plain | 3 | 50.00 accuracy |  |  |  | – |\n",
		"| image | 100 | with point | 3 | 90.00 mIoU | – | – | – | 0.1250 |\n",
		"| another measure | 0.1250 |",
		"- image, 100 samples, with point: not compared with the baseline, whose measure is another (accuracy): 3 of its seeds\n",
	} {
		if !strings.Contains(files["report.md"], want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	for _, r := range rows(t, files["differences.csv"]) {
		if r["pairs"] != "0" || r["mean"] != "" || r["verdict"] != "another measure" {
			t.Errorf("differences.csv has %v", r)
		}
	}
	for name := range files {
		if strings.HasPrefix(name, "plots/differences") {
			t.Errorf("%s is drawn", name)
		}
	}
}

// Seeds of an arm that measure different things have no mean; those like the
// baseline's are compared.
func TestSeedsOfAnotherMeasure(t *testing.T) {
	_, files := reported(t, studytest.Small, &studytest.Fake{Change: func(c study.Cell, r *study.Result) {
		*r = study.Result{Accuracy: 0.5}
		if c.Kind == "pathway" && c.Seed == 2 {
			r.Measure = "mIoU"
		}
	}})
	for _, want := range []string{
		"| image | 100 | with point | 3 | – | identical |",
		"image, 100 samples, with point: seeds measure accuracy and mIoU, so that there is no mean\n",
		"image, 100 samples, with point: not compared with the baseline, whose measure is another (accuracy): 1 of its seeds\n",
		"image, 100 samples, with point: fewer than five pairs (2)\n",
	} {
		if !strings.Contains(files["report.md"], want) {
			t.Errorf("the report lacks %q", want)
		}
	}
}

func TestMetricsFileIsThereIfMetricsAre(t *testing.T) {
	out, files := reported(t, studytest.Small, &studytest.Fake{})
	if _, ok := files[metricsFile]; ok {
		t.Error("there are no metrics, but a file of them")
	}
	path := filepath.Join(out, metricsFile)
	if err := os.WriteFile(path, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Write(out); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file of an earlier report is still there (%v)", err)
	}
}

func TestPlainNumbers(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 0.19051: "0.1905", 0.008994: "0.008994", 0.009: "0.009000", 0.99996: "1.000", 12.345: "12.35", -0.5: "−0.5000",
		123456.7: "123457", 7: "7", 60000: "60000", 1.234e-7: "1.234e-07", 1.5e20: "1.500e+20",
	} {
		if got := plainNumber(v); got != want {
			t.Errorf("%v is %q, want %q", v, got, want)
		}
	}
	if got := plainNumber(math.NaN()); got != "–" {
		t.Errorf("no number is %q", got)
	}
}
