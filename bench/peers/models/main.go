// Models sets whole Vision Transformers of Pathway against ONNX Runtime, OpenVINO
// and PyTorch, or against each other, as a user would time them: each runs in a
// process of its own, by turns, and ratios are taken within a round.
//
//	go run ./models -models tiny,small,base -batch 1,8 -threads 1,2
//	go run ./models -train -rivals pytorch -models mini64,mini128 -batch 64 -threads 1,2
//	go run ./models -train -ours pathway -rivals plain -models mini128 -batch 64
//	go run ./models -ours merged -rivals plain -models tiny
//	go run ./models -rivals single -models base -threads 2
//	go run ./models -startup
//
// Above 1, Pathway is faster. The others need a Python with torch, onnxruntime and
// openvino; the latter two need PyTorch once for the export, with onnx.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

var (
	names    = flag.String("models", "tiny,small,base", "models: tiny, small, base (224×224), mini64, mini128 (28×28)")
	batches  = flag.String("batch", "1", "batch sizes")
	threads  = flag.String("threads", "1", "numbers of threads")
	train    = flag.Bool("train", false, "training steps (forward, cross entropy, backward, AdamW) instead of inference")
	ours     = flag.String("ours", "plain", "Pathway's model: plain, pathway (with a trainable auxiliary) or merged")
	rivals   = flag.String("rivals", "onnxruntime,openvino,pytorch", "whom to compare with: onnxruntime, openvino, pytorch, plain (Pathway's plain model), single (Pathway on one thread)")
	rounds   = flag.Int("rounds", 5, "how often each has its turn")
	wait     = flag.Duration("wait", 0, "how long to wait for a quiet machine before a line of the table, and to measure it anew if others disturbed")
	turn     = flag.Float64("turn", 1, "seconds of a turn, at least one step")
	startup  = flag.Bool("startup", false, "measure from the start of a process to its first logits instead")
	python   = flag.String("python", "python3", "the Python that has the others' packages")
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
	switch {
	case *startup && (*train || *ours != "plain" || *batches != "1"):
		return errors.New("-startup is inference of a plain model on one image")
	case *rounds < 1:
		return fmt.Errorf("-rounds is %d, want at least 1", *rounds)
	case *ours != "plain" && *ours != "pathway" && *ours != "merged":
		return fmt.Errorf("-ours is %q, want plain, pathway or merged", *ours)
	}
	shapes := strings.Split(*names, ",")
	for _, name := range shapes {
		if _, ok := models[name]; !ok {
			return fmt.Errorf("no model is called %q", name)
		}
	}
	if err := writeScripts(); err != nil {
		return err
	}
	there, missing, err := present(*rivals)
	if err != nil {
		return err
	}
	for _, m := range missing {
		fmt.Println(m + "  ")
	}
	if len(there) == 0 {
		return errors.New("no rival is left to compare with")
	}
	if *startup {
		fmt.Printf("process start to first logits, batch 1, weights on disk, medians of %d\n\n%s", *rounds, startupHeader)
	} else {
		fmt.Printf("rounds: %d, turns of %v s\n\n%s", *rounds, *turn, header(*ours))
	}
	lines := 0
	for _, name := range shapes {
		weights, err := writeWeights(name, models[name])
		if err != nil {
			return err
		}
		for _, rival := range there {
			if err := prepare(rival, name, weights); err != nil {
				report(name, rival, err)
				continue
			}
			for _, b := range bs {
				for _, t := range ts {
					at := cell{name, b, t, weights}
					f := at.compare
					if *startup {
						f = at.startup
					}
					if err := f(rival); err != nil {
						report(name, rival, err)
						continue
					}
					lines++
				}
			}
		}
	}
	if lines == 0 {
		return errors.New("nothing could be measured")
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

// writeWeights makes the weights of a model, the same every time. What a new
// model has as zero or one is random here too: a rival that forgot a bias would
// otherwise agree.
func writeWeights(name string, c nn.ViTConfig) (string, error) {
	path := filepath.Join(*dir, name+".safetensors")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	rng := tensor.NewRNG(1)
	m, err := nn.NewViT(c, rng)
	if err != nil {
		return "", err
	}
	for _, p := range nn.Params(m) {
		if p.Param.Value.Rank() == 1 {
			mean := float32(0)
			if strings.HasSuffix(p.Name, ".weight") { // of a norm
				mean = 1
			}
			p.Param.Value.Normal(rng, mean, 0.1)
		}
	}
	return path, nn.SaveWeights(path, m, nil)
}
