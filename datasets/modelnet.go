package datasets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// This file: ModelNet (Wu et al., 2015), shapes of 10 or 40 classes, as meshes (OFF) or
// as clouds made of them, with the split inside the classes.

// LoadModelNet reads labelled shapes from class folders that are split as
// ModelNet's are:
//
//	dir/<class>/train/*.pcd, *.off, *.ply, *.xyz
//	dir/<class>/test/...
//
// Classes are sorted by name. Of a mesh it takes [MeshPoints] points of the
// surface; which ones depends on the number of the file within its part. A
// folder of dir that has neither part is passed over, and so are hidden files
// and files of other types; a class without training files, a test folder
// without files, or a file that cannot be read is an error that names it.
func LoadModelNet(ctx context.Context, dir string) (train, test *PointClouds, err error) {
	names, err := subfolders(dir)
	if err != nil {
		return nil, nil, err
	}
	train, test = &PointClouds{Labelled: Labelled{Name: "train"}}, &PointClouds{Labelled: Labelled{Name: "test"}}
	for _, class := range names {
		if !isFolder(dir, class, "train") && !isFolder(dir, class, "test") {
			continue
		}
		label := len(train.Classes)
		train.Classes = append(train.Classes, class)
		if err := train.addFolder(ctx, filepath.Join(dir, class, "train"), label); err != nil {
			return nil, nil, err
		}
		if isFolder(dir, class, "test") {
			if err := test.addFolder(ctx, filepath.Join(dir, class, "test"), label); err != nil {
				return nil, nil, err
			}
		}
	}
	if train.Len() == 0 {
		return nil, nil, fmt.Errorf("datasets: %s: no folders <class>/train found", dir)
	}
	test.Classes = train.Classes
	return train, test, nil
}

// addFolder reads the files of one folder.
func (s *PointClouds) addFolder(ctx context.Context, dir string, label int) error {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return fmt.Errorf("datasets: class folder: %w", err)
	}
	before := s.Len()
	var files []string
	var left leftOut
	for _, e := range entries {
		switch {
		case e.Name()[0] == '.':
		case e.IsDir():
			left.addN("in subfolders", filesIn(filepath.Join(dir, e.Name())))
		case !hasExt(e.Name(), cloudExts):
			left.addFile(e.Name())
		default:
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	if len(files) == 0 {
		return fmt.Errorf("datasets: class folder %s: no .pcd, .off, .ply or .xyz files found among its %d entries", dir, len(entries))
	}
	read := func(i int) (*PointCloud, error) {
		if hasExt(files[i], []string{".off"}) {
			return sampleOFF(files[i], uint64(before+i))
		}
		return ReadPointCloud(files[i])
	}
	skipped, err := readEach(ctx, len(files), read, func(_ int, c *PointCloud) error {
		s.Clouds, s.Label = append(s.Clouds, c), append(s.Label, label)
		return nil
	})
	s.note(left.notes(dir, len(files))...)
	s.note(unreadable(len(files), skipped)...)
	return err
}
