package download

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// This file: the data sets that are known by name.

// Set is a public data set.
type Set struct {
	Name    string
	About   string // what it is, by whom, under which licence, how large
	Files   []File
	Archive bool  // there is one file, an archive
	Strip   int   // leading elements of its names that are dropped
	Limit   int64 // bytes that it may unpack to
}

// Sets are the data sets that are fetched by name, from the addresses their
// authors give.
var Sets = []Set{
	{
		Name:  "mnist",
		About: "MNIST: 70,000 handwritten digits, 28×28 (LeCun, Cortes, Burges); 12 MB",
		Files: []File{
			mnist("train-images-idx3-ubyte.gz", 9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
			mnist("train-labels-idx1-ubyte.gz", 28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
			mnist("t10k-images-idx3-ubyte.gz", 1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
			mnist("t10k-labels-idx1-ubyte.gz", 4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
		},
	},
	{
		Name:    "cifar10",
		About:   "CIFAR-10, binary version: 60,000 colour images of 10 classes, 32×32 (Krizhevsky, 2009); 170 MB",
		Files:   []File{{URL: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", Name: "cifar-10-binary.tar.gz", Sum: "md5:c32a1d4ab5d03f1284b67883e8d87530"}},
		Archive: true, Strip: 1, Limit: 1 << 28,
	},
	{
		Name:    "speechcommands",
		About:   "Speech Commands v0.02: 105,000 spoken words of one second (Warden, 2018; CC BY 4.0); 2.4 GB",
		Files:   []File{{URL: "https://storage.googleapis.com/download.tensorflow.org/data/speech_commands_v0.02.tar.gz", Name: "speech_commands_v0.02.tar.gz", Sum: "md5:6b74f3901214cb2c2934e98196829835"}},
		Archive: true, Limit: 1 << 33,
	},
}

func mnist(name string, size int64, sum string) File {
	return File{URL: "https://ossci-datasets.s3.amazonaws.com/mnist/" + name, Name: name, Size: size, Sum: "sha256:" + sum}
}

// Find returns the set called name.
func Find(name string) (Set, error) {
	var names []string
	for _, s := range Sets {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return Set{}, fmt.Errorf("no data set is called %q (there are %s)", name, strings.Join(names, ", "))
}

// Get brings the set into the folder dir. An archive is unpacked there and removed.
// Files that are there already stay, and an archive is not unpacked into a folder
// that holds anything.
func (c *Client) Get(ctx context.Context, s Set, dir string, progress func(f File) Progress) error {
	if !s.Archive {
		for _, f := range s.Files {
			if _, err := c.Fetch(ctx, f, dir, progress(f)); err != nil {
				return err
			}
		}
		return nil
	}
	if entries, err := os.ReadDir(dir); err == nil {
		if len(entries) > 0 {
			return fmt.Errorf("%s is there already and not empty", dir)
		}
		if err := os.Remove(dir); err != nil {
			return err
		}
	}
	f, parent := s.Files[0], filepath.Dir(filepath.Clean(dir))
	if _, err := c.Fetch(ctx, f, parent, progress(f)); err != nil {
		return err
	}
	archive := filepath.Join(parent, f.Name)
	if err := Extract(archive, dir, s.Strip, s.Limit); err != nil {
		return err
	}
	return os.Remove(archive)
}
