package download

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gopathway/pathway/internal/edits"
)

// This file: the data sets that are known by name.

// Set is a public data set.
type Set struct {
	Name    string
	About   string // what it is, by whom, under which licence, how large
	Files   []File
	Archive bool   // there is one file, an archive
	Prefix  string // of the names in it that are kept; its folders are dropped from them
	Limit   int64  // bytes that it may unpack to

	// An archive that its host packs anew has no checksum that lasts. One of these tells
	// what it must unpack to.
	Contents string // checksum of the files, as contents returns it
	Ext      string // where no checksum is published: the extension of its files,
	Count    int    // and how many there are

	// ByHand says in a sentence how people get a set that cannot be fetched by a program,
	// and what is in its folder then. Files is empty.
	ByHand string
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
		Name:  "fashion-mnist",
		About: "Fashion-MNIST: 70,000 pictures of clothes, 28×28 (Xiao et al., 2017; MIT); 31 MB",
		Files: []File{
			fashion("train-images-idx3-ubyte.gz", 26421880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
			fashion("train-labels-idx1-ubyte.gz", 29515, "25c81989df183df01b3e8a0aad5dffbe"),
			fashion("t10k-images-idx3-ubyte.gz", 4422102, "bef4ecab320f06d8554ea6380940ec79"),
			fashion("t10k-labels-idx1-ubyte.gz", 5148, "bb300cfdad3c16e7a12a480ee83cd310"),
		},
	},
	{
		Name:    "emnist-letters",
		About:   "EMNIST, the letters: 145,600 handwritten letters, 28×28 (Cohen et al., 2017); 560 MB",
		Files:   []File{{URL: "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip", Name: "gzip.zip", Sum: "md5:58c8d27c78d21e728a6bc7b3cc06412e"}},
		Archive: true, Prefix: "gzip/emnist-letters-", Limit: 1 << 28,
	},
	{
		Name:    "cifar10",
		About:   "CIFAR-10, binary version: 60,000 colour images of 10 classes, 32×32 (Krizhevsky, 2009); 170 MB",
		Files:   []File{{URL: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", Name: "cifar-10-binary.tar.gz", Sum: "md5:c32a1d4ab5d03f1284b67883e8d87530"}},
		Archive: true, Prefix: "cifar-10-batches-bin/", Limit: 1 << 28,
	},
	{
		Name:    "cifar100",
		About:   "CIFAR-100, binary version: 60,000 colour images of 100 classes, 32×32 (Krizhevsky, 2009); 161 MB",
		Files:   []File{{URL: "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz", Name: "cifar-100-binary.tar.gz", Sum: "md5:03b5dce01913d631647c71ecec9e9cb8"}},
		Archive: true, Prefix: "cifar-100-binary/", Limit: 1 << 28,
	},
	{
		Name:    "fsdd",
		About:   "Free Spoken Digit Dataset: 3,000 spoken digits (Jackson et al.; CC BY-SA 4.0); 16 MB",
		Files:   []File{gitHub("Jakobovski/free-spoken-digit-dataset", fsddCommit, ".tar.gz")},
		Archive: true, Prefix: "free-spoken-digit-dataset-" + fsddCommit + "/recordings/", Limit: 1 << 26,
		Contents: "sha256:1801eae019c063377d98f831d3f93574f259475df7332bb0e3d1b080fb5e6959",
	},
	{
		Name:    "speechcommands",
		About:   "Speech Commands v0.02: 105,000 spoken words of one second (Warden, 2018; CC BY 4.0); 2.4 GB",
		Files:   []File{{URL: "https://storage.googleapis.com/download.tensorflow.org/data/speech_commands_v0.02.tar.gz", Name: "speech_commands_v0.02.tar.gz", Size: 2428923189, Sum: "sha256:af14739ee7dc311471de98f5f9d2c9191b18aedfe957f4a6ff791c709868ff58"}},
		Archive: true, Limit: 1 << 33,
	},
	{
		Name:    "esc50",
		About:   "ESC-50: 2,000 sounds of five seconds, 50 classes (Piczak, 2015; CC BY-NC 3.0); 650 MB",
		Files:   []File{gitHub("karolpiczak/ESC-50", esc50Commit, ".zip")},
		Archive: true, Prefix: "ESC-50-" + esc50Commit + "/", Limit: 1 << 31,
		Ext: ".wav", Count: 2000,
	},
	{
		Name:    "modelnet10",
		About:   "ModelNet10: 4,899 meshes of 10 kinds of furniture (Wu et al., 2015; for research); 450 MB",
		Files:   []File{{URL: "https://3dvision.princeton.edu/projects/2014/3DShapeNets/ModelNet10.zip", Name: "ModelNet10.zip"}},
		Archive: true, Prefix: "ModelNet10/", Limit: 1 << 33,
		Ext: ".off", Count: 4899,
	},
	{
		Name:    "modelnet40",
		About:   "ModelNet40: 12,311 meshes of 40 kinds of things (Wu et al., 2015; for research); 2 GB",
		Files:   []File{{URL: "https://modelnet.cs.princeton.edu/ModelNet40.zip", Name: "ModelNet40.zip"}},
		Archive: true, Prefix: "ModelNet40/", Limit: 1 << 34,
		Ext: ".off", Count: 12311,
	},
	{
		Name:   "shapenetpart",
		About:  "ShapeNetPart: 16,881 shapes of 16 kinds with their parts (Yi et al., 2016); by hand",
		ByHand: "ShapeNet (https://shapenet.org) gives shapenetcore_partanno_segmentation_benchmark_v0_normal.zip to people who register. Unpack it, and put what is in its folder, train_test_split and the others, into",
	},
	{
		Name:   "ade20k",
		About:  "ADE20K: 22,210 pictures with masks of 150 classes (Zhou et al., 2017); by hand",
		ByHand: "its authors (http://sceneparsing.csail.mit.edu) give ADEChallengeData2016.zip, with neither a secure address nor a checksum. Unpack it, and put its folders images and annotations into",
	},
}

// The states of repositories that sets are taken from.
const (
	fsddCommit  = "26eb9aaf76e81b692f806f9140c2d2777410d7a1"
	esc50Commit = "33c8ce9eb2cf0b1c2f8bcf322eb349b6be34dbb6"
)

// gitHub returns the archive that GitHub makes of a commit. Its compression may change,
// so that it has no checksum that lasts; what it holds is told by the commit.
func gitHub(repository, commit, ext string) File {
	_, name, _ := strings.Cut(repository, "/")
	return File{URL: "https://github.com/" + repository + "/archive/" + commit + ext, Name: name + "-" + commit + ext}
}

func fashion(name string, size int64, sum string) File {
	return File{URL: "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/" + name, Name: name, Size: size, Sum: "md5:" + sum}
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
	return Set{}, fmt.Errorf("no data set is called %q%s", name, edits.Suggest(name, names))
}

// FetchError says that a set could not be brought from its address. Instructions of the
// set tell what to do instead.
type FetchError struct{ Err error }

// Error implements error.
func (e *FetchError) Error() string { return e.Err.Error() }

// Unwrap returns why.
func (e *FetchError) Unwrap() error { return e.Err }

// Instructions tell in lines how people get the set into the folder dir where this
// program cannot.
func (s Set) Instructions(dir string) []string {
	if s.ByHand != "" {
		return append(strings.SplitAfter(s.ByHand, ". "), "  "+dir)
	}
	lines := []string{s.Name + " cannot be fetched from here. By hand: bring"}
	for _, f := range s.Files {
		lines = append(lines, "  "+f.URL)
	}
	if s.Archive {
		return append(lines, fmt.Sprintf("as %s; the same command then checks and unpacks it", filepath.Join(archiveFolder(dir), s.Files[0].Name)))
	}
	return append(lines, fmt.Sprintf("into the folder %s; the same command then checks them", dir))
}

// archiveFolder returns where the archive of a set lies that is unpacked to dir: beside it.
func archiveFolder(dir string) string { return filepath.Dir(filepath.Clean(dir)) }

// Get brings the set into the folder dir. An archive is unpacked there and removed.
// Files that are there already stay, and an archive is not unpacked into a folder
// that holds anything: if those are the files of the set, there is nothing to do.
func (c *Client) Get(ctx context.Context, s Set, dir string, progress func(f File) Progress) error {
	if s.ByHand != "" {
		return &FetchError{errors.New("no program may fetch it")}
	}
	fetch := func(f File, dir string) error {
		asked, err := c.Fetch(ctx, f, dir, progress(f))
		if err != nil && asked {
			return &FetchError{err}
		}
		return err
	}
	if !s.Archive {
		for _, f := range s.Files {
			if err := fetch(f, dir); err != nil {
				return err
			}
		}
		return nil
	}
	if entries, err := os.ReadDir(dir); err == nil {
		if len(entries) > 0 {
			if s.checkable() && s.check(dir) == nil {
				return nil
			}
			return fmt.Errorf("%s is there already and not empty: remove it, or choose another --dir", dir)
		}
		if err := os.Remove(dir); err != nil {
			return err
		}
	}
	f, parent := s.Files[0], archiveFolder(dir)
	f.Unchecked = f.Sum == "" && s.checkable()
	if err := fetch(f, parent); err != nil {
		return err
	}
	archive := filepath.Join(parent, f.Name)
	if err := Extract(archive, dir, s.Prefix, s.Limit, s.check); err != nil {
		return fmt.Errorf("%w (remove %s to fetch it again)", err, archive)
	}
	return os.Remove(archive)
}
