package nn

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// BatchNorm normalises each channel over the batch (Ioffe and Szegedy, 2015).
// On a tape that trains it uses the batch's statistics, and moves the running
// statistics towards them. On other tapes it uses the running statistics and
// keeps them. So does a frozen layer, one whose weight and bias both require no
// gradient, on every tape: what is frozen must not change.
//
// The running statistics are parameters that no optimizer updates, under
// PyTorch's names.
type BatchNorm struct {
	Weight      *autograd.Var // [channels]
	Bias        *autograd.Var // [channels]
	RunningMean *autograd.Var // [channels]
	RunningVar  *autograd.Var // [channels]
	NumBatches  *autograd.Var // a scalar: the number of batches that moved the statistics
	Momentum    float32       // of the running statistics
	Eps         float32
}

// NewBatchNorm returns a layer with PyTorch's defaults: scale one, shift zero,
// running mean zero and variance one, momentum 0.1, eps 1e-5.
func NewBatchNorm(channels int) *BatchNorm {
	buffer := func(x *tensor.Tensor) *autograd.Var {
		v := autograd.Param(x)
		v.SetRequiresGrad(false)
		return v
	}
	return &BatchNorm{
		Weight:      autograd.Param(tensor.Full(1, channels)),
		Bias:        autograd.Param(tensor.New(channels)),
		RunningMean: buffer(tensor.New(channels)),
		RunningVar:  buffer(tensor.Full(1, channels)),
		NumBatches:  buffer(tensor.Scalar(0)),
		Momentum:    0.1,
		Eps:         1e-5,
	}
}

// Forward normalises x [n, channels] or [n, channels, ...].
func (l *BatchNorm) Forward(x *autograd.Var) *autograd.Var {
	batch := x.Tape().Training() && (l.Weight.RequiresGrad() || l.Bias.RequiresGrad())
	if batch && !x.Tape().Recomputing() {
		l.NumBatches.Value.Data()[0]++
	}
	return autograd.BatchNorm(x, l.Weight, l.Bias, l.RunningMean.Value, l.RunningVar.Value, batch, l.Momentum, l.Eps)
}

// NamedParams implements Module, in PyTorch's order: weight, bias,
// running_mean, running_var, num_batches_tracked.
func (l *BatchNorm) NamedParams(prefix string, yield func(NamedParam)) {
	yield(NamedParam{Name: prefix + "weight", Param: l.Weight})
	yield(NamedParam{Name: prefix + "bias", Param: l.Bias})
	yield(NamedParam{Name: prefix + "running_mean", Param: l.RunningMean, Role: Role{Kind: Statistic}})
	yield(NamedParam{Name: prefix + "running_var", Param: l.RunningVar, Role: Role{Kind: Statistic}})
	yield(NamedParam{Name: prefix + "num_batches_tracked", Param: l.NumBatches, Role: Role{Kind: Statistic}})
}
