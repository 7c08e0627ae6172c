package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/m2pt"
)

// SyntheticData names data that is made by code, where a folder is asked for.
const SyntheticData = "synthetic"

// Options say how a data set is read. The zero value reads all of it, for
// classifiers, as suits it.
type Options struct {
	Task     Task         // what the samples are labelled for; none: Classify
	Like     *m2pt.Config // prepare samples as for this model; nil: as suits the data
	TestOnly bool         // leave the training set out if there is a test set

	// Unlabelled says that labels are not looked at: files need not stand in class
	// folders.
	Unlabelled bool

	Validation int    // number of training samples to hold out as the test set; 0: none
	TrainSize  int    // number of samples to train on, as many of each class; 0: all
	Seed       uint64 // chooses those of TrainSize

	// SkipUnreadable passes over files that cannot be read, and tells of them in
	// [Corpus.Notes]. Without it the first such file is an error.
	SkipUnreadable bool

	// What follows says how samples are prepared unless Like does.
	// Channels and Side are for images and videos in folders. Where data has others of
	// its own, they are an [*OptionError] of the options "channels" and "side".
	Channels       int // 1 or 3; 0: 1 for videos and for images that are all grey, else 3
	Side           int // scale them to so many pixels each way; 0: as they are
	Points         int // of a cloud; 0: 1024
	Frames, Stride int // of a video, and from one to the next; 0: 8 and 1
	Audio          AudioInput
	Image          ImageInput
}

// Load reads the data set in the folder dir. Where there is no such folder,
// [SyntheticData] stands for data that is made by code. It returns as soon as ctx ends.
func Load(ctx context.Context, modality m2pt.Modality, dir string, o Options) (*Corpus, error) {
	return abandonable(ctx, func() (*Corpus, error) { return load(ctx, modality, dir, o) })
}

func load(ctx context.Context, modality m2pt.Modality, dir string, o Options) (*Corpus, error) {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) && dir == SyntheticData {
		return Synthetic(modality, 0, 0, syntheticSeed, o)
	}
	row, o, invalid := lookup(modality, o)
	switch {
	case invalid != nil:
		return nil, invalid
	case err != nil:
		return nil, fmt.Errorf("pipeline: data: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("pipeline: data: %s is not a folder", dir)
	}
	if o.SkipUnreadable {
		ctx = datasets.SkipUnreadable(ctx)
	}
	c, err := row.Load(o.Image.limit(ctx), dir, o)
	if err != nil {
		return nil, err
	}
	return c.finish(modality, o)
}

// LoadLike reads the data set in the folder dir to test a model of configuration c: the
// training set only if there is no test set. o.Task says what the data is labelled for. A
// masked autoencoder's configuration does not say it; for other models the task may be
// empty. What else o says of the preparation holds where the model does not say it.
func LoadLike(ctx context.Context, c m2pt.Config, dir string, o Options) (*Corpus, error) {
	if err := o.Task.Check(c.Modality); err != nil {
		return nil, err
	}
	if c.Masked == nil {
		if own := TaskOf(c); o.Task == Segment && own != o.Task {
			return nil, optionf("task", "found %s, but the model is to %s", o.Task, own)
		}
		o.Task = TaskOf(c)
	}
	o.Like, o.TestOnly, o.Unlabelled = &c, true, c.Masked != nil
	return Load(ctx, c.Modality, dir, o)
}

// The sizes of synthetic sets, and the seed of those that Load makes.
const (
	syntheticSamples = 1000
	syntheticSeed    = 1
)

// testSeed offsets the seed of test sets that are made by code from that of their
// training sets.
const testSeed = 1 << 32

// Synthetic makes data by code: the given numbers of training and test samples
// (0: 1000), from seed.
func Synthetic(modality m2pt.Modality, train, test int, seed uint64, o Options) (*Corpus, error) {
	row, o, err := lookup(modality, o)
	if err != nil {
		return nil, err
	}
	if row.Synthetic == nil {
		return nil, optionf("data", "there is no synthetic data of %s", modality)
	}
	for _, n := range []*int{&train, &test} {
		if *n == 0 {
			*n = syntheticSamples
		}
	}
	c, err := row.Synthetic(train, test, seed, o)
	if err != nil {
		return nil, err
	}
	return c.finish(modality, o)
}

// lookup returns the row of a modality, and o with a task that the row has.
func lookup(modality m2pt.Modality, o Options) (Modality, Options, error) {
	if err := o.Task.Check(modality); err != nil {
		return Modality{}, o, err
	}
	if o.Task == "" {
		o.Task = Classify
	}
	if o.Validation != 0 || o.TrainSize != 0 {
		o.TestOnly = false // both are of the training set
	}
	return mustLookup(modality), o, nil
}

// finish gives a corpus that a row has read its modality, and takes the parts of
// it that o asks for.
func (c *Corpus) finish(modality m2pt.Modality, o Options) (*Corpus, error) {
	c.Modality = modality
	for _, s := range []datasets.Set{c.Train, c.Test} {
		if s == nil {
			continue
		}
		for _, n := range datasets.Notes(s) {
			if !slices.Contains(c.Notes, n) {
				c.Notes = append(c.Notes, n)
			}
		}
	}
	if o.TestOnly && c.Test != nil {
		c.Train = nil
	}
	var err error
	if o.Validation != 0 {
		if c, err = c.HoldOut(o.Validation); err != nil {
			return nil, err
		}
	}
	if o.TrainSize != 0 {
		if c, err = c.Take(o.TrainSize, o.Seed); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// checkSize refuses the channels and the side that o asks for, where images or frames
// have others: MNIST's, CIFAR-10's and synthetic ones cannot be read as o says, those in
// folders are.
func (o Options) checkSize(name string, channels, h, w int) error {
	switch {
	case o.Like != nil:
		return nil
	case o.Channels != 0 && o.Channels != channels:
		return optionf("channels", "found %d, but %s has %d of its own: only images and videos in class folders, or with masks, are read with others", o.Channels, name, channels)
	case o.Side != 0 && (o.Side != h || o.Side != w):
		return optionf("side", "found %d, but %s has sides of its own, %d and %d: only images and videos in class folders, or with masks, are scaled", o.Side, name, h, w)
	}
	return nil
}

// holds reports whether dir has a file whose name begins with one of the prefixes.
func holds(dir string, prefixes ...string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		for _, p := range prefixes {
			if !e.IsDir() && strings.HasPrefix(e.Name(), p) {
				return true
			}
		}
	}
	return false
}

// holdsMNIST reports whether dir has the files of MNIST, from which other sets
// are made, too.
func holdsMNIST(dir string) bool { return datasets.HoldsMNIST(dir) }

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
