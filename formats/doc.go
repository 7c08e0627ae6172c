// Package formats reads and writes weight and array files as named tensors.
// It knows no model: what a name means is the affair of package nn and those
// above it.
//
// # What is read and written
//
// Safetensors, the format of Hugging Face's and timm's checkpoints.
// [OpenSafetensors] reads the header alone, and each tensor when it is asked
// for, so that memory holds only what is used. [SaveSafetensors] writes
// float32, and checksums into the metadata, which reading compares: a flipped bit
// is noticed. Files without them are read, too.
//
// npy and npz, NumPy's formats. [LoadNPY] reads one array, [LoadNPZ] all arrays of
// an archive, packed or not, and leaves out what is no array of numbers, such as
// strings; [OpenNPZ] tells what that is and reads arrays by name. Versions 1 to 3, both byte orders and both memory
// orders are read; version 1, little-endian float32 in C order and archives
// without compression are written.
//
// Reading converts to float32. F16 and BF16 are widened exactly; float64, and
// whole numbers that float32 does not hold, are rounded to nearest; a boolean
// becomes 0 or 1. Whole numbers can be read as int too, without rounding:
// [SafetensorsFile.Ints], [ReadNPYInts].
//
// # Names of functions
//
// Load and Save take the path of a file, Read and Write a stream; Open leaves
// the file open and reads on demand. A Save writes under a temporary name in
// the same folder and renames, so that a file appears whole or not at all. The
// same tensors give the same bytes: entries are sorted by name.
//
// # What is refused
//
// Nothing in a file is believed. Names that appear twice, sizes that
// contradict each other or the length of the file, gaps and overlaps between
// tensors, data after the end, complex numbers, strings and Python objects are
// errors. Tensors of more than tensor.MaxRank dimensions and safetensors types
// that are not listed here (F8 and smaller) can be seen in the header but not
// read. Errors name the file, the tensor, what was found and what was
// expected; no content of a file makes these functions panic.
//
// # Bounds
//
// A safetensors header has at most 100,000,000 bytes, a npy header at most
// 1 MiB. The memory for numbers follows the data that are there, not the sizes
// that a header declares: at most 8 bytes for each byte of data. Compressed
// npz archives unpack to up to a thousand times their own size; do not read
// those of strangers where memory is short.
package formats
