package main

import (
	"bytes"
	"context"
	"runtime"
	"strings"
	"testing"
)

// m2ptRun runs the program and returns its exit status and output.
func m2ptRun(ctx context.Context, args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	status = run(ctx, args, &out, &err)
	return status, out.String(), err.String()
}

// mustRun runs the program and fails the test unless it succeeds.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	status, out, err := m2ptRun(context.Background(), args...)
	if status != 0 {
		t.Fatalf("m2pt %s: status %d: %s", strings.Join(args, " "), status, err)
	}
	return out
}

// tiny are flags of a model of any modality that trains in an instant. small are flags
// of a model of images.
var (
	tiny  = []string{"--dim", "16", "--depth", "2", "--heads", "2", "--batch", "8", "--epochs", "2", "--quiet"}
	small = with(tiny, "--patch", "7")
)

// with returns args and more, in a slice of their own.
func with(args []string, more ...string) []string {
	return append(append([]string{}, args...), more...)
}

// keepThreads restores the number of threads after the test, because the program sets it
// for the whole process.
func keepThreads(t *testing.T) {
	t.Helper()
	before := runtime.GOMAXPROCS(0)
	t.Cleanup(func() {
		if err := setThreads(0); err != nil {
			t.Error(err)
		}
		if now := runtime.GOMAXPROCS(0); now != before {
			t.Errorf("%d threads after the test, %d before it", now, before)
			runtime.GOMAXPROCS(before)
		}
	})
}
