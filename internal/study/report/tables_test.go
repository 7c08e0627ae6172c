package report

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/study/studytest"
)

const quoting = `# Results
<!-- study mine: first -->
old
<!-- end -->
between
<!-- study yours: first -->
kept
<!-- end -->
<!-- study mine: second -->
<!-- end -->
after
`

const quoted = `name: mine
seeds: [1, 2, 3]
experiments:
  - name: first
    targets: [image]
    sizes: [100]
    baseline: plain
    arms:
      - {name: plain}
      - {name: + point, kind: pathway, aux: point}
  - name: second
    targets: [audio]
    sizes: [100]
    arms: [{name: plain}]
`

func TestUpdateTables(t *testing.T) {
	out, files := reported(t, quoted, &studytest.Fake{})
	file := filepath.Join(t.TempDir(), "results.md")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(quoting)
	for range 2 { // the second time nothing changes
		n, err := UpdateTables(out, file)
		if err != nil || n != 2 {
			t.Fatal(n, err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		quotes := quotations(t, string(data))
		if len(quotes) != 3 || quotes[1].text != "kept\n" || strings.Contains(quotes[0].text, "old") {
			t.Fatalf("%q", data)
		}
		for _, i := range []int{0, 2} {
			if q := quotes[i].text; strings.Count(q, "\n| ") < 2 || !strings.Contains(files["report.md"], q) {
				t.Errorf("table %d is not the report's: %q", i, q)
			}
		}
		if !strings.HasPrefix(string(data), "# Results\n<!-- study mine: first -->\n\n| target |") ||
			!strings.Contains(string(data), "\n<!-- end -->\nbetween\n<!--") || !strings.HasSuffix(string(data), "\n<!-- end -->\nafter\n") {
			t.Errorf("other lines changed: %q", data)
		}
	}
	for _, bad := range []struct{ text, want string }{
		{"nothing", "quotes no table of the study mine"},
		{"\n<!-- study mine: frist -->\n<!-- end -->\n", `line 2: the study mine has no experiment "frist"; did you mean "first"`},
		{"<!-- study mine: first -->\n", "line 1: the table has no <!-- end -->"},
		{"<!-- study mine: first -->\n<!-- study mine: second -->\n<!-- end -->\n", "line 2: the table of line 1 has no <!-- end -->"},
	} {
		write(bad.text)
		if _, err := UpdateTables(out, file); err == nil || !strings.Contains(err.Error(), bad.want) || !strings.Contains(err.Error(), file) {
			t.Errorf("%q: %v, want %q", bad.text, err, bad.want)
		}
		if data, _ := os.ReadFile(file); string(data) != bad.text {
			t.Errorf("%q became %q", bad.text, data)
		}
	}
	if _, err := UpdateTables(t.TempDir(), file); err == nil || !strings.Contains(err.Error(), "no study's folder") {
		t.Error(err)
	}
}

type quotation struct{ study, experiment, text string }

func quotations(t *testing.T, text string) []quotation {
	t.Helper()
	var out []quotation
	all := regexp.MustCompile(`(?s)<!-- study ([^:]+): ([^\n]+) -->\n(.*?)<!-- end -->`).FindAllStringSubmatch(text, -1)
	if n := strings.Count(text, "<!-- study "); n != len(all) {
		t.Fatalf("%d quotations begin, %d are whole", n, len(all))
	}
	for _, m := range all {
		out = append(out, quotation{m[1], m[2], m[3]})
	}
	return out
}
