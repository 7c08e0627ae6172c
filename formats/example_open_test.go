package formats_test

// This file: any file of weights, on files that PyTorch wrote with testdata/make.py.

import (
	"fmt"
	"log"

	"github.com/gopathway/pathway/formats"
)

// A checkpoint of a training program: the weights lie under "state_dict", and their names
// have the prefixes of DistributedDataParallel and torch.compile.
func ExampleOpen() {
	f, err := formats.Open("testdata/training.pth")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	fmt.Println(f.Format(), f.Within())
	for _, name := range f.Names()[:2] {
		dtype, shape, _ := f.Info(name)
		fmt.Println(name, dtype, shape)
	}
	bias, err := f.Tensor("0.bias")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(bias)
	// Output:
	// PyTorch zip [state_dict module. _orig_mod.]
	// 0.weight F32 [1 2]
	// 0.bias F32 [1]
	// Tensor[1] [3]
}

// A folder whose index says which tensor lies in which file.
func ExampleOpen_folder() {
	f, err := formats.Open("testdata/sharded")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	fmt.Println(len(f.Files()), "files with", f.Names(), f.Metadata())
	// Output: 2 files with [a b] map[total_size:20]
}

// DINO saves a student and a teacher: one has to be chosen.
func ExampleOpenKey() {
	_, err := formats.Open("testdata/two.pth")
	fmt.Println(err)
	f, err := formats.OpenKey("testdata/two.pth", "teacher")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	a, err := f.Tensor("a")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a)
	// Output:
	// testdata/two.pth: there are no tensors at the top of it, but weights under "student", "teacher": choose one of these keys (OpenKey)
	// Tensor[1] [1]
}

// Whole numbers are read without rounding to float32.
func ExampleFile() {
	var f *formats.File
	f, err := formats.Open("testdata/views_zip.pth")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	fmt.Println(f.Ints("i64"))
	// Output: [16777217 -1] <nil>
}

// What lies beside the weights can be looked at.
func ExampleObject() {
	f, err := formats.Open("testdata/training.pth")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	var all formats.Object
	all, _ = f.Object()
	fmt.Println(all.Type(), all.Keys())
	epoch, _ := all.Get("epoch")
	fmt.Println(epoch.Int())
	args, _ := all.Get("args")
	fmt.Println(args)
	model, _ := args.Get("model")
	fmt.Println(model.Text())
	// Output:
	// dict [state_dict epoch optimizer args]
	// 3 true
	// argparse.Namespace(lr=0.1, model="tiny", betas=(0.9, 0.999))
	// tiny true
}
