package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/studytest"
)

const lonely = `name: lonely
seeds: [1, 2]
experiments:
  - name: digits
    targets: [image]
    arms: [{name: plain}]
  - name: words
    targets: [audio]
    sizes: [100]
    arms: [{name: plain}]
`

// counted gives results that are easy to read: seeds 1 and 2 have 991 and 992 of
// 1,000, sounds no count but a loss.
func counted(c study.Cell, r *study.Result) {
	*r = study.Result{Accuracy: 0.99 + 0.001*float64(c.Seed), Correct: 990 + c.Seed, Samples: 1000, Parameters: 1234567}
	if c.Target == "audio" {
		r.Correct, r.Samples, r.Metrics = 0, 0, []study.Metric{{Name: "loss", Value: float64(c.Seed)}}
	}
}

// What compares nothing has no differences in its tables, and one of all.
func TestSummaryOfExperimentsThatCompareNothing(t *testing.T) {
	out, files := reported(t, lonely, &studytest.Fake{Change: counted})
	md := files["report.md"]
	for _, want := range []string{
		"This study compares nothing: each of its experiments has one arm.",
		"Accuracy in percent, mean over seeds; test samples correct, of all seeds together; trained parameters.",
		"\n### In short: all experiments\n\n" +
			"| experiment | target | samples | seeds | accuracy | test samples correct | loss | parameters |\n" +
			"|---|---|---|---:|---:|---:|---:|---:|\n" +
			"| digits | image | all | 2 | 99.15 | 1,983 of 2,000 | – | 1,234,567 |\n" +
			"| words | audio | 100 | 2 | 99.15 | – | 1.500 | 1,234,567 |\n\n",
		"\n### In short: digits\n\n" +
			"| target | samples | arm | seeds | accuracy | test samples correct | parameters |\n" +
			"|---|---|---|---:|---:|---:|---:|\n" +
			"| image | all | plain | 2 | 99.15 | 1,983 of 2,000 | 1,234,567 |\n\n",
		"\n### In short: words\n\n" +
			"| target | samples | arm | seeds | accuracy | loss | parameters |\n" +
			"|---|---|---|---:|---:|---:|---:|\n" +
			"| audio | 100 | plain | 2 | 99.15 | 1.500 | 1,234,567 |\n\n",
	} {
		if !strings.Contains(md, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	for _, no := range []string{"baseline", "Holm", "t-test"} {
		if _, after, _ := strings.Cut(md, "## Method"); strings.Contains(after, no) {
			t.Errorf("the method tells of a %s that the study does not have", no)
		}
	}
	if t.Failed() {
		t.Log(md)
	}

	file := filepath.Join(t.TempDir(), "results.md")
	if err := os.WriteFile(file, []byte("<!-- study lonely: all experiments -->\n<!-- end -->\n<!-- study lonely: words -->\n<!-- end -->\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if n, err := UpdateTables(out, file); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range quotations(t, string(data)) {
		if !strings.Contains(md, "\n### In short: "+q.experiment+"\n"+q.text) {
			t.Errorf("%s: %q is not the report's table", q.experiment, q.text)
		}
	}
}

// Of a single experiment, or beside one that compares, there is no table of all.
func TestNoTableOfAllExperiments(t *testing.T) {
	second := strings.Index(lonely, "  - name: words")
	for name, text := range map[string]string{
		"single": lonely[:second],
		"beside": strings.Replace(lonely, "    sizes: [100]\n    arms: [{name: plain}]", "    baseline: plain\n    arms: [{name: plain}, {name: more, kind: pathway, aux: point}]", 1),
	} {
		_, files := reported(t, text, &studytest.Fake{})
		if strings.Contains(files["report.md"], study.AllExperiments) {
			t.Errorf("%s: there is a table of all experiments", name)
		}
		if !strings.Contains(files["report.md"], "### In short: digits\n\n| target | samples | arm | seeds | accuracy | test samples correct | parameters |") {
			t.Errorf("%s: no short table of an arm alone", name)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 305034: "305,034", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
