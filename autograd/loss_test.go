package autograd

import (
	"math"
	"testing"

	"github.com/gopathway/pathway/internal/race"
	"github.com/gopathway/pathway/tensor"
)

// lossAndGrad returns a loss of logits and its gradient.
func lossAndGrad(logits *tensor.Tensor, loss func(z *Var) *Var) (float64, []float32) {
	tape := NewTape()
	z := tape.Variable(logits)
	l := loss(z)
	Backward(l)
	return float64(l.Value.Item()), append([]float32(nil), z.Grad.Data()...)
}

// Mixed targets: the loss is λ times the smoothed loss of one label plus 1−λ
// times that of the other, as timm's mixup_target and SoftTargetCrossEntropy
// make it, whether the targets or the loss are smoothed.
func TestCrossEntropyOfMixedTargets(t *testing.T) {
	const rows, classes, lambda, eps = 4, 7, 0.3, 0.1
	logits := tensor.New(rows, classes).Normal(tensor.NewRNG(5), 0, 2)
	a, b := []int{0, 6, 3, 2}, []int{2, 3, 6, 0}
	soft := func(smoothing float32) *tensor.Tensor {
		y := tensor.Full(smoothing/classes, rows, classes)
		for i := range a {
			y.Data()[i*classes+a[i]] += lambda * (1 - smoothing)
			y.Data()[i*classes+b[i]] += (1 - lambda) * (1 - smoothing)
		}
		return y
	}
	for _, r := range []Reduction{ReduceMean, ReduceSum} {
		hard := func(labels []int) (float64, []float32) {
			return lossAndGrad(logits, func(z *Var) *Var {
				return CrossEntropy(z, labels, LossOptions{LabelSmoothing: eps, Reduction: r})
			})
		}
		la, ga := hard(a)
		lb, gb := hard(b)
		want := lambda*la + (1-lambda)*lb
		for _, inTarget := range []bool{true, false} {
			target, o := soft(0), LossOptions{LabelSmoothing: eps, Reduction: r}
			if inTarget {
				target, o.LabelSmoothing = soft(eps), 0
			}
			got, g := lossAndGrad(logits, func(z *Var) *Var { return CrossEntropySoft(z, target, o) })
			if math.Abs(got-want) > 1e-6*want {
				t.Errorf("smoothed in the target %v: loss %v, want %v", inTarget, got, want)
			}
			for i := range g {
				if w := lambda*float64(ga[i]) + (1-lambda)*float64(gb[i]); math.Abs(float64(g[i])-w) > 1e-6 {
					t.Errorf("smoothed in the target %v: gradient %d is %v, want %v", inTarget, i, g[i], w)
				}
			}
		}
	}
}

// A step with soft targets allocates no more than one with labels.
func TestCrossEntropySoftAllocatesLittle(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	logits := tensor.New(32, 10).Normal(tensor.NewRNG(1), 0, 1)
	target := tensor.Full(0.1, 32, 10)
	tape := NewTape()
	step := func() {
		tape.Reset()
		Backward(CrossEntropySoft(tape.Variable(logits), target, LossOptions{LabelSmoothing: 0.1}))
	}
	for i := 0; i < 3; i++ {
		step()
	}
	if n := testing.AllocsPerRun(20, step); n > 2 {
		t.Errorf("%v allocations, want at most 2", n)
	}
}
