package datasets

import (
	"context"
	"fmt"
)

// LoadImageFolder reads labelled images from class folders:
//
//	dir/<class>/*.png, *.jpg, *.jpeg             train only, test is nil
//	dir/train/<class>/...  dir/test/<class>/...  both (val serves if there is no test)
//
// Classes are sorted by name; the test part may lack some but not add any.
// Channels, h and w are those of [ReadImage]; with h = w = 0 all files must
// have one size. Hidden files and files of other types are passed over; a
// class without images, a file that cannot be read or one of another size is
// an error that names it. Everything is held in memory.
func LoadImageFolder(ctx context.Context, dir string, channels, h, w int) (train, test *Images, err error) {
	if err := checkImageSize(channels, h, w); err != nil {
		return nil, nil, err
	}
	trainFiles, testFiles, err := listSplit(dir, ".png", ".jpg", ".jpeg")
	if err != nil {
		return nil, nil, err
	}
	train, err = readImages(ctx, trainFiles, channels, h, w)
	if err != nil || testFiles == nil {
		return train, nil, err
	}
	test, err = readImages(ctx, testFiles, channels, h, w)
	if err != nil {
		return nil, nil, err
	}
	if test.H != train.H || test.W != train.W {
		return nil, nil, fmt.Errorf("datasets: %s: images are %dx%d, those of %s %dx%d; give a size to scale all to",
			testFiles.dir, test.H, test.W, trainFiles.dir, train.H, train.W)
	}
	return train, test, nil
}

// readImages reads the files of f into a set.
func readImages(ctx context.Context, f *classFolder, channels, h, w int) (*Images, error) {
	s := &Images{Labelled: f.labelled(), C: channels}
	first := ""
	read := func(path string) (*Images, error) { return ReadImage(path, channels, h, w) }
	err := readFiles(ctx, f, &s.Labelled, read, func(path string, img *Images) error {
		if first == "" {
			first, s.H, s.W = path, img.H, img.W
			s.Pixels = make([]uint8, 0, len(f.files)*len(img.Pixels))
		}
		if img.H != s.H || img.W != s.W {
			return fmt.Errorf("datasets: image %s: size %dx%d, expected %dx%d like %s; give a size to scale all to",
				path, img.H, img.W, s.H, s.W, first)
		}
		s.Pixels = append(s.Pixels, img.Pixels...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}
