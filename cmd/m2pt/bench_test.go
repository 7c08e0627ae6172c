package main

import (
	"compress/gzip"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gopathway/pathway/datasets/synthetic"
	"github.com/gopathway/pathway/internal/datatest"
	"github.com/gopathway/pathway/nn"
)

// value returns what bench says under a heading.
func value(t *testing.T, out, key string) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^` + key + ` {2,}(.*)$`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("bench does not tell of %q:\n%s", key, out)
	}
	return m[1]
}

func figure(t *testing.T, out, key string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(strings.Fields(value(t, out, key))[0], 64)
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	return f
}

func TestBench(t *testing.T) {
	keepThreads(t)
	out := mustRun(t, "bench", "--model", "mini64", "--batch", "3", "--steps", "2", "--threads", "1")
	for key, want := range map[string]string{
		"model":      "mini64: ViT of width 64, depth 6, 4 heads, input 1×28×28",
		"parameters": strconv.Itoa(int(nn.ViTMini(64, 10).NumParams())),
		"measured":   "inference, 2 steps",
		"batch":      "3",
		"threads":    "1",
	} {
		if got := value(t, out, key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	for _, key := range []string{"samples/s", "GFLOP/s"} {
		if !(figure(t, out, key) > 0) {
			t.Errorf("%s: %q, want more than 0", key, value(t, out, key))
		}
	}
	for key, form := range map[string]string{
		"time per step":        `^median \d+\.\d\d ms, least \d+\.\d\d ms$`,
		"instruction set":      `^(portable|avx2|avx512|neon)$`,
		"share of FMA peak":    `^(\d+\.\d % of \d+\.\d GFLOP/s|not measured on this platform)$`,
		"peak memory":          `^\d+\.\d\d MB$`,
		"allocations per step": `^\d+\.\d$`,
	} {
		if got := value(t, out, key); !regexp.MustCompile(form).MatchString(got) {
			t.Errorf("%s: %q, want it like %s", key, got, form)
		}
	}
	if strings.Contains(out, "Linear") {
		t.Errorf("a table without --profile:\n%s", out)
	}
}

// Training with a pathway, for a duration, with both profiles.
func TestBenchProfiles(t *testing.T) {
	keepThreads(t)
	file := filepath.Join(t.TempDir(), "cpu.pprof")
	out := mustRun(t, "bench", "--model", "mini64", "--batch", "2", "--duration", "1ms", "--threads", "1",
		"--train", "--pathway", "--profile", "--cpuprofile", file)
	if got, plain := figure(t, out, "parameters"), nn.ViTMini(64, 10).NumParams(); got < 1.5*plain {
		t.Errorf("%v parameters with a pathway, %v without: the auxiliary is missing", got, plain)
	}
	if got := value(t, out, "measured"); !strings.HasPrefix(got, "training: ") {
		t.Errorf("measured %q", got)
	}
	steps := strings.Fields(value(t, out, "measured"))
	n, err := strconv.Atoi(steps[len(steps)-2])
	if err != nil {
		t.Fatal(err)
	}
	// The warm-up is not in the table.
	for _, row := range []string{"SelfAttention +forward", "SelfAttention +backward", "Reparam +forward", "Reparam +backward"} {
		perStep := map[bool]int{true: 24, false: 6}[strings.HasPrefix(row, "Reparam")]
		m := regexp.MustCompile(`(?m)^` + row + ` +[\d.]+ % +(\d+) `).FindStringSubmatch(out)
		if m == nil || m[1] != strconv.Itoa(n*perStep) {
			t.Errorf("no row %s of %d calls:\n%s", row, n*perStep, out)
		}
	}
	for _, row := range []string{"optimizer", "total"} {
		if !regexp.MustCompile(`(?m)^` + row + ` `).MatchString(out) {
			t.Errorf("no row %q:\n%s", row, out)
		}
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatalf("the CPU profile: %v", err)
	}
	if b, err := io.ReadAll(z); err != nil || len(b) == 0 {
		t.Errorf("the CPU profile: %d bytes, %v", len(b), err)
	}
}

func TestBenchOfARun(t *testing.T) {
	keepThreads(t)
	run := filepath.Join(t.TempDir(), "run")
	mustRun(t, with([]string{"train", "--data", datatest.MNIST(t, 20, 10), "--out", run}, small...)...)
	out := mustRun(t, "bench", "--run", run, "--steps", "1", "--threads", "1")
	if got := value(t, out, "model"); !strings.HasPrefix(got, run+": ViT of width 16, depth 2, 2 heads") {
		t.Errorf("model %q", got)
	}
	n := 2 // the first step of the warm-up, and the second
	if status, _, stderr := m2ptRun(stopAfter{context.Background(), &n}, "bench", "--run", run); status != exitInterrupted {
		t.Errorf("an interrupted bench: status %d, %q", status, stderr)
	}
}

func TestBadBench(t *testing.T) {
	keepThreads(t)
	fails(t, "model", exitUsage, []string{"huge", "mini64"}, "bench", "--model", "huge")
	fails(t, "two models", exitUsage, []string{"--model", "--run"}, "bench", "--model", "tiny", "--run", "x")
	fails(t, "two ends", exitUsage, []string{"--duration", "--steps"}, "bench", "--duration", "1s", "--steps", "3")
	fails(t, "batch", exitUsage, []string{"--batch", "0"}, "bench", "--batch", "0")
	fails(t, "large batch", exitUsage, []string{"--batch", "4096"}, "bench", "--batch", "4097")
	fails(t, "steps", exitUsage, []string{"--steps", "-1"}, "bench", "--steps", "-1")
	fails(t, "duration", exitUsage, []string{"--duration"}, "bench", "--duration", "0s")
	fails(t, "not a duration", exitUsage, []string{"--duration", "long"}, "bench", "--duration", "long")
	fails(t, "threads", exitUsage, []string{"--threads"}, "bench", "--threads", "-1")
	fails(t, "argument", exitUsage, nil, "bench", "tiny")
	fails(t, "no such run", exitFailure, []string{"nowhere"}, "bench", "--run", filepath.Join(t.TempDir(), "nowhere"))
	fails(t, "CPU profile", exitFailure, []string{"--cpuprofile", "nowhere"},
		"bench", "--model", "mini64", "--steps", "1", "--cpuprofile", filepath.Join(t.TempDir(), "nowhere", "p"))
}

// --profile of the other commands: a table on stderr, and the output and the
// bits of the run without it.
func TestProfileFlag(t *testing.T) {
	data, dir := datatest.MNIST(t, 24, 10), t.TempDir()
	digit := filepath.Join(dir, "digit.png")
	datatest.WritePNG(t, digit, synthetic.Images(1, 9), 0)
	plain := filepath.Join(dir, "plain")
	args := with([]string{"train", "--data", data}, small...)
	mustRun(t, with(args, "--out", plain)...)

	profiled := filepath.Join(dir, "profiled")
	for _, c := range []struct {
		args []string
		rows []string
	}{
		{with(args, "--out", profiled), []string{"data", "clip", "optimizer", "evaluation", "checkpoint", "Linear +forward", "Linear +backward", "all ops +backward", "total"}},
		{[]string{"eval", plain, "--data", data}, []string{"data", "metrics", "Linear +forward", "total"}},
		{[]string{"predict", plain, digit, "--json"}, []string{"model", "data", "output", "Linear +forward", "total"}},
	} {
		status, out, table := m2ptRun(context.Background(), with(c.args, "--profile")...)
		if status != 0 {
			t.Fatalf("%s: status %d: %s", c.args[0], status, table)
		}
		for _, row := range c.rows {
			if !regexp.MustCompile(`(?m)^` + row + ` +[\d.]+ `).MatchString(table) {
				t.Errorf("%s: no row %q:\n%s", c.args[0], row, table)
			}
		}
		if strings.Contains(out, "optimizer") || strings.Contains(out, "Linear") {
			t.Errorf("%s: the table is in the output:\n%s", c.args[0], out)
		}
		if _, _, table := m2ptRun(context.Background(), c.args...); strings.Contains(table, "Linear") {
			t.Errorf("%s: a table without --profile", c.args[0])
		}
	}
	if string(modelBytes(t, plain)) != string(modelBytes(t, profiled)) {
		t.Error("--profile changes the trained model")
	}
}
