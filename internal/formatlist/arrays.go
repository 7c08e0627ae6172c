package formatlist

import (
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/internal/openfile"
	"github.com/gopathway/pathway/tensor"
)

// This file: weights and arrays, and the files of MNIST and CIFAR.

var arrays = Group{
	Title: "Weights and arrays",
	Intro: []string{"Safetensors hold the weights of models and checkpoints; they, PyTorch's files, npy and npz are read by package `formats`, " +
		"as float32. IDX and CIFAR's files are whole data sets."},
	Formats: []Format{
		{
			Name:    "safetensors",
			Exts:    []string{".safetensors"},
			Read:    []string{"BOOL, U8 to U64, I8 to I64, F16, BF16, F32 and F64", "checksums in the metadata are compared; files without them are read"},
			Refused: []string{"F8 and smaller, complex numbers", "a flipped bit where there are checksums", "gaps, overlaps, names that occur twice, files that are cut"},
		},
		{
			Name: "PyTorch files",
			Exts: []string{".pth", ".pt", ".bin", ".ckpt"},
			Read: []string{"zip archives of torch.save, and the form before PyTorch 1.6; pickle protocols 1 to 5",
				"state dicts, as they are or under a key such as `model`, without `module.` and `_orig_mod.`; whole modules, whose classes are not needed",
				"views that are transposed, strided, expanded or share their numbers"},
			Refused: []string{"whatever would run code, named with its place", "TorchScript", "F8, complex, sparse and quantized tensors",
				"several sets of weights, unless one is chosen"},
		},
		{
			Name:    "models in several files",
			Exts:    []string{".index.json"},
			Read:    []string{"folders with `model.safetensors.index.json` or `pytorch_model.bin.index.json`"},
			Refused: []string{"files elsewhere, tensors that are not in their file, indexes of a part"},
		},
		{
			Name:    "files that are no weights",
			Refused: []string{"HTML pages, Git LFS pointers, gzip, HDF5, GGUF, ONNX and pictures, each by its name"},
		},
		{
			Name:    "npy",
			Exts:    []string{".npy"},
			Read:    []string{"versions 1 to 3, both byte orders, both memory orders, booleans to float64"},
			Refused: []string{"strings, complex numbers, objects, structures", "data after the array"},
		},
		{
			Name:    "npz",
			Exts:    []string{".npz"},
			Read:    []string{"all arrays of numbers, packed or not; what else is in the archive is left out"},
			Refused: []string{"no array of numbers", "an array that is cut"},
		},
		{
			Name:    "IDX",
			Exts:    []string{".gz"},
			Read:    []string{"unsigned bytes, gzipped or not, whatever the name"},
			Refused: []string{"other types of elements", "another size than the header says", "a gzip checksum that is wrong"},
		},
		{
			Name:    "CIFAR's binary files",
			Exts:    []string{".bin"},
			Read:    []string{"records of one label (CIFAR-10) or two (CIFAR-100) and 3×32×32 bytes"},
			Refused: []string{"a file that is no number of records", "a label that has no class"},
		},
	},
	Limits: []Limit{
		{What: "bytes of a safetensors header", Value: formats.MaxSafetensorsHeader, Unit: Bytes},
		{What: "bytes of an npy header", Value: formats.MaxNPYHeader, Unit: Bytes},
		{What: "dimensions of a tensor", Value: tensor.MaxRank},
		{What: "dimensions of an IDX file", Value: datasets.MaxIDXRank},
		{What: "pixels of an image of an IDX file", Value: datasets.DefaultMaxPixels, Flag: "--max-pixels"},
		{What: "bytes of a gzipped IDX file, unpacked", Value: datasets.FreeUnpacked, Unit: Bytes, More: times(datasets.MaxImageRatio, "the file"), Flag: "--max-pixels"},
		{What: "bytes of an IDX or CIFAR file", Value: openfile.Array, Unit: Bytes},
	},
}
