package autograd

import (
	"fmt"

	"github.com/gopathway/pathway/simd"
	"github.com/gopathway/pathway/tensor"
)

// This file: cross entropy over rows of logits [n, classes], with class
// labels or with soft targets, both with label smoothing (Szegedy et al.,
// 2016). With p = softmax(z) and the smoothed target t' = (1−ε)·t + ε/C:
// loss = −Σ t'·log p.

var (
	opCrossEntropy     = NewOp("CrossEntropy", crossEntropyBackward).Reads()
	opCrossEntropySoft = NewOp("CrossEntropySoft", crossEntropyBackward).Reads()
)

// Reduction says what becomes of the losses of the rows or elements.
type Reduction int

const (
	ReduceMean Reduction = iota // their mean (the default)
	ReduceSum                   // their sum
	ReduceNone                  // nothing: all are returned
)

// LossOptions are the options of the losses; the zero value is the mean
// without smoothing.
type LossOptions struct {
	LabelSmoothing float32 // ε, cross entropy only
	Reduction      Reduction
}

// IgnoreLabel marks a row that takes no part in CrossEntropy, neither in the
// loss nor in its mean (PyTorch's ignore_index).
const IgnoreLabel = -100

// CrossEntropy returns the cross entropy of logits [n, classes] against
// labels, one class per row or IgnoreLabel. The mean is over the rows that
// count. It panics if a label is out of range.
func CrossEntropy(logits *Var, labels []int, o LossOptions) *Var {
	t := Of("CrossEntropy", logits)
	z := logits.Value
	if z.Rank() != 2 || z.Dim(0) != len(labels) {
		panic(tensor.NewShapeError("CrossEntropy", fmt.Sprintf("logits [%d, classes] for %d labels", len(labels), len(labels)), z))
	}
	rows, c := z.Dim(0), z.Dim(1)
	counted := 0
	for i, l := range labels {
		if l == IgnoreLabel {
			continue
		}
		if l < 0 || l >= c {
			panic(tensor.NewShapeError("CrossEntropy", fmt.Sprintf("labels in [0, %d), label %d is %d", c, i, l), z))
		}
		counted++
	}
	lp := t.Scratch(rows * c) // log softmax, then the gradient
	defer t.Release(lp)
	simd.LogSoftmaxRows(lp, z.Data(), rows, c)
	losses := t.Scratch(rows)
	defer t.Release(losses)
	on, off := 1-o.LabelSmoothing, o.LabelSmoothing/float32(c)
	for i, l := range labels {
		row := lp[i*c : (i+1)*c]
		if l == IgnoreLabel {
			losses[i] = 0
			continue
		}
		losses[i] = -float32(on * row[l])
		if off != 0 {
			losses[i] -= float32(off * simd.Sum(row))
		}
	}
	y := t.reduce(losses, counted, o.Reduction)
	if n := t.Record(opCrossEntropy, y, logits); n != nil {
		n.saveLoss(lp, rows, counted, o.Reduction)
		g := n.Saved[0].Data()
		for i, l := range labels {
			row := g[i*c : (i+1)*c]
			if l == IgnoreLabel {
				clear(row)
				continue
			}
			simd.AddScalar(row, row, -off)
			row[l] -= on
		}
	}
	return y
}

// CrossEntropySoft returns the cross entropy of logits [n, classes] against
// probabilities of the same shape, as mixup and cutmix make them. The mean is
// over rows.
func CrossEntropySoft(logits *Var, target *tensor.Tensor, o LossOptions) *Var {
	t := Of("CrossEntropySoft", logits)
	z := logits.Value
	if z.Rank() != 2 || !tensor.SameShape(z, target) {
		panic(tensor.NewShapeError("CrossEntropySoft", "logits and target of one shape [n, classes]", z, target))
	}
	rows, c := z.Dim(0), z.Dim(1)
	lp := t.Scratch(rows * c)
	defer t.Release(lp)
	simd.LogSoftmaxRows(lp, z.Data(), rows, c)
	smooth := t.Scratch(rows * c) // t'
	defer t.Release(smooth)
	simd.Scale(smooth, target.Data(), 1-o.LabelSmoothing)
	simd.AddScalar(smooth, smooth, o.LabelSmoothing/float32(c))
	losses := t.Scratch(rows)
	defer t.Release(losses)
	for i := range losses {
		losses[i] = -simd.Dot(smooth[i*c:(i+1)*c], lp[i*c:(i+1)*c])
	}
	y := t.reduce(losses, rows, o.Reduction)
	if n := t.Record(opCrossEntropySoft, y, logits); n != nil {
		n.saveLoss(lp, rows, rows, o.Reduction)
		g := n.Saved[0].Data()
		for i := 0; i < rows; i++ {
			row, tr := g[i*c:(i+1)*c], smooth[i*c:(i+1)*c]
			simd.Scale(row, row, simd.Sum(tr)) // 1, up to what the caller passed
			simd.Sub(row, row, tr)
		}
	}
	return y
}

// saveLoss saves p = exp(lp), which the caller turns into dloss/dz = p − t',
// and the factor of the reduction.
func (n *Node) saveLoss(lp []float32, rows, counted int, r Reduction) {
	n.Saved[0] = n.Out.tape.Save(rows, len(lp)/max(rows, 1))
	simd.Exp(n.Saved[0].Data(), lp)
	n.F[0] = 1
	if r == ReduceMean {
		n.F[0] = 1 / float32(counted)
	}
}

// dz = g·(p − t')
func crossEntropyBackward(n *Node) {
	dz := n.GradOf(0)
	if dz == nil {
		return
	}
	g, d := n.Out.Grad.Data(), n.Saved[0]
	c := d.Dim(1)
	for i := 0; i < d.Dim(0); i++ {
		s := g[0]
		if len(g) > 1 {
			s = g[i]
		}
		simd.Scale(dz.Data()[i*c:(i+1)*c], d.Data()[i*c:(i+1)*c], float32(s*n.F[0]))
	}
}

// reduce makes the result of a loss from the losses of its rows. Sums are
// chains in float64.
func (t *Tape) reduce(losses []float32, counted int, r Reduction) *Var {
	if r == ReduceNone {
		y := t.New(len(losses))
		copy(y.Value.Data(), losses)
		return y
	}
	s := 0.0
	for _, l := range losses {
		s += float64(l)
	}
	if r == ReduceMean {
		s /= float64(counted)
	}
	y := t.New()
	y.Value.Data()[0] = float32(s)
	return y
}
