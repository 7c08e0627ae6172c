package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/bench/peers/internal/measure"
	"github.com/gopathway/pathway/internal/fmapeak"
	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/nn/optim"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: Pathway as a worker; see protocol.go.

// job is what a worker does.
type job struct {
	Shape   shape
	Weights string // safetensors file
	Batch   int
	Train   bool
	Kind    string // plain, pathway or merged
}

// shape is a model's, in the words of vit.py.
type shape struct {
	Image    int `json:"image"`
	Patch    int `json:"patch"`
	Channels int `json:"channels"`
	Dim      int `json:"dim"`
	Depth    int `json:"depth"`
	Heads    int `json:"heads"`
	Classes  int `json:"classes"`
}

func shapeOf(c nn.ViTConfig) shape {
	return shape{c.Image[0], c.Patch[0], c.Channels, c.Dim, c.Depth, c.Heads, c.Classes}
}

func (s shape) config() nn.ViTConfig {
	return nn.ViTConfig{
		Image: [2]int{s.Image, s.Image}, Patch: [2]int{s.Patch, s.Patch}, Channels: s.Channels,
		Dim: s.Dim, Depth: s.Depth, Heads: s.Heads, Classes: s.Classes,
	}
}

// input returns the images that all workers compute on.
func input(batch int, s shape) *tensor.Tensor {
	x := tensor.New(batch, s.Channels, s.Image, s.Image)
	for i := range x.Data() {
		x.Data()[i] = float32(i*7919%2003)/1001 - 1
	}
	return x
}

// load returns the model of a job, with an auxiliary of the same shape unless
// it is plain.
func (j job) load() (*nn.ViT, error) {
	m, err := nn.NewViT(j.Shape.config(), nil)
	if err != nil {
		return nil, err
	}
	if err := fill(m, j.Weights); err != nil {
		return nil, err
	}
	if j.Kind == "plain" {
		return m, nil
	}
	aux, err := nn.NewViT(j.Shape.config(), tensor.NewRNG(9))
	if err != nil {
		return nil, err
	}
	if err := m2pt.Reparameterize(m, aux, m2pt.Options{Lambda: 0.01}); err != nil {
		return nil, err
	}
	if j.Kind == "merged" {
		m = m2pt.Merge(m).(*nn.ViT)
	}
	return m, nil
}

func fill(m *nn.ViT, path string) error {
	f, err := nn.OpenWeights(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return nn.FillWeights(f, m)
}

// steps returns a function that makes a step and returns the logits.
func (j job) steps() (func() *tensor.Tensor, error) {
	m, err := j.load()
	if err != nil {
		return nil, err
	}
	x := input(j.Batch, j.Shape)
	if !j.Train {
		nn.Pack(m) // as a Predictor does
		tape := autograd.Inference()
		return func() *tensor.Tensor {
			tape.Reset()
			return m.Forward(tape.Input(x)).Value
		}, nil
	}
	tape := autograd.NewTape().Train(1)
	opt := optim.NewAdamW([]optim.ParamGroup{{Params: nn.Params(m), WeightDecay: 0.05}}, optim.AdamConfig{LR: 1e-4})
	labels := make([]int, j.Batch)
	for i := range labels {
		labels[i] = i * 7 % j.Shape.Classes
	}
	return func() *tensor.Tensor {
		tape.Reset()
		opt.ZeroGrad()
		logits := m.Forward(tape.Input(x))
		autograd.Backward(autograd.CrossEntropy(logits, labels, autograd.LossOptions{}))
		opt.Step()
		return logits.Value
	}, nil
}

// serve answers commands.
func (j job) serve(in io.Reader, out io.Writer) error {
	step, err := j.steps()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Pathway, %s\n", simd.Current())
	var before, after runtime.MemStats
	perStep := 0.0 // allocations
	for lines := bufio.NewScanner(in); lines.Scan(); {
		var n int
		switch line := lines.Text(); {
		case scan(line, "run %d", &n):
			runtime.ReadMemStats(&before)
			begin := time.Now()
			for i := 0; i < n; i++ {
				step()
			}
			took := time.Since(begin).Seconds()
			runtime.ReadMemStats(&after)
			perStep = float64(after.Mallocs-before.Mallocs) / float64(n)
			fmt.Fprintln(out, took/float64(n))
		case line == "logits":
			y := step()
			b, err := json.Marshal(y.Data()[y.Size()-j.Shape.Classes:])
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s\n", b)
		case line == "cpu":
			fmt.Fprintln(out, measure.OwnSeconds())
		case line == "peak":
			if fmapeak.GFLOPS() == 0 {
				fmt.Fprintln(out, 0)
				continue
			}
			const flop = 1e10
			work := measure.FMAPeak(flop)
			work(1) // until threads that slept have found their cores
			begin := time.Now()
			work(1)
			fmt.Fprintln(out, flop/time.Since(begin).Seconds()/1e9)
		case line == "allocs":
			fmt.Fprintln(out, perStep)
		default:
			return fmt.Errorf("unknown command %q", line)
		}
	}
	return nil
}

func scan(line, format string, n *int) bool {
	_, err := fmt.Sscanf(line, format, n)
	return err == nil
}
