package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/datatest"
)

// studyText is a small study; %s is its folder of images.
const studyText = `name: two arms
seeds: [1, 2]
settings: {dim: 16, depth: 2, heads: 2, patch: 7, data: {image: %s}, recipe: {image: {epochs: 1}}}
experiments:
  - {name: arms, targets: [image], sizes: [20], baseline: plain, arms: [{name: plain}, {name: deeper}]}
`

// The command tells how a study ended, goes on after a stop, and writes reports and
// quoted tables. What a study trains is tested in package experiment.
func TestStudyCommand(t *testing.T) {
	keepThreads(t)
	dir := t.TempDir()
	text := fmt.Sprintf(studyText, datatest.MNIST(t, 48, 16))
	file, out := filepath.Join(dir, "study.yaml"), filepath.Join(dir, "out")
	datatest.WriteFile(t, file, []byte(text))

	n := 8
	status, said, stderr := m2ptRun(stopAfter{context.Background(), &n}, "study", file, "--out", out)
	if status != exitInterrupted || !strings.Contains(said, "the same command goes on") {
		t.Errorf("a study that is stopped: status %d, %q, %q", status, said, stderr)
	}
	mustRun(t, "study", file, "--out", out, "--parallel", "2", "--threads", "2")
	if got := mustRun(t, "study", file, "--out", out); !strings.Contains(got, "4 trainings: 4 were there, 0 ran, 0 failed, 0 are missing") {
		t.Errorf("the study says %q", got)
	}
	fails(t, "more than threads", exitUsage, []string{"--parallel is 3", "1 to 2"}, "study", file, "--out", out, "--parallel", "3", "--threads", "2")
	fails(t, "none", exitUsage, []string{"--parallel is 0"}, "study", file, "--out", out, "--parallel", "0")
	fails(t, "no time", exitUsage, []string{"--budget is -1s"}, "study", file, "--out", out, "--budget", "-1s")

	before := datatest.ReadFile(t, filepath.Join(out, "report.md"))
	if err := os.Remove(filepath.Join(out, "report.md")); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "study", "report", out)
	if string(datatest.ReadFile(t, filepath.Join(out, "report.md"))) != string(before) {
		t.Error("the report written again differs")
	}
	quoting := filepath.Join(dir, "results.md")
	for _, args := range [][]string{{"study", "report", out, "--tables", quoting}, {"study", file, "--out", out, "--tables", quoting}} {
		datatest.WriteFile(t, quoting, []byte("<!-- study two arms: arms -->\n<!-- end -->\n"))
		if got := mustRun(t, args...); !strings.Contains(got, "1 tables in "+quoting+" are those of the study") {
			t.Errorf("%v says %q", args, got)
		}
		if tables := string(datatest.ReadFile(t, quoting)); !strings.Contains(tables, "| image | 20 | deeper | 2 |") {
			t.Errorf("%v: tables %q", args, tables)
		}
	}

	other := filepath.Join(dir, "other.yaml")
	datatest.WriteFile(t, other, []byte(strings.Replace(text, "dim: 16", "dim: 32", 1)))
	fails(t, "another study's folder", exitFailure, []string{"dim"}, "study", other, "--out", out)
}
