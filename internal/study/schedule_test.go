package study_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/report"
	"github.com/gopathway/pathway/internal/study/studytest"
)

// Three at a time: cells run side by side, an artefact is built once while
// cells that do not need it run, and the report is the same as with one at a
// time.
func TestParallelCells(t *testing.T) {
	one, three := t.TempDir(), t.TempDir()
	studytest.MustRun(t, one, studytest.Small, &studytest.Fake{})
	begun := map[string]chan struct{}{"image": make(chan struct{}), "audio": make(chan struct{})}
	others := map[string]string{"image": "audio", "audio": "image"}
	f := &studytest.Fake{}
	f.Before = func(c study.Cell) error {
		if c.Seed == 1 && c.Kind == "plain" {
			close(begun[c.Target])
			within(t, begun[others[c.Target]], "no second cell runs beside the first")
		}
		return nil
	}
	f.Make = func(key, dir string) error {
		within(t, begun["audio"], "no cell goes before one that waits for an artefact")
		return os.WriteFile(filepath.Join(dir, "weights"), []byte(key), 0o666)
	}
	s, err := studytest.RunParallel(context.Background(), t, three, studytest.Small, f, nil, 3)
	if err != nil || s.Ran != 12 || s.Stopped != "" || len(s.Missing) != 0 {
		t.Fatalf("summary %+v, error %v", s, err)
	}
	if !reflect.DeepEqual(f.Built, []string{"point"}) {
		t.Errorf("built %v, want the one artefact once", f.Built)
	}
	for _, dir := range []string{one, three} {
		if err := report.Write(dir); err != nil {
			t.Fatal(err)
		}
	}
	a, b := studytest.Tree(t, one), studytest.Tree(t, three)
	for name := range a {
		// Wall time is in the cells; nothing of it is reported.
		if !strings.HasPrefix(name, "cells/") && a[name] != b[name] {
			t.Errorf("%s differs from that of one cell at a time", name)
		}
	}
	if len(a) != len(b) {
		t.Errorf("%d files and %d", len(a), len(b))
	}
}

// cellFile is where a finished cell is stored.
func cellFile(out string, c study.Cell) string { return filepath.Join(out, "cells", c.ID+".json") }

func within(t *testing.T, c chan struct{}, or string) {
	select {
	case <-c:
	case <-time.After(20 * time.Second):
		t.Error(or)
	}
}

// What runs when a run is stopped is missing afterwards, in the order of a run.
func TestParallelInterruption(t *testing.T) {
	out := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	f := &studytest.Fake{}
	f.Before = func(c study.Cell) error {
		if c.Seed == 2 {
			cancel()
			return ctx.Err()
		}
		return nil
	}
	s, err := studytest.RunParallel(ctx, t, out, studytest.Small, f, nil, 2)
	if !errors.Is(err, context.Canceled) || s.Stopped != "interrupted" || len(s.Failed) != 0 || s.Ran+len(s.Missing) != 12 || s.Ran < 3 {
		t.Fatalf("summary %+v, error %v", s, err)
	}
	var want []string
	for _, c := range studytest.Parse(t, studytest.Small).Cells() {
		if _, err := os.Stat(cellFile(out, c)); err != nil {
			want = append(want, c.Label())
		}
	}
	var got []string
	for _, c := range s.Missing {
		got = append(got, c.Label())
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("missing\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if s := studytest.MustRun(t, out, studytest.Small, &studytest.Fake{}); s.Ran != len(want) {
		t.Errorf("second run: %+v", s)
	}
}

// A folder that cannot be written to ends the cells that run beside.
func TestParallelStopsWhenTheFolderFails(t *testing.T) {
	out := t.TempDir()
	text := strings.Replace(studytest.Small, "{name: with point, kind: pathway, aux: point, settings: {gain: 0.1}}", "{name: more, kind: plain, settings: {gain: 0.1}}", 1)
	first := studytest.Parse(t, text).Cells()[0].ID
	var ctx context.Context
	f := &studytest.Fake{Ctx: func(c context.Context, cell study.Cell) {
		if cell.ID == first {
			ctx = c
		}
	}}
	f.Before = func(c study.Cell) error {
		if c.ID != first {
			// No file can take the place of a folder that holds something.
			return os.MkdirAll(filepath.Join(cellFile(out, c), "x"), 0o777)
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Second):
			t.Error("the cell beside was not ended")
		}
		return ctx.Err()
	}
	s, err := studytest.RunParallel(context.Background(), t, out, text, f, nil, 2)
	if err == nil || s.Ran != 0 || len(s.Missing) != 12 || !strings.Contains(s.Stopped, ".json") {
		t.Errorf("summary %+v, error %v", s, err)
	}
}
