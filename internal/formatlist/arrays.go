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
	Intro: []string{"Safetensors hold the weights of models and checkpoints; they, npy and npz are read by package `formats`, " +
		"as float32. IDX and CIFAR's files are whole data sets."},
	Formats: []Format{
		{
			Name:    "safetensors",
			Exts:    []string{".safetensors"},
			Read:    []string{"BOOL, U8 to U64, I8 to I64, F16, BF16, F32 and F64", "checksums in the metadata are compared; files without them are read"},
			Refused: []string{"F8 and smaller, complex numbers", "a flipped bit where there are checksums", "gaps, overlaps, names that occur twice, files that are cut"},
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
