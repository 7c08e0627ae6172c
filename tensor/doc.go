// Package tensor holds float32 arrays and the arithmetic on them, without
// gradients: shapes, broadcasting, reductions, matrix products and movement of
// data. Package formats reads and writes the files that tensors are kept in.
//
// # Tensors
//
// A [Tensor] is a shape of at most [MaxRank] dimensions and contiguous row-major
// float32 data. There are no strides and no other number formats: [Tensor.Reshape]
// shares data, everything else that moves data copies it. Labels and indices
// are []int.
//
// [New], [FromSlice], [Full] and [Arange] make tensors; [Tensor.Uniform] and [Tensor.Normal]
// fill them with the numbers of an [RNG], which a seed determines.
//
// # Destination first
//
// Operations are functions whose first argument is the destination: Add(dst,
// a, b) writes a + b to dst and returns it. A nil dst allocates the result;
// otherwise dst must have the result's shape and is overwritten, and then the
// common operations allocate nothing. Element-wise operations, the softmaxes
// and [CumSum] may have a dst that is an input of the same shape; all others
// must not, and no dst may overlap an input in part. [AddSlice], [IndexAdd] and
// [ScatterAdd] add to dst instead, and [SumTo] and [Unpatchify] take the result's
// shape from it: these five need a dst.
//
// Element-wise operations broadcast as NumPy's do. SumTo is the adjoint of
// broadcasting, AddSlice of Slice, IndexAdd of IndexSelect, ScatterAdd of
// Gather and Unpatchify of Patchify.
//
// # Errors
//
// Shapes that do not fit, axes and indices out of range are mistakes in a
// program: they panic with a *[ShapeError], before any work, whose text names
// the operation and all shapes. [Catch] turns such panics into errors at the
// edge to user input.
//
// # Bits
//
// The same inputs give the same bits on every number of threads, instruction
// set and platform. Sums are made of pieces of fixed sizes in a fixed order;
// see [Sum].
package tensor
