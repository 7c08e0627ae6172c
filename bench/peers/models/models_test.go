package main

import (
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

var small = nn.ViTConfig{Image: [2]int{8, 8}, Patch: [2]int{4, 4}, Channels: 1, Dim: 8, Depth: 2, Heads: 2, Classes: 3}

// The test's own program is the worker too, as the program itself is.
func TestMain(m *testing.M) {
	flag.Parse()
	if *workerOf != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// answers returns what a worker in this process says to the commands.
func answers(t *testing.T, j job, commands ...string) []string {
	t.Helper()
	if j.Weights == "" {
		j.Weights = filepath.Join(t.TempDir(), "w.safetensors")
		m, err := nn.NewViT(small, tensor.NewRNG(1))
		if err == nil {
			err = nn.SaveWeights(j.Weights, m, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	j.Shape, j.Batch = shapeOf(small), 2
	var out strings.Builder
	if err := j.serve(strings.NewReader(strings.Join(commands, "\n")), &out); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(out.String()), "\n")
}

// A worker says what it is and answers every command with a line.
func TestWorker(t *testing.T) {
	for _, j := range []job{{Kind: "plain"}, {Kind: "merged"}, {Kind: "plain", Train: true}, {Kind: "pathway", Train: true}} {
		got := answers(t, j, "run 2", "logits", "cpu", "peak", "allocs")
		if len(got) != 6 || !strings.HasPrefix(got[0], "Pathway, ") {
			t.Fatalf("%+v: %q", j, got)
		}
		var y []float64
		if err := json.Unmarshal([]byte(got[2]), &y); err != nil || len(y) != 3 {
			t.Errorf("%+v: logits %q", j, got[2])
		}
		for _, i := range []int{1, 3, 4, 5} {
			if _, err := strconv.ParseFloat(got[i], 64); err != nil {
				t.Errorf("%+v: answer %d is %q", j, i, got[i])
			}
		}
	}
	if err := (job{Kind: "plain", Weights: "missing"}).serve(strings.NewReader(""), io.Discard); err == nil {
		t.Error("weights that are missing passed")
	}
}

func TestIntegers(t *testing.T) {
	if ns, err := integers("1,8"); err != nil || len(ns) != 2 || ns[1] != 8 {
		t.Errorf("%v, %v", ns, err)
	}
	for _, bad := range []string{"", "0", "1,", "x"} {
		if _, err := integers(bad); err == nil {
			t.Errorf("%q passed", bad)
		}
	}
}
