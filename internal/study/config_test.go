package study_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gopathway/pathway/internal/fuzzcost"
	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/report"
	"github.com/gopathway/pathway/internal/study/studytest"
)

func TestExampleConfig(t *testing.T) {
	c, err := study.ReadConfig(filepath.Join("testdata", "study.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "pathways" || c.Budget != 2*time.Hour || !reflect.DeepEqual(c.Seeds, []int{1, 2, 3, 4, 5}) || len(c.Experiments) != 2 {
		t.Errorf("%+v", c)
	}
	// auxiliaries: (2 targets × 2 sizes × 4 arms) and controls: 14 arms of which
	// plain and pathway are trained already, times 5 seeds.
	if n := len(c.Cells()); n != 5*(16+12) {
		t.Errorf("%d cells", n)
	}
	cell := c.Cells()[1]
	if cell.Arm != "+ audio" || cell.Kind != "pathway" || !reflect.DeepEqual(cell.Aux, []string{"audio"}) || cell.Target != "image" || cell.Size != 300 {
		t.Errorf("%+v", cell)
	}
	if !strings.HasPrefix(cell.ID, "image-300-pathway-audio-s1-") {
		t.Errorf("ID %s", cell.ID)
	}
}

func TestSettingsNearerOnesWin(t *testing.T) {
	c := studytest.Parse(t, `name: x
seeds: [7]
settings: {a: 1, b: {c: 1, d: [1, 2.5, null, true, "x", 2020-01-01]}, e: 1e-2}
experiments:
  - name: x
    targets: t
    arms: [{name: plain, settings: {b: {c: 3}}}]
    settings: {a: 2, f: yes}
  - name: y
    targets: [t]
    sizes: [all, 5]
    arms: [{name: plain}]
`)
	cells := c.Cells()
	want := study.Settings{"a": 2, "b": map[string]any{"c": 3}, "e": 0.01, "f": "yes"}
	if !reflect.DeepEqual(cells[0].Settings, want) || cells[0].Size != 0 {
		t.Errorf("settings %#v, want %#v", cells[0].Settings, want)
	}
	list := cells[1].Settings["b"].(map[string]any)["d"]
	if !reflect.DeepEqual(list, []any{1, 2.5, nil, true, "x", "2020-01-01"}) {
		t.Errorf("list %#v", list)
	}
	if len(cells) != 3 || cells[1].Size != 0 || cells[2].Size != 5 {
		t.Errorf("%v", cells)
	}
}

func TestConfigMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		want     []string
	}{
		"unknown field":        {"seeds:", "seds:", []string{`study.yaml:2: unknown field "seds"; did you mean "seeds"?`, `study.yaml:1: field "seeds" is missing`}},
		"unknown in arm":       {"kind:", "kin:", []string{`study.yaml:10: unknown field "experiments[0].arms[0].kin"; did you mean "kind"?`}},
		"unknown in exp":       {"baseline:", "base_line:", []string{`study.yaml:8: unknown field "experiments[0].base_line"; did you mean "baseline"?`}},
		"missing":              {"    targets: [image, audio]\n", "", []string{`study.yaml:5: field "experiments[0].targets" is missing`}},
		"twice":                {"name: small", "name: small\nname: big", []string{`study.yaml:2: name is given twice, first in line 1`}},
		"seed twice":           {"[1, 2, 3]", "[1, 2, 1]", []string{`study.yaml:2: seeds: 1 for the second time`}},
		"seed":                 {"[1, 2, 3]", "[1, -2]", []string{`study.yaml:2: seeds[1] is -2, want a whole number of at least 0`}},
		"no seeds":             {"[1, 2, 3]", "[]", []string{`study.yaml:2: seeds is an empty list, want a list of one or more`}},
		"size":                 {"[100]", "[0]", []string{`sizes[0] is 0, want a whole number of at least 1`}},
		"budget":               {"seeds:", "budget: 2 hours\nseeds:", []string{`study.yaml:2: budget is "2 hours", want a duration such as 2h`}},
		"negative budget":      {"seeds:", "budget: -2h\nseeds:", []string{`study.yaml:2: budget is "-2h"`}},
		"settings":             {"{epochs: 2}", "2", []string{`study.yaml:3: settings is 2, want a section of fields`}},
		"not a number":         {"gain: 0.1", "gain: .nan", []string{`study.yaml:10: experiments[0].arms[0].settings.gain is .nan, want a finite number`}},
		"setting twice":        {"epochs: 2", "epochs: 2, epochs: 3", []string{`study.yaml:3: settings.epochs is given twice, first in line 3`}},
		"alias":                {"{epochs: 2}", "{epochs: &a 2, gain: *a}", []string{"study.yaml:3: settings.gain is an alias (settings of the study"}},
		"merge":                {"{epochs: 2}", "{<<: {a: 1}}", []string{"merge keys are not followed"}},
		"tag":                  {"epochs: 2", "epochs: !!binary aGk=", []string{"study.yaml:3: settings.epochs"}},
		"baseline":             {"baseline: plain", "baseline: plane", []string{`study.yaml:8: baseline: no arm "plane"; did you mean "plain"?`}},
		"no baseline":          {"    baseline: plain\n", "", []string{`field "baseline" is missing`}},
		"arm twice":            {"name: with point", "name: plain", []string{`study.yaml:11: arm "plain" for the second time`}},
		"arm's target":         {"aux: point", "aux: point, targets: [imag]", []string{`study.yaml:10: arm "with point": target "imag" is none of its experiment's; did you mean "image"?`}},
		"baseline's target":    {"{name: plain}", "{name: plain, targets: [image]}", []string{"is the baseline and is trained on all targets"}},
		"same training":        {"{name: plain}", "{name: plain}\n      - {name: other, kind: plain}", []string{`study.yaml:12: arms "plain" and "other" of experiment "first" train the same`}},
		"names alike":          {"[image, audio]", "[image, IMAGE]", []string{`target names "image" and "IMAGE" are too alike`}},
		"name of all":          {"name: first", "name: all experiments", []string{`study.yaml:5: experiment "all experiments": want another name`}},
		"no letter":            {"name: first", "name: λ", []string{`experiment "λ": want a letter or digit`}},
		"syntax":               {"seeds: [1", "seeds: [[1", []string{"study.yaml:"}},
		"second document":      {"name: small", "name: small\n---\nname: big", []string{"study.yaml:", "second document"}},
		"two mistakes by line": {"epochs: 2}\nexperiments", "epochs: .inf}\nexperimets", []string{"study.yaml:3: settings.epochs", "\nstudy.yaml:4: unknown field \"experimets\"; did you mean \"experiments\"?"}},
	} {
		if !strings.Contains(studytest.Small, c.from) {
			t.Fatalf("%s: nothing is replaced", name)
		}
		_, err := study.ParseConfig("study.yaml", []byte(strings.Replace(studytest.Small, c.from, c.to, 1)))
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		studytest.WantError(t, err, c.want...)
	}
	for text, want := range map[string]string{"": "empty", "[]": "the file holds an empty list, want fields", "x": `the file holds "x", want fields`} {
		_, err := study.ParseConfig("study.yaml", []byte(text))
		studytest.WantError(t, err, want)
	}
	if _, err := study.ReadConfig(filepath.Join(t.TempDir(), "none.yaml")); !os.IsNotExist(err) {
		t.Errorf("error %v", err)
	}
}

// The runner refuses what it doesn't know, and the engine says where it stands.
func TestRunnersRefusalsHaveLines(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"arm's setting":   {"gain: 0.1", "gian: 0.1", `study.yaml:10: experiment "first", arm "with point": settings.gian: unknown setting; did you mean "gain"?`},
		"study's setting": {"epochs: 2", "epoch: 2", `study.yaml:3: experiment "first", arm "plain": settings.epoch: unknown setting; did you mean "epochs"?`},
		"deep setting":    {"{epochs: 2}", "\n  epochs: 2\n  warmup:\n    strat: 1", `study.yaml:6: experiment "first", arm "plain": settings.warmup.strat: unknown setting; did you mean "start"?`},
		"type":            {"epochs: 2", "epochs: two", `study.yaml:3: experiment "first", arm "plain": settings.epochs: found string, want int`},
		"deep type":       {"epochs: 2", "warmup: {start: x}", `study.yaml:3: experiment "first", arm "plain": settings.warmup.start: found string, want float64`},
		"kind":            {"kind: pathway", "kind: patway", `study.yaml:10: experiment "first", arm "with point": kind: unknown value "patway"; did you mean "pathway"?`},
		"kind by name":    {"- {name: plain}", "- {name: plain}\n      - {name: plane}", `study.yaml:12: experiment "first", arm "plane": kind: unknown value "plane"; did you mean "plain"?`},
		"target":          {"[image, audio]", "[image, moon]", `study.yaml:6: experiment "first", arm "plain": target: unknown value "moon"`},
		"size":            {"[100]", "[7]", `study.yaml:7: experiment "first", arm "plain": size: 7 is too few`},
		"artefact":        {"aux: point", "aux: ../point", `study.yaml:10: experiment "first", arm "with point": artefact "../point"`},
	} {
		out := t.TempDir()
		f := &studytest.Fake{}
		_, err := studytest.Run(t, out, strings.Replace(studytest.Small, c.from, c.to, 1), f)
		if err == nil || len(f.Ran) > 0 {
			t.Errorf("%s: error %v, ran %v", name, err, f.Ran)
			continue
		}
		studytest.WantError(t, err, c.want)
		if n := strings.Count(err.Error(), c.want); n != 1 {
			t.Errorf("%s: told %d times, not once for all seeds and targets:\n%v", name, n, err)
		}
		if left := studytest.Tree(t, out); len(left) != 0 {
			t.Errorf("%s: the folder holds %v", name, left)
		}
	}
}

func TestDecodeKeepsDefaultsAndTakesAnyKeyOfMaps(t *testing.T) {
	s := studytest.Settings{Epochs: 5, Gain: 0.5}
	if err := (study.Settings{"gain": 1, "data": map[string]any{"image": "mnist"}}).Decode(&s); err != nil {
		t.Fatal(err)
	}
	if s.Epochs != 5 || s.Gain != 1 || s.Data["image"] != "mnist" {
		t.Errorf("%+v", s)
	}
	if err := study.Settings(nil).Decode(&s); err != nil {
		t.Error(err)
	}
}

// What is parsed can be run through the whole engine, whatever it says.
func FuzzParseConfig(f *testing.F) {
	f.Add(studytest.Small)
	if text, err := os.ReadFile(filepath.Join("testdata", "study.yaml")); err == nil {
		f.Add(string(text))
	}
	f.Add("name: x\nseeds: [1]\nexperiments: [{name: x, targets: x, arms: [{name: x}]}]")
	f.Fuzz(func(t *testing.T, text string) {
		var c *study.Config
		var err error
		fuzzcost.Check(t, len(text), fuzzcost.Limit{Bytes: 16 << 20, PerByte: 4000}, func() { c, err = study.ParseConfig("x", []byte(text)) })
		if err != nil {
			return
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		r := &studytest.Fake{}
		if study.Check(c, r) != nil {
			return
		}
		out := t.TempDir()
		for range 2 {
			if s, err := study.Run(ctx, c, r, study.Options{Out: out}); err != context.Canceled || s.Cells == 0 {
				t.Fatalf("%+v, %v", s, err)
			}
		}
		if err := report.Write(out); err != nil {
			t.Fatal(err)
		}
	})
}
