package pipeline

import (
	"context"
	"slices"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/tensor"
)

// Sample is a file, or another [Input], that is prepared for a model.
type Sample struct {
	X *tensor.Tensor // [1, shape...] of the model's input

	// Points are the points of a cloud as the input has them, in its coordinates and
	// its order, without those that have no finite coordinates. Nearest holds for each
	// of them the nearest of the points that the model is given, as a row of X; for a
	// point that the model is given, that is its own row. Both are nil unless the model
	// gives a class to every point.
	Points  [][3]float64
	Nearest []int

	// Notes are lines for people about what of the file is not used.
	Notes []string

	// Unlike says in which ways the file is quite another thing than what the model was
	// trained on. Empty: none is known.
	Unlike Unlikeness
}

// Spread returns the classes of Points: each has that of the nearest of the points
// that a model gave classes to. Without Points it returns classes themselves.
func (s *Sample) Spread(classes []int) []int {
	if s.Points == nil {
		return classes
	}
	all := make([]int, len(s.Nearest))
	for i, at := range s.Nearest {
		all[i] = classes[at]
	}
	return all
}

// DecodeOptions say how a file or another [Input] is prepared.
type DecodeOptions struct {
	Invert Invert     // of images
	Image  ImageInput // how they, and the frames of videos, are read; MaxPixels holds for pictures in memory, too
}

// Decode prepares a file for a model of configuration c, or a folder of the frames of a
// video. It returns as soon as ctx ends.
func Decode(ctx context.Context, c m2pt.Config, file string, o DecodeOptions) (*Sample, error) {
	return decode(ctx, c, o, func() (Input, func(), error) { return open(file) })
}

// DecodeInput prepares an input, such as an upload or a picture that a program has drawn,
// for a model of configuration c. A file gives the same sample by its path and by its
// content. DecodeInput returns as soon as ctx ends; a read of in.Reader that is blocked is
// left behind then, and no other follows it.
//
// The content of a file may have 1 GiB. A server takes less through http.MaxBytesReader,
// whose errors come back wrapped.
func DecodeInput(ctx context.Context, c m2pt.Config, in Input, o DecodeOptions) (*Sample, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	if in.Reader != nil {
		in.Reader = until(ctx, in.Reader)
	}
	return decode(ctx, c, o, func() (Input, func(), error) { return in, func() {}, nil })
}

// decode prepares what open opens, which done closes.
func decode(ctx context.Context, c m2pt.Config, o DecodeOptions, open func() (in Input, done func(), err error)) (*Sample, error) {
	row, err := Lookup(c.Modality)
	if err != nil {
		return nil, err
	}
	if err := o.Invert.check(); err != nil {
		return nil, err
	}
	return abandonable(ctx, func() (*Sample, error) {
		in, done, err := open()
		if err != nil {
			return nil, err
		}
		defer done()
		return row.Decode(o.Image.limit(ctx), c, in, o)
	})
}

// Category returns the number of the category called name, for a model that
// takes the category of a shape. For any other model name must be empty, and
// the number is -1. A wrong name is an [*OptionError] of the option "category".
func Category(c m2pt.Config, name string) (int, error) {
	var known []string
	if c.Segment != nil {
		known = c.Segment.Categories
	}
	at := slices.Index(known, name)
	switch {
	case len(known) == 0 && name != "":
		return 0, optionf("category", "found %q, but the model is told no categories", name)
	case len(known) > 0 && at < 0:
		return 0, optionf("category", "found %q, want one of %q: the model is told what shapes are", name, known)
	}
	return at, nil
}

// ClassesExt returns the extension of the files that [WriteClasses] writes.
func ClassesExt(c m2pt.Config) string { return mustLookup(c.Modality).Segments.Ext }

// WriteClasses stores the classes that a segmenter of configuration c gives to the
// pixels or points of a sample: of an image as a PNG whose palette is that of the
// classes, at the size of the model's input; of a cloud as lines "x y z part", one
// for each point of the file that was decoded.
func WriteClasses(path string, c m2pt.Config, s *Sample, classes []int) error {
	return mustLookup(c.Modality).Segments.Write(path, c, s, classes)
}
