package main

import (
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train"
)

// This file: checks that no command overwrites a model that it reads, or the model of a
// run.

// same reports whether two paths lead to one file.
func same(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

// modelFile returns the file of a model. path is that file or the folder that it lies in.
func modelFile(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return filepath.Join(path, m2pt.ModelFile)
	}
	return path
}

// keepModels refuses a flag whose file is that of one of the models that the command
// reads. A model is named by its file or its folder.
func keepModels(flag, file string, models ...string) error {
	for _, m := range models {
		if same(file, modelFile(m)) {
			return usagef("%s: %s would overwrite the model %s", flag, file, m)
		}
	}
	return nil
}

// keepRun refuses a flag whose folder holds a run: the command would replace the model of
// that run.
func keepRun(flag, dir string) error {
	if _, err := os.Stat(filepath.Join(dir, train.CheckpointFile)); err == nil {
		return usagef("%s: %s holds a run, whose model would be overwritten: choose another folder", flag, dir)
	}
	return nil
}
