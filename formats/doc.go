// Package formats reads and writes weight and array files as named tensors.
// It knows no model: what a name means is the affair of package nn and those
// above it.
//
// # What is read and written
//
// [Open] opens any file or folder of weights and says by its content what it is; a [File]
// lists tensors, with formats and shapes, and reads each when it is asked for, so that
// memory holds only what is used. What follows are the formats.
//
// Safetensors, the format of Hugging Face's and timm's checkpoints: [OpenSafetensors].
// [SaveSafetensors] writes float32, and checksums into the metadata, which reading
// compares: a flipped bit is noticed. Files without them are read, too.
//
// PyTorch's files (.pth, .pt, .bin): zip archives, the form before PyTorch 1.6, and the tar
// archives of 0.1, pickled with protocols 1 to 5. They hold a state dict as it is, or in a
// dict under a key such as "model", or a whole module. What else there is, such as the
// epoch and arguments, can be looked at as a [Object].
//
// Folders of several files with an index, model.safetensors.index.json or
// pytorch_model.bin.index.json.
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
// Nothing in a file is run. A pickle is a program that can call anything; here it is data.
// What it may name and call is a table of exact names: PyTorch's rebuilding of tensors,
// dicts, and plain objects such as argparse.Namespace, which are kept as they are. An object
// of any other class is kept if its state is that of a module; everything else is an error
// that names the class or function and its place in the file. TorchScript archives hold
// programs and are refused.
//
// Nothing in a file is believed. Names that appear twice, sizes that
// contradict each other or the length of the file, gaps and overlaps between
// tensors, data after the end (but of PyTorch's legacy form), complex numbers, sparse and
// quantized tensors are errors, and so are strings and Python objects in arrays of NumPy. Tensors of more than tensor.MaxRank dimensions and safetensors types
// that are not listed here (F8 and smaller) can be seen in the header but not
// read. Errors name the file, the tensor, what was found and what was
// expected; no content of a file makes these functions panic.
//
// # Bounds
//
// A PyTorch file takes at most 16 MiB and twice its size beside its numbers, and its
// tensors together at most 16 MiB and eight times its size, though views can use numbers
// again and again. Its compressed records, which PyTorch does not write, unpack to at most
// 4 MiB and four times the file, in memory. Numbers that are not compressed go from the
// file to the tensor without a copy between. Checksums of its records are not compared.
//
// A safetensors header has at most 100,000,000 bytes, a npy header at most
// 1 MiB. The memory for numbers follows the data that are there, not the sizes
// that a header declares: at most 8 bytes for each byte of data. Compressed
// npz archives unpack to up to a thousand times their own size; do not read
// those of strangers where memory is short.
package formats
