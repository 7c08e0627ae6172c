package datasets

import (
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
func LoadModelNet(dir string) (train, test *PointClouds, err error) {
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
		if err := train.addFolder(filepath.Join(dir, class, "train"), label); err != nil {
			return nil, nil, err
		}
		if isFolder(dir, class, "test") {
			if err := test.addFolder(filepath.Join(dir, class, "test"), label); err != nil {
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
func (s *PointClouds) addFolder(dir string, label int) error {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return fmt.Errorf("datasets: class folder: %w", err)
	}
	before := s.Len()
	for _, e := range entries {
		if e.IsDir() || e.Name()[0] == '.' || !hasExt(e.Name(), cloudExts) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		read := ReadPointCloud
		if hasExt(path, []string{".off"}) {
			read = func(path string) (*PointCloud, error) { return sampleOFF(path, uint64(s.Len())) }
		}
		c, err := read(path)
		if err != nil {
			return err
		}
		s.Clouds = append(s.Clouds, c)
		s.Label = append(s.Label, label)
	}
	if s.Len() == before {
		return fmt.Errorf("datasets: class folder %s: no .pcd, .off, .ply or .xyz files found among its %d entries", dir, len(entries))
	}
	return nil
}
