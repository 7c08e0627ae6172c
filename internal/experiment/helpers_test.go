package experiment

import (
	"context"
	"fmt"
	"testing"

	"github.com/gopathway/pathway/internal/study"
	"github.com/gopathway/pathway/internal/study/report"
)

// runStudy runs the study of a file, so many cells at a time, and writes its report.
func runStudy(ctx context.Context, file, out string, parallel int) (*study.Summary, error) {
	c, err := study.ReadConfig(file)
	if err != nil {
		return nil, err
	}
	s, err := study.Run(ctx, c, New(".", c.Seeds[0]), study.Options{Out: out, Parallel: parallel})
	if s == nil {
		return nil, err
	}
	if reportErr := report.Write(out); err == nil {
		err = reportErr
	}
	return s, err
}

// mustRun runs a study, all of whose cells must be trained: so many in this run, and
// so many before.
func mustRun(t *testing.T, file, out string, parallel, ran, before int) {
	t.Helper()
	s, err := runStudy(context.Background(), file, out, parallel)
	if err != nil {
		t.Fatal(err)
	}
	if s.Ran != ran || s.Reused != before || s.Cells != ran+before {
		t.Errorf("of %d cells %d ran and %d were there, want %d and %d", s.Cells, s.Ran, s.Reused, ran, before)
	}
}

// refused runs a study, which must fail before any cell, and returns the error's text.
func refused(t *testing.T, file, out string) string {
	t.Helper()
	s, err := runStudy(context.Background(), file, out, 1)
	if err == nil || s != nil {
		t.Fatalf("the study ran: %+v, error %v", s, err)
	}
	return fmt.Sprint(err)
}

// stopAfter is a context that ends after its error was asked for n times: a
// trainer asks once a step.
type stopAfter struct {
	context.Context
	n *int
}

// Err implements context.Context.
func (s stopAfter) Err() error {
	if *s.n--; *s.n < 0 {
		return context.Canceled
	}
	return nil
}
