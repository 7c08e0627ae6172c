package autograd

import "github.com/gopathway/pathway/tensor"

// This file: tensors that live inside one op. Their headers are the step's
// own, so that none is allocated once the tape is warm.

// temp returns a tensor with arbitrary content for use inside an op; give it
// back with free.
func (t *Tape) temp(dims ...int) *tensor.Tensor {
	n := 1
	for _, d := range dims {
		n *= d
	}
	h := t.header()
	*h = *tensor.FromSlice(t.mem.get(n), dims...)
	return h
}

// free takes back what temp returned.
func (t *Tape) free(x *tensor.Tensor) { t.mem.put(x.Data()) }

// reshaped returns a header of another shape over the data of x.
func (t *Tape) reshaped(x *tensor.Tensor, dims ...int) *tensor.Tensor {
	h := t.header()
	*h = *x.Reshape(dims...)
	return h
}
