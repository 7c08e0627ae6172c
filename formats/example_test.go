package formats_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/formats"
	"github.com/gopathway/pathway/tensor"
)

func ExampleSaveSafetensors() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "model.safetensors")

	weights := []tensor.Named{
		{Name: "head.weight", Tensor: tensor.FromSlice([]float32{1, 2, 3, 4}, 2, 2)},
		{Name: "head.bias", Tensor: tensor.FromSlice([]float32{5, 6}, 2)},
	}
	if err := formats.SaveSafetensors(path, map[string]string{"step": "100"}, weights); err != nil {
		fmt.Println(err)
		return
	}

	f, err := formats.OpenSafetensors(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	fmt.Println("step", f.Metadata()["step"])
	for _, name := range f.Names() {
		t, err := f.Tensor(name)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(name, t)
	}
	// Output:
	// step 100
	// head.bias Tensor[2] [5 6]
	// head.weight Tensor[2 2] [[1 2] [3 4]]
}
