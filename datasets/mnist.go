package datasets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// LoadMNIST reads the training and test set of MNIST, or of a set published
// in the same form (Fashion-MNIST, KMNIST), from the four official files in
// dir, each with or without .gz:
//
//	train-images-idx3-ubyte  train-labels-idx1-ubyte
//	t10k-images-idx3-ubyte   t10k-labels-idx1-ubyte
//
// They may be in dir/raw or dir/MNIST/raw, too, where torchvision puts them.
// The classes are named "0", "1", ... up to the largest label.
// Source: LeCun, Bottou, Bengio, Haffner (1998).
func LoadMNIST(ctx context.Context, dir string) (train, test *Images, err error) {
	if where := mnistFolder(dir); where != "" {
		dir = where
	}
	train, err = loadMNISTPart(ctx, dir, "train")
	if err != nil {
		return nil, nil, err
	}
	test, err = loadMNISTPart(ctx, dir, "t10k")
	if err != nil {
		return nil, nil, err
	}
	if train.H != test.H || train.W != test.W {
		return nil, nil, fmt.Errorf("datasets: %s: training images are %dx%d and test images %dx%d, expected one size",
			dir, train.H, train.W, test.H, test.W)
	}
	k := 0
	for _, set := range []*Images{train, test} {
		for _, l := range set.Label {
			k = max(k, l+1)
		}
	}
	classes := make([]string, k)
	for i := range classes {
		classes[i] = strconv.Itoa(i)
	}
	train.Classes, test.Classes = classes, classes
	return train, test, nil
}

func loadMNISTPart(ctx context.Context, dir, part string) (*Images, error) {
	imagePath, err := findMNIST(dir, part+"-images-idx3-ubyte")
	if err != nil {
		return nil, err
	}
	labelPath, err := findMNIST(dir, part+"-labels-idx1-ubyte")
	if err != nil {
		return nil, err
	}
	if err := ended(ctx); err != nil {
		return nil, err
	}
	images, err := readIDX(imagePath, pixelLimit(ctx))
	if err != nil {
		return nil, err
	}
	if len(images.Dims) != 3 {
		return nil, fmt.Errorf("datasets: %s: found dimensions %v, expected images [n, height, width]", imagePath, images.Dims)
	}
	if len(images.Data) == 0 {
		return nil, fmt.Errorf("datasets: %s: no images, dimensions are %v", imagePath, images.Dims)
	}
	if err := checkArea(images.Dims[1], images.Dims[2], pixelLimit(ctx), DefaultMaxPixels); err != nil {
		return nil, fmt.Errorf("datasets: %s: images: %w", imagePath, err)
	}
	labels, err := readIDX(labelPath, pixelLimit(ctx))
	if err != nil {
		return nil, err
	}
	if len(labels.Dims) != 1 {
		return nil, fmt.Errorf("datasets: %s: found dimensions %v, expected labels [n]", labelPath, labels.Dims)
	}
	if labels.Dims[0] != images.Dims[0] {
		return nil, fmt.Errorf("datasets: %s holds %d labels, expected %d, one for each image of %s",
			labelPath, labels.Dims[0], images.Dims[0], imagePath)
	}
	s := &Images{Labelled: Labelled{Name: filepath.Base(dir) + " " + part, Label: make([]int, len(labels.Data))},
		C: 1, H: images.Dims[1], W: images.Dims[2], Pixels: images.Data}
	for i, l := range labels.Data {
		s.Label[i] = int(l)
	}
	return s, nil
}

// findMNIST returns the path of name or name.gz in dir. Some archives write
// the last hyphen as a dot.
func findMNIST(dir, name string) (string, error) {
	dotted := strings.Replace(name, "-idx", ".idx", 1)
	tried := []string{name + ".gz", name, dotted + ".gz", dotted}
	for _, t := range tried {
		p := filepath.Join(dir, t)
		if st, err := os.Stat(p); err == nil && !st.IsDir() {
			return p, nil
		}
	}
	return "", fmt.Errorf("datasets: %s: none of %s found there", dir, strings.Join(tried, ", "))
}
