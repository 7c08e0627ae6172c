package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/notebooks/kernel/internal/notebook"
	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// compiled is the code of testdata/training.ipynb, and what it prints and returns.
func compiled() string {
	var text strings.Builder
	x := tensor.New(64, 8).Normal(tensor.NewRNG(1), 0, 1)
	y := tensor.Sum(nil, tensor.Square(nil, x), []int{1}, true)
	hidden := autograd.Param(tensor.New(32, 8).Normal(tensor.NewRNG(2), 0, 0.3))
	bias := autograd.Param(tensor.New(32))
	out := autograd.Param(tensor.New(1, 32).Normal(tensor.NewRNG(3), 0, 0.3))
	offset := autograd.Param(tensor.New(1))
	tape := autograd.NewTape()
	for step := range 40 {
		tape.Reset()
		h := autograd.GELU(autograd.Linear(tape.Input(x), hidden, bias))
		loss := autograd.MSE(autograd.Linear(h, out, offset), tape.Input(y), autograd.LossOptions{})
		autograd.Backward(loss)
		for _, p := range []*autograd.Var{hidden, bias, out, offset} {
			tensor.Sub(p.Value, p.Value, tensor.Scale(nil, p.Grad, 0.01))
			p.ZeroGrad()
		}
		if step%10 == 9 {
			fmt.Fprintf(&text, "step %d: loss %v, bits %08x\n", step, loss.Value.Item(), math.Float32bits(loss.Value.Item()))
		}
	}
	var sum uint32 // of the bits of all weights
	for _, p := range []*autograd.Var{hidden, bias, out, offset} {
		for _, v := range p.Value.Data() {
			sum = sum*31 + math.Float32bits(v)
		}
	}
	return text.String() + fmt.Sprintf("%08x", sum)
}

// text is what the cells of a notebook print and return.
func text(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var n struct {
		Cells []struct {
			Outputs []struct {
				Text []string
				Data map[string][]string
			}
		}
	}
	if err := json.Unmarshal(b, &n); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, c := range n.Cells {
		for _, o := range c.Outputs {
			all.WriteString(strings.Join(o.Text, "") + strings.Join(o.Data["text/plain"], ""))
		}
	}
	return all.String()
}

// The library gives the same bits in a cell as in a program, at each level of instructions.
func TestTrainingBits(t *testing.T) {
	if os.Getenv("KERNEL_TEST_LEVEL") != "" { // the process of one level
		want := compiled()
		if got := text(t, "testdata/training.ipynb"); got != want {
			t.Errorf("the program gives\n%s\nthe notebook holds\n%s", want, got)
		}
		if err := notebook.Run("testdata/training.ipynb", notebook.Options{Check: true}); err != nil {
			t.Error(err)
		}
		return
	}
	for _, level := range simd.Levels() {
		t.Run(level.String(), func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestTrainingBits$", "-test.count=1")
			cmd.Env = append(os.Environ(), "KERNEL_TEST_LEVEL=1", "PATHWAY_SIMD="+level.String())
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
