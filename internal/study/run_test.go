package study_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/report"
	"github.com/gopathway/pathway/internal/study/studytest"
)

func TestRunsSeedBySeedBaselineFirst(t *testing.T) {
	f := &studytest.Fake{}
	s := studytest.MustRun(t, t.TempDir(), studytest.Small, f)
	if s.Cells != 12 || s.Ran != 12 || s.Reused != 0 || s.Stopped != "" {
		t.Errorf("summary %+v", s)
	}
	var want []string
	for seed := 1; seed <= 3; seed++ {
		for _, target := range []string{"image", "audio"} {
			for _, arm := range []string{"plain", "with point"} {
				want = append(want, fmt.Sprintf("first: %s, 100 samples, %s, seed %d", target, arm, seed))
			}
		}
	}
	if !reflect.DeepEqual(f.Ran, want) {
		t.Errorf("ran\n%s\nwant\n%s", strings.Join(f.Ran, "\n"), strings.Join(want, "\n"))
	}
	if !reflect.DeepEqual(f.Built, []string{"point"}) {
		t.Errorf("built %v, want the one artefact once", f.Built)
	}
}

// The test program runs itself, and the child kills itself in its fifth cell.
func TestResumesAfterKill(t *testing.T) {
	const key = "PATHWAY_STUDY_TEST_KILL"
	if out := os.Getenv(key); out != "" {
		f := &studytest.Fake{}
		f.Before = func(c study.Cell) error {
			if len(f.Ran) == 5 {
				os.WriteFile(filepath.Join(c.Dir, "half.png"), []byte("half"), 0o666)
				p, _ := os.FindProcess(os.Getpid())
				p.Kill()
				time.Sleep(time.Minute)
			}
			return nil
		}
		studytest.Run(t, out, studytest.Small, f)
		t.Fatal("the kill did not come")
	}
	out := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run=^TestResumesAfterKill$")
	cmd.Env = append(os.Environ(), key+"="+out)
	if err := cmd.Run(); err == nil {
		t.Fatal("the child was not killed")
	}
	// What a kill within a write, or within an artefact, leaves.
	for _, name := range []string{"cells/x.json.tmp0", "study.json.tmp3"} {
		if err := os.WriteFile(filepath.Join(out, name), []byte("{"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(out, "artefacts", "point.tmp"), 0o777); err != nil {
		t.Fatal(err)
	}
	f := &studytest.Fake{}
	s := studytest.MustRun(t, out, studytest.Small, f)
	if s.Reused != 4 || s.Ran != 8 || len(f.Built) != 0 || len(s.Damaged) != 0 {
		t.Errorf("summary %+v, built %v; want 4 reused, 8 run, nothing built", s, f.Built)
	}
	whole := t.TempDir()
	studytest.MustRun(t, whole, studytest.Small, &studytest.Fake{})
	for _, dir := range []string{out, whole} {
		if err := report.Write(dir); err != nil {
			t.Fatal(err)
		}
	}
	a, b := studytest.Tree(t, out), studytest.Tree(t, whole)
	// Wall time is the machine's in the child; nothing of it is reported.
	for name := range b {
		if !strings.HasPrefix(name, "cells/") && a[name] != b[name] {
			t.Errorf("%s differs from an undisturbed run's", name)
		}
	}
	for name := range a {
		if _, ok := b[name]; !ok {
			t.Errorf("%s is left over", name)
		}
	}
}

func TestSecondRunDoesNothing(t *testing.T) {
	out := t.TempDir()
	studytest.MustRun(t, out, studytest.Small, &studytest.Fake{})
	before := studytest.Tree(t, out)
	f := &studytest.Fake{}
	if s := studytest.MustRun(t, out, studytest.Small, f); s.Reused != 12 || len(f.Ran) != 0 {
		t.Errorf("summary %+v, ran %v", s, f.Ran)
	}
	if !reflect.DeepEqual(before, studytest.Tree(t, out)) {
		t.Error("the folder changed")
	}
}

func TestBudgetStopsBeforeWhatDoesNotFit(t *testing.T) {
	out := t.TempDir()
	f := &studytest.Fake{}
	text := strings.Replace(studytest.Small, "name: small\n", "name: small\nbudget: 5500ms\n", 1)
	s := studytest.MustRun(t, out, text, f)
	// A cell takes a second: the sixth would end after six.
	if s.Ran != 5 || len(s.Missing) != 7 || s.Missing[0].Label() != "first: image, 100 samples, with point, seed 2" {
		t.Errorf("ran %d, missing %d from %v", s.Ran, len(s.Missing), s.Missing)
	}
	studytest.WantError(t, errors.New(s.Stopped), "budget of 5.5s", "5s are used", "with point, seed 2", "1s")
	// The budget is no part of the study, and counts a run alone.
	if s := studytest.MustRun(t, out, text, f); s.Reused != 5 || s.Ran != 5 {
		t.Errorf("second run: %+v", s)
	}
	if s := studytest.MustRun(t, out, studytest.Small, f); s.Reused != 10 || s.Ran != 2 || s.Stopped != "" {
		t.Errorf("run without a budget: %+v", s)
	}
}

func TestBudgetCountsArtefacts(t *testing.T) {
	out := t.TempDir()
	f := &studytest.Fake{}
	f.Make = func(key, dir string) error {
		f.Mu.Lock()
		f.Clock = f.Clock.Add(time.Minute)
		f.Mu.Unlock()
		return os.WriteFile(filepath.Join(dir, "weights"), []byte(key), 0o666)
	}
	text := "budget: 20s\n" + studytest.Small
	if s := studytest.MustRun(t, out, text, f); s.Ran != 1 || len(s.Missing) != 11 || !strings.Contains(s.Stopped, "1m1s are used") {
		t.Errorf("summary %+v", s)
	}
	if s := studytest.MustRun(t, out, text, f); s.Ran != 11 || len(f.Built) != 1 {
		t.Errorf("second run: %+v, built %v", s, f.Built)
	}
}

func TestInterruption(t *testing.T) {
	out := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	f := &studytest.Fake{}
	f.Before = func(c study.Cell) error {
		if len(f.Ran) == 3 {
			cancel()
			return ctx.Err()
		}
		return nil
	}
	s, err := studytest.RunContext(ctx, t, out, studytest.Small, f, nil)
	if !errors.Is(err, context.Canceled) || s.Ran != 2 || len(s.Failed) != 0 || len(s.Missing) != 10 || s.Stopped != "interrupted" {
		t.Errorf("summary %+v, error %v", s, err)
	}
	if s := studytest.MustRun(t, out, studytest.Small, &studytest.Fake{}); s.Reused != 2 || s.Ran != 10 {
		t.Errorf("second run: %+v", s)
	}
}

func TestFailedCellIsNotedAndTriedAgain(t *testing.T) {
	out := t.TempDir()
	f := &studytest.Fake{Before: func(c study.Cell) error {
		if c.Seed == 2 && c.Kind == "plain" && c.Target == "image" {
			return studytest.Err
		}
		return nil
	}}
	s, err := studytest.Run(t, out, studytest.Small, f)
	studytest.WantError(t, err, "first: image, 100 samples, plain, seed 2: the disk is on fire")
	if !errors.Is(err, studytest.Err) || s.Ran != 11 || len(s.Failed) != 1 {
		t.Errorf("summary %+v", s)
	}
	if err := report.Write(out); err != nil {
		t.Fatal(err)
	}
	if md := studytest.Tree(t, out)["report.md"]; !strings.Contains(md, "first, image, 100 samples, plain, seed 2: failed: the disk is on fire") {
		t.Errorf("the report does not name the failure:\n%s", md)
	}
	if s := studytest.MustRun(t, out, studytest.Small, &studytest.Fake{}); s.Reused != 11 || s.Ran != 1 {
		t.Errorf("second run: %+v", s)
	}
	if left, _ := filepath.Glob(filepath.Join(out, "cells", "*.failed")); len(left) != 0 {
		t.Errorf("%v is left over", left)
	}
}

func TestResultsThatCannotBeStoredFail(t *testing.T) {
	nan := func() float64 { var z float64; return z / z }()
	for name, change := range map[string]func(*study.Result){
		"accuracy is NaN":          func(r *study.Result) { r.Accuracy = nan },
		"accuracy is 1.5":          func(r *study.Result) { r.Accuracy = 1.5 },
		"training loss of epoch 2": func(r *study.Result) { r.Curve[1].TrainLoss = nan },
		"epoch 1 after 1":          func(r *study.Result) { r.Curve[1].Epoch = 1 },
		"λ of block 1, mlp.fc1":    func(r *study.Result) { r.Lambdas[3].Value = nan },
		"1001 correct of 1000":     func(r *study.Result) { r.Correct = 1001 },
		"no such file":             func(r *study.Result) { r.Pictures[0].File = "none.png" },
		`measure is " mIoU"`:       func(r *study.Result) { r.Measure = " mIoU" },
		"mIoU is -0.5":             func(r *study.Result) { r.Measure, r.Accuracy = "mIoU", -0.5 },
		`metric "a\nb"`:            func(r *study.Result) { r.Metrics = []study.Metric{{"a\nb", 1}} },
		`metric ""`:                func(r *study.Result) { r.Metrics = []study.Metric{{"", 1}} },
		"for the second time":      func(r *study.Result) { r.Metrics = []study.Metric{{"loss", 1}, {"loss", 2}} },
		`metric "loss" is NaN`:     func(r *study.Result) { r.Metrics = []study.Metric{{"loss", nan}} },
		`picture "../attention`:    func(r *study.Result) { r.Pictures[0].File = "../attention.png" },
	} {
		f := &studytest.Fake{Change: func(c study.Cell, r *study.Result) {
			if c.Kind == "pathway" {
				change(r)
			}
		}}
		s, err := studytest.Run(t, t.TempDir(), studytest.Small, f)
		studytest.WantError(t, err, name)
		if s.Ran != 6 || len(s.Failed) != 6 {
			t.Errorf("%s: ran %d, failed %d", name, s.Ran, len(s.Failed))
		}
	}
}

func TestArtefactThatFailsIsTriedOnceAndIsNotThere(t *testing.T) {
	out := t.TempDir()
	f := &studytest.Fake{Make: func(_, dir string) error {
		os.WriteFile(filepath.Join(dir, "weights"), []byte("half"), 0o666)
		return studytest.Err
	}}
	s, err := studytest.Run(t, out, studytest.Small, f)
	studytest.WantError(t, err, "artefact point: the disk is on fire")
	if len(f.Built) != 1 || s.Ran != 6 || len(s.Failed) != 6 {
		t.Errorf("built %v, summary %+v", f.Built, s)
	}
	if _, err := os.Stat(filepath.Join(out, "artefacts", "point")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half an artefact is there (%v)", err)
	}
	f = &studytest.Fake{}
	if s := studytest.MustRun(t, out, studytest.Small, f); s.Ran != 6 || len(f.Built) != 1 {
		t.Errorf("second run: %+v, built %v", s, f.Built)
	}
}

func TestDamagedCellIsNamedAndRunAgain(t *testing.T) {
	whole := t.TempDir()
	studytest.MustRun(t, whole, studytest.Small, &studytest.Fake{})
	before := studytest.Tree(t, whole)
	cells := studytest.Parse(t, studytest.Small).Cells()
	path := "cells/" + cells[1].ID + ".json"
	other := before["cells/"+cells[0].ID+".json"]
	for name, c := range map[string]struct{ file, text, says string }{
		"cut":             {path, before[path][:100], "unexpected EOF"},
		"empty":           {path, "", "EOF"},
		"digit changed":   {path, strings.Replace(before[path], `"parameters": 10000`, `"parameters": 20000`, 1), "checksum"},
		"of another cell": {path, other, "another cell"},
		"unknown field":   {path, strings.Replace(before[path], "{", `{"x": 1,`, 1), `unknown field "x"`},
		"two":             {path, before[path] + before[path], "more after the end"},
		"picture":         {"cells/" + cells[1].ID + "/attention.png", "GIF", "no PNG"},
	} {
		if err := os.WriteFile(filepath.Join(whole, filepath.FromSlash(c.file)), []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		contents, err := study.Read(whole)
		if err != nil {
			t.Fatal(err)
		}
		if a := contents.Absent; len(a) != 1 || a[0].Cell.ID != cells[1].ID || a[0].Reason != "its file is damaged" || len(contents.Results) != 11 {
			t.Errorf("%s: absent %v", name, a)
		}
		f := &studytest.Fake{}
		s := studytest.MustRun(t, whole, studytest.Small, f)
		if s.Ran != 1 || len(s.Damaged) != 1 || f.Ran[0] != cells[1].Label() {
			t.Errorf("%s: summary %+v, ran %v", name, s, f.Ran)
			continue
		}
		studytest.WantError(t, errors.New(s.Damaged[0]), filepath.Base(path), "is damaged", c.says)
		if studytest.Tree(t, whole)[path] != before[path] {
			t.Errorf("%s: the file is not as before", name)
		}
	}
}

func TestOtherStudysFolder(t *testing.T) {
	out := t.TempDir()
	studytest.MustRun(t, out, studytest.Small, &studytest.Fake{})
	before := studytest.Tree(t, out)
	text := strings.NewReplacer("[1, 2, 3]", "[1, 2, 4, 5]", "epochs: 2", "epochs: 3", "gain: 0.1", "epochs: 7").Replace(studytest.Small)
	_, err := studytest.Run(t, out, text, &studytest.Fake{})
	var other *study.OtherStudyError
	if !errors.As(err, &other) {
		t.Fatalf("error %v, want an *study.OtherStudyError", err)
	}
	want := []string{
		"experiments[0].arms[0].settings.epochs: not in the folder, 7 now",
		"experiments[0].arms[0].settings.gain: 0.1 in the folder, missing now",
		"seeds[2]: 3 in the folder, 4 now",
		"seeds[3]: not in the folder, 5 now",
		"settings.epochs: 2 in the folder, 3 now",
	}
	if !reflect.DeepEqual(other.Differences, want) {
		t.Errorf("differences\n%s\nwant\n%s", strings.Join(other.Differences, "\n"), strings.Join(want, "\n"))
	}
	if !reflect.DeepEqual(before, studytest.Tree(t, out)) {
		t.Error("the folder changed")
	}

	foreign := t.TempDir()
	if err := os.WriteFile(filepath.Join(foreign, "thesis.txt"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	_, err = studytest.Run(t, foreign, studytest.Small, &studytest.Fake{})
	studytest.WantError(t, err, "thesis.txt but no study.json")

	if err := os.WriteFile(filepath.Join(out, "study.json"), []byte(strings.Replace(before["study.json"], "audio", "video", 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err = studytest.Run(t, out, studytest.Small, &studytest.Fake{})
	studytest.WantError(t, err, "study.json is damaged")
	studytest.WantError(t, report.Write(out), "study.json is damaged")
	studytest.WantError(t, report.Write(foreign), "no study's folder")
}

func TestCellsAreSharedByExperiments(t *testing.T) {
	text := studytest.Small + `  - name: second
    targets: [image]
    sizes: [100]
    baseline: none
    arms:
      - {name: none, kind: plain}
      - {name: more, kind: pathway, aux: point, settings: {gain: 0.2}}
`
	out := t.TempDir()
	if s := studytest.MustRun(t, out, text, &studytest.Fake{}); s.Cells != 15 || s.Ran != 15 {
		t.Errorf("summary %+v, want 12 cells and 3 more", s)
	}
	if err := report.Write(out); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(studytest.Tree(t, out)["results.csv"], "\n"); got != 1+18 {
		t.Errorf("results.csv has %d lines, want the shared cells in both experiments", got)
	}
}

func TestEventsAndTimeLeft(t *testing.T) {
	f := &studytest.Fake{}
	var b bytes.Buffer
	lines := study.Lines(&b)
	var events []study.Event
	s, err := studytest.RunContext(context.Background(), t, t.TempDir(), studytest.Small, f, func(e study.Event) { events = append(events, e); lines(e) })
	if err != nil || s.Ran != 12 {
		t.Fatal(s, err)
	}
	if events[0].What != study.Running || events[0].Left != -1 {
		t.Errorf("first event %+v, want a cell begun, time left unknown", events[0])
	}
	last := events[len(events)-1]
	if last.What != study.Finished || last.Finished != 12 || last.Left != 0 || last.Elapsed != 12*time.Second {
		t.Errorf("last event %+v", last)
	}
	halves := 0
	for _, e := range events {
		if e.What == study.Running && e.Done == 0.5 && e.Finished > 0 {
			halves++
			// All take a second: half a cell and those after it are left.
			if want := time.Duration(12-e.Finished)*time.Second - 500*time.Millisecond; e.Left != want {
				t.Errorf("after %d cells and a half %v are left, want %v", e.Finished, e.Left, want)
			}
		}
	}
	if halves != 11 {
		t.Errorf("%d events of cells going on, want 11", halves)
	}
	for _, want := range []string{
		"[0/12] first: image, 100 samples, plain, seed 1\n",
		"[1/12] artefact point, about 11 s left\n",
		"[1/12] artefact point: built\n",
		"[12/12] first: audio, 100 samples, with point, seed 3: accuracy 6",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no line %q in\n%s", want, b.String())
		}
	}
}
