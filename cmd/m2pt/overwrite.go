package main

import (
	"os"
	"path/filepath"

	"github.com/gopathway/pathway/m2pt"
	"github.com/gopathway/pathway/train"
)

// This file: no command overwrites a model that it reads, or that of a run.

// same reports whether two names are those of one file.
func same(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

// modelFile returns the file of a model that is named by it or by its folder.
func modelFile(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return filepath.Join(path, m2pt.ModelFile)
	}
	return path
}

// keepModels refuses a flag whose file would overwrite one of the models that the
// command reads: each is a file or the folder of a run.
func keepModels(flag, file string, models ...string) error {
	for _, m := range models {
		if same(file, modelFile(m)) {
			return usagef("%s: %s would overwrite the model %s", flag, file, m)
		}
	}
	return nil
}

// keepRun refuses a flag whose folder holds the run of a training: a model that is
// written there would replace the model of that run.
func keepRun(flag, dir string) error {
	if _, err := os.Stat(filepath.Join(dir, train.CheckpointFile)); err == nil {
		return usagef("%s: %s holds a run, whose model would be overwritten: choose another folder", flag, dir)
	}
	return nil
}
