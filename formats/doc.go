// Package formats reads and writes weight and array files as named tensors:
// safetensors, and NumPy's npy and npz. It knows no model.
package formats
