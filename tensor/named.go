package tensor

// Named is a tensor and its name: one entry of a state dict or of a file of
// tensors.
type Named struct {
	Name   string
	Tensor *Tensor
}
