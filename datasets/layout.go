package datasets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// This file: finding out which of the layouts of labelled images a folder has.

// LoadImages reads labelled images in whichever layout the folder has: that of
// [LoadMNIST], [LoadEMNIST], [LoadCIFAR10], [LoadCIFAR100] or [LoadImageFolder]. The first
// four have a size of their own: o is not asked. The Python versions of the CIFAR sets
// are an error that names the binary ones.
func LoadImages(ctx context.Context, dir string, o ImageOptions) (train, test *Images, err error) {
	emnist, _ := emnistFolder(dir)
	switch {
	case HoldsMNIST(dir):
		return LoadMNIST(ctx, dir)
	case emnist != "":
		return LoadEMNIST(ctx, dir)
	case cifarFolder(dir, "cifar-10-batches-bin", "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin", "batches.meta.txt") != "" || isFolder(dir, "cifar-10-batches-bin"):
		return LoadCIFAR10(ctx, dir)
	case cifarFolder(dir, "cifar-100-binary", "fine_label_names.txt", "train.bin") != "":
		return LoadCIFAR100(ctx, dir)
	case cifarFolder(dir, "cifar-10-batches-py", "batches.meta", "data_batch_1") != "":
		return nil, nil, fmt.Errorf("datasets: %s holds the Python version of CIFAR-10, pickles that are not read: get the binary version, cifar-10-binary.tar.gz (m2pt download cifar10), whose files are data_batch_1.bin to data_batch_5.bin, test_batch.bin and batches.meta.txt", dir)
	case cifarFolder(dir, "cifar-100-python", "meta") != "" && cifarFolder(dir, "cifar-100-python", "train") != "":
		return nil, nil, fmt.Errorf("datasets: %s holds the Python version of CIFAR-100, pickles that are not read: get the binary version, cifar-100-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html, whose files are train.bin, test.bin and fine_label_names.txt", dir)
	}
	return LoadImageFolder(ctx, dir, o)
}

// HoldsMNIST reports whether [LoadMNIST] finds its files in dir.
func HoldsMNIST(dir string) bool { return mnistFolder(dir) != "" }

// mnistFolder returns the folder in or below dir that has the files of MNIST or of a set
// of its form; "": there is none. Below dir it may be raw, where torchvision puts them,
// with or without the name of the set before it.
func mnistFolder(dir string) string {
	for _, sub := range rawFolders(dir) {
		if holdsPrefix(sub, "train-images", "t10k-images") {
			return sub
		}
	}
	return ""
}

// rawFolders returns dir and the folders below it in which files of MNIST's form may be.
func rawFolders(dir string) []string {
	all := []string{dir, filepath.Join(dir, "raw")}
	subs, _ := subfolders(dir)
	for _, s := range subs {
		if name := strings.ToLower(s); strings.HasSuffix(name, "mnist") {
			all = append(all, filepath.Join(dir, s), filepath.Join(dir, s, "raw"))
		}
	}
	return append(all, filepath.Join(dir, "gzip"))
}

// holdsPrefix reports whether dir has a file whose name begins with one of the prefixes.
func holdsPrefix(dir string, prefixes ...string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		return !e.IsDir() && slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(e.Name(), p) })
	})
}

// cifarFolder returns dir or the folder sub below it if it has one of the files; "":
// neither has.
func cifarFolder(dir, sub string, files ...string) string {
	for _, d := range []string{dir, filepath.Join(dir, sub)} {
		if slices.ContainsFunc(files, func(f string) bool { return isFile(filepath.Join(d, f)) }) {
			return d
		}
	}
	return ""
}
