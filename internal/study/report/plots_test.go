package report

import (
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/studytest"
)

// The plots name the arms that they show: differences all but the baseline, in panels of
// one scale; a row of curves those of its legend, the baseline in black; λ each layer once.
func TestPlotsShowArms(t *testing.T) {
	out := t.TempDir()
	studytest.MustRun(t, out, odd, &studytest.Fake{})
	c, err := study.Read(out)
	if err != nil {
		t.Fatal(err)
	}
	a := analyse(c)
	sizes := a.tables[:2]
	count := func(svg string, want map[string]int) {
		t.Helper()
		for text, n := range want {
			if got := strings.Count(svg, ">"+text+"<"); got != n {
				t.Errorf("%d times %q, want %d", got, text, n)
			}
		}
	}
	count(accuracyPlot(sizes).SVG(), map[string]int{"plain": 2, "+ &lt;point&gt;": 2, "+ audio": 2, "=": 2, "image, 100 samples": 1, "image, all samples": 1, "test accuracy, %": 2})
	count(differencePlot(sizes).SVG(), map[string]int{"plain": 0, "+ &lt;point&gt;": 2, "=": 2, "0": 2, "20": 2})
	curves := curvePlot(sizes[0]).SVG()
	count(curves, map[string]int{"plain": 1, "+ audio": 1, "=": 1, "epoch": 3, "training loss": 1, "training accuracy, %": 1, "test accuracy, %": 1})
	if n := strings.Count(curves, "stroke:#000000"); n != 4 { // three panels and the legend
		t.Errorf("%d lines of the baseline, want 4", n)
	}
	// The fake runner gives λ of the first auxiliary alone.
	layers := map[string]bool{}
	for _, result := range sizes[0].rows[1].results {
		for _, l := range result.Lambdas {
			layers[l.Layer] = true
		}
	}
	want := map[string]int{"+ &lt;point&gt;": 1, "+ audio": 1, "=: audio": 1, "plain": 0, "block": 3}
	for layer := range layers {
		want[layer] = 1
	}
	count(lambdaPlot(sizes[0]).SVG(), want)
	if p := differencePlot(a.tables[2:]); p != nil {
		t.Error("an arm alone has a plot of differences")
	}
	if p := lambdaPlot(a.tables[2]); p != nil {
		t.Error("a plain model has a plot of λ")
	}
}
