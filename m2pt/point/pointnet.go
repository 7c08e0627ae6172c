package point

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// This file: the tokenizer of point clouds, a small PointNet (Qi et al., 2017)
// that maps each group of points to one token whatever their order
// (Point-MAE, section 3.1).

// Conv is a convolution of kernel size 1, a linear layer by another
// shape of its weight.
type Conv struct {
	Weight *autograd.Var // [out, in, 1]
	Bias   *autograd.Var // [out], nil for none
}

// NewConv returns a layer with PyTorch's default initialisation of a
// convolution.
func NewConv(in, out int, rng *tensor.RNG) *Conv {
	l := new(Conv)
	l.Weight, l.Bias = nn.ConvParams(rng, out, in, 1)
	return l
}

// matrix returns the weight as [out, in] on tape t.
func (l *Conv) matrix(t *autograd.Tape) *autograd.Var {
	w := l.Weight.Value
	return autograd.Reshape(t.Attach(l.Weight), w.Dim(0), w.Dim(1))
}

// Forward maps x [..., in] to [..., out].
func (l *Conv) Forward(x *autograd.Var) *autograd.Var {
	return autograd.Linear(x, l.matrix(x.Tape()), l.Bias)
}

// NamedParams implements nn.Module: weight, bias.
func (l *Conv) NamedParams(prefix string, yield func(nn.NamedParam)) {
	yield(nn.NamedParam{Name: prefix + "weight", Param: l.Weight})
	if l.Bias != nil {
		yield(nn.NamedParam{Name: prefix + "bias", Param: l.Bias})
	}
}

// PointNet makes tokens of groups of points: with f the features of a point,
//
//	f = conv2(relu(norm1(conv1(point))))
//	h = conv4(relu(norm2(conv3([max f | f]))))
//
// where max f is over the points of the group, and the token is max h.
type PointNet struct {
	Conv1 *Conv // 3 → hidden[0]
	Norm1 *nn.BatchNorm
	Conv2 *Conv // → hidden[1]
	Conv3 *Conv // 2·hidden[1] → hidden[2]
	Norm2 *nn.BatchNorm
	Conv4 *Conv // → dim
}

// NewPointNet returns a network with random weights; Point-MAE's hidden widths
// are 128, 256 and 512.
func NewPointNet(hidden [3]int, dim int, rng *tensor.RNG) *PointNet {
	return &PointNet{
		Conv1: NewConv(3, hidden[0], rng),
		Norm1: nn.NewBatchNorm(hidden[0]),
		Conv2: NewConv(hidden[0], hidden[1], rng),
		Conv3: NewConv(2*hidden[1], hidden[2], rng),
		Norm2: nn.NewBatchNorm(hidden[2]),
		Conv4: NewConv(hidden[2], dim, rng),
	}
}

// Forward maps groups x [batch, groups, size, 3] to tokens [batch, groups,
// dim].
func (e *PointNet) Forward(x *autograd.Var) *autograd.Var {
	if x.Value.Rank() != 4 || x.Value.Dim(3) != 3 {
		panic(tensor.NewShapeError("PointNet", "x [batch, groups, size, 3]", x.Value))
	}
	t := x.Tape()
	mark := t.Mark()
	batch, groups, size := x.Value.Dim(0), x.Value.Dim(1), x.Value.Dim(2)
	n := batch * groups
	grouped := func(x *autograd.Var) *autograd.Var { return autograd.Reshape(x, n, size, x.Value.Dim(1)) }

	f := e.Conv1.Forward(autograd.Reshape(x, n*size, 3))
	f = e.Conv2.Forward(autograd.ReLU(e.Norm1.Forward(f)))
	h := e.widen(f, maxPoints(grouped(f)), grouped)
	h = e.Conv4.Forward(autograd.ReLU(e.Norm2.Forward(autograd.Reshape(h, n*size, -1))))
	return t.Keep(mark, autograd.Reshape(maxPoints(grouped(h)), batch, groups, -1))
}

// widen returns conv3([top | f]) for the features f [n·size, hidden] and the
// largest of each group, top [n, hidden]. The part of top is the same for all
// points of a group and computed once: W·[top | f] = W₁·top + W₂·f.
func (e *PointNet) widen(f, top *autograd.Var, grouped func(*autograd.Var) *autograd.Var) *autograd.Var {
	w, hidden := e.Conv3.matrix(f.Tape()), top.Value.Dim(1)
	shared := autograd.Linear(top, autograd.Slice(w, 1, 0, hidden, 1), nil)
	own := autograd.Linear(f, autograd.Slice(w, 1, hidden, 2*hidden, 1), e.Conv3.Bias)
	return autograd.Add(grouped(own), autograd.Reshape(shared, top.Value.Dim(0), 1, -1))
}

// NamedParams implements nn.Module, under Point-MAE's names: first_conv.0, .1
// and .3, second_conv.0, .1 and .3.
func (e *PointNet) NamedParams(prefix string, yield func(nn.NamedParam)) {
	e.Conv1.NamedParams(prefix+"first_conv.0.", yield)
	e.Norm1.NamedParams(prefix+"first_conv.1.", yield)
	e.Conv2.NamedParams(prefix+"first_conv.3.", yield)
	e.Conv3.NamedParams(prefix+"second_conv.0.", yield)
	e.Norm2.NamedParams(prefix+"second_conv.1.", yield)
	e.Conv4.NamedParams(prefix+"second_conv.3.", yield)
}
