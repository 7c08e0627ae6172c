package report

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/doctest"
	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/studytest"
)

// The tables of docs/results.md are those of the reports beside it.
func TestResultsQuoteTheirReports(t *testing.T) {
	if doctest.Packaged("../../..") {
		t.Skip("docs is a module of its own, which is not here")
	}
	docs := filepath.Join("..", "..", "..", "docs")
	data, err := os.ReadFile(filepath.Join(docs, "results.md"))
	if err != nil {
		t.Fatal(err)
	}
	quotes := quotations(t, string(data))
	if len(quotes) == 0 {
		t.Fatal("docs/results.md quotes no table")
	}
	for _, q := range quotes {
		report, err := os.ReadFile(filepath.Join(docs, "studies", q.study, "report.md"))
		if err != nil {
			t.Error(err)
			continue
		}
		if !strings.Contains(string(report), "\n### In short: "+mdText(q.experiment)+"\n"+q.text) {
			t.Errorf("%s, %s: not the table of the report", q.study, q.experiment)
		}
	}
}

// pictures is the section of a report that shows those of the cells.
var pictures = regexp.MustCompile(`(?s)## (Pictures|Notes)\n.*(## Not run\n)`)

// The reports of docs/studies and the CSV files beside them are what the engine
// makes of the numbers in those files, pictures and the runner's notes aside.
func TestReportsFollowFromTheirNumbers(t *testing.T) {
	if testing.Short() {
		t.Skip("draws all plots")
	}
	if doctest.Packaged("../../..") {
		t.Skip("docs is a module of its own, which is not here")
	}
	docs := filepath.Join("..", "..", "..", "docs", "studies")
	reports, err := filepath.Glob(filepath.Join(docs, "*", "report.md"))
	if err != nil || len(reports) == 0 {
		t.Fatalf("no reports: %v", err)
	}
	for _, report := range reports {
		dir := filepath.Dir(report)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			c, err := study.ReadConfig(dir + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			had, out := studytest.Tree(t, dir), t.TempDir()
			restore(t, out, c, had)
			if err := Write(out); err != nil {
				t.Fatal(err)
			}
			now := studytest.Tree(t, out)
			for _, name := range []string{"report.md", "results.csv", "differences.csv", "lambdas.csv", "metrics.csv"} {
				if pictures.ReplaceAllString(now[name], "$2") != pictures.ReplaceAllString(had[name], "$2") {
					t.Errorf("%s differs from the one in docs", name)
				}
			}
		})
	}
}

// restore makes the folder of a finished study of its CSV files; those do not have
// learning curves, so each cell gets one of a point.
func restore(t *testing.T, out string, c *study.Config, files map[string]string) {
	t.Helper()
	place := func(r map[string]string) string {
		return strings.Join([]string{r["experiment"], r["target"], r["size"], r["arm"], r["seed"]}, "\n")
	}
	float := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	lambdas := map[string][]study.Lambda{}
	for _, r := range rows(t, files["lambdas.csv"]) {
		lambdas[place(r)] = append(lambdas[place(r)], study.Lambda{Block: int(float(r["block"])), Layer: r["layer"], Aux: int(float(r["aux"])), Value: float(r["value"])})
	}
	metrics := map[string][]study.Metric{}
	if text, ok := files["metrics.csv"]; ok {
		for _, r := range rows(t, text) {
			metrics[place(r)] = append(metrics[place(r)], study.Metric{Name: r["metric"], Value: float(r["value"])})
		}
	}
	results := map[string]study.Result{}
	for _, r := range rows(t, files["results.csv"]) {
		figure := r["value"]
		if r["measure"] == "" {
			figure = r["accuracy"]
		}
		result := study.Result{Accuracy: float(figure), Measure: r["measure"], Metrics: metrics[place(r)], Lambdas: lambdas[place(r)],
			Seconds: float(r["seconds"]), Parameters: int(float(r["parameters"]))}
		if r["samples"] != "" {
			result.Correct, result.Samples = int(float(r["correct"])), int(float(r["samples"]))
		}
		if strings.Contains(files["report.md"], "](plots/curves-") {
			result.Curve = []study.Epoch{{Epoch: 1, TestAccuracy: &result.Accuracy}}
		}
		results[r["cell"]] = result
	}
	for _, cell := range c.Cells() {
		if _, ok := results[cell.ID]; !ok {
			t.Fatalf("results.csv lacks %s", cell.Label())
		}
	}
	if _, err := study.Run(context.Background(), c, given(results), study.Options{Out: out}); err != nil {
		t.Fatal(err)
	}
}

// given is a runner that has the result of every cell.
type given map[string]study.Result

func (g given) Check(study.Cell) error    { return nil }
func (g given) Needs(study.Cell) []string { return nil }

func (g given) Build(context.Context, string, string, string, study.Progress) error { return nil }

func (g given) Run(_ context.Context, c study.Cell, _ study.Progress) (study.Result, error) {
	return g[c.ID], nil
}
