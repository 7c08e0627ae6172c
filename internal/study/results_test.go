package study

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The tables of docs/results.md are those of the reports beside it.
func TestResultsQuoteTheirReports(t *testing.T) {
	docs := filepath.Join("..", "..", "docs")
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
