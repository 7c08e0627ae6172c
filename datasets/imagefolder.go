package datasets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// LoadImageFolder reads labelled images from class folders:
//
//	dir/<class>/*.png, *.jpg, *.webp ...         train only, test is nil
//	dir/train/<class>/...  dir/test/<class>/...  both (val serves if there is no test)
//
// The names of the parts may be written in any case, and as training, testing, valid,
// validation or dev. Classes are sorted by name; the test part may lack some but not add
// any. Files are those of [ReadImage]; unless o gives a size, all must have one. Hidden
// files and files of other types are passed over, and counted in Notes; a class without
// images, a file that cannot be read or one of another size is an error that names it.
// Everything is held in memory.
func LoadImageFolder(ctx context.Context, dir string, o ImageOptions) (train, test *Images, err error) {
	o = o.within(ctx)
	if err := o.check(); err != nil {
		return nil, nil, err
	}
	trainFiles, testFiles, err := listSplit(dir, imageExts...)
	if err != nil {
		return nil, nil, err
	}
	return readImageParts(ctx, trainFiles, testFiles, o)
}

// LoadUnlabelledImages reads images of which no class is known, for training that looks
// at no labels: dir/*.png, *.jpg, *.webp ..., or dir/train/* and dir/test/*. Their labels
// are -1, and there are no classes. All else is as in [LoadImageFolder]; class folders are
// read as that does.
func LoadUnlabelledImages(ctx context.Context, dir string, o ImageOptions) (train, test *Images, err error) {
	o = o.within(ctx)
	if err := o.check(); err != nil {
		return nil, nil, err
	}
	trainDir, testDir, err := splitFolders(dir)
	if err != nil {
		return nil, nil, err
	}
	if !holdsFiles(trainDir, imageExts) {
		return LoadImageFolder(ctx, dir, o)
	}
	trainFiles, err := listUnlabelled(trainDir, imageExts)
	if err != nil {
		return nil, nil, err
	}
	var testFiles *classFolder
	if testDir != "" {
		if testFiles, err = listUnlabelled(testDir, imageExts); err != nil {
			return nil, nil, err
		}
	}
	return readImageParts(ctx, trainFiles, testFiles, o)
}

// HoldsPictures reports whether [LoadUnlabelledImages] finds images in dir that are in no
// class folder.
func HoldsPictures(dir string) bool {
	train, _, err := splitFolders(dir)
	return err == nil && holdsFiles(train, imageExts)
}

// readImageParts reads the training part and, unless testFiles is nil, the test part.
func readImageParts(ctx context.Context, trainFiles, testFiles *classFolder, o ImageOptions) (train, test *Images, err error) {
	train, err = readImages(ctx, trainFiles, o)
	if err != nil || testFiles == nil {
		return train, nil, err
	}
	test, err = readImages(ctx, testFiles, o)
	if err != nil {
		return nil, nil, err
	}
	if test.H != train.H || test.W != train.W {
		return nil, nil, fmt.Errorf("datasets: %s: images are %dx%d, those of %s %dx%d; give a size to scale all to (--side)",
			testFiles.dir, test.H, test.W, trainFiles.dir, train.H, train.W)
	}
	train.sameChannels(test)
	return train, test, nil
}

// readImages reads the files of f into a set.
func readImages(ctx context.Context, f *classFolder, o ImageOptions) (*Images, error) {
	s := &Images{Labelled: f.labelled(), C: o.Channels}
	first := ""
	read := func(path string) (*Images, error) { return ReadImage(path, o) }
	err := readFiles(ctx, f, &s.Labelled, read, func(path string, img *Images) error {
		if first == "" {
			first, s.H, s.W, s.C = path, img.H, img.W, img.C
			s.Pixels = make([]uint8, 0, len(f.files)*len(img.Pixels))
		}
		if img.H != s.H || img.W != s.W {
			return fmt.Errorf("datasets: image %s: size %dx%d, expected %dx%d like %s; give a size to scale all to (--side)",
				path, img.H, img.W, s.H, s.W, first)
		}
		s.add(img.Pixels, img.C)
		s.Sources = append(s.Sources, img.Sources...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// add appends the pixels of an image to those of s. The first image in colour turns those
// before it into three equal planes, and so does s with grey ones after it.
func (s *Images) add(px []uint8, channels int) {
	n := s.H * s.W
	if channels > s.C {
		s.Pixels, s.C = threefold(s.Pixels, n), channels
	}
	if channels < s.C {
		px = threefold(px, n)
	}
	s.Pixels = append(s.Pixels, px...)
}

// sameChannels turns the grey one of two parts into three equal planes if the other is in
// colour.
func (s *Images) sameChannels(other *Images) {
	for _, p := range [2][2]*Images{{s, other}, {other, s}} {
		if grey, colour := p[0], p[1]; grey.C < colour.C {
			grey.Pixels, grey.C = threefold(grey.Pixels, grey.H*grey.W), colour.C
		}
	}
}

// threefold repeats every plane of n pixels three times.
func threefold(px []uint8, n int) []uint8 {
	out := make([]uint8, 0, 3*len(px))
	for ; len(px) > 0; px = px[n:] {
		out = append(append(append(out, px[:n]...), px[:n]...), px[:n]...)
	}
	return out
}

// holdsFiles reports whether there are files of one of the extensions in dir itself.
func holdsFiles(dir string, exts []string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if !e.IsDir() && !passedOver(e.Name()) && hasExt(e.Name(), exts) {
			return true
		}
	}
	return false
}

// listUnlabelled lists the files in dir itself.
func listUnlabelled(dir string, exts []string) (*classFolder, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	f := &classFolder{dir: dir}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case passedOver(e.Name()):
		case e.IsDir():
			f.left.addN("in subfolders", filesIn(path))
		case !hasExt(e.Name(), exts):
			f.left.addFile(e.Name())
		default:
			f.files, f.labels = append(f.files, path), append(f.labels, -1)
		}
	}
	if len(f.files) == 0 {
		return nil, fmt.Errorf("datasets: %s: no %s files found among its %d entries", dir, strings.Join(exts, " "), len(entries))
	}
	return f, nil
}
