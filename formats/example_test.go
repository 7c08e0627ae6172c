package formats_test

// This file: every reader and writer, on files in a temporary folder and on
// streams in memory.

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/tensor"
)

// Weights are saved, and read back one by one.
func ExampleOpenSafetensors() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "model.safetensors")

	weights := []tensor.Named{
		{Name: "head.weight", Tensor: tensor.FromSlice([]float32{1, 2, 3, 4}, 2, 2)},
		{Name: "head.bias", Tensor: tensor.FromSlice([]float32{5, 6}, 2)},
	}
	if err := formats.SaveSafetensors(path, map[string]string{"step": "100"}, weights); err != nil {
		log.Fatal(err)
	}

	f, err := formats.OpenSafetensors(path)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	fmt.Println("step", f.Metadata()["step"])
	for _, name := range f.Names() {
		x, err := f.Tensor(name)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(name, x)
	}
	// Output:
	// step 100
	// head.bias Tensor[2] [5 6]
	// head.weight Tensor[2 2]
	// [[1 2]
	//  [3 4]]
}

// A file in memory is read like one on disk. TensorInto fills a tensor that
// exists, such as a parameter of a model.
func ExampleReadSafetensors() {
	var file bytes.Buffer
	weights := []tensor.Named{{Name: "scale", Tensor: tensor.FromSlice([]float32{0.5, 2}, 2)}}
	if err := formats.WriteSafetensors(&file, nil, weights); err != nil {
		log.Fatal(err)
	}

	f, err := formats.ReadSafetensors(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		log.Fatal(err)
	}
	dtype, shape, _ := f.Info("scale")
	fmt.Println(dtype, shape)
	scale := tensor.New(2)
	if err := f.TensorInto(scale, "scale"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(scale)
	fmt.Println(f.TensorInto(tensor.New(3), "scale"))
	// Output:
	// F32 [2]
	// Tensor[2] [0.5 2]
	// safetensors: tensor "scale": shape [2], want [3]
}

// Labels are whole numbers. A float32 would round the second; Ints does not.
func ExampleSafetensorsFile_Ints() {
	header := `{"labels":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}    `
	file := append([]byte{byte(len(header)), 0, 0, 0, 0, 0, 0, 0}, header...)
	file = append(file, 7, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0) // 7 and 2²⁴ + 1

	f, err := formats.ReadSafetensors(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Ints("labels"))
	// Output: [7 16777217] <nil>
}

func ExampleLoadNPY() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "x.npy")

	if err := formats.SaveNPY(path, tensor.FromSlice([]float32{1, 2, 3, 4, 5, 6}, 2, 3)); err != nil {
		log.Fatal(err)
	}
	x, err := formats.LoadNPY(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(x)
	// Output:
	// Tensor[2 3]
	// [[1 2 3]
	//  [4 5 6]]
}

// Arrays in one stream are read one after another.
func ExampleReadNPY() {
	var stream bytes.Buffer
	for _, x := range []*tensor.Tensor{tensor.Arange(3), tensor.Scalar(7)} {
		if err := formats.WriteNPY(&stream, x); err != nil {
			log.Fatal(err)
		}
	}
	for stream.Len() > 0 {
		x, err := formats.ReadNPY(&stream)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(x)
	}
	// Output:
	// Tensor[3] [0 1 2]
	// Tensor[] 7
}

// What NumPy writes for np.array([[300, -1]], dtype='>i2').
func ExampleReadNPYInts() {
	header := "{'descr': '>i2', 'fortran_order': False, 'shape': (1, 2), }\n"
	file := "\x93NUMPY\x01\x00" + string([]byte{byte(len(header)), 0}) + header + "\x01\x2c\xff\xff"

	labels, shape, err := formats.ReadNPYInts(bytes.NewReader([]byte(file)))
	fmt.Println(labels, shape, err)
	// Output: [300 -1] [1 2] <nil>
}

func ExampleLoadNPZ() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "set.npz")

	arrays := []tensor.Named{
		{Name: "x", Tensor: tensor.FromSlice([]float32{1, 2, 3, 4}, 2, 2)},
		{Name: "mean", Tensor: tensor.Scalar(2.5)},
	}
	if err := formats.SaveNPZ(path, arrays); err != nil {
		log.Fatal(err)
	}
	arrays, err = formats.LoadNPZ(path)
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range arrays {
		fmt.Println(a.Name, a.Tensor)
	}
	// Output:
	// mean Tensor[] 2.5
	// x Tensor[2 2]
	// [[1 2]
	//  [3 4]]
}

func ExampleReadNPZ() {
	var file bytes.Buffer
	if err := formats.WriteNPZ(&file, []tensor.Named{{Name: "x", Tensor: tensor.Arange(2)}}); err != nil {
		log.Fatal(err)
	}
	arrays, err := formats.ReadNPZ(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(arrays[0].Name, arrays[0].Tensor)
	// Output: x Tensor[2] [0 1]
}

// An archive of arrays, read by name.
func ExampleNPZFile() {
	dir, err := os.MkdirTemp("", "npz")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "set.npz")
	if err := formats.SaveNPZ(path, []tensor.Named{{Name: "labels", Tensor: tensor.Arange(3)}}); err != nil {
		log.Fatal(err)
	}
	f, err := formats.OpenNPZ(path)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	labels, err := f.Tensor("labels")
	fmt.Println(f.Names(), labels, f.Left(), err)
	// Output: [labels] Tensor[3] [0 1 2] [] <nil>
}
