package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// set sets a flag for one test.
func set[T any](t *testing.T, flag *T, value T) {
	old := *flag
	*flag = value
	t.Cleanup(func() { *flag = old })
}

// miniCell is a small model with its weights.
func miniCell(t *testing.T) cell {
	t.Helper()
	set(t, dir, t.TempDir())
	weights, err := writeWeights("mini64", models["mini64"])
	if err != nil {
		t.Fatal(err)
	}
	return cell{"mini64", 2, 2, weights}
}

// Two processes, on two threads and on one, take all their turns and compute
// the same bits: in inference, and over three steps of training, plain and with
// a pathway.
func TestByTurns(t *testing.T) {
	c := miniCell(t)
	for _, test := range []struct {
		train bool
		ours  string
	}{{false, "plain"}, {false, "merged"}, {true, "plain"}, {true, "pathway"}} {
		set(t, train, test.train)
		set(t, ours, test.ours)
		w, err := c.startBoth("single")
		if err != nil {
			t.Fatal(err)
		}
		defer w[0].end()
		defer w[1].end()
		if err := c.sameModel("single", w); err != nil {
			t.Errorf("%+v: %v", test, err)
		}
		r, err := byTurns(w, 3, 0.001)
		if err != nil {
			t.Fatal(err)
		}
		for i := range w {
			if len(r.times[i]) != 3 || r.times[i][0] <= 0 {
				t.Errorf("%+v: worker %d took %v", test, i, r.times[i])
			}
			if runtime.GOOS == "linux" && (r.memory[i] < 1e6 || r.memory[i] > 1e9) {
				t.Errorf("%+v: worker %d has had %v bytes", test, i, r.memory[i])
			}
		}
		if len(r.peaks) != 3 || len(r.allocs) != 3 {
			t.Errorf("%+v: peaks %v, allocations %v", test, r.peaks, r.allocs)
		}
	}
}

// Other weights are other logits, and are seen. A merged model is not held
// against the plain one.
func TestSameModel(t *testing.T) {
	c := miniCell(t)
	set(t, ours, "merged")
	w, err := c.startBoth("plain")
	if err != nil {
		t.Fatal(err)
	}
	defer w[0].end()
	defer w[1].end()
	if err := c.sameModel("plain", w); err != nil {
		t.Errorf("merged against plain: %v", err)
	}
	set(t, ours, "plain")
	if err := c.sameModel("plain", w); err == nil || !strings.Contains(err.Error(), "logits differ") {
		t.Errorf("other weights: %v", err)
	}
}

// A worker that ends says why, in one line.
func TestStartFails(t *testing.T) {
	c := miniCell(t)
	c.weights = filepath.Join(*dir, "absent.safetensors")
	_, err := c.startBoth("single")
	if err == nil || !strings.Contains(err.Error(), "pathway ended") || !strings.Contains(err.Error(), "absent.safetensors") || strings.Contains(err.Error(), "\n") {
		t.Errorf("missing weights: %v", err)
	}
	if _, err := start("nobody", exec.Command(filepath.Join(*dir, "nobody"))); err == nil {
		t.Error("a program that does not exist started")
	}
}

func TestRow(t *testing.T) {
	r := result{
		about:  "Rival 1",
		times:  [2][]float64{{0.010, 0.010, 0.020}, {0.030, 0.020, 0.020}},
		peaks:  []float64{100, 100, 100},
		allocs: []float64{1, 2, 1},
		memory: [2]float64{32e6, 128e6},
	}
	c := cell{model: "tiny", batch: 1, threads: 2}
	// Ratios 3, 2 and 1; 0.5 GFLOP in 10 ms are half of the peak.
	want := "| tiny | 1 | 2 | 10.00 | 50 | 50 | 32 | 1.0 | Rival 1 | 20.00 | 128 | 2.000 | 1.000 |\n"
	if got := r.row(c, 0.5); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
	if n, m := strings.Count(strings.SplitN(header("plain"), "\n", 2)[0], "|"), strings.Count(want, "|"); n != m {
		t.Errorf("%d columns in the header, %d in a row", n-1, m-1)
	}
	r.peaks, r.others = []float64{0, 0, 0}, 0.5
	if got := r.row(c, 0.5); !strings.Contains(got, "| 50 |  | 32 |") || !strings.Contains(got, "others took 50 %") {
		t.Errorf("no peak, disturbed: %s", got)
	}
}

func TestPresent(t *testing.T) {
	set(t, dir, t.TempDir())
	set(t, python, filepath.Join(*dir, "no-python"))
	set(t, train, true)
	names, missing, err := present("onnxruntime,pytorch,plain")
	if err != nil || len(names) != 1 || names[0] != "plain" || len(missing) != 2 ||
		!strings.Contains(missing[0], "does not train") || !strings.Contains(missing[1], "no-python") {
		t.Errorf("%q, %q, %v", names, missing, err)
	}
	if _, _, err := present("plain,nobody"); err == nil {
		t.Error("nobody was found")
	}
}

// An export is made when there is none, and when it is older than the weights.
// It appears whole or not at all, and its failure is told.
func TestPrepare(t *testing.T) {
	c := miniCell(t)
	set(t, python, filepath.Join(*dir, "no-python"))
	if err := prepare("plain", c.model, c.weights); err != nil {
		t.Error(err)
	}
	if err := prepare("onnxruntime", c.model, c.weights); err == nil || !strings.Contains(err.Error(), "no-python") {
		t.Errorf("no Python: %v", err)
	}
	if err := os.WriteFile(onnx(c.model), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := prepare("onnxruntime", c.model, c.weights); err != nil {
		t.Errorf("there is an export: %v", err)
	}
	info, err := os.Stat(c.weights)
	if err != nil {
		t.Fatal(err)
	}
	old := info.ModTime().Add(-1e9)
	if err := os.Chtimes(onnx(c.model), old, old); err != nil {
		t.Fatal(err)
	}
	if err := prepare("onnxruntime", c.model, c.weights); err == nil {
		t.Error("an export older than the weights passed")
	}
}

func TestTail(t *testing.T) {
	var said tail
	said.Write([]byte("Traceback:\n  line 1\nModuleNotFoundError: no torch\n\n"))
	if got := said.explain(io.EOF).Error(); got != "EOF: ModuleNotFoundError: no torch" {
		t.Errorf("%q", got)
	}
	said.Write([]byte(strings.Repeat("x", 1<<16) + "\nlast"))
	if got := said.explain(io.EOF).Error(); got != "EOF: last" || len(said.text) > 1<<14 {
		t.Errorf("%q of %d bytes", got, len(said.text))
	}
	if new(tail).explain(io.EOF) != io.EOF {
		t.Error("something was added to an error of a silent command")
	}
}
