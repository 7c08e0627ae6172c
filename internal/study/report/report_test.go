package report

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/studytest"
)

const odd = `name: "<script>alert(1)</script> & *co*"
seeds: [1, 2, 3, 4, 5]
settings: {epochs: 2}
experiments:
  - name: a|b
    targets: [image]
    sizes: [100, all]
    baseline: plain
    arms:
      - {name: plain}
      - {name: "+ <point>", kind: pathway, aux: point, settings: {gain: 0.1}}
      - {name: "+ audio", kind: pathway, aux: audio}
      - {name: "=", kind: pathway, aux: [audio, point], settings: {gain: 0.2}}
  - name: alone
    targets: [audio]
    arms: [{name: plain}]
`

func reported(t *testing.T, text string, f *studytest.Fake) (string, map[string]string) {
	t.Helper()
	out := t.TempDir()
	studytest.MustRun(t, out, text, f)
	if err := Write(out); err != nil {
		t.Fatal(err)
	}
	return out, studytest.Tree(t, out)
}

func TestReportIsTheSameTwice(t *testing.T) {
	out, first := reported(t, odd, &studytest.Fake{})
	if err := Write(out); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(first, studytest.Tree(t, out)) {
		t.Error("a second report differs")
	}
	_, other := reported(t, odd, &studytest.Fake{})
	if !reflect.DeepEqual(first, other) {
		t.Error("the report of a second run differs")
	}
	want := []string{"report.md", "report.html", "results.csv", "differences.csv", "lambdas.csv", "curves.csv"}
	for _, plot := range []string{"accuracy-a-b-image", "differences-a-b-image", "curves-a-b-image-100", "lambdas-a-b-image-100",
		"curves-a-b-image-all", "lambdas-a-b-image-all", "accuracy-alone-audio", "curves-alone-audio-all"} {
		want = append(want, "plots/"+plot+".png")
	}
	plots := 0
	for name := range first {
		if strings.HasPrefix(name, "plots/") {
			plots++
		}
	}
	for _, name := range want {
		if first[name] == "" {
			t.Errorf("no %s", name)
		}
		if strings.HasSuffix(name, ".png") {
			if _, err := png.Decode(strings.NewReader(first[name])); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if plots != 8 {
		t.Errorf("%d plots, want 8: an arm alone has no differences, a plain one no λ", plots)
	}
}

// The page must be well-formed, escape names and load nothing.
func TestHTMLStandsAlone(t *testing.T) {
	_, files := reported(t, odd, &studytest.Fake{})
	page := files["report.html"]
	d := xml.NewDecoder(strings.NewReader(strings.Replace(page, "<!DOCTYPE html>\n", "", 1)))
	d.Strict = false
	d.AutoClose = xml.HTMLAutoClose
	count := map[string]int{}
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		count[e.Name.Local]++
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "src":
				data, ok := strings.CutPrefix(a.Value, "data:image/png;base64,")
				raw, err := base64.StdEncoding.DecodeString(data)
				if !ok || err != nil {
					t.Errorf("a picture is not in the page: %.40q", a.Value)
				} else if _, err := png.Decode(bytes.NewReader(raw)); err != nil {
					t.Error(err)
				}
			case "href":
				t.Errorf("the page links to %s", a.Value)
			}
		}
	}
	if count["script"] != 0 || count["link"] != 0 || count["b"] != 0 || count["point"] != 0 {
		t.Errorf("elements %v", count)
	}
	// 8 plots and the pictures of the pathway arms' first seeds: 3 arms × 2 sizes.
	if count["img"] != 14 || count["h1"] != 1 || count["table"] == 0 || count["figure"] != 14 {
		t.Errorf("elements %v", count)
	}
	for _, want := range []string{"&lt;script&gt;alert(1)&lt;/script&gt; &amp; *co*", "+ &lt;point&gt;", "trained &lt;b&gt;well&lt;/b&gt;"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// The structure of the Markdown: its headings, a table's columns and the matrix.
func TestMarkdownStructure(t *testing.T) {
	_, files := reported(t, odd, &studytest.Fake{})
	md := files["report.md"]
	var heads []string
	fence := false
	for _, l := range strings.Split(md, "\n") {
		if strings.HasPrefix(l, "```") {
			fence = !fence
		}
		if strings.HasPrefix(l, "#") && !fence {
			heads = append(heads, l)
		}
	}
	want := []string{
		`# &lt;script&gt;alert(1)&lt;/script&gt; &amp; \*co\*`,
		"## Findings", "## Target × auxiliary", "### Kind pathway",
		"## In short", `### In short: a\|b`, "### In short: alone",
		`## Experiment a\|b`, `### a\|b, image: 100 samples`, `### a\|b, image: all samples`,
		"## Experiment alone", "### alone, audio: all samples",
		"## Pictures", "## Notes", "## Not run", "## Method",
	}
	if !reflect.DeepEqual(heads, want) {
		t.Errorf("headings\n%s\nwant\n%s", strings.Join(heads, "\n"), strings.Join(want, "\n"))
	}
	bars := regexp.MustCompile(`[^\\]\||^\|`)
	lines := strings.Split(md, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "|") && strings.HasPrefix(lines[i-1], "|") && len(bars.FindAllString(l, -1)) != len(bars.FindAllString(lines[i-1], -1)) {
			t.Errorf("a row has other columns than the one above:\n%s\n%s", lines[i-1], l)
		}
	}
	for _, want := range []string{
		"| experiment | target | samples | point | audio | audio+point |\n",
		"Nothing: all cells of the study are done.",
		"45 of 45 cells are done",
		"- trained &lt;b&gt;well&lt;/b&gt; (45 times, first in a\\|b: image, 100 samples, plain, seed 1)",
		"6 of 30 pictures", "cannot fall below 0.0625",
	} {
		if !strings.Contains(md, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if regexp.MustCompile(`20\d\d-\d\d-\d\d|\d\d:\d\d`).MatchString(md) {
		t.Error("the report has a date or a time")
	}
}

func rows(t *testing.T, text string) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range all[1:] {
		m := map[string]string{}
		for i, name := range all[0] {
			m[name] = r[i]
		}
		out = append(out, m)
	}
	return out
}

// Accuracies are given, and what is reported of them is checked against scipy
// (stats_test.go, "five") and by hand.
func TestComparisons(t *testing.T) {
	d := []float64{0.012, 0.004, -0.003, 0.009, 0.015}
	text := `name: x
seeds: [1, 2, 3, 4, 5]
experiments:
  - name: x
    targets: [image]
    sizes: [10]
    baseline: plain
    arms:
      - {name: better, kind: pathway}
      - {name: plain}
      - {name: clearly, kind: pathway, settings: {gain: 1}}
      - {name: worse, kind: pathway, settings: {gain: 2}}
      - {name: same, kind: pathway, settings: {gain: 3}}
      - {name: shifted, kind: pathway, settings: {gain: 4}}
      - {name: missing, kind: pathway, settings: {gain: 5}}
      - {name: single, kind: pathway, settings: {gain: 6}}
`
	f := &studytest.Fake{}
	f.Change = func(c study.Cell, r *study.Result) {
		base := 0.1 * float64(c.Seed) // a wide spread that pairs take out
		*r = study.Result{Accuracy: base, Samples: 1000, Seconds: 1}
		switch c.Arm {
		case "better":
			r.Accuracy += d[c.Seed-1]
		case "clearly":
			r.Accuracy += 0.1 + 0.01*d[c.Seed-1]
		case "worse":
			r.Accuracy -= 0.05 + 0.01*d[c.Seed-1]
			r.Samples = 500
		case "shifted":
			r.Accuracy += 0.25
		case "single":
			r.Accuracy += 0.1
		}
	}
	f.Before = func(c study.Cell) error {
		if c.Arm == "missing" || c.Arm == "single" && c.Seed != 3 {
			return studytest.Err
		}
		return nil
	}
	out := t.TempDir()
	if _, err := studytest.Run(t, out, text, f); !errors.Is(err, studytest.Err) {
		t.Fatal(err)
	}
	if err := Write(out); err != nil {
		t.Fatal(err)
	}
	files := studytest.Tree(t, out)
	want := map[string][]string{ // pairs, verdict, and p-values where they are defined
		"better": {"5", "n.s.", "0.0799803", "0.319921", "0.125", "0.125"},
		"same":   {"5", "identical", "", "", "1", ""},
		// No rounding may make a spread of equal differences.
		"shifted": {"5", "no spread", "", "", "0.0625", "0.0625"},
		"missing": {"0", "no pairs", "", "", "", ""},
		"single":  {"1", "one pair", "", "", "1", "1"},
		"clearly": {"5", "higher"},
		"worse":   {"5", "lower"},
	}
	for _, r := range rows(t, files["differences.csv"]) {
		w := want[r["arm"]]
		delete(want, r["arm"])
		got := []string{r["pairs"], r["verdict"], r["p_t_test"], r["p_holm"], r["p_sign_flip"], r["p_wilcoxon"]}
		for i := range w {
			if got[i] != w[i] && !(len(w[i]) > 3 && strings.HasPrefix(got[i], w[i])) {
				t.Errorf("%s: %v, want %v", r["arm"], got, w)
				break
			}
		}
	}
	if len(want) != 0 {
		t.Errorf("not compared: %v", want)
	}
	md := files["report.md"]
	for _, want := range []string{
		// Holm's m is 6: "missing" was not compared.
		"Holm's correction runs over the 6 comparisons of this experiment.",
		"| better | 5 | 30.74 | [10.87, 50.61] | +0.74 | [−0.14, +1.62] | 0.0800 | 0.3199 | 0.1250 | 0.1250 | n.s. |",
		"Significant at 0.05 after Holm's correction within the experiment: 2 of 6 comparisons. The other 4 are not.",
		"clearly is higher than plain by 10.01 points",
		"worse is lower than plain by 5.01 points",
		"image, 10 samples, worse: tested on other numbers of samples than the baseline",
		"image, 10 samples, single: fewer than five pairs (1)",
		"x, image, 10 samples, missing, seeds 1, 2, 3, 4, 5: failed: the disk is on fire",
		"x, image, 10 samples, single, seeds 1, 2, 4, 5: failed: the disk is on fire",
	} {
		if !strings.Contains(md, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(md)
	}
}

func TestCSVHoldsAllNumbers(t *testing.T) {
	_, files := reported(t, studytest.Small, &studytest.Fake{})
	results := rows(t, files["results.csv"])
	if len(results) != 12 || results[0]["arm"] != "plain" || results[0]["samples"] != "1000" || results[0]["seed"] != "1" || results[3]["aux"] != "point" {
		t.Errorf("results %v", results)
	}
	if n := len(rows(t, files["lambdas.csv"])); n != 6*4 {
		t.Errorf("%d λ, want 24", n)
	}
	curves := rows(t, files["curves.csv"])
	if len(curves) != 36 || curves[1]["epoch"] != "2" || curves[1]["test_accuracy"] != "" || curves[2]["test_accuracy"] != results[0]["accuracy"] {
		t.Errorf("curves %v", curves[:3])
	}
}

func TestReportOfAStudyWithoutCells(t *testing.T) {
	out := t.TempDir()
	_, err := studytest.Run(t, out, studytest.Small, &studytest.Fake{Before: func(study.Cell) error { return studytest.Err }})
	if err == nil {
		t.Fatal("all cells failed, and no error")
	}
	if err := Write(out); err != nil {
		t.Fatal(err)
	}
	if md := studytest.Tree(t, out)["report.md"]; !strings.Contains(md, "0 of 12 cells are done") || !strings.Contains(md, "Nothing is compared yet") {
		t.Errorf("report\n%s", md)
	}
	studytest.WantError(t, Write(filepath.Join(out, "none")), "no study's folder")
	if err := os.Remove(filepath.Join(out, "report.md")); err != nil {
		t.Fatal(err)
	}
	if err := Write(out); err != nil || studytest.Tree(t, out)["report.md"] == "" {
		t.Errorf("the report is not written anew: %v", err)
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		v    float64
		sign bool
		want string
	}{{0.1234, false, "12.34"}, {0.1234, true, "+12.34"}, {-0.1234, false, "−12.34"}, {-1e-9, true, "0.00"}, {0, true, "0.00"}, {math.NaN(), true, "–"}} {
		if got := points(c.v, c.sign); got != c.want {
			t.Errorf("%v is %q, want %q", c.v, got, c.want)
		}
	}
	for p, want := range map[float64]string{0.04999: "0.0500", 0.00005: "<0.0001", 1: "1.0000"} {
		if got := pValue(p); got != want {
			t.Errorf("p of %v is %q, want %q", p, got, want)
		}
	}
}

func TestMarkdownEscapes(t *testing.T) {
	for s, want := range map[string]string{
		"a|b\n<i>": `a\|b &lt;i&gt;`, "[x](javascript:y)": `[x\](javascript:y)`, "- no list": `\- no list`, "_a_ `b`": "\\_a\\_ \\`b\\`",
	} {
		if got := mdLine(s); got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	}
	if got := mdAlt("a]b[c"); got != "a)b(c" {
		t.Errorf("alternative text %q", got)
	}
}

// An arm's settings stand in a report as a study's file names and writes them.
func TestSettingsAsInTheFile(t *testing.T) {
	s := study.Settings{"aux_weights": "random", "freeze_aux": true, "aux_layers": []any{"attn.qkv", "mlp.fc1"},
		"recipe": map[string]any{"image": map[string]any{"recipe": "my recipe.yaml", "lr": 1e-3}}, "lambda": nil}
	want := `aux_layers: [attn.qkv, mlp.fc1], aux_weights: random, freeze_aux: true, lambda: null, recipe: {image: {lr: 0.001, recipe: "my recipe.yaml"}}`
	if got := settingsLine(s); got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	if got := settingsText(s); !strings.Contains(got, `"aux_weights": "random"`) || strings.Contains(got, "train_aux") {
		t.Errorf("the settings of all arms are not those of the file: %s", got)
	}
}
