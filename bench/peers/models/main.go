// Models sets whole Vision Transformers of Pathway against ONNX Runtime and
// PyTorch, or against each other, as a user would time them: each runs in a
// process of its own, by turns, and ratios are taken within a round.
//
//	go run ./models -models tiny,small,base -batch 1,8 -threads 1,2
//	go run ./models -train -rivals pytorch -models mini64,mini128 -batch 64 -threads 1,2
//	go run ./models -train -ours pathway -rivals plain -models mini128 -batch 64
//	go run ./models -ours merged -rivals plain -models tiny
//	go run ./models -rivals single -models base -threads 2
//	go run ./models -startup
//
// Above 1, Pathway is faster. PyTorch needs python3 with torch and numpy; ONNX
// Runtime needs node with onnxruntime-node, and PyTorch once for the export.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/bench/peers/internal/measure"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

var (
	names    = flag.String("models", "tiny,small,base", "models: tiny, small, base (224×224), mini64, mini128 (28×28)")
	batches  = flag.String("batch", "1", "batch sizes")
	threads  = flag.String("threads", "1", "numbers of threads")
	train    = flag.Bool("train", false, "training steps (forward, cross entropy, backward, AdamW) instead of inference")
	ours     = flag.String("ours", "plain", "Pathway's model: plain, pathway (with a trainable auxiliary) or merged")
	rivals   = flag.String("rivals", "onnxruntime", "whom to compare with: onnxruntime, pytorch, plain (Pathway's plain model), single (Pathway on one thread)")
	rounds   = flag.Int("rounds", 5, "how often each has its turn")
	turn     = flag.Float64("turn", 1, "seconds of a turn, at least one step")
	startup  = flag.Bool("startup", false, "measure from the start of a process to its first logits instead")
	python   = flag.String("python", "python3", "the Python that has torch and numpy")
	node     = flag.String("node", "node", "the Node.js that has onnxruntime-node")
	nodePath = flag.String("node-path", "", "folder node_modules with onnxruntime-node")
	dir      = flag.String("dir", filepath.Join(os.TempDir(), "pathway-models"), "folder for weights and exported models, kept")
	workerOf = flag.String("worker", "", "be the worker of this job (used by the program itself)")
)

// models are the shapes by name.
var models = map[string]nn.ViTConfig{
	"tiny": nn.ViTTiny(1000), "small": nn.ViTSmall(1000), "base": nn.ViTBase(1000),
	"mini64": nn.ViTMini(64, 10), "mini128": nn.ViTMini(128, 10),
}

func main() {
	flag.Parse()
	run := compareAll
	if *workerOf != "" {
		run = func() error {
			var j job
			if err := json.Unmarshal([]byte(*workerOf), &j); err != nil {
				return err
			}
			return j.serve(os.Stdin, os.Stdout)
		}
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "models:", err)
		os.Exit(1)
	}
}

// cell is one line of the table.
type cell struct {
	model          string
	batch, threads int
	weights        string
}

func compareAll() error {
	bs, err := integers(*batches)
	if err != nil {
		return err
	}
	ts, err := integers(*threads)
	if err != nil {
		return err
	}
	if err := writeScripts(); err != nil {
		return err
	}
	if *startup {
		fmt.Printf("process start to first logits, batch 1, weights on disk, medians of %d\n\n| model | threads | Pathway ms | MB | rival | ms | MB | ratio |\n|---|--:|--:|--:|---|--:|--:|--:|\n", *rounds)
	} else {
		fmt.Printf("rounds: %d, turns of %v s\n\n| model | batch | threads | Pathway %s ms | ± %% | %% of peak | MB | allocs | rival | ms | MB | ratio | ± |\n|---|--:|--:|--:|--:|--:|--:|--:|---|--:|--:|--:|--:|\n", *rounds, *turn, *ours)
	}
	for _, name := range strings.Split(*names, ",") {
		c, ok := models[name]
		if !ok {
			return fmt.Errorf("no model is called %q", name)
		}
		weights, err := writeWeights(name, c)
		if err != nil {
			return err
		}
		for _, b := range bs {
			for _, t := range ts {
				for _, rival := range strings.Split(*rivals, ",") {
					at := cell{name, b, t, weights}
					f := at.compare
					if *startup {
						f = at.startup
					}
					if err := f(rival); err != nil {
						fmt.Fprintf(os.Stderr, "models: %s against %s: %v\n", name, rival, err)
					}
				}
			}
		}
	}
	return nil
}

func integers(list string) ([]int, error) {
	var ns []int
	for _, s := range strings.Split(list, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is not a positive number", s)
		}
		ns = append(ns, n)
	}
	return ns, nil
}

// writeWeights makes the weights of a model, the same every time.
func writeWeights(name string, c nn.ViTConfig) (string, error) {
	path := filepath.Join(*dir, name+".safetensors")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	m, err := nn.NewViT(c, tensor.NewRNG(1))
	if err != nil {
		return "", err
	}
	return path, nn.SaveWeights(path, m, nil)
}

// own returns the command of one of Pathway's workers.
func (c cell) own(kind string, threads int) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	j, err := json.Marshal(job{shapeOf(models[c.model]), c.weights, c.batch, *train, kind})
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "-worker", string(j))
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(threads))
	return cmd, nil
}

// rival returns the command of a worker to compare with.
func (c cell) rival(name string) (*exec.Cmd, error) {
	config, err := json.Marshal(shapeOf(models[c.model]))
	if err != nil {
		return nil, err
	}
	batch, threads := strconv.Itoa(c.batch), strconv.Itoa(c.threads)
	mode := "predict"
	if *train {
		mode = "train"
	}
	switch name {
	case "plain":
		return c.own("plain", c.threads)
	case "single":
		return c.own(*ours, 1)
	case "pytorch":
		cmd := exec.Command(*python, filepath.Join(*dir, "pytorch.py"), string(config), c.weights, batch, threads, mode)
		cmd.Env = append(os.Environ(), "OMP_NUM_THREADS="+threads, "OPENBLAS_NUM_THREADS="+threads)
		// Debian's default is slower on two threads than on one.
		if lib := "/usr/lib/" + debianArch() + "-linux-gnu/openblas-openmp"; c.threads > 1 && exists(lib) {
			cmd.Env = append(cmd.Env, "LD_LIBRARY_PATH="+lib)
		}
		return cmd, nil
	case "onnxruntime":
		if *train {
			return nil, fmt.Errorf("ONNX Runtime does not train here")
		}
		model := filepath.Join(*dir, c.model+".onnx")
		if !exists(model) {
			export := exec.Command(*python, "-W", "ignore", filepath.Join(*dir, "pytorch.py"), string(config), c.weights, "export", model)
			export.Stderr = os.Stderr
			if err := export.Run(); err != nil {
				return nil, fmt.Errorf("export by %s: %w", *python, err)
			}
		}
		cmd := exec.Command(*node, filepath.Join(*dir, "onnxruntime.js"), string(config), model, batch, threads, mode)
		if *nodePath != "" {
			cmd.Env = append(os.Environ(), "NODE_PATH="+*nodePath)
		}
		return cmd, nil
	}
	return nil, fmt.Errorf("there is onnxruntime, pytorch, plain and single")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func debianArch() string {
	if runtime.GOARCH == "arm64" {
		return "aarch64"
	}
	return "x86_64"
}

// startBoth starts Pathway's worker and the rival's.
func (c cell) startBoth(rival string) ([2]*worker, error) {
	var w [2]*worker
	cmd, err := c.own(*ours, c.threads)
	if err == nil {
		w[0], err = start("pathway", cmd)
	}
	if err != nil {
		return w, err
	}
	if cmd, err = c.rival(rival); err == nil {
		w[1], err = start(rival, cmd)
	}
	if err != nil {
		w[0].end()
	}
	return w, err
}

// compare prints one line: the two by turns.
func (c cell) compare(rival string) error {
	w, err := c.startBoth(rival)
	if err != nil {
		return err
	}
	defer w[0].end()
	defer w[1].end()
	if !*train && *ours == "plain" {
		if err := sameLogits(w[0], w[1]); err != nil {
			return err
		}
	}
	var n [2]int
	for i := range w {
		var s [2]float64
		for k := range s {
			if s[k], err = w[i].run(1); err != nil {
				return err
			}
		}
		n[i] = max(1, int(math.Ceil(*turn/min(s[0], s[1]))))
	}
	var times [2][]float64
	var ratios, shares []float64
	before, err := w[0].number("allocs")
	if err != nil {
		return err
	}
	flop := models[c.model].ForwardFLOPs() * float64(c.batch) / 1e9
	if *train {
		flop *= 3
	}
	for round := 0; round < *rounds; round++ {
		for k := range w {
			i := (k + round) % 2
			for _, other := range w {
				if err := other.settle(); err != nil {
					return err
				}
			}
			if _, err := w[i].run(1); err != nil { // threads that slept find their cores
				return err
			}
			s, err := w[i].run(n[i])
			if err != nil {
				return err
			}
			times[i] = append(times[i], s)
		}
		peak, err := w[0].number("peak")
		if err != nil {
			return err
		}
		ratios = append(ratios, times[1][round]/times[0][round])
		shares = append(shares, flop/times[0][round]/peak)
	}
	after, err := w[0].number("allocs")
	if err != nil {
		return err
	}
	var memory [2]float64
	for i := range w {
		if memory[i], err = w[i].number("memory"); err != nil {
			return err
		}
	}
	allocs := (after - before) / float64((n[0]+1)**rounds)
	fmt.Printf("| %s | %d | %d | %.2f | %.0f | %.0f | %.0f | %.1f | %s | %.2f | %.0f | %.3f | %.3f |\n",
		c.model, c.batch, c.threads, 1e3*measure.Median(times[0]), 100*measure.Spread(times[0])/measure.Median(times[0]),
		100*measure.Median(shares), memory[0]/1e6, allocs, w[1].about, 1e3*measure.Median(times[1]), memory[1]/1e6, measure.Median(ratios), measure.Spread(ratios))
	return nil
}

// sameLogits compares what the two compute.
func sameLogits(a, b *worker) error {
	var y [2][]float64
	for i, w := range [2]*worker{a, b} {
		s, err := w.ask("logits")
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(s), &y[i]); err != nil {
			return fmt.Errorf("%s: logits: %w", w.name, err)
		}
	}
	if len(y[0]) != len(y[1]) {
		return fmt.Errorf("%d logits and %d", len(y[0]), len(y[1]))
	}
	most, worst := 0.0, 0.0
	for i, v := range y[0] {
		most, worst = max(most, math.Abs(v)), max(worst, math.Abs(v-y[1][i]))
	}
	if !(worst <= 1e-4*most) {
		return fmt.Errorf("logits differ by %.2g, the largest is %.2g", worst, most)
	}
	return nil
}
