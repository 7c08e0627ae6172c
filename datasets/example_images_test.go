package datasets_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/gopathway/pathway/datasets"
)

// An IDX file is a header and bytes, compressed or not.
func ExampleReadIDX() {
	dir, done := folder()
	defer done()
	file := write("\x00\x00\x08\x02"+"\x00\x00\x00\x02"+"\x00\x00\x00\x03"+"abcdef", dir, "array")
	array, err := datasets.ReadIDX(file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v %q\n", array.Dims, array.Data)
	// Output: [2 3] "abcdef"
}

// MNIST is four IDX files; here one image of two pixels in each part.
func ExampleLoadMNIST() {
	dir, done := folder()
	defer done()
	for _, part := range []string{"train", "t10k"} {
		write("\x00\x00\x08\x03"+"\x00\x00\x00\x01"+"\x00\x00\x00\x01"+"\x00\x00\x00\x02"+"ab", dir, part+"-images-idx3-ubyte")
		write("\x00\x00\x08\x01"+"\x00\x00\x00\x01"+"\x03", dir, part+"-labels-idx1-ubyte")
	}
	train, test, err := datasets.LoadMNIST(context.Background(), dir)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Len(), test.Len(), train.Shape(), train.Labels(), train.Classes)
	// Output: 1 1 [1 1 2] [3] [0 1 2 3]
}

// CIFAR-10's records are a label and the planes of red, green and blue.
func ExampleLoadCIFAR10() {
	dir, done := folder()
	defer done()
	write("plane\ncar\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n", dir, "batches.meta.txt")
	write("\x02"+strings.Repeat("r", 1024)+strings.Repeat("g", 1024)+strings.Repeat("b", 1024), dir, "data_batch_1.bin")
	write("\x09"+strings.Repeat("t", 3072), dir, "test_batch.bin")
	train, test, err := datasets.LoadCIFAR10(context.Background(), dir)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Shape(), train.Classes[train.Label[0]], test.Classes[test.Label[0]])
	// Output: [3 32 32] bird truck
}

// Class folders of pictures, scaled to one size.
func ExampleLoadImageFolder() {
	dir, done := folder()
	defer done()
	write(grey(0, 0, 0, 0), dir, "train", "dark", "a.png")
	write(grey(255, 255), dir, "train", "light", "a.png")
	write(grey(250, 250), dir, "test", "light", "b.png")
	train, test, err := datasets.LoadImageFolder(context.Background(), dir, datasets.ImageOptions{Channels: 1, H: 1, W: 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Len(), test.Len(), train.Shape(), train.Classes, test.Labels())
	// Output: 2 1 [1 1 2] [dark light] [1]
}

// One file is a set of a single image.
func ExampleReadImage() {
	dir, done := folder()
	defer done()
	img, err := datasets.ReadImage(write(grey(0, 51, 255), dir, "a.png"), datasets.ImageOptions{Channels: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(img.Shape(), datasets.NewBatch(img, []int{0}).Data())
	// Output: [1 1 3] [0 0.2 1]
}

// Images and masks of equal names: the value of a mask's pixel is its class.
func ExampleLoadImageMasks() {
	dir, done := folder()
	defer done()
	write(grey(10, 200, 90), dir, "images", "train", "a.png")
	write(grey(0, 1, 255), dir, "masks", "train", "a.png")
	write("0 ground\n1 thing\n", dir, "labels.txt")
	train, val, err := datasets.LoadImageMasks(context.Background(), dir, datasets.MaskOptions{ImageOptions: datasets.ImageOptions{Channels: 1}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Classes, train.Targets(nil, []int{0}), val == nil)
	// Output: [ground thing] [0 1 -100] true
}

// Masks in which 0 has no class, as in ADE20K.
func ExampleMaskOptions() {
	dir, done := folder()
	defer done()
	write(grey(10, 200, 90), dir, "images", "training", "a.png")
	write(grey(0, 1, 2), dir, "annotations", "training", "a.png")
	train, _, err := datasets.LoadImageMasks(context.Background(), dir, datasets.MaskOptions{Ignore: []int{0}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Classes, train.Mask(0), train.C)
	// Output: [1 2] [255 0 1] 1
}

// Pictures without classes, for training that looks at no labels. They are read in colour
// unless all are grey.
func ExampleLoadUnlabelledImages() {
	dir, done := folder()
	defer done()
	write(grey(10, 200, 90), dir, "a.png")
	write(grey(0, 1, 2), dir, "b.png")
	train, _, err := datasets.LoadUnlabelledImages(context.Background(), dir, datasets.ImageOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Len(), train.Shape(), train.Labels())
	// Output: 2 [1 1 3] [-1 -1]
}

// What a file held before the image was scaled.
func ExampleImageSource() {
	dir, done := folder()
	defer done()
	img, err := datasets.ReadImage(write(grey(0, 51, 255), dir, "a.png"), datasets.ImageOptions{Channels: 3, H: 2, W: 2})
	if err != nil {
		log.Fatal(err)
	}
	var s datasets.ImageSource = img.Sources[0]
	fmt.Println(img.W, "pixels wide, its file", s.W, "in colour:", s.Colour)
	// Output: 2 pixels wide, its file 3 in colour: false
}
