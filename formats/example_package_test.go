package formats_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/tensor"
)

// This file: the package in one example.

// Two tensors go to a safetensors file, one of them comes back.
func Example() {
	dir, err := os.MkdirTemp("", "formats")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "weights.safetensors")
	err = formats.SaveSafetensors(path, map[string]string{"made by": "an example"}, []tensor.Named{
		{Name: "weight", Tensor: tensor.FromSlice([]float32{1, 2, 3, 4}, 2, 2)},
		{Name: "bias", Tensor: tensor.FromSlice([]float32{5, 6}, 2)},
	})
	if err != nil {
		log.Fatal(err)
	}
	f, err := formats.OpenSafetensors(path) // reads the header alone
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	bias, err := f.Tensor("bias")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Names(), bias.Data(), f.Metadata()["made by"])
	// Output: [bias weight] [5 6] an example
}
