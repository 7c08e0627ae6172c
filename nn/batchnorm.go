package nn

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/tensor"
)

// BatchNorm normalises each channel over the batch (Ioffe and Szegedy, 2015):
// on a tape that trains with the batch's statistics, which move the running
// ones, else with the running statistics. These are kept as parameters that
// are not trained, under PyTorch's names.
type BatchNorm struct {
	Weight      *autograd.Var // [channels]
	Bias        *autograd.Var // [channels]
	RunningMean *autograd.Var // [channels]
	RunningVar  *autograd.Var // [channels]
	NumBatches  *autograd.Var // of no dimensions: how many batches there were
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
	if x.Tape().Training() {
		l.NumBatches.Value.Data()[0]++
	}
	return autograd.BatchNorm(x, l.Weight, l.Bias, l.RunningMean.Value, l.RunningVar.Value, l.Momentum, l.Eps)
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
