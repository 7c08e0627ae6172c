package study

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// Three at a time: cells do meet, an artefact is built once while cells that do not
// need it run, and the report is that of one at a time.
func TestParallelCells(t *testing.T) {
	one, three := t.TempDir(), t.TempDir()
	mustRun(t, one, small, &fake{})
	begun := map[string]chan struct{}{"image": make(chan struct{}), "audio": make(chan struct{})}
	others := map[string]string{"image": "audio", "audio": "image"}
	f := &fake{}
	f.before = func(c Cell) error {
		if c.Seed == 1 && c.Kind == "plain" {
			close(begun[c.Target])
			within(t, begun[others[c.Target]], "no second cell runs beside the first")
		}
		return nil
	}
	f.build = func(key, dir string) error {
		within(t, begun["audio"], "no cell goes before one that waits for an artefact")
		return os.WriteFile(filepath.Join(dir, "weights"), []byte(key), 0o666)
	}
	s, err := runParallel(context.Background(), t, three, small, f, nil, 3)
	if err != nil || s.Ran != 12 || s.Stopped != "" || len(s.Missing) != 0 {
		t.Fatalf("summary %+v, error %v", s, err)
	}
	if !reflect.DeepEqual(f.built, []string{"point"}) {
		t.Errorf("built %v, want the one artefact once", f.built)
	}
	for _, dir := range []string{one, three} {
		if err := Report(dir); err != nil {
			t.Fatal(err)
		}
	}
	a, b := tree(t, one), tree(t, three)
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
	f := &fake{}
	f.before = func(c Cell) error {
		if c.Seed == 2 {
			cancel()
			return ctx.Err()
		}
		return nil
	}
	s, err := runParallel(ctx, t, out, small, f, nil, 2)
	if !errors.Is(err, context.Canceled) || s.Stopped != "interrupted" || len(s.Failed) != 0 || s.Ran+len(s.Missing) != 12 || s.Ran < 3 {
		t.Fatalf("summary %+v, error %v", s, err)
	}
	var want []string
	for _, c := range parse(t, small).Cells() {
		if _, err := os.Stat(folder{out}.cellFile(c.ID)); err != nil {
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
	if s := mustRun(t, out, small, &fake{}); s.Ran != len(want) {
		t.Errorf("second run: %+v", s)
	}
}

// A folder that cannot be written to ends the cells that run beside.
func TestParallelStopsWhenTheFolderFails(t *testing.T) {
	out := t.TempDir()
	text := strings.Replace(small, "{name: with point, kind: pathway, aux: point, settings: {gain: 0.1}}", "{name: more, kind: plain, settings: {gain: 0.1}}", 1)
	first := parse(t, text).Cells()[0].ID
	var ctx context.Context
	f := &fake{ctx: func(c context.Context, cell Cell) {
		if cell.ID == first {
			ctx = c
		}
	}}
	f.before = func(c Cell) error {
		if c.ID != first {
			// No file can take the place of a folder that holds something.
			return os.MkdirAll(filepath.Join(folder{out}.cellFile(c.ID), "x"), 0o777)
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Second):
			t.Error("the cell beside was not ended")
		}
		return ctx.Err()
	}
	s, err := runParallel(context.Background(), t, out, text, f, nil, 2)
	var ours *folderError
	if !errors.As(err, &ours) || s.Ran != 0 || len(s.Missing) != 12 || !strings.Contains(s.Stopped, ".json") {
		t.Errorf("summary %+v, error %v", s, err)
	}
}

func TestParallelTimeLeft(t *testing.T) {
	w := newWork(parse(t, small), &fake{}, folder{}, Options{Parallel: 2, now: func() time.Time { return time.Unix(10, 0) }})
	w.todo = w.config.Cells()[:4]
	w.look()
	w.running = []*task{{done: 0.5, begun: time.Unix(4, 0)}, {}}
	// 12 s each: half of the one, the other, and four more, two at a time.
	if got := w.left(); got != 33*time.Second {
		t.Errorf("%v are left, want 33 s", got)
	}
	w.todo = nil
	w.look()
	if got := w.left(); got != 12*time.Second {
		t.Errorf("%v are left, want 12 s: the longer one's", got)
	}
	w.running = []*task{{}}
	if got := w.left(); got != -1 {
		t.Errorf("%v are left, want nothing known", got)
	}
}
