package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// This file: the cases of ../shared/cases about how the program runs; behaviour_test.go
// has the same kinds with inputs of its own.

func TestCaseOfAnIgnoredBatch(t *testing.T) {
	data := filepath.Join("..", "..", "..", "shared", "cases", "11-mask-void-batch", "data")
	if _, err := os.Stat(data); err != nil {
		t.Skip("no ../shared/cases here")
	}
	stdout, _ := runOK(t, "train", "--task", "segment", "--modality", "image", "--data", data, "--channels", "3", "--out", filepath.Join(t.TempDir(), "run"),
		"--dim", "16", "--depth", "1", "--heads", "2", "--patch", "4", "--epochs", "2", "--batch", "1")
	if strings.Contains(stdout, "NaN") || !strings.Contains(stdout, "mIoU") {
		t.Errorf("stdout %s", stdout)
	}
}
